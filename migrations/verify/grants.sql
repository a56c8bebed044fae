-- The roles may do what the server needs and nothing that would change what was recorded.
BEGIN;

DO $$
DECLARE
  found text;
BEGIN
  IF registry.schema_version() < 1 THEN
    RAISE EXCEPTION 'schema_version must be at least 1';
  END IF;

  SELECT string_agg(format('%s on %s to %s', privilege, c.relname, role), ', ') INTO found
  FROM pg_class c,
       unnest(ARRAY['registry_writer', 'registry_reader', 'registry_auditor', 'registry_migrator']) AS role,
       unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege
  WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind IN ('r', 'p', 'v')
    AND EXISTS (SELECT FROM aclexplode(c.relacl) WHERE grantee::regrole::text = role AND privilege_type = privilege);
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'granted too much: %', found;
  END IF;

  SELECT string_agg(c.relname, ', ') INTO found
  FROM pg_class c
  WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname NOT IN ('writer_lock', 'trail')
    AND NOT (has_table_privilege('registry_writer', c.oid, 'INSERT') AND has_table_privilege('registry_writer', c.oid, 'SELECT')
             AND has_table_privilege('registry_auditor', c.oid, 'SELECT')
             AND has_table_privilege('registry_reader', c.oid, 'SELECT') = (c.relname <> 'holder_particulars'));
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'granted wrongly: %', found;
  END IF;
END $$;

ROLLBACK;
