-- Takes the trail away, with all its rows. For databases of developers and tests.
BEGIN;

CREATE OR REPLACE FUNCTION registry.schema_version() RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT 2';

DROP FUNCTION registry.take_trail_numbers;
DROP SEQUENCE registry.trail_number;
DROP TABLE registry.trail;
DROP INDEX registry.decision_by_person, registry.proposal_by_account;
REVOKE USAGE ON SCHEMA registry FROM registry_trail;

-- While another database of the cluster uses it the role stays.
LOCK TABLE pg_authid IN SHARE ROW EXCLUSIVE MODE;

DO $$
BEGIN
  DROP ROLE registry_trail;
EXCEPTION
  WHEN dependent_objects_still_exist OR object_in_use THEN
    RAISE NOTICE 'the role stays: another database uses it';
  WHEN undefined_object THEN
    RAISE NOTICE 'the role is gone already';
END $$;

COMMIT;
