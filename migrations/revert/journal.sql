-- Takes the journal away, with all that was ever recorded. For databases of developers and tests.
BEGIN;

DROP FUNCTION registry.ensure_partitions;
DROP FUNCTION registry.partition_width;
DROP FUNCTION registry.attach_partition;
DROP TABLE registry.commit_batch, registry.posting, registry.decision, registry.request;

COMMIT;
