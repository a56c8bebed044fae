# A freeze that comes while a transfer waits for its second person: what waits is not taken, but it does not
# leave any more either. If it comes back, it falls to the freeze. (RULES R18, R19)

account datang-01 key_emitting_unit
account shell-co  institution
hold datang-01 CEA1920 1000

person li   operator initiate
person wang reviewer approve
policy registry-operator transfer 1

as li transfer datang-01 shell-co CEA1920 600 succession   waiting T1
balance datang-01 CEA1920 pending-transfer = 600
balance datang-01 CEA1920 = 400

freeze F1 account datang-01                accepted
balance datang-01 CEA1920 frozen = 400
balance datang-01 CEA1920 = 0
balance datang-01 CEA1920 pending-transfer = 600

# The second person comes too late, and nothing new can be proposed.
as wang approve T1                         INSUFFICIENT_HOLDING account=datang-01 requested_tco2e=600 available_tco2e=0
as li transfer datang-01 shell-co CEA1920 1 succession     INSUFFICIENT_HOLDING requested_tco2e=1 available_tco2e=0
proposal T1 = open
balance shell-co  CEA1920 = 0

# Withdrawn, it comes back, and is frozen in the same moment.
as li withdraw T1                          accepted
balance datang-01 CEA1920 frozen = 1000
balance datang-01 CEA1920 pending-transfer = 0
balance datang-01 CEA1920 = 0

release F1                                 accepted
balance datang-01 CEA1920 = 1000
release F1                                 FREEZE_NOT_IN_FORCE freeze=F1 state=RELEASED
supply CEA1920 issued=1000 held=1000
