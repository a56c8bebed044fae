-- The lock is one row, instants are exact to the microsecond at both ends, and the trigger refuses.
BEGIN;

DO $$
DECLARE
  micros bigint;
BEGIN
  IF (SELECT count(*) FROM registry.writer_lock) <> 1 THEN
    RAISE EXCEPTION 'writer_lock must hold one row';
  END IF;
  IF (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'registry') <> 'registry_owner' THEN
    RAISE EXCEPTION 'the schema is not the owner''s';
  END IF;

  FOREACH micros IN ARRAY ARRAY[0, 1, -1, 1640941199999999, 1640941200000001, 9007199254740993, 253402300799999999,
                                -62135596799999999] LOOP
    IF registry.micros(registry.instant(micros)) <> micros THEN
      RAISE EXCEPTION 'instant(%) is not exact', micros;
    END IF;
  END LOOP;
  IF registry.instant(1640941200000001) <> timestamptz '2021-12-31 17:00:00.000001+08' THEN
    RAISE EXCEPTION 'instant() is not the instant';
  END IF;

  CREATE TEMPORARY TABLE kept (n int);
  PERFORM registry.make_append_only('kept');
  BEGIN
    DELETE FROM kept;
    RAISE EXCEPTION 'the append-only trigger did not refuse' USING ERRCODE = 'XX000';
  EXCEPTION WHEN raise_exception THEN
    NULL;
  END;
END $$;

ROLLBACK;
