-- Only the head that is there is taken, by the writer alone, at a time that PostgreSQL's clock allows.
BEGIN;

DO $$
BEGIN
  IF registry.schema_version() < 5 THEN
    RAISE EXCEPTION 'schema_version must be at least 5';
  END IF;
  IF registry.take_expected_head(9223372036854775806, '\x00', registry.micros(clock_timestamp()), true) THEN
    RAISE EXCEPTION 'a head that is not there is taken';
  END IF;
  IF NOT has_function_privilege('registry_writer', 'registry.take_expected_head(bigint, bytea, bigint, boolean)', 'EXECUTE') THEN
    RAISE EXCEPTION 'the writer cannot take the head that it expects';
  END IF;
END $$;

ROLLBACK;
