# At the deadline is on time, a microsecond after it is late; late is recorded all the same. The
# registry's own stamp of arrival decides. (RULES R1, R10)

account datang-01  key_emitting_unit
account huaneng-01 key_emitting_unit
account huadian-01 key_emitting_unit
hold datang-01  CEA1920 100
hold huaneng-01 CEA1920 100
hold huadian-01 CEA1920 100
verified datang-01  2019-20 100
verified huaneng-01 2019-20 100
verified huadian-01 2019-20 100

clock 2021-12-31 16:59:59.999999
surrender  huadian-01 2019-20 CEA1920 99

clock 2021-12-31 17:00
surrender  datang-01  2019-20 CEA1920 100   accepted
obligation datang-01  2019-20 surrendered=100 complete=on-time

clock 2021-12-31 17:00:00.000001
surrender  huaneng-01 2019-20 CEA1920 100   accepted
obligation huaneng-01 2019-20 surrendered=100 complete=late

# What counts is the surrender that completes.
obligation huadian-01 2019-20 surrendered=99 complete=no
surrender  huadian-01 2019-20 CEA1920 1     accepted
obligation huadian-01 2019-20 surrendered=100 complete=late

# Time does not go back.
clock 2021-12-31 17:00                      CLOCK_MOVES_BACKWARD
