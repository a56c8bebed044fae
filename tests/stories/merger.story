# A unit merges into another: what it holds, what a court holds of it and what it owes go to the successor, and its
# account is closed. (Order 19 art. 18; Registration Rules art. 14, 21; RULES R16, R17)

account datang-01  key_emitting_unit
account huaneng-01 key_emitting_unit
hold datang-01 CEA1920 500
hold datang-01 CEA21   200
verified  datang-01 2019-20 400
surrender datang-01 2019-20 CEA1920 100
freeze F1 quantity datang-01 CEA1920 150
to-trading datang-01 CEA1920 50

succeed datang-01 datang-01                     SAME_ACCOUNT account=datang-01 BUSINESS_OPEN account=datang-01 bucket=TRADING
succeed datang-01 huaneng-01                    BUSINESS_OPEN account=datang-01 instrument=CEA1920 bucket=TRADING balance=50
from-trading datang-01 CEA1920 50
as authority-13 succeed datang-01 huaneng-01    DENIED
as reviewer     succeed datang-01 huaneng-01    DENIED
succeed datang-01 huaneng-01                    accepted

balance datang-01  CEA1920 = 0
balance datang-01  CEA1920 frozen = 0
balance huaneng-01 CEA1920 = 250
balance huaneng-01 CEA1920 frozen = 150
balance huaneng-01 CEA21 = 200
obligation datang-01  2019-20 verified=0 due=0 surrendered=0
obligation huaneng-01 2019-20 verified=400 due=400 surrendered=100 complete=no

# The successor owes it, and the freeze has followed.
surrender huaneng-01 2019-20 CEA1920 251        INSUFFICIENT_HOLDING requested_tco2e=251 available_tco2e=250
surrender huaneng-01 2019-20 CEA1920 250        accepted
surrender-frozen F1 2019-20 CEA1920 50          accepted
obligation huaneng-01 2019-20 surrendered=400 complete=on-time
release F1                                      accepted
balance huaneng-01 CEA1920 = 100

# The old account is closed for ever.
succeed  datang-01 huaneng-01                   ACCOUNT_STATUS_FORBIDS account=datang-01 status=CLOSED
transfer huaneng-01 datang-01 CEA1920 1 correction   ACCOUNT_STATUS_FORBIDS account=datang-01 status=CLOSED
lift     datang-01                              STATUS_CHANGE_FORBIDDEN account=datang-01 status=CLOSED
supply CEA1920 issued=500 held=100 surrendered=400
