BEGIN;
SET LOCAL ROLE registry_owner;

DROP INDEX registry.decision_published;

COMMIT;
