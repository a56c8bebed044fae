# A bankrupt unit cannot surrender what it owes, so its account could never be closed. Two persons of the registry
# close it with a document: what is worth something goes to the liquidator, what serves no period any more is
# cancelled, and what is due goes to the register of uncollected obligations. (RULES R17)

account datang-01  key_emitting_unit
account liquidator institution
hold datang-01 CEA1920 100
hold datang-01 CEA21   50
verified datang-01 2019-20 300
freeze F1 quantity datang-01 CEA1920 40

person li   operator initiate
person wang reviewer approve
policy registry-operator close-dissolved 1

clock 2022-02-10 10:00
closing datang-01
close   datang-01                               ACCOUNT_NOT_EMPTY ACCOUNT_NOT_EMPTY ACCOUNT_NOT_EMPTY OBLIGATION_OPEN account=datang-01 period=2019-20 open_tco2e=300 ACCOUNT_FROZEN account=datang-01 freeze=F1

# What a court holds is not distributed.
as li dissolve datang-01 liquidator             BUSINESS_OPEN account=datang-01 instrument=CEA1920 bucket=FROZEN balance=40
release F1

dissolve datang-01 liquidator                   DENIED
as li dissolve datang-01 liquidator             waiting D1
as authority-13 dissolve datang-01 liquidator   DENIED
as wang approve D1                              accepted

# The deadline of 2019-20 is over; that of 2021 is not.
balance cancelled  CEA1920 = 100
balance liquidator CEA1920 = 0
balance liquidator CEA21   = 50
balance datang-01  CEA1920 = 0
obligation datang-01 2019-20 due=300 surrendered=0 uncollected=300 complete=no

lift    datang-01                               STATUS_CHANGE_FORBIDDEN account=datang-01 status=CLOSED
supply  CEA1920 issued=100 held=0 cancelled=100
supply  CEA21   issued=50  held=50
