# A trade matched before the restriction still settles; one matched from then on does not. The exchange's
# match time decides which status applied. (RULES R1, R5)

account datang-01  key_emitting_unit
account huaneng-01 key_emitting_unit
hold datang-01 CEA1920 1000
to-trading datang-01 CEA1920 1000

clock 2021-12-15 14:30
restrict datang-01
clock 2021-12-15 16:00

trade datang-01 huaneng-01 CEA1920 100 43.00 matched 2021-12-15 14:29:59   accepted
trade datang-01 huaneng-01 CEA1920 100 43.00 matched 2021-12-15 14:29:59.999999   accepted
trade datang-01 huaneng-01 CEA1920 100 43.00 matched 2021-12-15 14:30      ACCOUNT_STATUS_FORBIDS account=datang-01 status=RESTRICTED
trade datang-01 huaneng-01 CEA1920 100 43.00 matched 2021-12-15 14:45      ACCOUNT_STATUS_FORBIDS account=datang-01 status=RESTRICTED
balance huaneng-01 CEA1920 trading = 200

# The same for a buyer.
clock 2021-12-16 14:00
lift datang-01
restrict huaneng-01
clock 2021-12-16 15:30
trade datang-01 huaneng-01 CEA1920 50 43.00 matched 2021-12-16 13:59       accepted
trade datang-01 huaneng-01 CEA1920 50 43.00 matched 2021-12-16 14:01       ACCOUNT_STATUS_FORBIDS account=huaneng-01
balance huaneng-01 CEA1920 trading = 250
