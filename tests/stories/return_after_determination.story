# The determination is below the pre-allocation: the unit gives back. (RULES R13)

account hebei     provincial_authority 13
account beijing   provincial_authority 11
account datang-01 key_emitting_unit    13
cap   plan-2019-20 CEA1920 1000
issue plan-2019-20 hebei CEA1920 1000
allocate hebei datang-01 CEA1920 700

# 660 is what the determination gives: forty too many. They go back to the province that gave them.
verified datang-01 2019-20 600
return datang-01 beijing CEA1920 40   DENIED
as authority-13 return datang-01 beijing CEA1920 40   DENIED
return datang-01 hebei CEA1920 40     accepted
balance datang-01 CEA1920 = 660
balance hebei     CEA1920 = 340

# From the registered side only, and no more than there is.
to-trading datang-01 CEA1920 650
return datang-01 hebei CEA1920 11     INSUFFICIENT_HOLDING requested_tco2e=11 available_tco2e=10
return datang-01 hebei CEA1920 10     accepted

# What was returned is issued already: the supply stays.
supply CEA1920 issued=1000 held=1000
