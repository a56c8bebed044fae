# A surrender takes exactly what is held and not one allowance more. (Order 19 art. 28; RULES R11)

account  datang-01  key_emitting_unit
verified datang-01  2021   1000
hold     datang-01  CEA21  1000

surrender datang-01  2021  CEA21 400   accepted
surrender datang-01  2021  CEA21 601   SURRENDER_ABOVE_DUE requested_tco2e=601 open_tco2e=600 INSUFFICIENT_HOLDING requested_tco2e=601 available_tco2e=600
obligation datang-01 2021  surrendered=400 complete=no
surrender datang-01  2021  CEA21 600   accepted
obligation datang-01 2021  due=1000 surrendered=1000 complete=on-time
balance datang-01  CEA21 = 0

# One allowance too few in the account, though more is due.
account  datang-02  key_emitting_unit
verified datang-02  2021   2000
hold     datang-02  CEA21  600
surrender datang-02  2021  CEA21 601   INSUFFICIENT_HOLDING requested_tco2e=601 available_tco2e=600 account=datang-02 instrument=CEA21
surrender datang-02  2021  CEA21 600   accepted
obligation datang-02 2021  due=2000 surrendered=600 complete=no
