-- Takes the schema away; it must be empty but for what its change made.
BEGIN;

DROP FUNCTION registry.make_append_only;
DROP FUNCTION registry.refuse_change;
DROP FUNCTION registry.micros;
DROP FUNCTION registry.instant;
DROP TABLE registry.writer_lock;
DROP SCHEMA registry;

COMMIT;
