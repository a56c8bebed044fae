-- Takes back what the roles may do.
BEGIN;

REVOKE ALL ON ALL TABLES IN SCHEMA registry FROM registry_writer, registry_reader, registry_auditor;
REVOKE EXECUTE ON FUNCTION registry.append_batch, registry.ensure_partitions FROM registry_writer;
DROP FUNCTION registry.schema_version;

COMMIT;
