-- The roles are there, only the owner may not log in, and none may do more than a registry needs.
BEGIN;

DO $$
DECLARE
  found text;
BEGIN
  SELECT string_agg(wanted.name, ', ') INTO found
  FROM (VALUES ('registry_owner', false), ('registry_migrator', true), ('registry_writer', true), ('registry_reader', true),
               ('registry_auditor', true)) AS wanted (name, login)
  LEFT JOIN pg_roles ON rolname = wanted.name
  WHERE rolname IS NULL OR rolcanlogin <> wanted.login OR rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'missing or too powerful: %', found;
  END IF;

  IF NOT EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
                 WHERE r.rolname = 'registry_writer' AND s.setdatabase = 0
                   AND s.setconfig @> ARRAY['synchronous_commit=on', 'plan_cache_mode=force_generic_plan', 'enable_seqscan=off']) THEN
    RAISE EXCEPTION 'registry_writer lacks its settings';
  END IF;
END $$;

ROLLBACK;
