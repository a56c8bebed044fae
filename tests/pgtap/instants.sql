-- Instants go in and out exactly, in any session; the version of the schema is the one that the server knows.
\ir support.psql

SELECT no_plan();

SELECT is(schema_version(), 5, 'schema_version');

SELECT is(instant(0), timestamptz '1970-01-01 00:00+00', 'zero');
SELECT is(instant(1640941200000000), timestamptz '2021-12-31 17:00+08', 'the first deadline');
SELECT is(instant(1640941200000001), timestamptz '2021-12-31 17:00:00.000001+08', 'a microsecond later');
SELECT is(instant(-1), timestamptz '1969-12-31 23:59:59.999999+00', 'before 1970');
SELECT is(instant(NULL), NULL, 'null stays null');
SELECT is(micros(NULL), NULL, 'null stays null, back');

SELECT is(count(*) FILTER (WHERE micros(instant(n)) <> n), 0::bigint, format('exact there and back near %s', base))
FROM unnest(ARRAY[0, 1640941200000000, 4102444800000000, 9007199254740992, 253402300799000000, -62135596800000000]) AS base,
     LATERAL (SELECT base + i * 7919 - 500 * 7919 AS n FROM generate_series(0, 1000) AS i) AS near
GROUP BY base;
SELECT is(count(*) FILTER (WHERE instant(n + 1) - instant(n) <> interval '1 microsecond'), 0::bigint, 'neighbours are a microsecond apart')
FROM generate_series(1640941200000000, 1640941200002000) AS n;

SET LOCAL timezone = 'America/New_York';
SET LOCAL datestyle = 'German';
SELECT is(micros(instant(1636264800000001)), 1636264800000001, 'no time zone has a say');
SELECT is(instant(1636264800000001), timestamptz '2021-11-07 06:00:00.000001+00', 'nor the hour that comes twice');
SELECT volatility_is('registry', 'instant', ARRAY['bigint'], 'immutable', 'instant is immutable');
SELECT volatility_is('registry', 'micros', ARRAY['timestamp with time zone'], 'immutable', 'micros is immutable');
SELECT is(string_agg(proname, ', '), NULL, 'both are safe in parallel') FROM pg_proc
WHERE pronamespace = 'registry'::regnamespace AND proname IN ('instant', 'micros') AND proparallel <> 's';

SELECT * FROM finish();
ROLLBACK;
