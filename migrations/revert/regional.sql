-- Takes the second wall away; the role too, unless another database of the cluster uses it.
BEGIN;

LOCK TABLE pg_authid IN SHARE ROW EXCLUSIVE MODE;

ALTER VIEW registry.holding RESET (security_invoker);

DO $$
DECLARE
  relation text;
BEGIN
  FOREACH relation IN ARRAY ARRAY['account', 'holder', 'position', 'obligation'] LOOP
    EXECUTE format('DROP POLICY own_part ON registry.%I', relation);
    EXECUTE format('DROP POLICY whole_book ON registry.%I', relation);
    EXECUTE format('ALTER TABLE registry.%I DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', relation);
  END LOOP;
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA registry FROM registry_regional;
REVOKE USAGE ON SCHEMA registry FROM registry_regional;
DROP SCHEMA registry_regional CASCADE;

DO $$
BEGIN
  DROP ROLE registry_regional;
EXCEPTION
  WHEN dependent_objects_still_exist OR object_in_use THEN
    RAISE NOTICE 'the role stays: another database uses it';
END $$;

COMMIT;
