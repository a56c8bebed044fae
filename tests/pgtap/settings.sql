-- What a role's connection begins with, seen by logging in: no reconnect can lose it.
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
-- All settings of the session as one JSON object.
\set wanted '(SELECT jsonb_object_agg(name, current_setting(name)) FROM pg_settings)'

\connect - registry_writer
SELECT :wanted AS writer, session_user AS writer_name \gset
\connect - registry_reader
SELECT :wanted AS reader, session_user AS reader_name \gset
\connect - registry_auditor
SELECT :wanted AS auditor, session_user AS auditor_name \gset
\connect - registry_trail
SELECT :wanted AS trail, session_user AS trail_name \gset
\connect - registry_migrator
SELECT session_user AS migrator_name \gset
\connect - postgres

\ir support.psql

SELECT no_plan();

SELECT is(:'writer_name' || ' ' || :'reader_name' || ' ' || :'auditor_name' || ' ' || :'trail_name' || ' ' ||
            :'migrator_name',
          'registry_writer registry_reader registry_auditor registry_trail registry_migrator', 'five roles log in');

SELECT is(:'writer'::jsonb ->> name, value, 'writer: ' || name)
FROM (VALUES ('search_path', 'registry'), ('TimeZone', 'UTC'), ('synchronous_commit', 'on'),
             ('default_transaction_isolation', 'read committed'), ('default_transaction_read_only', 'off'),
             ('plan_cache_mode', 'force_generic_plan'), ('jit', 'off'), ('enable_seqscan', 'off'), ('enable_hashjoin', 'off'),
             ('enable_mergejoin', 'off'), ('lock_timeout', '1s'), ('statement_timeout', '30s'),
             ('idle_in_transaction_session_timeout', '30s'), ('client_connection_check_interval', '1s')) AS setting (name, value);

SELECT is(:'reader'::jsonb ->> name, value, 'reader: ' || name)
FROM (VALUES ('search_path', 'registry'), ('TimeZone', 'UTC'), ('default_transaction_read_only', 'on'),
             ('plan_cache_mode', 'force_generic_plan'), ('jit', 'off'), ('enable_seqscan', 'off'), ('statement_timeout', '10s'),
             ('idle_in_transaction_session_timeout', '30s')) AS setting (name, value);

SELECT is(:'auditor'::jsonb ->> name, value, 'auditor: ' || name)
FROM (VALUES ('search_path', 'registry'), ('TimeZone', 'UTC'), ('default_transaction_read_only', 'on'),
             ('plan_cache_mode', 'force_generic_plan'), ('jit', 'off'), ('enable_seqscan', 'off'), ('statement_timeout', '30s'),
             ('idle_in_transaction_session_timeout', '30s')) AS setting (name, value);

SELECT is(:'trail'::jsonb ->> name, value, 'trail: ' || name)
FROM (VALUES ('search_path', 'registry'), ('TimeZone', 'UTC'), ('synchronous_commit', 'on'),
             ('default_transaction_isolation', 'read committed'), ('plan_cache_mode', 'force_generic_plan'), ('jit', 'off'),
             ('statement_timeout', '30s'), ('idle_in_transaction_session_timeout', '30s'),
             ('client_connection_check_interval', '1s')) AS setting (name, value);

-- These hold for TCP only, so a connection over the socket does not show them.
SELECT ok(setting = ANY (setconfig), setrole::regrole || ': ' || setting)
FROM pg_db_role_setting, unnest(ARRAY['tcp_user_timeout=10s', 'tcp_keepalives_idle=5s', 'tcp_keepalives_interval=2s', 'tcp_keepalives_count=3']) AS setting
WHERE setrole IN ('registry_writer'::regrole, 'registry_trail'::regrole) AND setdatabase = 0;

SELECT * FROM finish();
ROLLBACK;
