-- A login for reports sees the accounts of its province, or its one account, and nothing of anybody else, whatever it asks.
\ir support.psql

-- Accounts 1001, 1002 of province 13; 1003 of 14; 1004 moved from 13 to 14; 5 is the registry's own. Each has 10 in position and an
-- obligation, but the registry's own.
INSERT INTO account
SELECT id, sequence, 1, 1, CASE WHEN id > 1000 THEN 'CODE' || id END, province, 1, 'epoch'
FROM (VALUES (5, 1, ''), (1001, 2, '13'), (1002, 3, '13'), (1003, 4, '14'), (1004, 5, '13'), (1004, 6, '14')) AS a (id, sequence, province);
INSERT INTO holder SELECT DISTINCT social_credit_code, account_id FROM account WHERE social_credit_code IS NOT NULL;
INSERT INTO position SELECT DISTINCT (account_id << 21) + 33, 10, 0, 1 FROM account;
INSERT INTO obligation SELECT DISTINCT account_id, 1, '2021', 1, 7, 7, 0, NULL::timestamptz FROM account WHERE account_id > 1000;

-- Freezes: of an account, of a holder, of 1004 while it was of 13, and of a process of the whole registry.
INSERT INTO freeze_entry (freeze_id, sequence, scope, account_id, social_credit_code, instrument, quantity, process, case_number, authority,
                    holds_from, holds_until, state, deducted, surrendered, recorded_at)
SELECT id, id, scope, account, code, NULL, 0, process, 'case ' || id, '', 'epoch', 'infinity', 1, 0, 0, 'epoch'
FROM (VALUES (11, 1, 1001, NULL, NULL), (12, 2, NULL, 'CODE1002', NULL), (13, 1, 1003, NULL, NULL), (14, 1, 1004, NULL, NULL),
             (15, 4, NULL, NULL, 14), (16, 2, NULL, 'CODE1099', NULL)) AS f (id, scope, account, code, process);

CREATE ROLE reports_13 LOGIN IN ROLE registry_regional;
CREATE ROLE reports_14 LOGIN IN ROLE registry_regional;
CREATE ROLE reports_15 LOGIN IN ROLE registry_regional;
CREATE ROLE unit_1003 LOGIN IN ROLE registry_regional;
CREATE ROLE nobody_in_particular LOGIN IN ROLE registry_regional;
INSERT INTO registry_regional.login VALUES ('reports_13', '13', NULL), ('reports_14', '14', NULL), ('reports_15', '15', NULL), ('unit_1003', NULL, 1003);

-- What a login gets from a query of one column, in order; or the error.
CREATE FUNCTION pg_temp.seen(login text, query text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  PERFORM set_config('session_authorization', login, true);
  BEGIN
    EXECUTE format('SELECT string_agg(found::text, '' '' ORDER BY found) FROM (%s) AS query (found)', query) INTO answer;
  EXCEPTION WHEN OTHERS THEN
    answer := SQLSTATE || ' ' || SQLERRM;
  END;
  PERFORM set_config('session_authorization', 'postgres', true);
  RETURN coalesce(answer, '');
END $$;

CREATE TEMPORARY TABLE sees (login text, ids text);
INSERT INTO sees VALUES ('reports_13', '1001 1002'), ('reports_14', '1003 1004'), ('reports_15', ''), ('unit_1003', '1003'),
                        ('nobody_in_particular', ''), ('registry_regional', '');

SELECT no_plan();

-- Each way to the accounts, without a condition.
SELECT is(pg_temp.seen(login, query), ids, format('%s: %s', login, query))
FROM sees, unnest(ARRAY[
  'SELECT DISTINCT account_id FROM account',
  'SELECT account_id FROM holder',
  'SELECT position_id >> 21 FROM position',
  'SELECT account_id FROM holding',
  'SELECT unit_account FROM obligation',
  'SELECT DISTINCT a.account_id FROM account a JOIN position p ON p.position_id >> 21 = a.account_id',
  'SELECT o.unit_account FROM obligation o LEFT JOIN holder h ON h.account_id = o.unit_account',
  'SELECT h.account_id FROM holder h FULL JOIN holding p USING (account_id)',
  'SELECT DISTINCT account_id FROM account WHERE province IN (''13'', ''14'', '''')',
  'SELECT account_id FROM holder WHERE social_credit_code LIKE ''CODE%''',
  'SELECT account_id FROM holding WHERE position_id BETWEEN 0 AND 9223372036854775807']) AS query;

-- By id, one by one: exactly what is one's own.
SELECT is(pg_temp.seen(login, format(query, id)), CASE WHEN id::text = ANY (string_to_array(ids, ' ')) THEN id::text ELSE '' END,
          format('%s: ' || query, login, id))
FROM sees, unnest(ARRAY[5, 1001, 1002, 1003, 1004]) AS id,
     unnest(ARRAY['SELECT DISTINCT account_id FROM account WHERE account_id = %s',
                  'SELECT account_id FROM holding WHERE account_id = %s',
                  'SELECT position_id >> 21 FROM position WHERE position_id = (%s::bigint << 21) + 33',
                  'SELECT unit_account FROM obligation WHERE unit_account = %s AND period = ''2021''']) AS query;

-- Sums and counts tell nothing either, nor do the rows that a condition looks at.
SELECT is(pg_temp.seen(login, 'SELECT sum(balance) FROM position'), coalesce((10 * nullif(cardinality(string_to_array(ids, ' ')), 0))::text, ''),
          login || ': a sum')
FROM sees;
CREATE FUNCTION pg_temp.peek(id bigint) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$
BEGIN
  IF id NOT IN (1001, 1002) THEN RAISE EXCEPTION 'saw %', id; END IF;
  RETURN true;
END $$;
SELECT is(pg_temp.seen('reports_13', query), '1001 1002', 'a cheap function is not shown the rows of others: ' || query)
FROM unnest(ARRAY['SELECT DISTINCT account_id FROM account WHERE pg_temp.peek(account_id)',
                  'SELECT account_id FROM holding WHERE pg_temp.peek(account_id)',
                  'SELECT unit_account FROM obligation WHERE pg_temp.peek(unit_account)']) AS query;
SELECT is(pg_temp.seen('reports_13', 'SELECT sequence FROM account'), '2 3', 'what moved away is seen no more, its past neither');

-- Freezes go with the account or the holder; what stops the whole registry, or a holder without an account, is nobody's.
SELECT is(pg_temp.seen(login, query), freezes, format('%s: %s', login, query))
FROM (VALUES ('reports_13', '11 12'), ('reports_14', '13 14'), ('reports_15', ''), ('unit_1003', '13'), ('nobody_in_particular', ''),
             ('registry_regional', '')) AS s (login, freezes),
     unnest(ARRAY['SELECT freeze_id FROM freeze_entry', 'SELECT freeze_id FROM freeze_entry WHERE case_number LIKE ''case%''']) AS query;

-- By COPY.
\set copied_to `mktemp`
SET LOCAL SESSION AUTHORIZATION reports_13;
COPY registry.account (account_id) TO STDOUT \g :copied_to
SET LOCAL SESSION AUTHORIZATION postgres;
\set copied `sort -n < :'copied_to' | xargs; rm -f :'copied_to'`
SELECT is(:'copied'::text, '1001 1002', 'COPY of the table');

-- Nobody widens what he sees. (SET SESSION AUTHORIZATION is a superuser's, and the session of this test is one's.)
SELECT matches(pg_temp.attempt(login, command), '^42501 (permission denied|must be owner|must have admin)', format('%s: no %s', login, command))
FROM sees, unnest(ARRAY[
  'INSERT INTO registry_regional.login VALUES (session_user, ''14'')', 'UPDATE registry_regional.login SET province = ''14''',
  'SELECT FROM registry_regional.login', 'DELETE FROM registry_regional.login', 'SET ROLE registry_reader', 'SET ROLE registry_owner',
  'ALTER TABLE account DISABLE ROW LEVEL SECURITY',
  'DROP FUNCTION registry_regional.accounts', 'CREATE VIEW registry.mine AS SELECT 1', 'GRANT registry_reader TO reports_13',
  'SELECT FROM decision', 'SELECT FROM posting', 'SELECT FROM request', 'SELECT FROM commit_batch', 'SELECT FROM holder_particulars',
  'SELECT FROM staff', 'SELECT FROM trusted_account', 'SELECT FROM delayed_transfer', 'SELECT FROM trade', 'SELECT FROM proposal', 'SELECT FROM person', 'SELECT FROM participant', 'SELECT FROM issuance_cap',
  'UPDATE position SET balance = 11', 'UPDATE position SET last_sequence = 2', 'INSERT INTO account SELECT * FROM account',
  'DELETE FROM obligation', 'TRUNCATE holder', 'SELECT ensure_partitions(0, 1)', 'SELECT FROM position FOR UPDATE']) AS command
WHERE login <> 'registry_regional' OR command NOT LIKE 'SET ROLE%';
SELECT is(pg_temp.attempt('reports_13', 'SET row_security = off; SELECT count(*) FROM registry.account'),
          '42501 query would be affected by row-level security policy for table "account"', 'row_security = off is no way out');
SELECT is(pg_temp.seen('reports_13', $$ SELECT account_id FROM holder, set_config('registry.province', '14', true) AS a,
                                        set_config('role', 'registry_regional', true) AS b $$), '1001 1002', 'settings change nothing');
SELECT is(pg_temp.seen('reports_13', 'SELECT registry_regional.accounts()'), '1001 1002', 'the list of its accounts is its own');
SELECT matches(pg_temp.attempt(role, 'SELECT registry_regional.accounts()'), '^42501 permission denied', role || ': not the list')
FROM unnest(ARRAY['registry_writer', 'registry_reader']) AS role;

-- What all may know.
SELECT is(pg_temp.attempt('reports_13', 'SELECT * FROM ' || relation), 'done', 'reports_13: ' || relation)
FROM unnest(ARRAY['instrument', 'compliance_period']) AS relation;

-- The book's own roles see and write all of it.
SELECT is(pg_temp.seen(role, query), '6 5 5 4', role || ' sees the whole book')
FROM unnest(ARRAY['registry_writer', 'registry_reader', 'registry_auditor', 'registry_owner', 'registry_migrator']) AS role,
     (VALUES ($$ SELECT concat_ws(' ', (SELECT count(*) FROM registry.account), (SELECT count(*) FROM registry.position),
                                  (SELECT count(*) FROM registry.holding), (SELECT count(*) FROM registry.obligation)) $$)) AS q (query);
SELECT is(pg_temp.attempt('registry_writer', command), 'done', 'writer: ' || command)
FROM unnest(ARRAY['UPDATE position SET balance = 11, last_sequence = 2', pg_temp.insert_of('account', '{"account_id": 1010, "province": "15"}'),
                  pg_temp.insert_of('position'), pg_temp.insert_of('obligation', '{"sequence": 9}'),
                  pg_temp.insert_of('holder', '{"account_id": 1010}'), pg_temp.insert_of('freeze_entry')]) AS command
WHERE command NOT LIKE '%position%10485793%';

SELECT is(c.conname::text, NULL, 'one function acts for the owner, and no search path leads it astray')
FROM (VALUES (1)) AS one LEFT JOIN LATERAL (
  SELECT proname AS conname FROM pg_proc WHERE pronamespace = 'registry_regional'::regnamespace
    AND NOT (prosecdef AND proname = 'accounts' AND proowner = 'registry_owner'::regrole AND 'search_path=registry, pg_temp' = ANY (proconfig))
) AS c ON true;
SELECT is(pg_temp.attempt('registry_owner', format('INSERT INTO registry_regional.login VALUES (%s)', row)), name, row)
FROM (VALUES ('''reports_13'', ''14'', NULL', 'one_part_per_login'), ('''x'', ''14'', 1003', 'province_or_account'),
             ('''x'', NULL, NULL', 'province_or_account'), ('''x'', '''', NULL', 'province_or_account'), ('''x'', NULL, 1003', 'done')) AS c (row, name);

SELECT * FROM finish();
ROLLBACK;
