-- Takes the roles away, all or none: while another database of the cluster uses them they stay.
BEGIN;

LOCK TABLE pg_authid IN SHARE ROW EXCLUSIVE MODE;

DO $$
BEGIN
  DROP ROLE registry_migrator, registry_writer, registry_reader, registry_auditor, registry_owner;
EXCEPTION
  WHEN dependent_objects_still_exist OR object_in_use THEN
    RAISE NOTICE 'the roles stay: another database uses them';
  WHEN undefined_object THEN
    RAISE NOTICE 'the roles are gone already';
END $$;

COMMIT;
