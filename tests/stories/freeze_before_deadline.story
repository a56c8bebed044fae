# A court freezes what a unit holds, a month before the deadline. What is in TRADING that day is the exchange's
# until its delivery; the next day it is taken. The unit surrenders nothing of it but by the court's consent,
# and what it buys meanwhile is frozen too. (RULES R18; Registration Rules art. 22)

account datang-01  key_emitting_unit
account huaneng-01 key_emitting_unit
hold datang-01  CEA1920 700
hold huaneng-01 CEA1920 500
verified datang-01 2019-20 1000
to-trading datang-01  CEA1920 200
to-trading huaneng-01 CEA1920 400

# Who may order it: the court, and the registry for it.
as authority-13   freeze F1 account datang-01   DENIED
as ministry       freeze F1 account datang-01   DENIED
as trading-system freeze F1 account datang-01   DENIED
as reviewer       freeze F1 account datang-01   DENIED
freeze F1 account datang-01                     accepted
balance datang-01 CEA1920 frozen = 500
balance datang-01 CEA1920 = 0

# The same day the trades are still delivered.
balance datang-01 CEA1920 trading = 200
trade datang-01 huaneng-01 CEA1920 50 48.00     accepted
surrender datang-01 2019-20 CEA1920 100         INSUFFICIENT_HOLDING account=datang-01 requested_tco2e=100 available_tco2e=0
to-trading datang-01 CEA1920 1                  INSUFFICIENT_HOLDING requested_tco2e=1 available_tco2e=0
cancel datang-01 CEA1920 1                      INSUFFICIENT_HOLDING requested_tco2e=1 available_tco2e=0
transfer datang-01 huaneng-01 CEA1920 1 correction   INSUFFICIENT_HOLDING requested_tco2e=1 available_tco2e=0

clock 2021-12-02 10:00
taken datang-01 CEA1920
balance datang-01 CEA1920 frozen = 650
balance datang-01 CEA1920 trading = 0
trade datang-01 huaneng-01 CEA1920 1 48.00      INSUFFICIENT_HOLDING requested_tco2e=1 available_tco2e=0

# The court consents to a part; the province has no say in it.
as authority-13 surrender-frozen F1 2019-20 CEA1920 600   DENIED
surrender-frozen F1 2019-20 CEA1920 600         accepted
obligation datang-01 2019-20 due=1000 surrendered=600 complete=no
balance datang-01 CEA1920 frozen = 50
surrender-frozen F1 2019-20 CEA1920 401         SURRENDER_ABOVE_DUE requested_tco2e=401 open_tco2e=400 FROZEN_TOO_LITTLE freeze=F1 instrument=CEA1920 requested_tco2e=401 held_tco2e=50

# What another unit sells to it arrives under the freeze, and the court lets that go to the obligation too.
trade huaneng-01 datang-01 CEA1920 350 48.00    accepted
balance datang-01 CEA1920 frozen = 400
balance datang-01 CEA1920 trading = 0
surrender-frozen F1 2019-20 CEA1920 400         accepted
obligation datang-01 2019-20 surrendered=1000 complete=on-time
balance datang-01 CEA1920 frozen = 0

# It ends by itself.
renew F1 until 2021-12-31 24:00                 FREEZE_DATES_INVALID
renew F1 until 2023-01-31 24:00                 accepted
hold datang-01 CEA1920 5
balance datang-01 CEA1920 frozen = 5
clock 2023-02-01 00:00
ended F1
balance datang-01 CEA1920 = 5
renew F1 until 2024-01-31 24:00                 FREEZE_NOT_IN_FORCE freeze=F1 state=EXPIRED
supply CEA1920 issued=1205 held=205 surrendered=1000
