# An ordinary unit's first cycle: pre-allocated, verified, topped up, short by fifty, bought, surrendered.
# (DOMAIN 3 and 5; RULES R3)

account hebei      provincial_authority  13
account datang-01  key_emitting_unit     13
account huaneng-01 key_emitting_unit     13

cap      plan-2019-20  CEA1920  3000
issue    plan-2019-20  hebei  CEA1920  3000
supply   CEA1920  issued=3000 held=3000

# Pre-allocation by the province, 70 % of what the plan gives.
allocate hebei datang-01  CEA1920   700  for 2019-20
allocate hebei huaneng-01 CEA1920  1400  for 2019-20
balance  datang-01 CEA1920 = 700

# Verified emissions, and the rest of the allocation.
verified datang-01  2019-20  1000
verified huaneng-01 2019-20  1800
allocate hebei datang-01  CEA1920   250  for 2019-20  determined
allocate hebei huaneng-01 CEA1920   600  for 2019-20  determined
balance  datang-01 CEA1920 = 950
balance  hebei     CEA1920 = 50

# Fifty are missing: the other unit has more than it needs and sells. What is delivered stands on the
# buyer's trading side, and is surrendered from the registered one.
clock 2021-12-15 10:30
to-trading huaneng-01 CEA1920 200
trade      huaneng-01 datang-01 CEA1920 50 42.83
balance    datang-01  CEA1920 trading = 50
surrender  datang-01  2019-20  CEA1920 1000  INSUFFICIENT_HOLDING requested_tco2e=1000 available_tco2e=950
from-trading datang-01 CEA1920 50

surrender  datang-01  2019-20  CEA1920 1000  accepted
surrender  huaneng-01 2019-20  CEA1920 1800  accepted
obligation datang-01  2019-20  verified=1000 due=1000 surrendered=1000 complete=on-time
obligation huaneng-01 2019-20  due=1800 surrendered=1800 complete=on-time

balance datang-01  CEA1920 = 0
balance datang-01  CEA1920 trading = 0
balance huaneng-01 CEA1920 = 0
balance huaneng-01 CEA1920 trading = 150
balance surrendered CEA1920 = 2800
balance issuance    CEA1920 = -3000
supply  CEA1920  issued=3000 held=200 surrendered=2800 cancelled=0 offset=0 recovered=0
