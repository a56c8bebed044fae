-- The columns are there, a whole partition lies ahead, and every table and partition of the journal refuses changes.
BEGIN;

SELECT participant_id, request_id, request_hash, record_number FROM registry.request WHERE false;
SELECT record_number, sequence, type, participant_id, person, request_id, received_at, recorded_at, rules_epoch, salt, alg, leaf_hash,
       record, ground, document_number, document_digest, approver, proposal_id, run_id, linked_sequence, period, settlement_day, trade_id
FROM registry.decision WHERE false;
SELECT sequence, ordinal, transferring_position, acquiring_position, quantity, transferring_balance, acquiring_balance
FROM registry.posting WHERE false;
SELECT first_record, last_record, first_sequence, last_sequence, recorded_at, rules_epoch, tree_size, alg, root, frontier, server
FROM registry.commit_batch WHERE false;

DO $$
DECLARE
  found text;
BEGIN
  SELECT string_agg(tree.relid::text, ', ') INTO found
  FROM unnest(ARRAY['registry.request', 'registry.decision', 'registry.posting', 'registry.commit_batch']::regclass[]) AS parent,
       pg_partition_tree(parent) AS tree
  WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = tree.relid AND tgfoid = 'registry.refuse_change'::regproc
                      AND tgenabled <> 'D' AND tgtype = 2 + 8 + 16 + 32);  -- before; delete, update, truncate; for each statement
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'not append-only: %', found;
  END IF;

  SELECT string_agg(parent::text, ', ') INTO found
  FROM unnest(ARRAY['registry.decision', 'registry.posting', 'registry.commit_batch']::regclass[]) AS parent
  WHERE (SELECT count(*) FROM pg_inherits WHERE inhparent = parent) < 2;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'no partition lies ahead: %', found;
  END IF;
  IF (SELECT count(*) FROM pg_inherits WHERE inhparent = 'registry.request'::regclass) <> 16 THEN
    RAISE EXCEPTION 'request must have 16 partitions';
  END IF;
END $$;

ROLLBACK;
