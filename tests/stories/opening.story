# What is there before every story begins: the first cycle's rules.
# RULES R9: 2019-20 is one period of two years, one instrument, one deadline.
# RULES R10: 17:00 is known for December 2021 only; other years end with their date.
# DOMAIN 7: trade began on 16 July 2021.

clock 2021-02-01 09:00

period 2019-20  2019 2020  until 2021-12-31 17:00
period 2021     2021       until 2023-12-31 24:00

instrument CEA1920  2019 2020  for 2019-20  tradable 2021-07-16
instrument CEA21    2021       for 2021

clock 2021-12-01 10:00
