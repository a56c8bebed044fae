# An account is closed empty, by way of closing, and for ever. One subject has one account. (Registration
# Rules art. 7 and 14; RULES R17)

account datang-01  key_emitting_unit 13
account datang-xx  key_emitting_unit 13 again   HOLDER_HAS_ACCOUNT account=datang-01
account huaneng-01 key_emitting_unit 13
hold datang-01 CEA1920 10
verified datang-01 2019-20 10

close   datang-01                          STATUS_CHANGE_FORBIDDEN account=datang-01 status=OPEN ACCOUNT_NOT_EMPTY account=datang-01 balance=10 OBLIGATION_OPEN account=datang-01 open_tco2e=10
closing datang-01                          accepted

# Nothing goes in or out meanwhile.
surrender datang-01 2019-20 CEA1920 10     ACCOUNT_STATUS_FORBIDS account=datang-01 status=CLOSING
transfer  huaneng-01 datang-01 CEA1920 1 correction   ACCOUNT_STATUS_FORBIDS account=datang-01 status=CLOSING INSUFFICIENT_HOLDING account=huaneng-01
close     datang-01                        ACCOUNT_NOT_EMPTY account=datang-01 instrument=CEA1920 bucket=REGISTERED balance=10 OBLIGATION_OPEN account=datang-01 open_tco2e=10

# The application is withdrawn, the business finished, and then it is closed.
lift      datang-01
surrender datang-01 2019-20 CEA1920 10     accepted
closing   datang-01
close     datang-01                        accepted
lift      datang-01                        STATUS_CHANGE_FORBIDDEN account=datang-01 status=CLOSED
restrict  datang-01                        STATUS_CHANGE_FORBIDDEN account=datang-01 status=CLOSED
transfer  huaneng-01 datang-01 CEA1920 1 succession   ACCOUNT_STATUS_FORBIDS account=datang-01 status=CLOSED INSUFFICIENT_HOLDING account=huaneng-01

# The registry's own accounts stay.
restrict  surrendered                      ACCOUNT_KIND_FORBIDS kind=SURRENDER
restrict  nobody                           ACCOUNT_NOT_FOUND account=nobody
