# A restricted account may surrender, return and receive, but not trade, move or cancel. Transfers out of
# it are the registry's alone. (RULES R17; Registration Rules art. 13)

account hebei      provincial_authority 13
account datang-01  key_emitting_unit
account huaneng-01 key_emitting_unit
hold hebei      CEA1920 500
hold datang-01  CEA1920 1000
hold huaneng-01 CEA1920 1000
verified datang-01 2019-20 300
to-trading datang-01  CEA1920 100
to-trading huaneng-01 CEA1920 100

restrict datang-01
clock 2021-12-02 10:00
to-trading datang-01 CEA1920 1                ACCOUNT_STATUS_FORBIDS account=datang-01 status=RESTRICTED
cancel     datang-01 CEA1920 1                ACCOUNT_STATUS_FORBIDS account=datang-01 status=RESTRICTED
trade datang-01 huaneng-01 CEA1920 1 42.00    ACCOUNT_STATUS_FORBIDS account=datang-01 status=RESTRICTED
trade huaneng-01 datang-01 CEA1920 1 42.00    ACCOUNT_STATUS_FORBIDS account=datang-01 status=RESTRICTED

surrender    datang-01 2019-20 CEA1920 100    accepted
return       datang-01 hebei CEA1920 10       accepted
allocate     hebei datang-01 CEA1920 5        accepted
transfer     huaneng-01 datang-01 CEA1920 1 correction            accepted
transfer     datang-01 huaneng-01 CEA1920 1 compulsory_execution  accepted
balance datang-01 CEA1920 = 795

# Normal again.
lift datang-01
to-trading datang-01 CEA1920 1                accepted
lift datang-01                                STATUS_CHANGE_FORBIDDEN account=datang-01 status=OPEN
