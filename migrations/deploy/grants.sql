-- What each role may do, and the version of the schema. Nothing is granted on partitions: the way in leads through the parents.
BEGIN;
SET LOCAL ROLE registry_owner;

CREATE FUNCTION registry.schema_version() RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT 1';
COMMENT ON FUNCTION registry.schema_version IS 'Counts what a server must know of this schema; a later change replaces it';

GRANT EXECUTE ON FUNCTION registry.append_batch, registry.ensure_partitions TO registry_writer;

-- FOR UPDATE needs the right to update one column.
GRANT SELECT, UPDATE (held) ON registry.writer_lock TO registry_writer;
GRANT SELECT, INSERT ON registry.request, registry.decision, registry.posting, registry.commit_batch TO registry_writer;
GRANT SELECT, INSERT, UPDATE (balance, last_sequence) ON registry.position TO registry_writer;
GRANT SELECT ON registry.holding TO registry_writer;
GRANT SELECT, INSERT ON registry.account, registry.holder, registry.holder_particulars, registry.issuance_cap, registry.obligation,
  registry.trade, registry.participant, registry.instrument, registry.compliance_period, registry.clock TO registry_writer;

GRANT SELECT ON registry.request, registry.decision, registry.posting, registry.commit_batch, registry.position, registry.holding,
  registry.account, registry.holder, registry.issuance_cap, registry.obligation, registry.trade, registry.participant,
  registry.instrument, registry.compliance_period, registry.clock TO registry_reader, registry_auditor;
GRANT SELECT ON registry.holder_particulars, registry.writer_lock TO registry_auditor;

COMMIT;
