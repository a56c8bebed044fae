-- Partitions are made ahead of their time, whole, with keys and trigger, by the writer through one function.
\ir support.psql

CREATE TEMPORARY VIEW partition AS
SELECT i.inhparent::regclass::text AS parent, c.oid AS relation, c.relname::text COLLATE "default" AS name,
       pg_get_expr(c.relpartbound, c.oid) COLLATE "default" AS bounds
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid AND c.relkind = 'r' WHERE c.relnamespace = 'registry'::regnamespace;

-- Runs as the writer and keeps what it did.
CREATE FUNCTION pg_temp.ensure(next_record bigint, next_sequence bigint) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
  made int;
BEGIN
  PERFORM set_config('role', 'registry_writer', true);
  made := registry.ensure_partitions(next_record, next_sequence);
  PERFORM set_config('role', 'none', true);
  RETURN made;
END $$;

SELECT no_plan();

SELECT is(partition_width(), 16777216::bigint, 'the width of a partition');
SELECT results_eq(
  $$ SELECT name, bounds FROM partition WHERE parent IN ('decision', 'posting', 'commit_batch') ORDER BY name $$,
  $$ SELECT format('%s_000%s', parent, n), format('FOR VALUES FROM (''%s'') TO (''%s'')', n * 16777216, (n + 1) * 16777216)
     FROM unnest(ARRAY['commit_batch', 'decision', 'posting']) AS parent, generate_series(0, 1) AS n ORDER BY 1 $$,
  'deployed: the first partition of each, and a whole one ahead');
SELECT is(count(*), 16::bigint, 'sixteen partitions of request') FROM partition WHERE parent = 'request';
SELECT is(count(*), 8::bigint, 'eight partitions of trade') FROM partition WHERE parent = 'trade';
SELECT is(count(*), 0::bigint, 'no default partition') FROM partition WHERE bounds = 'DEFAULT';

SELECT is(pg_temp.ensure(0, 1), 0, 'nothing to do at the beginning');
SELECT is(pg_temp.ensure(16777215, 16777215), 0, 'nothing to do on the last number of the first partition');
SELECT is(pg_temp.ensure(16777215, 16777216), 1, 'the sequence enters the second partition: one more of posting');
SELECT is(pg_temp.ensure(16777216, 16777216), 2, 'the record too: one more of decision and commit_batch');
SELECT is(pg_temp.ensure(16777216, 16777216), 0, 'asked again, nothing');
SELECT is(pg_temp.ensure(0, 1), 0, 'an old number, nothing');
SELECT is(pg_temp.ensure(3 * 16777216, 3 * 16777216), 6, 'two at once of each');
SELECT results_eq(
  $$ SELECT name, bounds FROM partition WHERE parent IN ('decision', 'posting', 'commit_batch') ORDER BY name $$,
  $$ SELECT format('%s_000%s', parent, n), format('FOR VALUES FROM (''%s'') TO (''%s'')', n * 16777216, (n + 1) * 16777216)
     FROM unnest(ARRAY['commit_batch', 'decision', 'posting']) AS parent, generate_series(0, 4) AS n ORDER BY 1 $$,
  'they follow each other without a gap');

SELECT matches(pg_temp.attempt('registry_writer', format('SELECT ensure_partitions(%s, %s)', record, sequence)), '^P0001 ensure_partitions: ',
               format('far away: %s, %s', record, sequence))
FROM (VALUES (9223372036854775807, 1), (0, 9223372036854775807), (-1, 1), (0, -1), (16::bigint * 16777216, 1)) AS far (record, sequence);

SELECT is(pg_temp.attempt('registry_owner', pg_temp.insert_of(relation, changed)), 'done', format('%s takes %s', relation, changed))
FROM (VALUES ('decision', jsonb_build_object('record_number', 5::bigint * 16777216 - 1)),
             ('posting', jsonb_build_object('sequence', 5::bigint * 16777216 - 1)),
             ('commit_batch', jsonb_build_object('first_record', 5::bigint * 16777216 - 1, 'last_record', 5::bigint * 16777216 - 1,
                                                 'tree_size', 5::bigint * 16777216,
                                                 'frontier', decode(repeat('ab', 32 * bit_count((5::bigint * 16777216)::bit(64))::int), 'hex'))))
  AS row (relation, changed);

-- Every partition, new ones too, has what its parent has, and its trigger.
SELECT set_eq(
  format('SELECT regexp_replace(conname, ''_[0-9]+$'', ''''), contype::text FROM pg_constraint WHERE conrelid = %s', relation),
  format('SELECT conname::text, contype::text FROM pg_constraint WHERE conrelid = %L::regclass%s', parent,
         CASE parent WHEN 'decision' THEN ' UNION SELECT ''one_decision_per_sequence'', ''u''' ELSE '' END),
  name || ' has the constraints of ' || parent)
FROM partition;
SELECT is((SELECT count(*) FROM pg_trigger
           WHERE tgrelid = relation AND tgfoid = 'refuse_change'::regproc AND tgenabled = 'O' AND tgtype = 2 + 8 + 16 + 32), 1::bigint,
          name || ' is append-only')
FROM partition;
SELECT is((SELECT count(*) FROM pg_index WHERE indrelid = relation AND indisvalid),
          (SELECT count(*) FROM pg_index WHERE indrelid = parent::regclass AND indisvalid) + (parent = 'decision')::int,
          name || ' has the indexes of ' || parent)
FROM partition;

SELECT * FROM finish();
ROLLBACK;
