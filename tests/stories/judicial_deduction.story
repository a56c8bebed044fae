# On an effective ruling the registry hands what a freeze holds to the creditor. Two courts have frozen; the
# earlier one is served first. A ruling takes the court's liaison and the registry's reviewer. (Registration
# Rules art. 22; RULES R16, R18)

account datang-01   key_emitting_unit
account creditor-co institution
hold datang-01 CEA1920 1000

person zhao court    initiate
person wang reviewer approve
policy court-liaison deduct-frozen 1

freeze F1 quantity datang-01 CEA1920 300        accepted
freeze F2 quantity datang-01 CEA1920 900        accepted
balance datang-01 CEA1920 frozen = 1000
balance datang-01 CEA1920 = 0

deduct F1 creditor-co CEA1920 200               DENIED
as zhao deduct F1 datang-01   CEA1920 200       SAME_ACCOUNT account=datang-01
as zhao deduct F1 creditor-co CEA1920 301       FROZEN_TOO_LITTLE freeze=F1 instrument=CEA1920 requested_tco2e=301 held_tco2e=300
as zhao deduct F1 creditor-co CEA1920 200       waiting D1
balance creditor-co CEA1920 = 0
as zhao approve D1                              DENIED
as wang approve D1                              accepted
balance creditor-co CEA1920 = 200
balance datang-01 CEA1920 frozen = 800

# The freeze has shrunk by it: 100 are left for it, the other one has 700 of its 900.
as zhao deduct F1 creditor-co CEA1920 101       FROZEN_TOO_LITTLE freeze=F1 requested_tco2e=101 held_tco2e=100
as zhao deduct F2 creditor-co CEA1920 701       FROZEN_TOO_LITTLE freeze=F2 requested_tco2e=701 held_tco2e=700
as zhao deduct F1 creditor-co CEA1920 100       waiting D2
as wang approve D2                              accepted
as zhao deduct F1 creditor-co CEA1920 1         FREEZE_NOT_IN_FORCE freeze=F1 state=USED_UP

# Later arrivals, up to the amount.
hold datang-01 CEA1920 300
balance datang-01 CEA1920 frozen = 900
balance datang-01 CEA1920 = 100
release F2                                      accepted
balance datang-01 CEA1920 = 1000
supply CEA1920 issued=1300 held=1300
