-- The append call: what it writes, and each way in which it refuses a batch that does not fit.
\ir support.psql

-- Appends a batch of the given sequences (null: refused), each accepted one with one posting of 10 from account 1 to account 5 in
-- instrument 1, whose balance was `opening`; `changed` says what is told wrongly.
CREATE FUNCTION pg_temp.batch(first_record bigint, sequences bigint[], opening bigint DEFAULT 0, changed jsonb DEFAULT '{}')
RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  n int := cardinality(sequences);
  accepted bigint[] := array_remove(sequences, NULL);
  moved int := cardinality(accepted);
  head bigint := coalesce((SELECT max(b.last_sequence) FROM registry.commit_batch b), 0);
  last bigint := coalesce((SELECT max(s) FROM unnest(sequences) AS s), head);
  first_id bigint := coalesce((changed ->> 'first_id')::bigint, first_record);
  issuer bigint := (1::bigint << 21) + 33;
  buyer bigint := (5::bigint << 21) + 33;
  before bigint := (SELECT p.last_sequence FROM registry.position p WHERE p.position_id = buyer);
BEGIN
  RETURN registry.append_batch(
    participant_ids => array_fill(1, ARRAY[n]),
    request_ids => (SELECT array_agg(md5('request ' || i)::uuid ORDER BY i)
                    FROM generate_series(first_id, first_id + n - 1 + coalesce((changed ->> 'more_ids')::int, 0)) AS i),
    request_hashes => array_fill(sha256('content'), ARRAY[n]),
    sequences => sequences,
    types => array_fill(14::smallint, ARRAY[n - coalesce((changed ->> 'fewer_types')::int, 0)]),
    persons => NULL,
    received_ats => array_fill(1640941200000001, ARRAY[n]),
    salts => array_fill(uuid_send('00000000-0000-0000-0000-00000000000a'), ARRAY[n]),
    leaf_hashes => array_fill(sha256('\x00'::bytea || uuid_send('00000000-0000-0000-0000-00000000000a') || 'record'), ARRAY[n]),
    records => array_fill('record'::bytea, ARRAY[n]),
    grounds => '{}', document_numbers => NULL, document_digests => '{}', approvers => '{}', proposal_ids => '{}', run_ids => '{}',
    linked_sequences => '{}', periods => array_fill('2021'::text, ARRAY[n]), settlement_days => '{}', trade_ids => CASE WHEN n > 0 THEN ARRAY['T1'] END,
    posting_sequences => (SELECT array_agg(s + coalesce((changed ->> 'posting_shift')::int, 0)) FROM unnest(accepted) AS s),
    posting_ordinals => array_fill(1::smallint, ARRAY[moved]),
    transferring_positions => array_fill(issuer, ARRAY[moved]),
    acquiring_positions => array_fill(buyer, ARRAY[moved]),
    quantities => array_fill(10::bigint, ARRAY[moved]),
    transferring_balances => (SELECT array_agg(-opening - 10 * i) FROM generate_series(1, moved) AS i),
    acquiring_balances => (SELECT array_agg(opening + 10 * i) FROM generate_series(1, moved) AS i),
    position_ids => CASE WHEN moved > 0 THEN ARRAY[issuer, buyer] ELSE '{}' END,
    balances => CASE WHEN moved > 0 THEN ARRAY[-opening - 10 * moved, opening + 10 * moved] ELSE '{}' END,
    floors => CASE WHEN moved > 0 THEN ARRAY[-9223372036854775807, 0] ELSE '{}' END,
    last_sequences => CASE WHEN moved > 0 THEN ARRAY[last, last] ELSE '{}' END,
    expected_sequences => CASE WHEN moved > 0
      THEN ARRAY[coalesce(before, 0), coalesce((changed ->> 'expected')::bigint, before, 0)] ELSE '{}' END,
    first_record => first_record,
    first_sequence => coalesce((changed ->> 'first_sequence')::bigint, accepted[1]),
    last_sequence => coalesce((changed ->> 'last_sequence')::bigint, last),
    recorded_at => 1640941200000002, decision_epoch => 3, batch_epoch => 4, alg => 1::smallint, root => sha256('root'),
    frontier => decode(repeat('ab', 32 * bit_count((first_record + n)::bit(64))::int), 'hex'), server => 'test');
END $$;

CREATE FUNCTION pg_temp.try_batch(first_record bigint, sequences bigint[], opening bigint DEFAULT 0, changed jsonb DEFAULT '{}')
RETURNS text
LANGUAGE sql AS $$
  SELECT pg_temp.attempt('registry_writer', format('SELECT pg_temp.batch(%s, %L, %s, %L)', first_record, sequences, opening, changed))
$$;

SELECT no_plan();

-- An empty journal.
SELECT is(pg_temp.try_batch(1, '{1}'), 'P0001 append: the batch begins with record 1, the next one is 0', 'the first record is 0');
SELECT matches(pg_temp.try_batch(0, '{2}'), '^P0001 append: 1 sequences from 2 to 2', 'the first sequence is 1');
SELECT is(pg_temp.try_batch(0, '{NULL}'), 'done', 'a journal may begin with a refusal');
SELECT is(pg_temp.try_batch(0, '{1}'), 'done', 'or with an accepted decision, by the writer');

SET LOCAL ROLE registry_writer;
SELECT is(pg_temp.batch(0, '{1,NULL,2}'), 2::bigint, 'three decisions; the last record number comes back');
RESET ROLE;

SELECT results_eq('SELECT record_number, request_id, participant_id, request_hash FROM request ORDER BY 1',
  $$ SELECT i::bigint, md5('request ' || i)::uuid, 1, sha256('content') FROM generate_series(0, 2) AS i $$, 'requests');
SELECT results_eq(
  'SELECT record_number, sequence, micros(received_at), micros(recorded_at), rules_epoch, period, trade_id, person, ground
   FROM decision ORDER BY 1',
  $$ VALUES (0::bigint, 1::bigint, 1640941200000001, 1640941200000002, 3::bigint, '2021', 'T1', NULL::text, NULL::smallint),
            (1, NULL, 1640941200000001, 1640941200000002, 3, '2021', NULL, NULL, NULL),
            (2, 2, 1640941200000001, 1640941200000002, 3, '2021', NULL, NULL, NULL) $$, 'decisions; short headers are padded with null');
SELECT results_eq('SELECT sequence, ordinal, quantity, transferring_balance, acquiring_balance FROM posting ORDER BY 1',
  'VALUES (1::bigint, 1::smallint, 10::bigint, -10::bigint, 10::bigint), (2, 1::smallint, 10, -20, 20)', 'postings');
SELECT results_eq(
  'SELECT account_id, balance, floor, last_sequence FROM position JOIN holding USING (position_id, balance, last_sequence) ORDER BY 1',
  'VALUES (1::bigint, -20::bigint, -9223372036854775807, 2::bigint), (5, 20, 0, 2)', 'positions, opened');
SELECT results_eq('SELECT first_record, last_record, first_sequence, last_sequence, rules_epoch, tree_size, server FROM commit_batch',
  $$ VALUES (0::bigint, 2::bigint, 1::bigint, 2::bigint, 4::bigint, 3::bigint, 'test') $$, 'the batch');

-- A gap, an overlap, or numbers that do not add up.
SELECT is(pg_temp.try_batch(3, '{3}', 20), 'done', 'the next batch fits');
SELECT is(pg_temp.try_batch(2, '{3}', 20), 'P0001 append: the batch begins with record 2, the next one is 3', 'records overlap');
SELECT is(pg_temp.try_batch(4, '{3}', 20), 'P0001 append: the batch begins with record 4, the next one is 3', 'records leave a gap');
SELECT matches(pg_temp.try_batch(3, sequences, 20), '^P0001 append: . sequences ', 'sequences do not follow: ' || sequences::text)
FROM (VALUES ('{2}'::bigint[]), ('{4}'), ('{3,5}'), ('{3,3}')) AS wrong (sequences);
SELECT matches(pg_temp.try_batch(3, '{3}', 20, '{"first_sequence": 2}'), '^P0001 append: 1 sequences ', 'the first one is named wrongly');
SELECT matches(pg_temp.try_batch(3, '{3}', 20, '{"last_sequence": 4}'), '^P0001 append: 1 sequences ', 'the last one is named wrongly');
SELECT matches(pg_temp.try_batch(3, '{NULL}', 20, '{"last_sequence": 3}'), '^P0001 append: 0 sequences ', 'a refusal has no sequence');
SELECT is(pg_temp.try_batch(3, '{3}', 20, '{"posting_shift": 1}'), 'P0001 append: 0 of 1 postings', 'a posting of a later decision');
SELECT is(pg_temp.try_batch(3, '{3}', 20, '{"posting_shift": -1}'), 'P0001 append: 0 of 1 postings', 'a posting of an earlier decision');

-- A balance that somebody else moved.
SELECT is(pg_temp.try_batch(3, '{3}', 20, '{"expected": 1}'), 'P0001 append: 1 of 2 positions', 'the expected sequence is stale');
SELECT is(pg_temp.try_batch(3, '{3}', 20, '{"expected": 7}'), 'P0001 append: 1 of 2 positions', 'the expected sequence is of the future');
SELECT is(pg_temp.try_batch(3, '{3}', 20, '{"expected": 0}'), 'one_balance_per_position', 'the position is not new');
SELECT is(pg_temp.try_batch(3, '{3}', -50), 'balance_not_below_floor', 'a balance below its floor');

-- Requests.
SELECT is(pg_temp.try_batch(3, '{3}', 20, '{"first_id": 0}'), 'one_decision_per_request', 'a request that was decided');
SELECT matches(pg_temp.try_batch(3, '{3}', 20, '{"more_ids": 1}'), '^23502 ', 'more ids than participants');
SELECT matches(pg_temp.try_batch(3, '{3}', 20, '{"fewer_types": 1}'), '^23502 ', 'fewer types than decisions');
SELECT is(pg_temp.try_batch(3, '{}', 20), 'batch_not_empty', 'an empty batch');

-- Refusals only.
SET LOCAL ROLE registry_writer;
SELECT is(pg_temp.batch(3, '{NULL,NULL}', 20), 4::bigint, 'two refusals');
SELECT is(pg_temp.batch(5, '{3,4}', 20), 6::bigint, 'and on: positions are updated');
RESET ROLE;
SELECT results_eq('SELECT account_id, balance, last_sequence FROM holding ORDER BY 1', 'VALUES (1::bigint, -40::bigint, 4::bigint), (5, 40, 4)',
  'the new balances');
SELECT results_eq('SELECT last_record, first_sequence, last_sequence FROM commit_batch ORDER BY 1',
  'VALUES (2::bigint, 1::bigint, 2::bigint), (4, NULL, 2), (6, 3, 4)', 'batches without a gap');

-- The head that is expected, before an append that waits for nobody. The last batch is of 2021.
CREATE FUNCTION pg_temp.takes(last_record bigint, root text, of_clock bigint, by_system_clock boolean DEFAULT true) RETURNS boolean
LANGUAGE sql AS $$
  SELECT registry.take_expected_head(last_record, sha256(root::bytea), of_clock, by_system_clock)
$$;
SET LOCAL ROLE registry_writer;
SELECT is(pg_temp.takes(6, 'root', micros(clock_timestamp())), true, 'the head is the expected one');
SELECT is(pg_temp.takes(6, 'root', micros(clock_timestamp()) - 900000), true, 'dated a little before the clock');
SELECT is(pg_temp.takes(6, 'root', micros(clock_timestamp()) - 1000001), false, 'dated more than a second before the clock');
SELECT is(pg_temp.takes(6, 'root', micros(clock_timestamp()) + 50000), false, 'dated after the clock');
SELECT is(pg_temp.takes(5, 'root', micros(clock_timestamp())), false, 'there are more records');
SELECT is(pg_temp.takes(7, 'root', micros(clock_timestamp())), false, 'there are fewer records');
SELECT is(pg_temp.takes(6, 'other', micros(clock_timestamp())), false, 'as many records, but others');
SELECT is(pg_temp.takes(6, 'root', 1640941200000002, false), true, 'in replay the clock of the database says nothing');
SELECT is(pg_temp.takes(6, 'root', 1640941200000001, false), false, 'never before the last batch');
RESET ROLE;
SELECT is(registry.take_expected_head(-1, '\x', 0, false), false, 'not the head of an empty journal');

SELECT * FROM finish();
ROLLBACK;
