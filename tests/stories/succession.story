# A transfer outside trading names its ground; the holder's own will is none, since Order 19 sends trades
# to the exchange. (RULES R16)

account datang-01  key_emitting_unit
account huaneng-01 key_emitting_unit
hold datang-01 CEA1920 1000

transfer datang-01 huaneng-01 CEA1920 100 holder_will   TRANSFER_GROUND_OFF ground=HOLDER_WILL
balance  huaneng-01 CEA1920 = 0

transfer datang-01 huaneng-01 CEA1920 1001 succession   INSUFFICIENT_HOLDING requested_tco2e=1001 available_tco2e=1000
transfer datang-01 datang-01  CEA1920 1    succession   SAME_ACCOUNT account=datang-01
transfer datang-01 nobody     CEA1920 1    succession   ACCOUNT_NOT_FOUND account=nobody
transfer datang-01 huaneng-01 CEA1920 1000 succession   accepted
balance  datang-01  CEA1920 = 0
balance  huaneng-01 CEA1920 = 1000

# Each of the other grounds.
transfer huaneng-01 datang-01 CEA1920 1 compulsory_execution
transfer huaneng-01 datang-01 CEA1920 1 judicial_deduction
transfer huaneng-01 datang-01 CEA1920 1 return
transfer huaneng-01 datang-01 CEA1920 1 correction
transfer huaneng-01 datang-01 CEA1920 1 ministry_order
balance  datang-01  CEA1920 = 5

# The registry alone records transfers.
as authority-13   transfer huaneng-01 datang-01 CEA1920 1 succession   DENIED
as ministry       transfer huaneng-01 datang-01 CEA1920 1 succession   DENIED
as trading-system transfer huaneng-01 datang-01 CEA1920 1 succession   DENIED
