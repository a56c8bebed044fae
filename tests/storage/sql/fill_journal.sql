-- Fills an empty registry with a long, lawful history by sets: for tests of plans and for the bench. Run as the superuser, through psql
-- or as one query string (no psql commands stand here). Parameters are settings of the session:
--   SET fill.postings = '1000000';  SET fill.accounts = '1000';      (these are the defaults; postings >= 4 * accounts + 2)
-- What comes out:
--   the registry's own accounts 1 to 8, participants 1 to 4, periods 2019-20 and 2021, instruments 1 CEA1920 and 2 CEA21, their caps;
--   accounts 1001 ... (key emitting units of the power sector, province 13), each with an obligation for 2019-20;
--   issues to the national account, from there an allocation to every account, all of it moved to TRADING, then random trades
--   T00000000 ..., every 65th asked of them refused (a record without a sequence). One posting for each decision that has any.
--   Record n stands under participant 1 (trades: 3) and the request id md5('request n')::uuid; 100 records are one commit batch.
-- Sums are zero for each instrument, balances, running balances and floors right, numbers free of gaps, leaf hashes those of the record
-- bytes. NOT real: the record bytes are noise that no parser reads, and root and frontier of each commit batch are placeholders of the
-- right length. Whatever recomputes roots or reads records back must not run on this data (JournalOptions::verify_batches = 0).

SET synchronous_commit = off;
SET work_mem = '256MB';
SET maintenance_work_mem = '512MB';
SET jit = off;
SET max_parallel_workers_per_gather = 0;
SET synchronize_seqscans = off;
SET search_path = registry, pg_temp;

CREATE TEMPORARY TABLE fill AS
SELECT postings, accounts, 1000 * postings AS allowance, postings - 4 * accounts - 2 AS trades
FROM (SELECT coalesce(nullif(current_setting('fill.postings', true), ''), '1000000')::bigint AS postings,
             coalesce(nullif(current_setting('fill.accounts', true), ''), '1000')::bigint AS accounts) AS parameter;

DO $$
BEGIN
  IF EXISTS (SELECT FROM commit_batch) THEN
    RAISE EXCEPTION 'fill_journal: the journal is not empty';
  END IF;
  IF (SELECT trades < 0 OR accounts < 2 FROM fill) THEN
    RAISE EXCEPTION 'fill_journal: at least 2 accounts and 4 * accounts + 2 postings';
  END IF;
  FOR number IN 0 .. (SELECT (postings * 11 / 10 + 3 * accounts) / partition_width() FROM fill) LOOP
    PERFORM ensure_partitions(number * partition_width(), number * partition_width());
  END LOOP;
END $$;

CREATE FUNCTION pg_temp.position_of(account bigint, instrument bigint, bucket bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS 'SELECT (account << 21) | (instrument << 5) | bucket';

-- Every decision with its posting. The opening is numbered by counting, the trades by arithmetic.
CREATE TEMPORARY TABLE made AS
WITH opening AS (
  SELECT row_number() OVER (ORDER BY part, i) AS n, opening.*
  FROM (
    SELECT 1 AS part, 1::bigint AS i, 1 AS type, NULL::bigint AS transferring, NULL::bigint AS acquiring, NULL::bigint AS quantity,
           NULL::bigint AS account, NULL::text AS period
    UNION ALL SELECT 2, i, 2, NULL, NULL, NULL, NULL, NULL FROM generate_series(1, 4) AS i
    UNION ALL SELECT 3, i, 4, NULL, NULL, NULL, NULL, NULL FROM generate_series(1, 2) AS i
    UNION ALL SELECT 4, i, 5, NULL, NULL, NULL, NULL, NULL FROM generate_series(1, 2) AS i
    UNION ALL SELECT 5, i, 6, NULL, NULL, NULL, NULL, NULL FROM generate_series(1, 2) AS i
    UNION ALL SELECT 6, i, 7, NULL, NULL, NULL, 1000 + i, NULL FROM fill, generate_series(1, accounts) AS i
    UNION ALL SELECT 7, i, 9, pg_temp.position_of(1, i, 1), pg_temp.position_of(5, i, 1), accounts * allowance, NULL, NULL
              FROM fill, generate_series(1, 2) AS i
    UNION ALL SELECT 8, i, 10, pg_temp.position_of(5, 1 + i % 2, 1), pg_temp.position_of(1001 + i / 2, 1 + i % 2, 1), allowance, NULL,
                     CASE i % 2 WHEN 0 THEN '2019-20' ELSE '2021' END
              FROM fill, generate_series(0, 2 * accounts - 1) AS i
    UNION ALL SELECT 9, i, 12, pg_temp.position_of(1001 + i / 2, 1 + i % 2, 1), pg_temp.position_of(1001 + i / 2, 1 + i % 2, 2),
                     allowance, NULL, NULL
              FROM fill, generate_series(0, 2 * accounts - 1) AS i
    UNION ALL SELECT 10, i, 16, NULL, NULL, NULL, 1000 + i, '2019-20' FROM fill, generate_series(1, accounts) AS i
  ) AS opening
)
SELECT n - 1 AS record_number, n AS sequence, part, i, type::smallint, 1 AS participant_id, transferring, acquiring, quantity, account,
       period, NULL::text AS trade_id
FROM opening;

INSERT INTO made
SELECT base + asked, CASE WHEN asked % 65 < 64 THEN base + asked - asked / 65 + 1 END, 11, asked, 15::smallint, 3,
       CASE WHEN asked % 65 < 64 THEN pg_temp.position_of(1001 + seller, instrument, 2) END,
       CASE WHEN asked % 65 < 64 THEN pg_temp.position_of(1001 + (seller + distance) % accounts, instrument, 2) END,
       CASE WHEN asked % 65 < 64 THEN 1 + (noise >> 50) % 1000 END,
       NULL, NULL, 'T' || lpad(asked::text, 8, '0')
FROM (SELECT fill.accounts, base, asked, noise, (noise & 1048575) % accounts AS seller, 1 + ((noise >> 20) & 1048575) % (accounts - 1) AS distance,
             1 + ((noise >> 40) & 1) AS instrument
      FROM fill, (SELECT max(record_number) + 1 AS base FROM made) AS opening,
           generate_series(0, trades - 1 + greatest(trades - 1, 0) / 64) AS asked,
           LATERAL (SELECT hashint8extended(asked, 42) & 9223372036854775807 AS noise) AS noise) AS trade
ORDER BY asked;

-- Both sides of each posting with the balance after it.
CREATE TEMPORARY TABLE side AS
SELECT sequence, position_id, delta < 0 AS transferring,
       sum(delta) OVER (PARTITION BY position_id ORDER BY sequence)::bigint AS balance
FROM (SELECT sequence, transferring AS position_id, -quantity AS delta FROM made WHERE quantity IS NOT NULL
      UNION ALL
      SELECT sequence, acquiring, quantity FROM made WHERE quantity IS NOT NULL) AS sides;
ANALYZE made;
ANALYZE side;

INSERT INTO request (participant_id, request_id, request_hash, record_number)
SELECT participant_id, request_id, sha256(uuid_send(request_id)), record_number
FROM (SELECT participant_id, md5('request ' || record_number)::uuid AS request_id, record_number FROM made) AS r
ORDER BY request_id;

INSERT INTO decision (record_number, sequence, type, participant_id, request_id, received_at, recorded_at, rules_epoch, salt, alg,
                      leaf_hash, record, period, trade_id)
SELECT record_number, sequence, type, participant_id, md5('request ' || record_number)::uuid, recorded_at - interval '1 millisecond',
       recorded_at, CASE WHEN part < 5 THEN record_number ELSE 9 END, salt, 1, sha256('\x00'::bytea || salt || record), record, period,
       trade_id
FROM (SELECT made.*, timestamptz '2021-07-16 09:30+08' + record_number / 100 * (interval '180 days' / (total / 100 + 1)) AS recorded_at,
             uuid_send(md5('salt ' || record_number)::uuid) AS salt,
             decode(repeat(md5('record ' || record_number), 15), 'hex') || int8send(record_number) AS record
      FROM made, (SELECT max(record_number) + 1 AS total FROM made) AS t
      OFFSET 0) AS d;

INSERT INTO posting (sequence, ordinal, transferring_position, acquiring_position, quantity, transferring_balance, acquiring_balance)
SELECT sequence, 1, made.transferring, made.acquiring, quantity, t.balance, a.balance
FROM made JOIN side AS t USING (sequence) JOIN side AS a USING (sequence)
WHERE t.transferring AND NOT a.transferring
ORDER BY sequence;

INSERT INTO position (position_id, balance, floor, last_sequence)
SELECT DISTINCT ON (position_id) position_id, balance, CASE position_id >> 21 WHEN 1 THEN -9223372036854775807 ELSE 0 END, sequence
FROM side
ORDER BY position_id, sequence DESC;

INSERT INTO commit_batch (first_record, last_record, first_sequence, last_sequence, recorded_at, rules_epoch, tree_size, alg, root,
                          frontier, server)
SELECT first_record, last_record, first_sequence, max(last_sequence) OVER (ORDER BY last_record), recorded_at, 9, last_record + 1, 1,
       sha256(int8send(last_record)), decode(repeat('ab', 32 * bit_count((last_record + 1)::bit(64))::int), 'hex'), 'fill_journal'
FROM (SELECT min(record_number) AS first_record, max(record_number) AS last_record, min(sequence) AS first_sequence,
             max(sequence) AS last_sequence, max(recorded_at) AS recorded_at
      FROM decision GROUP BY record_number / 100) AS batch
ORDER BY last_record;

-- Facts.
INSERT INTO clock (sequence, mode, replay_instant) VALUES (1, 1, 'epoch');
INSERT INTO account (account_id, sequence, kind, status, social_credit_code, province, sector, status_since)
SELECT id, 1, (ARRAY[8, 9, 10, 11, 5, 13, 14, 15])[id], 1, NULL, '', 0, timestamptz '2021-07-16 09:30+08' FROM generate_series(1, 8) AS id
UNION ALL
SELECT account, sequence, 1, 1, '91130000' || lpad(account::text, 10, '0'), '13', 1, timestamptz '2021-07-16 09:30+08'
FROM made WHERE part = 6;
INSERT INTO holder (social_credit_code, account_id) SELECT social_credit_code, account_id FROM account WHERE social_credit_code IS NOT NULL;
INSERT INTO holder_particulars (account_id, sequence, name) SELECT account, sequence, 'Unit ' || account FROM made WHERE part = 6;
INSERT INTO participant (participant_id, sequence, name, role, province, account_id)
SELECT i, sequence, (ARRAY['operator', 'auditor', 'trading-system', 'ministry'])[i], (ARRAY[1, 4, 8, 5])[i], '', NULL
FROM made WHERE part = 2;
INSERT INTO compliance_period (period_id, sequence, code, first_year, last_year, deadline)
SELECT i, sequence, (ARRAY['2019-20', '2021'])[i], (ARRAY[2019, 2021])[i], (ARRAY[2020, 2021])[i],
       (ARRAY['2021-12-31 17:00+08', '2023-12-31 17:00+08'])[i]::timestamptz
FROM made WHERE part = 3;
INSERT INTO instrument (instrument_id, sequence, code, kind, unit, vintage_first_year, vintage_last_year, tradable_from, tradable_until,
                        eligible_periods)
SELECT i, sequence, (ARRAY['CEA1920', 'CEA21'])[i], 1, 1, (ARRAY[2019, 2021])[i], (ARRAY[2020, 2021])[i],
       timestamptz '2021-07-16 09:00+08', NULL, ARRAY['2019-20', '2021']
FROM made WHERE part = 4;
INSERT INTO issuance_cap (plan, instrument, sector, sequence, cap, issued)
SELECT 'plan', (ARRAY['CEA1920', 'CEA21'])[i], 1, sequence, accounts * allowance, CASE part WHEN 5 THEN 0 ELSE quantity END
FROM made, fill WHERE part IN (5, 7);
INSERT INTO obligation (unit_account, sector, period, sequence, verified_emissions, obligation, surrendered, completed_at)
SELECT account, 1, period, sequence, 1000, 1000, 0, NULL FROM made WHERE part = 10;
INSERT INTO trade (trade_id, sequence, instrument, method, seller, buyer, quantity, price_fen, amount_fen, match_time)
SELECT made.trade_id, made.sequence, (ARRAY['CEA1920', 'CEA21'])[(transferring >> 5) & 65535], 1, transferring >> 21, acquiring >> 21, quantity,
       4000 + i % 2000, (4000 + i % 2000) * quantity, d.recorded_at - interval '1 second'
FROM made JOIN decision AS d USING (record_number)
WHERE part = 11 AND made.sequence IS NOT NULL
ORDER BY made.trade_id;

DROP TABLE side;
DROP TABLE made;
DROP TABLE fill;
ANALYZE request, decision, posting, commit_batch, position, account, holder, holder_particulars, issuance_cap, obligation, trade, participant,
  instrument, compliance_period, clock;
RESET search_path;
