# Who sold what he needs cannot surrender. (Order 19 art. 28; RULES R3: a surrender takes from the
# registered side only)

account datang-01  key_emitting_unit
account huaneng-01 key_emitting_unit
hold     datang-01 CEA1920  1000
verified datang-01 2019-20  1000

clock 2021-12-16 14:00
to-trading datang-01 CEA1920 1000
trade datang-01 huaneng-01 CEA1920 999 51.23
surrender  datang-01 2019-20 CEA1920 1000   INSUFFICIENT_HOLDING requested_tco2e=1000 available_tco2e=0

# Nor can he sell it twice.
trade datang-01 huaneng-01 CEA1920 2 51.23  INSUFFICIENT_HOLDING requested_tco2e=2 available_tco2e=1 account=datang-01
trade datang-01 huaneng-01 CEA1920 1 51.23  accepted
to-trading datang-01 CEA1920 1              INSUFFICIENT_HOLDING requested_tco2e=1 available_tco2e=0

surrender  datang-01 2019-20 CEA1920 1      INSUFFICIENT_HOLDING requested_tco2e=1 available_tco2e=0
obligation datang-01 2019-20 surrendered=0 complete=no
balance huaneng-01 CEA1920 trading = 1000
