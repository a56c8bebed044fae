# What is due, for which period, and more than that. (Order 775 art. 14; RULES R10, R11)

account datang-01 key_emitting_unit
hold datang-01 CEA1920 1000
hold datang-01 CEA21   1000

# Nothing is surrendered before the obligation is determined.
surrender datang-01 2019-20 CEA1920 1            OBLIGATION_NOT_DETERMINED account=datang-01 sector=POWER period=2019-20

# The relief rules can make the obligation smaller than the emissions. (DOMAIN 4.4)
verified  datang-01 2019-20 500 due 450
obligation datang-01 2019-20 verified=500 due=450 surrendered=0 complete=no

# A vintage serves the periods that it is eligible for.
surrender datang-01 2019-20 CEA21 1              INSTRUMENT_NOT_ELIGIBLE instrument=CEA21 period=2019-20
surrender datang-01 2019-20 CEA99 1              INSTRUMENT_NOT_FOUND instrument=CEA99

# Not more than is open, unless the surrender says so.
surrender datang-01 2019-20 CEA1920 451          SURRENDER_ABOVE_DUE requested_tco2e=451 open_tco2e=450
surrender datang-01 2019-20 CEA1920 449          accepted
surrender datang-01 2019-20 CEA1920 2            SURRENDER_ABOVE_DUE requested_tco2e=2 open_tco2e=1
surrender datang-01 2019-20 CEA1920 51 surplus   accepted
obligation datang-01 2019-20 due=450 surrendered=500 complete=on-time

# A surplus counts for no other period.
verified  datang-01 2021 100
obligation datang-01 2021 due=100 surrendered=0 complete=no

# A new determination does not go further below what was surrendered; up it goes at any time.
verified  datang-01 2019-20 449                  OBLIGATION_BELOW_SURRENDERED obligation_tco2e=449 surrendered_tco2e=500
verified  datang-01 2019-20 460                  accepted
obligation datang-01 2019-20 due=460 surrendered=500 complete=on-time
verified  datang-01 2019-20 501                  accepted
obligation datang-01 2019-20 due=501 surrendered=500 complete=no
surrender datang-01 2019-20 CEA1920 1            accepted
obligation datang-01 2019-20 surrendered=501 complete=on-time

# A unit with nothing to surrender is done.
account solar-01 key_emitting_unit
verified solar-01 2019-20 0
obligation solar-01 2019-20 due=0 complete=on-time
