-- A position id is taken apart as it was put together, and updates have room to stay on their page.
BEGIN;

SET LOCAL ROLE registry_owner;
INSERT INTO registry.position (position_id, balance, floor, last_sequence)
VALUES ((4398046511103::bigint << 21) | (65535::bigint << 5) | 11, 7, 0, 1);
RESET ROLE;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM registry.holding WHERE account_id = 4398046511103 AND instrument_id = 65535 AND bucket = 11
                   AND balance = 7 AND last_sequence = 1) THEN
    RAISE EXCEPTION 'holding takes a position id apart wrongly';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_class WHERE oid = 'registry.position'::regclass AND reloptions @> ARRAY['fillfactor=20']) THEN
    RAISE EXCEPTION 'position must have fillfactor 20';
  END IF;
  IF (SELECT count(*) FROM pg_index WHERE indrelid = 'registry.position'::regclass) <> 1 THEN
    RAISE EXCEPTION 'position must have no index but its key';
  END IF;
END $$;

ROLLBACK;
