# Allowances given up for the public benefit leave the market for good: what was issued stays issued, what
# is held gets less. (Order 19 art. 19; RULES R17)

account datang-01 key_emitting_unit
account greens    institution
account fund      institution
account hebei     provincial_authority 13
hold datang-01 CEA1920 1000
hold greens    CEA1920 50
hold fund      CEA1920 2
hold hebei     CEA1920 10

cancel datang-01 CEA1920 1001   INSUFFICIENT_HOLDING requested_tco2e=1001 available_tco2e=1000
cancel datang-01 CEA1920 100    accepted
cancel greens    CEA1920 50     accepted
cancel fund      CEA1920 1      accepted
supply CEA1920 issued=1062 held=911 cancelled=151 surrendered=0

# Who does not hold for himself gives nothing up.
cancel hebei     CEA1920 1      ACCOUNT_KIND_FORBIDS account=hebei kind=PROVINCIAL_AUTHORITY

# From the registered side only.
to-trading datang-01 CEA1920 900
cancel     datang-01 CEA1920 1  INSUFFICIENT_HOLDING requested_tco2e=1 available_tco2e=0

# Nothing comes back: the cancelled are nobody's to transfer.
transfer cancelled datang-01 CEA1920 1 correction   ACCOUNT_KIND_FORBIDS kind=CANCELLATION
balance cancelled CEA1920 = 151
