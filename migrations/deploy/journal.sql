-- The journal: requests, decisions, postings, commit batches. Append-only, partitioned by number (request: by id), no foreign
-- keys: what belongs together is written in one transaction and proved by audit queries. A constraint's name is its promise.
BEGIN;
SET LOCAL ROLE registry_owner;

-- What a participant asked once is asked for ever: the id leads to the one decision, refusals included.
CREATE TABLE registry.request (
  participant_id int NOT NULL,
  request_id uuid NOT NULL,
  request_hash bytea NOT NULL,
  record_number bigint NOT NULL,
  CONSTRAINT one_decision_per_request PRIMARY KEY (request_id, participant_id),
  CONSTRAINT request_hash_is_32_bytes CHECK (octet_length(request_hash) = 32),
  CONSTRAINT record_number_not_negative CHECK (record_number >= 0)
) PARTITION BY HASH (request_id);

CREATE TABLE registry.decision (
  record_number bigint NOT NULL,  -- the index of its leaf; gap-free from 0
  sequence bigint,                -- gap-free from 1; null: refused
  type smallint NOT NULL,
  participant_id int NOT NULL,
  person text,
  request_id uuid NOT NULL,
  received_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  rules_epoch bigint NOT NULL,
  salt bytea NOT NULL,
  alg smallint NOT NULL,
  leaf_hash bytea NOT NULL,
  record bytea NOT NULL,          -- canonical bytes
  -- Header: what the command has of it.
  ground smallint,
  document_number text,
  document_digest bytea,
  approver text,
  proposal_id bigint,
  run_id uuid,
  linked_sequence bigint,
  period text,
  settlement_day date,
  trade_id text,
  CONSTRAINT one_decision_per_record_number PRIMARY KEY (record_number),
  CONSTRAINT record_number_not_negative CHECK (record_number >= 0),
  CONSTRAINT sequence_within_records CHECK (sequence BETWEEN 1 AND record_number + 1),
  CONSTRAINT type_positive CHECK (type > 0),
  CONSTRAINT salt_is_16_bytes CHECK (octet_length(salt) = 16),
  CONSTRAINT leaf_hash_is_32_bytes CHECK (octet_length(leaf_hash) = 32),
  CONSTRAINT leaf_hash_is_of_record CHECK (alg <> 1 OR leaf_hash = sha256('\x00'::bytea || salt || record)),
  CONSTRAINT document_digest_is_32_bytes CHECK (octet_length(document_digest) = 32),
  CONSTRAINT linked_sequence_is_earlier CHECK (linked_sequence < sequence)
) PARTITION BY RANGE (record_number);

-- A position id is account (42 bits), instrument (16 bits), bucket (5 bits). A decision moves a position at most once, so
-- (position, sequence) names one running balance.
CREATE TABLE registry.posting (
  sequence bigint NOT NULL,
  ordinal smallint NOT NULL,
  transferring_position bigint NOT NULL,
  acquiring_position bigint NOT NULL,
  quantity bigint NOT NULL,
  transferring_balance bigint NOT NULL,  -- after it
  acquiring_balance bigint NOT NULL,
  CONSTRAINT one_posting_per_ordinal PRIMARY KEY (sequence, ordinal),
  CONSTRAINT transferring_position_moves_once UNIQUE (transferring_position, sequence),
  CONSTRAINT acquiring_position_moves_once UNIQUE (acquiring_position, sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0),
  CONSTRAINT ordinal_positive CHECK (ordinal > 0),
  CONSTRAINT quantity_positive CHECK (quantity > 0),
  CONSTRAINT sides_differ CHECK (transferring_position <> acquiring_position),
  CONSTRAINT one_instrument CHECK ((transferring_position >> 5) & 65535 = (acquiring_position >> 5) & 65535)
) PARTITION BY RANGE (sequence);

-- One row for each commit, the newest is the head.
CREATE TABLE registry.commit_batch (
  first_record bigint NOT NULL,
  last_record bigint NOT NULL,
  first_sequence bigint,           -- null: only refusals
  last_sequence bigint NOT NULL,   -- of the journal after the batch
  recorded_at timestamptz NOT NULL,
  rules_epoch bigint NOT NULL,     -- after the batch
  tree_size bigint NOT NULL,
  alg smallint NOT NULL,
  root bytea NOT NULL,
  frontier bytea NOT NULL,         -- roots of the full subtrees, largest first
  server text NOT NULL,
  CONSTRAINT one_batch_per_last_record PRIMARY KEY (last_record),
  CONSTRAINT batch_not_empty CHECK (first_record BETWEEN 0 AND last_record),
  CONSTRAINT sequences_within_records CHECK (first_sequence BETWEEN 1 AND last_sequence
                                             AND last_sequence - first_sequence <= last_record - first_record),
  CONSTRAINT last_sequence_not_negative CHECK (last_sequence >= 0),
  CONSTRAINT tree_covers_records CHECK (tree_size = last_record + 1),
  CONSTRAINT root_is_32_bytes CHECK (octet_length(root) = 32),
  CONSTRAINT frontier_is_of_tree_size CHECK (octet_length(frontier) = 32 * bit_count(tree_size::bit(64)))
) PARTITION BY RANGE (last_record);
-- "As of an instant" is looked up here.
CREATE INDEX batch_by_time ON registry.commit_batch (recorded_at, last_record);

COMMENT ON TABLE registry.request IS 'Which record answers which request, for ever';
COMMENT ON TABLE registry.decision IS 'Every recorded decision, refusals included, with its leaf';
COMMENT ON TABLE registry.posting IS 'Movements of a quantity between two positions, with both running balances';
COMMENT ON TABLE registry.commit_batch IS 'Each commit: its numbers, time, rules epoch and Merkle root';

-- A new partition is built alone and attached: that lets everybody go on reading and writing meanwhile, which CREATE TABLE ...
-- PARTITION OF does not. Its keys carry the parent's names and the partition's number, so that an error names the promise.
CREATE FUNCTION registry.attach_partition(parent text, suffix text, bounds text, local_key text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = registry, pg_temp
AS $$
DECLARE
  partition text := parent || '_' || suffix;
  key record;
BEGIN
  EXECUTE format('CREATE TABLE registry.%I (LIKE registry.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)',
                 partition, parent);
  FOR key IN
    SELECT conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint
    WHERE conrelid = format('registry.%I', parent)::regclass AND contype IN ('p', 'u')
    ORDER BY contype, conname
  LOOP
    EXECUTE format('ALTER TABLE registry.%I ADD CONSTRAINT %I %s', partition, key.name || '_' || suffix, key.definition);
  END LOOP;
  IF local_key IS NOT NULL THEN
    EXECUTE format('ALTER TABLE registry.%I ADD CONSTRAINT %s', partition, format(local_key, suffix));
  END IF;
  PERFORM make_append_only(format('registry.%I', partition)::regclass);
  EXECUTE format('ALTER TABLE registry.%I ATTACH PARTITION registry.%I FOR VALUES %s', parent, partition, bounds);
END
$$;
COMMENT ON FUNCTION registry.attach_partition IS 'Makes one partition with its keys and its append-only trigger';

CREATE FUNCTION registry.partition_width() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT 16777216::bigint';
COMMENT ON FUNCTION registry.partition_width IS 'How many numbers a partition of the journal holds';

CREATE FUNCTION registry.ensure_partitions(next_record bigint, next_sequence bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = registry, pg_temp
AS $$
DECLARE
  wanted record;
  number bigint;
  last_number bigint;
  made int := 0;
BEGIN
  -- Two servers may find the end near at the same moment. The caller holds this lock already.
  PERFORM FROM writer_lock FOR UPDATE;
  FOR wanted IN SELECT * FROM (VALUES
      ('decision', next_record, 'one_decision_per_sequence_%s UNIQUE (sequence)'),
      ('posting', next_sequence, NULL),
      ('commit_batch', next_record, NULL)) AS journal (parent, next_number, local_key)
  LOOP
    SELECT coalesce(max(substring(c.relname FROM '[0-9]+$')::bigint), -1) INTO last_number
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = format('registry.%I', wanted.parent)::regclass;
    IF wanted.next_number < 0 OR wanted.next_number / partition_width() > last_number + 3 THEN
      RAISE EXCEPTION 'ensure_partitions: % is not near the end of %, whose last partition is %',
        wanted.next_number, wanted.parent, last_number;
    END IF;
    FOR number IN SELECT generate_series(last_number + 1, wanted.next_number / partition_width() + 1) LOOP
      PERFORM attach_partition(wanted.parent, lpad(number::text, 4, '0'),
        format('FROM (%s) TO (%s)', number * partition_width(), (number + 1) * partition_width()), wanted.local_key);
      made := made + 1;
    END LOOP;
  END LOOP;
  RETURN made;
END
$$;
COMMENT ON FUNCTION registry.ensure_partitions IS
  'Makes the partitions of the journal up to one whole width ahead of these numbers; returns how many were new';

REVOKE EXECUTE ON FUNCTION registry.attach_partition, registry.ensure_partitions FROM PUBLIC;

DO $$
DECLARE
  parent text;
BEGIN
  FOREACH parent IN ARRAY ARRAY['request', 'decision', 'posting', 'commit_batch'] LOOP
    PERFORM registry.make_append_only(format('registry.%I', parent)::regclass);
  END LOOP;
  FOR remainder IN 0..15 LOOP
    PERFORM registry.attach_partition('request', lpad(remainder::text, 2, '0'),
                                      format('WITH (MODULUS 16, REMAINDER %s)', remainder));
  END LOOP;
  PERFORM registry.ensure_partitions(0, 1);
END $$;

COMMIT;
