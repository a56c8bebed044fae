# A provincial authority acts for its own province. (Order 775 art. 9 and 12; DOMAIN 3)

account hebei      provincial_authority 13
account beijing    provincial_authority 11
account datang-01  key_emitting_unit    13
account jingneng-1 key_emitting_unit    11
cap   plan-2019-20 CEA1920 1000
issue plan-2019-20 hebei   CEA1920 500
issue plan-2019-20 national CEA1920 500

# Not even a refusal tells it about accounts elsewhere; the registry, which sees all, is told what is wrong.
allocate hebei jingneng-1 CEA1920 1                   DENIED
as operator allocate hebei jingneng-1 CEA1920 1       PROVINCE_MISMATCH province=13 acquiring_province=11
as authority-11 allocate hebei datang-01 CEA1920 1    DENIED
allocate hebei datang-01 CEA1920 501                  INSUFFICIENT_HOLDING requested_tco2e=501 available_tco2e=500
allocate hebei datang-01 CEA1920 500                  accepted

# From the national account the registry allocates, and to authorities only.
allocate national beijing CEA1920 300                 accepted
allocate national datang-01 CEA1920 1                 ACCOUNT_KIND_FORBIDS kind=NATIONAL acquiring_kind=KEY_EMITTING_UNIT
allocate beijing jingneng-1 CEA1920 300               accepted

as authority-11 verified datang-01 2019-20 100        DENIED
verified datang-01 2019-20 100                        accepted
as authority-11 surrender datang-01 2019-20 CEA1920 1 DENIED
as operator surrender datang-01 2019-20 CEA1920 1     DENIED
surrender datang-01 2019-20 CEA1920 100               accepted
supply CEA1920 issued=1000 held=900 surrendered=100
