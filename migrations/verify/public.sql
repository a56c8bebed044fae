-- The index is there, on the partitions too.
BEGIN;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = 'registry.decision_published'::regclass AND indisvalid AND indpred IS NOT NULL) THEN
    RAISE EXCEPTION 'what is published is not found by its number';
  END IF;
END $$;

ROLLBACK;
