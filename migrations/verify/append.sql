-- The append call takes a batch of one refusal on an empty journal, and nothing is left of the try; on a used one it is looked at only.
BEGIN;

DO $$
BEGIN
  IF (SELECT count(*) FROM registry.commit_batch) = 0 THEN
    PERFORM registry.append_batch(
      ARRAY[1], ARRAY['00000000-0000-0000-0000-000000000001'::uuid], ARRAY[sha256('content')], ARRAY[NULL::bigint], ARRAY[14::smallint],
      ARRAY[NULL::text], ARRAY[0::bigint], ARRAY[decode(repeat('00', 16), 'hex')],
      ARRAY[sha256(decode(repeat('00', 17), 'hex') || 'record')], ARRAY['record'::bytea],
      NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
      '{}', '{}', '{}', '{}', '{}', '{}', '{}',
      '{}', '{}', '{}', '{}', '{}',
      0, NULL, 0, 0, 0, 0, 1::smallint, sha256('root'), sha256('frontier'), 'verify');
    IF (SELECT count(*) FROM registry.request NATURAL JOIN registry.decision JOIN registry.commit_batch ON last_record = record_number
        WHERE record_number = 0) <> 1 THEN
      RAISE EXCEPTION 'append_batch did not append';
    END IF;
  ELSIF NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace = 'registry'::regnamespace AND proname = 'append_batch'
                      AND provolatile = 'v' AND NOT prosecdef) THEN
    RAISE EXCEPTION 'append_batch is missing';
  END IF;
END $$;

ROLLBACK;
