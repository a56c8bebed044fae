-- What is granted works, and nothing else: writer, reader, auditor, the reports' and the trail's own role against every table.
\ir support.psql

SELECT pg_temp.fill();

-- The rights of each role on each table, in full: S select, I insert, u update of named columns.
CREATE TEMPORARY TABLE allowed (relation text, writer text, reader text, auditor text, regional text);
INSERT INTO allowed VALUES
  ('writer_lock', 'Su', '', 'S', ''),
  ('request', 'SI', 'S', 'S', ''),
  ('decision', 'SI', 'S', 'S', ''),
  ('posting', 'SI', 'S', 'S', ''),
  ('commit_batch', 'SI', 'S', 'S', ''),
  ('position', 'SIu', 'S', 'S', 'S'),
  ('holding', 'S', 'S', 'S', 'S'),
  ('account', 'SI', 'S', 'S', 'S'),
  ('holder', 'SI', 'S', 'S', 'S'),
  ('holder_particulars', 'SI', '', 'S', ''),
  ('issuance_cap', 'SI', 'S', 'S', ''),
  ('obligation', 'SI', 'S', 'S', 'S'),
  ('trade', 'SI', 'S', 'S', ''),
  ('participant', 'SI', 'S', 'S', ''),
  ('instrument', 'SI', 'S', 'S', 'S'),
  ('compliance_period', 'SI', 'S', 'S', 'S'),
  ('clock', 'SI', 'S', 'S', ''),
  ('certificate', 'SI', 'S', 'S', ''),
  ('person', 'SI', 'S', 'S', ''),
  ('person_identity', 'SI', 'S', 'S', ''),
  ('policy', 'SI', 'S', 'S', ''),
  ('calendar', 'SI', 'S', 'S', ''),
  ('proposal', 'SI', 'S', 'S', ''),
  ('proposal_state', 'SIu', 'S', 'S', ''),
  ('freeze_entry', 'SI', 'S', 'S', 'S'),
  ('staff', 'SI', 'S', 'S', ''),
  ('trusted_account', 'SI', 'S', 'S', ''),
  ('delayed_transfer', 'SI', 'S', 'S', ''),
  ('trail', '', '', 'S', '');

CREATE TEMPORARY VIEW expected AS
SELECT relation, 'registry_writer' AS role, writer AS rights FROM allowed
UNION ALL SELECT relation, 'registry_reader', reader FROM allowed
UNION ALL SELECT relation, 'registry_auditor', auditor FROM allowed
UNION ALL SELECT relation, 'registry_regional', regional FROM allowed
UNION ALL SELECT relation, 'registry_trail', CASE relation WHEN 'trail' THEN 'I' ELSE '' END FROM allowed WHERE relation <> 'holding';

SELECT no_plan();

SELECT set_eq('SELECT relation FROM allowed', $$ SELECT name FROM every_table UNION SELECT 'holding' $$, 'every table is in the list');

-- The same from the catalog: whatever was granted to anybody, PUBLIC too, on a table, partition, view or sequence stands above.
CREATE TEMPORARY VIEW every_relation AS
SELECT oid AS relation, relacl FROM pg_class WHERE relnamespace IN ('registry'::regnamespace, 'registry_regional'::regnamespace);
SELECT set_eq($$ SELECT relation::regclass, grantee::regrole::text, privilege_type
                 FROM (SELECT relation, (aclexplode(relacl)).* FROM every_relation) AS granted WHERE grantee <> 'registry_owner'::regrole $$,
              $$ SELECT ('registry.' || relation)::regclass, role, privilege
                 FROM expected JOIN (VALUES ('S', 'SELECT'), ('I', 'INSERT')) AS p (letter, privilege) ON strpos(rights, letter) > 0
                 UNION ALL VALUES ('registry_regional.login'::regclass, 'registry_auditor', 'SELECT') $$,
              'nothing else is granted on any relation');
SELECT set_eq($$ SELECT relation::regclass, attname::text, grantee::regrole::text, privilege_type
                 FROM (SELECT relation, attname, (aclexplode(attacl)).*
                       FROM every_relation JOIN pg_attribute ON attrelid = relation AND attacl IS NOT NULL) AS granted $$,
              $$ SELECT ('registry.' || r)::regclass, c, 'registry_writer' AS role, 'UPDATE' AS privilege
                 FROM (VALUES ('writer_lock', 'held'), ('position', 'balance'), ('position', 'last_sequence'), ('proposal_state', 'state'),
                              ('proposal_state', 'last_sequence')) AS u (r, c) $$,
              'nor on a column of one');

SELECT is(pg_temp.attempt(role, 'SELECT * FROM ' || relation),
          CASE WHEN rights LIKE '%S%' THEN 'done' ELSE '42501 permission denied for table ' || relation END,
          format('%s: SELECT of %s', role, relation))
FROM expected;

-- Where it is granted the insert comes as far as the key of the row that is there.
SELECT CASE WHEN rights LIKE '%I%'
         THEN matches(pg_temp.attempt(role, pg_temp.insert_of(relation)), '^one_', format('%s: INSERT into %s', role, relation))
         ELSE is(pg_temp.attempt(role, pg_temp.insert_of(relation)), '42501 permission denied for table ' || relation,
                 format('%s: no INSERT into %s', role, relation)) END
FROM expected WHERE relation <> 'holding';

SELECT matches(pg_temp.attempt(role, command), '^42501 (permission denied|must be owner)', format('%s: no %s', role, command))
FROM expected,
     LATERAL (SELECT attname FROM pg_attribute WHERE attrelid = ('registry.' || relation)::regclass AND attnum = 1) AS some_column,
     LATERAL unnest(ARRAY[
       format('UPDATE %I SET %I = NULL', relation, attname),
       format('DELETE FROM %I', relation),
       format('TRUNCATE %I', relation),
       format('ALTER TABLE %I DISABLE TRIGGER ALL', relation),
       format('ALTER TABLE %I ADD COLUMN mine integer', relation),
       format('ALTER TABLE %I OWNER TO %I', relation, role),
       format('DROP TABLE %I', relation),
       format('CREATE TRIGGER mine BEFORE INSERT ON %I EXECUTE FUNCTION refuse_change()', relation)]) AS command
WHERE relation <> 'holding';

-- The one lock and the balances.
SELECT is(pg_temp.attempt('registry_writer', command), 'done', 'writer: ' || command)
FROM unnest(ARRAY['SELECT FROM writer_lock FOR UPDATE', 'UPDATE writer_lock SET held = held', 'UPDATE position SET balance = 11, last_sequence = 2',
                  'UPDATE proposal_state SET state = 2, last_sequence = 2',
                  'SELECT ensure_partitions(0, 1)', 'SELECT instant(0), micros(now()), schema_version()']) AS command;
SELECT matches(pg_temp.attempt('registry_writer', command), '^42501 permission denied', 'writer: no ' || command)
FROM unnest(ARRAY['UPDATE position SET floor = 0', 'UPDATE proposal_state SET expires_at = ''epoch''', 'UPDATE position SET position_id = 33', 'SELECT FROM decision FOR UPDATE',
                  'UPDATE writer_lock SET only_row = true', 'SELECT attach_partition(''posting'', ''9'', ''DEFAULT'')',
                  'SELECT make_append_only(''posting'')', 'CREATE TABLE registry.mine ()', 'SET session_replication_role = replica',
                  'INSERT INTO posting_0001 SELECT * FROM posting', 'SELECT FROM posting_0000', 'DELETE FROM posting_0000',
                  'CREATE ROLE mine', 'SET ROLE registry_owner', 'SET log_statement = none',
                  'ALTER ROLE registry_reader SET statement_timeout = 0', 'SET lc_messages = ''C''']) AS command;
SELECT matches(pg_temp.attempt(role, command), '^42501 permission denied', format('%s: no %s', role, command))
FROM unnest(ARRAY['registry_reader', 'registry_auditor', 'registry_trail', 'registry_regional']) AS role,
     unnest(ARRAY['SELECT ensure_partitions(0, 1)', 'SET session_replication_role = replica', 'SELECT FROM writer_lock FOR UPDATE',
                  'SET ROLE registry_owner']) AS command;
SELECT matches(pg_temp.attempt('registry_reader', command), '^42501 permission denied', 'reader: no ' || command)
FROM unnest(ARRAY['SELECT name FROM holder_particulars', 'SELECT count(*) FROM holder_particulars',
                  'SELECT FROM position FOR UPDATE']) AS command;

-- The trail is added to by number, and by its own role alone; not even that role reads it back.
SELECT is(pg_temp.attempt('registry_trail', command), 'done', 'trail: ' || command)
FROM unnest(ARRAY['SELECT take_trail_numbers()', pg_temp.insert_of('trail', '{"trail_id": 7}')]) AS command;
SELECT matches(pg_temp.attempt(role, command), '^42501 permission denied', format('%s: no %s', role, command))
FROM unnest(ARRAY['registry_writer', 'registry_reader', 'registry_auditor', 'registry_regional']) AS role,
     unnest(ARRAY['SELECT take_trail_numbers()', 'SELECT nextval(''trail_number'')']) AS command;
SELECT matches(pg_temp.attempt('registry_trail', command), '^42501 permission denied', 'trail: no ' || command)
FROM unnest(ARRAY['SELECT nextval(''trail_number'')', 'SELECT setval(''trail_number'', 0)', 'SELECT FROM trail_0000',
                  'INSERT INTO trail_0001 SELECT', 'CREATE TABLE registry.mine ()', 'SELECT attach_partition(''trail'', ''9'', ''DEFAULT'')',
                  'SELECT name FROM holder_particulars']) AS command;

SELECT function_privs_are('registry', function,
         (SELECT array_agg(t::regtype::text ORDER BY n) FROM pg_proc, unnest(proargtypes) WITH ORDINALITY AS a (t, n) WHERE proname = function),
         role, CASE role WHEN 'registry_writer' THEN ARRAY['EXECUTE'] ELSE '{}' END, function || ': only the writer, not ' || role)
FROM unnest(ARRAY['append_batch', 'take_expected_head']) AS function,
     unnest(ARRAY['registry_writer', 'registry_reader', 'registry_auditor', 'registry_trail', 'registry_regional']) AS role;

-- Owned by one who cannot log in; only what must act for the owner does.
SELECT is(string_agg(relation::regclass::text, ', '), NULL, 'every table is the owner''s')
FROM every_table JOIN pg_class c ON c.oid = relation WHERE relowner <> 'registry_owner'::regrole;
SELECT is(string_agg(oid::regclass::text, ', '), NULL, 'every partition is the owner''s')
FROM pg_class WHERE relispartition AND relnamespace = 'registry'::regnamespace AND relowner <> 'registry_owner'::regrole;
SELECT is(string_agg(proname, ', '), NULL, 'every function is the owner''s')
FROM pg_proc WHERE pronamespace = 'registry'::regnamespace AND proowner <> 'registry_owner'::regrole;
SELECT results_eq($$ SELECT proname::text COLLATE "default" FROM pg_proc WHERE pronamespace = 'registry'::regnamespace AND prosecdef
                     ORDER BY 1 $$,
                  $$ VALUES ('ensure_partitions'), ('take_trail_numbers') $$, 'two functions act for the owner');
SELECT ok('search_path=registry, pg_temp' = ANY (proconfig), proname || ' is not led astray by a search path')
FROM pg_proc WHERE pronamespace = 'registry'::regnamespace AND prosecdef;
SELECT ok(NOT rolcanlogin, 'the owner cannot log in') FROM pg_roles WHERE rolname = 'registry_owner';
SELECT ok(rolcanlogin AND NOT (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication), rolname || ' has no special power')
FROM pg_roles WHERE rolname IN ('registry_migrator', 'registry_writer', 'registry_reader', 'registry_auditor', 'registry_trail');
SELECT ok(NOT (rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication), 'what logins for reports share has none either')
FROM pg_roles WHERE rolname = 'registry_regional';
SELECT is_member_of('registry_owner', ARRAY['registry_migrator'], 'the migrator may become the owner');
SELECT is((SELECT count(*) FROM pg_auth_members WHERE roleid = 'registry_owner'::regrole), 1::bigint, 'nobody else may');

SELECT * FROM finish();
ROLLBACK;
