-- What was written stays: the owner and the superuser are refused UPDATE, DELETE and TRUNCATE of every table and every partition, also of
-- partitions that were made a moment ago.
\ir support.psql

SELECT pg_temp.fill();
SELECT ensure_partitions(2 * partition_width(), 2 * partition_width());

CREATE TEMPORARY VIEW kept AS
WITH RECURSIVE tree AS (
  SELECT relation FROM every_table WHERE name NOT IN ('writer_lock', 'position', 'holder_particulars', 'proposal_state')
  UNION ALL
  SELECT i.inhrelid FROM tree JOIN pg_inherits i ON i.inhparent = tree.relation
)
SELECT relation::regclass AS relation,
       (SELECT attname FROM pg_attribute WHERE attrelid = tree.relation AND attnum = 1) AS some_column
FROM tree JOIN pg_class c ON c.oid = relation AND c.relkind IN ('r', 'p');

SELECT no_plan();

SELECT cmp_ok(count(*), '>=', 56::bigint, 'tables and partitions to look at') FROM kept;
SELECT is(count(*), 4::bigint, parent || ' has partitions to look at')
FROM unnest(ARRAY['decision', 'posting', 'commit_batch']) AS parent
JOIN pg_inherits ON inhparent = parent::regclass GROUP BY parent;

SELECT matches(pg_temp.attempt(role, replace(command, '#', relation::text)), '^P0001 append-only: ' || lower(split_part(command, ' ', 1)) || ' of ',
               format('%s by %s is refused', replace(command, '#', relation::text), role))
FROM kept,
     unnest(ARRAY['registry_owner', 'postgres']) AS role,
     LATERAL unnest(ARRAY[format('UPDATE # SET %1$I = %1$I', some_column), 'DELETE FROM #', 'TRUNCATE #']) AS command;

-- The switch that would turn triggers off is a superuser's.
SELECT matches(pg_temp.attempt('registry_owner', 'SET session_replication_role = replica'), '^42501 permission denied',
               'the owner cannot go round the triggers by session_replication_role');

SELECT matches(pg_temp.attempt('registry_owner', command), '^P0001 append-only: ', command || ' by the owner is refused')
FROM unnest(ARRAY['DELETE FROM position', 'TRUNCATE position', 'UPDATE position SET floor = floor',
                  'UPDATE position SET position_id = position_id', 'DELETE FROM proposal_state', 'TRUNCATE proposal_state',
                  'UPDATE proposal_state SET proposal_id = proposal_id', 'UPDATE proposal_state SET proposer = 2',
                  'UPDATE proposal_state SET expires_at = now()']) AS command;

SELECT is(pg_temp.attempt('registry_owner', command), 'done', command || ' by the owner')
FROM unnest(ARRAY['UPDATE position SET balance = 11, last_sequence = 2', 'UPDATE proposal_state SET state = 3, last_sequence = 2', 'UPDATE holder_particulars SET name = ''''',
                  'DELETE FROM holder_particulars']) AS command;

SELECT * FROM finish();
ROLLBACK;
