-- The trail takes rows from its own role and shows them to the auditor, to nobody else; whatever is in it stays.
BEGIN;

SELECT trail_id, at, server, method, participant, person, channel, code, reason, account_id, other_account_id, subject, request_id,
       sequence, decision, shown, calls, micros
FROM registry.trail WHERE false;

DO $$
DECLARE
  found text;
BEGIN
  IF registry.schema_version() < 3 THEN
    RAISE EXCEPTION 'schema_version must be at least 3';
  END IF;
  IF (SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication OR NOT rolcanlogin
      FROM pg_roles WHERE rolname = 'registry_trail') THEN
    RAISE EXCEPTION 'registry_trail is too powerful, or cannot log in';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
                 WHERE r.rolname = 'registry_trail' AND s.setdatabase = 0 AND s.setconfig @> ARRAY['synchronous_commit=on']) THEN
    RAISE EXCEPTION 'registry_trail lacks its settings';
  END IF;

  SELECT string_agg(tree.relid::text, ', ') INTO found
  FROM pg_partition_tree('registry.trail') AS tree
  WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = tree.relid AND tgfoid = 'registry.refuse_change'::regproc
                      AND tgenabled <> 'D' AND tgtype = 2 + 8 + 16 + 32);  -- before; delete, update, truncate; for each statement
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'not append-only: %', found;
  END IF;
  IF (SELECT count(*) FROM pg_inherits WHERE inhparent = 'registry.trail'::regclass) < 2 THEN
    RAISE EXCEPTION 'no partition of the trail lies ahead';
  END IF;

  SELECT string_agg(format('%s to %s', privilege_type, grantee::regrole), ', ' ORDER BY 1) INTO found
  FROM pg_class, aclexplode(relacl)
  WHERE oid = 'registry.trail'::regclass AND grantee <> relowner;
  IF found IS DISTINCT FROM 'INSERT to registry_trail, SELECT to registry_auditor' THEN
    RAISE EXCEPTION 'granted wrongly: %', found;
  END IF;
  SELECT string_agg(c.relname, ', ') INTO found
  FROM pg_class c, aclexplode(c.relacl) AS acl
  WHERE c.relnamespace = 'registry'::regnamespace AND acl.grantee = 'registry_trail'::regrole AND c.relname <> 'trail';
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'registry_trail may do something to %', found;
  END IF;
END $$;

ROLLBACK;
