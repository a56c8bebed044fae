-- Takes persons, certificates, policies, calendars and proposals away, with all their versions. For databases of developers and tests.
BEGIN;

CREATE OR REPLACE FUNCTION registry.schema_version() RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT 1';

DROP TABLE registry.certificate, registry.person, registry.person_identity, registry.policy, registry.calendar, registry.proposal,
  registry.proposal_state;
DROP FUNCTION registry.all_differ;
ALTER TABLE registry.issuance_cap DROP COLUMN reserved;
ALTER TABLE registry.participant DROP COLUMN active;

COMMIT;
