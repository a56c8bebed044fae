-- On a filled journal: the made history keeps the laws, and the hot paths read by key only and touch only the partitions they need, with the
-- settings that the writer's connection has.
\ir support.psql

SET LOCAL fill.postings = '3000';
SET LOCAL fill.accounts = '20';
\ir ../storage/sql/fill_journal.sql
SET LOCAL search_path = registry, tap;

CREATE TEMPORARY VIEW side AS
SELECT sequence, transferring_position AS position_id, -quantity AS delta, transferring_balance AS balance FROM posting
UNION ALL
SELECT sequence, acquiring_position, quantity, acquiring_balance FROM posting;

SELECT no_plan();

-- The laws of the made history.
SELECT is(count(*), 3000::bigint, 'as many postings as asked for') FROM posting;
SELECT is(count(*), 0::bigint, 'running balances are right') FROM (
  SELECT balance, sum(delta) OVER (PARTITION BY position_id ORDER BY sequence) AS fold FROM side) AS chain WHERE balance <> fold;
SELECT is(count(*), 0::bigint, 'every balance is the fold of its postings')
FROM position p FULL JOIN (SELECT position_id, sum(delta) AS fold, max(sequence) AS last FROM side GROUP BY position_id) AS f USING (position_id)
WHERE (balance = fold AND last_sequence = last) IS NOT TRUE;
SELECT is(sum(balance), 0::numeric, 'instrument ' || instrument_id || ' adds up to zero') FROM holding GROUP BY instrument_id;
SELECT ok(count(*) = max(record_number) + 1 AND count(sequence) = max(sequence) AND count(*) > count(sequence), 'numbers are free of gaps')
FROM decision;
SELECT is((SELECT count(*) FROM request NATURAL JOIN decision), (SELECT count(*) FROM decision), 'each decision has its request');
SELECT is(count(*), 0::bigint, 'batches follow each other')
FROM (SELECT *, lag(last_record, 1, -1::bigint) OVER w AS record, lag(last_sequence, 1, 0::bigint) OVER w AS sequence
      FROM commit_batch WINDOW w AS (ORDER BY last_record)) AS batch
WHERE first_record <> record + 1 OR coalesce(first_sequence, sequence + 1) <> sequence + 1;
SELECT is(count(*), 0::bigint, 'each trade is its posting')
FROM trade t FULL JOIN (SELECT g.*, d.trade_id FROM posting g JOIN decision d USING (sequence) WHERE d.type = 15) AS g USING (trade_id)
WHERE (t.sequence = g.sequence AND t.quantity = g.quantity AND seller = transferring_position >> 21 AND buyer = acquiring_position >> 21) IS NOT TRUE;

-- From here on as the writer's connection.
SELECT set_config(split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1), true) AS setting
FROM pg_db_role_setting, unnest(setconfig) AS setting
WHERE setrole = 'registry_writer'::regrole AND setdatabase = 0 AND setting !~ '^(search_path|tcp_|client_connection)' \g /dev/null

CREATE FUNCTION pg_temp.plan_of(command text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ' || command;
END $$;

PREPARE find_requests (int[], uuid[]) AS
SELECT r.record_number, d.record
FROM unnest($1, $2) AS k (participant_id, request_id)
CROSS JOIN LATERAL (SELECT * FROM request WHERE request_id = k.request_id AND participant_id = k.participant_id LIMIT 1) AS r
CROSS JOIN LATERAL (SELECT * FROM decision WHERE record_number = r.record_number LIMIT 1) AS d;
SELECT is(count(*) FILTER (WHERE line LIKE '%Seq Scan%'), 0::bigint, 'requests: no table is read whole'),
       is(count(*) FILTER (WHERE line LIKE '%Index Scan%on request\_%' AND line NOT LIKE '%never executed%'), 1::bigint,
          'requests: one id leads to one partition'),
       is(count(*) FILTER (WHERE line LIKE '%Index Scan%on decision\_%' AND line NOT LIKE '%never executed%'), 1::bigint,
          'requests: one number leads to one partition')
FROM pg_temp.plan_of($$ EXECUTE find_requests ('{1}', ARRAY[md5('request 7')::uuid]) $$) AS line;

PREPARE read_records (bigint, bigint) AS SELECT record FROM decision WHERE record_number >= $1 AND record_number < $2 ORDER BY record_number;
SELECT is(count(*) FILTER (WHERE line LIKE '%Seq Scan%'), 0::bigint, 'records: no table is read whole'),
       is(count(*) FILTER (WHERE line LIKE '%Index Scan%'), 1::bigint, 'records: numbers choose the partition')
FROM pg_temp.plan_of('EXECUTE read_records (100, 200)') AS line;

-- The append call says what it read: nothing by a sequential scan, in whichever plan its statements run.
CREATE TEMPORARY TABLE scanned AS
SELECT relid, seq_scan FROM pg_stat_xact_user_tables WHERE schemaname = 'registry';

SELECT append_batch(
  participant_ids => ARRAY[1], request_ids => ARRAY['00000000-0000-0000-0000-000000000001'::uuid], request_hashes => ARRAY[sha256('content')],
  sequences => ARRAY[b.last_sequence + 1], types => ARRAY[14::smallint], persons => NULL, received_ats => ARRAY[0],
  salts => ARRAY[uuid_send('00000000-0000-0000-0000-00000000000a')],
  leaf_hashes => ARRAY[sha256('\x00'::bytea || uuid_send('00000000-0000-0000-0000-00000000000a') || 'record')], records => ARRAY['record'::bytea],
  grounds => NULL, document_numbers => NULL, document_digests => NULL, approvers => NULL, proposal_ids => NULL, run_ids => NULL,
  linked_sequences => NULL, periods => NULL, settlement_days => NULL, trade_ids => NULL,
  posting_sequences => ARRAY[b.last_sequence + 1], posting_ordinals => ARRAY[1::smallint],
  transferring_positions => ARRAY[t.position_id], acquiring_positions => ARRAY[t.position_id + 1], quantities => ARRAY[1],
  transferring_balances => ARRAY[t.balance - 1], acquiring_balances => ARRAY[1],
  position_ids => ARRAY[t.position_id, t.position_id + 1], balances => ARRAY[t.balance - 1, 1], floors => ARRAY[0, 0],
  last_sequences => ARRAY[b.last_sequence + 1, b.last_sequence + 1], expected_sequences => ARRAY[t.last_sequence, 0],
  first_record => b.last_record + 1, first_sequence => b.last_sequence + 1, last_sequence => b.last_sequence + 1,
  recorded_at => micros(b.recorded_at), decision_epoch => 9, batch_epoch => 9, alg => 1::smallint, root => sha256('root'),
  frontier => decode(repeat('ab', 32 * bit_count((b.last_record + 2)::bit(64))::int), 'hex'), server => 'test')
FROM (SELECT * FROM commit_batch ORDER BY last_record DESC LIMIT 1) AS b,
     (SELECT * FROM position WHERE position_id = (1001::bigint << 21) + (1 << 5) + 2) AS t \g /dev/null

SELECT is(string_agg(s.relid::regclass::text, ', '), NULL, 'append: no table was read whole')
FROM pg_stat_xact_user_tables s JOIN scanned USING (relid) WHERE s.seq_scan > scanned.seq_scan;
SELECT is(balance, 1::bigint, 'append: the position was opened') FROM position WHERE position_id = (1001::bigint << 21) + (1 << 5) + 3;

SELECT * FROM finish();
ROLLBACK;
