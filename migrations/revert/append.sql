-- Takes the append call away.
BEGIN;

DROP FUNCTION registry.append_batch;

COMMIT;
