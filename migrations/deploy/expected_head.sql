-- A batch that was decided on what its server remembers is appended in one round trip, or not at all.
BEGIN;
SET LOCAL ROLE registry_owner;

CREATE FUNCTION registry.take_expected_head(
  last_record bigint,   -- of the head that the batch was decided at
  root bytea,           -- of that head
  recorded_at bigint,   -- of the batch; microseconds since 1970
  by_system_clock boolean
) RETURNS boolean
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
  head record;
  clock bigint;
BEGIN
  -- Who holds the lock may move the head. Nobody is waited for: whoever asks has not looked at deadlines for that.
  PERFORM FROM registry.writer_lock FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  SELECT b.last_record, b.root, registry.micros(b.recorded_at) AS recorded_at INTO head
  FROM registry.commit_batch b ORDER BY b.last_record DESC LIMIT 1;
  IF head.last_record IS DISTINCT FROM take_expected_head.last_record OR head.root IS DISTINCT FROM take_expected_head.root THEN
    RETURN false;
  END IF;
  -- The server reckoned PostgreSQL's clock from its last reading. It is never recorded before it was, nor a second late.
  IF by_system_clock THEN
    clock := registry.micros(clock_timestamp());
    RETURN take_expected_head.recorded_at BETWEEN greatest(clock - 1000000, head.recorded_at) AND greatest(clock, head.recorded_at);
  END IF;
  RETURN take_expected_head.recorded_at >= head.recorded_at;
END
$$;
COMMENT ON FUNCTION registry.take_expected_head IS
'Takes the writer lock, held to the end of the transaction, and says whether a batch that was decided without it may be appended: nobody
holds the lock, the head is the expected one (last_record and root), and recorded_at (microseconds since 1970) lies, unless the book is in
replay, at most a second before PostgreSQL''s clock and not after it, but never before the last batch.';

REVOKE EXECUTE ON FUNCTION registry.take_expected_head FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.take_expected_head TO registry_writer;

CREATE OR REPLACE FUNCTION registry.schema_version() RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT 5';

COMMIT;
