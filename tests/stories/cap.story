# The plan's cap is reached exactly; one tonne more is refused. (Order 775 art. 9; DOMAIN 3)

account hebei provincial_authority 13

issue plan-2019-20 hebei CEA1920 1      ISSUANCE_CAP_NOT_SET plan=plan-2019-20 instrument=CEA1920 sector=POWER
cap   plan-2019-20 CEA1920 1000
issue plan-2019-20 hebei CEA1920 1001   ISSUANCE_CAP_EXCEEDED requested_tco2e=1001 cap_tco2e=1000 issued_tco2e=0
issue plan-2019-20 hebei CEA1920 600    accepted
issue plan-2019-20 hebei CEA1920 401    ISSUANCE_CAP_EXCEEDED requested_tco2e=401 cap_tco2e=1000 issued_tco2e=600
issue plan-2019-20 hebei CEA1920 400    accepted
issue plan-2019-20 hebei CEA1920 1      ISSUANCE_CAP_EXCEEDED requested_tco2e=1 cap_tco2e=1000 issued_tco2e=1000
supply CEA1920 issued=1000 held=1000

# The cap is the plan's and the instrument's.
issue plan-2019-20 hebei CEA21 1        ISSUANCE_CAP_NOT_SET instrument=CEA21
issue plan-2021    hebei CEA1920 1      ISSUANCE_CAP_NOT_SET plan=plan-2021

# It can be changed, but not below what was issued.
cap   plan-2019-20 CEA1920 999          ISSUANCE_CAP_BELOW_ISSUED cap_tco2e=999 issued_tco2e=1000
cap   plan-2019-20 CEA1920 1001         accepted
issue plan-2019-20 hebei CEA1920 1      accepted

# The ministry sets it, nobody else.
as operator cap plan-2019-20 CEA1920 9999   DENIED

# Allowances are issued to an authority or to the national account, never to a unit.
account datang-01 key_emitting_unit
cap   plan-2021 CEA21 10
issue plan-2021 datang-01 CEA21 1       ACCOUNT_KIND_FORBIDS account=datang-01 kind=KEY_EMITTING_UNIT
issue plan-2021 national  CEA21 10      accepted
balance national CEA21 = 10
