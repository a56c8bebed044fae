# What the exchange may report, and when. (Exchange notice of 22 June 2021, DOMAIN 8; RULES R1, R4)

account datang-01  key_emitting_unit
account huaneng-01 key_emitting_unit
hold datang-01 CEA1920 500000
hold datang-01 CEA21   1000
to-trading datang-01 CEA1920 400000
to-trading datang-01 CEA21   1000

clock 2021-12-16 15:30

# A trade is delivered once.
trade datang-01 huaneng-01 CEA1920 10 42.83 matched 2021-12-16 10:00 id A1   accepted
trade datang-01 huaneng-01 CEA1920 10 42.83 matched 2021-12-16 10:00 id A1   TRADE_ALREADY_DELIVERED trade=A1
trade datang-01 huaneng-01 CEA1920 11 42.83 matched 2021-12-16 10:00 id A1   TRADE_ID_REUSED trade=A1
balance huaneng-01 CEA1920 trading = 10

# One that was refused may come again under its id. (R4)
trade huaneng-01 datang-01 CEA1920 11 42.83 matched 2021-12-16 10:05 id A2   INSUFFICIENT_HOLDING requested_tco2e=11 available_tco2e=10
trade huaneng-01 datang-01 CEA1920 10 42.83 matched 2021-12-16 10:05 id A2   accepted

# Listed is below 100,000 t, a block is that or more.
trade datang-01 huaneng-01 CEA1920  99999 42.83 matched 2021-12-16 13:30         accepted
trade datang-01 huaneng-01 CEA1920 100000 42.83 matched 2021-12-16 13:30         TRADE_SIZE_OUTSIDE_METHOD method=LISTED quantity_tco2e=100000 threshold_tco2e=100000
trade datang-01 huaneng-01 CEA1920  99999 42.83 block matched 2021-12-16 13:30   TRADE_SIZE_OUTSIDE_METHOD method=BLOCK quantity_tco2e=99999
trade datang-01 huaneng-01 CEA1920 100000 42.83 block matched 2021-12-16 13:30   accepted

# Hours: 09:30 to 11:30 and 13:00 to 15:00; blocks in the afternoon only.
trade datang-01 huaneng-01 CEA1920 1 42.83 matched 2021-12-16 09:29:59           TRADE_TIME_INVALID method=LISTED
trade datang-01 huaneng-01 CEA1920 1 42.83 matched 2021-12-16 09:30              accepted
trade datang-01 huaneng-01 CEA1920 1 42.83 matched 2021-12-16 11:30              accepted
trade datang-01 huaneng-01 CEA1920 1 42.83 matched 2021-12-16 12:00              TRADE_TIME_INVALID
trade datang-01 huaneng-01 CEA1920 1 42.83 matched 2021-12-16 15:00              accepted
trade datang-01 huaneng-01 CEA1920 1 42.83 matched 2021-12-16 15:01              TRADE_TIME_INVALID
trade datang-01 huaneng-01 CEA1920 100000 42.83 block matched 2021-12-16 10:00   TRADE_TIME_INVALID method=BLOCK
trade datang-01 huaneng-01 CEA1920 1 42.83 matched 2021-12-17 10:00              TRADE_TIME_INVALID

# Price times tonnes is the amount.
trade datang-01 huaneng-01 CEA1920 10 42.83 matched 2021-12-16 10:00 amount 428.30   accepted
trade datang-01 huaneng-01 CEA1920 10 42.83 matched 2021-12-16 10:00 amount 428.31   TRADE_AMOUNT_MISMATCH amount_fen=42831 price_fen=4283 quantity_tco2e=10

# A vintage without a first trading day is not traded, and nothing was before the market opened.
trade datang-01 huaneng-01 CEA21 1 42.83 matched 2021-12-16 10:00                INSTRUMENT_NOT_TRADABLE instrument=CEA21
trade datang-01 huaneng-01 CEA1920 1 42.83 matched 2021-07-15 10:00              INSTRUMENT_NOT_TRADABLE instrument=CEA1920
trade datang-01 huaneng-01 CEA1920 1 42.83 matched 2021-07-16 09:30              accepted

# Only the exchange reports trades and releases what stands on the trading side. (R3)
as operator trade datang-01 huaneng-01 CEA1920 1 42.83 matched 2021-12-16 10:00  DENIED
as operator from-trading huaneng-01 CEA1920 1                                    DENIED
from-trading huaneng-01 CEA1920 100                                              accepted

trade datang-01 datang-01 CEA1920 1 42.83 matched 2021-12-16 10:00               SAME_ACCOUNT account=datang-01
supply CEA1920 issued=500000 held=500000
