-- Who may do what. Roles belong to the whole cluster: another database of it may have made them already, or may be about to.
-- Their settings stand with the role, so that no reconnect loses them.
BEGIN;

-- One deployment at a time in the cluster; nobody who logs in waits for it.
LOCK TABLE pg_authid IN SHARE ROW EXCLUSIVE MODE;

DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('registry_owner', 'NOLOGIN'),   -- owns everything, does nothing
      ('registry_migrator', 'LOGIN'),  -- may become the owner, to deploy later changes
      ('registry_writer', 'LOGIN'),    -- the server's writer thread
      ('registry_reader', 'LOGIN'),    -- the server's queries
      ('registry_auditor', 'LOGIN'))   -- checks; sees everything
      AS role (name, login)
    WHERE NOT EXISTS (SELECT FROM pg_authid WHERE rolname = role.name)
  LOOP
    EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.login);
  END LOOP;
END $$;

GRANT registry_owner TO registry_migrator;

-- An acknowledged record is on the disk. Every statement is a look-up by key, so a plan that reads a whole table or hashes one
-- is always the wrong one, even where it was made while the table was small. A writer that hangs gives the lock back.
ALTER ROLE registry_writer SET search_path = registry;
ALTER ROLE registry_writer SET timezone = 'UTC';
ALTER ROLE registry_writer SET synchronous_commit = on;
ALTER ROLE registry_writer SET default_transaction_isolation = 'read committed';
ALTER ROLE registry_writer SET plan_cache_mode = force_generic_plan;
ALTER ROLE registry_writer SET jit = off;
ALTER ROLE registry_writer SET enable_seqscan = off;
ALTER ROLE registry_writer SET enable_hashjoin = off;
ALTER ROLE registry_writer SET enable_mergejoin = off;
ALTER ROLE registry_writer SET lock_timeout = '1s';
ALTER ROLE registry_writer SET statement_timeout = '30s';
ALTER ROLE registry_writer SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE registry_writer SET client_connection_check_interval = '1s';
ALTER ROLE registry_writer SET tcp_user_timeout = '10s';
ALTER ROLE registry_writer SET tcp_keepalives_idle = '5s';
ALTER ROLE registry_writer SET tcp_keepalives_interval = '2s';
ALTER ROLE registry_writer SET tcp_keepalives_count = 3;

ALTER ROLE registry_reader SET search_path = registry;
ALTER ROLE registry_reader SET timezone = 'UTC';
ALTER ROLE registry_reader SET default_transaction_read_only = on;
ALTER ROLE registry_reader SET plan_cache_mode = force_generic_plan;
ALTER ROLE registry_reader SET jit = off;
ALTER ROLE registry_reader SET enable_seqscan = off;
ALTER ROLE registry_reader SET statement_timeout = '10s';
ALTER ROLE registry_reader SET idle_in_transaction_session_timeout = '30s';

ALTER ROLE registry_auditor SET search_path = registry;
ALTER ROLE registry_auditor SET timezone = 'UTC';
ALTER ROLE registry_auditor SET default_transaction_read_only = on;
ALTER ROLE registry_auditor SET plan_cache_mode = force_generic_plan;
ALTER ROLE registry_auditor SET jit = off;
ALTER ROLE registry_auditor SET enable_seqscan = off;
ALTER ROLE registry_auditor SET statement_timeout = '30s';
ALTER ROLE registry_auditor SET idle_in_transaction_session_timeout = '30s';

COMMIT;
