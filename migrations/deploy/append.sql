-- The one way in which a batch reaches the journal: one call, arrays in, every count checked.
BEGIN;
SET LOCAL ROLE registry_owner;

CREATE FUNCTION registry.append_batch(
  -- Decisions, in order of their record numbers: one element for each.
  participant_ids int[],
  request_ids uuid[],
  request_hashes bytea[],
  sequences bigint[],              -- null: refused
  types smallint[],
  persons text[],                  -- null: a system
  received_ats bigint[],           -- microseconds since 1970
  salts bytea[],
  leaf_hashes bytea[],
  records bytea[],
  -- Headers: one element for each decision, or an empty array (or null) when all of the batch are null.
  grounds smallint[],
  document_numbers text[],
  document_digests bytea[],
  approvers text[],
  proposal_ids bigint[],
  run_ids uuid[],
  linked_sequences bigint[],
  periods text[],
  settlement_days date[],
  trade_ids text[],
  -- Postings: one element for each.
  posting_sequences bigint[],
  posting_ordinals smallint[],     -- from 1 within a decision
  transferring_positions bigint[],
  acquiring_positions bigint[],
  quantities bigint[],
  transferring_balances bigint[],  -- after the posting
  acquiring_balances bigint[],
  -- Positions that moved, each once, as they stand after the batch.
  position_ids bigint[],
  balances bigint[],
  floors bigint[],                 -- used for new rows only
  last_sequences bigint[],
  expected_sequences bigint[],     -- last_sequence of the row before the batch; 0: there is no row
  -- The batch.
  first_record bigint,
  first_sequence bigint,           -- null: only refusals
  last_sequence bigint,            -- of the journal after the batch
  recorded_at bigint,              -- microseconds since 1970
  decision_epoch bigint,           -- the rules that decided
  batch_epoch bigint,              -- the rules after the batch
  alg smallint,
  root bytea,
  frontier bytea,
  server text
) RETURNS bigint
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
  total int := cardinality(participant_ids);
  head record;
  accepted record;
  changed int;
  opened int;
BEGIN
  -- The journal has no gap before this batch and gets none by it.
  SELECT b.last_record, b.last_sequence INTO head FROM registry.commit_batch b ORDER BY b.last_record DESC LIMIT 1;
  IF append_batch.first_record IS DISTINCT FROM coalesce(head.last_record + 1, 0) THEN
    RAISE EXCEPTION 'append: the batch begins with record %, the next one is %',
      append_batch.first_record, coalesce(head.last_record + 1, 0);
  END IF;
  SELECT count(s) AS n, min(s) AS first, max(s) AS last INTO accepted FROM unnest(sequences) AS s;
  IF accepted.first IS DISTINCT FROM append_batch.first_sequence
     OR coalesce(accepted.first, coalesce(head.last_sequence, 0) + 1) <> coalesce(head.last_sequence, 0) + 1
     OR coalesce(accepted.last, head.last_sequence, 0) IS DISTINCT FROM append_batch.last_sequence
     OR accepted.n <> append_batch.last_sequence - coalesce(head.last_sequence, 0) THEN
    RAISE EXCEPTION 'append: % sequences from % to %, named as % to %, do not follow %',
      accepted.n, accepted.first, accepted.last, append_batch.first_sequence, append_batch.last_sequence,
      coalesce(head.last_sequence, 0);
  END IF;

  INSERT INTO registry.request (participant_id, request_id, request_hash, record_number)
  SELECT r.participant_id, r.request_id, r.request_hash, append_batch.first_record + r.n - 1
  FROM unnest(participant_ids, request_ids, request_hashes) WITH ORDINALITY AS r (participant_id, request_id, request_hash, n);
  GET DIAGNOSTICS changed = ROW_COUNT;
  IF changed <> total THEN
    RAISE EXCEPTION 'append: % of % requests', changed, total;
  END IF;

  INSERT INTO registry.decision (
    record_number, sequence, type, participant_id, person, request_id, received_at, recorded_at, rules_epoch, salt, alg, leaf_hash,
    record, ground, document_number, document_digest, approver, proposal_id, run_id, linked_sequence, period, settlement_day, trade_id)
  SELECT append_batch.first_record + d.n - 1, d.sequence, d.type, d.participant_id, d.person, d.request_id,
         registry.instant(d.received_at), registry.instant(append_batch.recorded_at), decision_epoch, d.salt, append_batch.alg,
         d.leaf_hash, d.record, d.ground, d.document_number, d.document_digest, d.approver, d.proposal_id, d.run_id,
         d.linked_sequence, d.period, d.settlement_day, d.trade_id
  FROM unnest(sequences, types, participant_ids, persons, request_ids, received_ats, salts, leaf_hashes, records, grounds,
              document_numbers, document_digests, approvers, proposal_ids, run_ids, linked_sequences, periods, settlement_days,
              trade_ids)
       WITH ORDINALITY AS d (sequence, type, participant_id, person, request_id, received_at, salt, leaf_hash, record, ground,
                             document_number, document_digest, approver, proposal_id, run_id, linked_sequence, period, settlement_day,
                             trade_id, n);
  GET DIAGNOSTICS changed = ROW_COUNT;
  IF changed <> total THEN
    RAISE EXCEPTION 'append: % of % decisions', changed, total;
  END IF;

  IF cardinality(posting_sequences) > 0 THEN
    INSERT INTO registry.posting (sequence, ordinal, transferring_position, acquiring_position, quantity, transferring_balance,
                                  acquiring_balance)
    SELECT p.sequence, p.ordinal, p.transferring, p.acquiring, p.quantity, p.transferring_balance, p.acquiring_balance
    FROM unnest(posting_sequences, posting_ordinals, transferring_positions, acquiring_positions, quantities, transferring_balances,
                acquiring_balances)
         AS p (sequence, ordinal, transferring, acquiring, quantity, transferring_balance, acquiring_balance)
    WHERE p.sequence BETWEEN append_batch.first_sequence AND append_batch.last_sequence;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed <> cardinality(posting_sequences) THEN
      RAISE EXCEPTION 'append: % of % postings', changed, cardinality(posting_sequences);
    END IF;
  END IF;

  IF cardinality(position_ids) > 0 THEN
    UPDATE registry.position AS p
    SET balance = moved.balance, last_sequence = moved.last_sequence
    FROM unnest(position_ids, balances, last_sequences, expected_sequences)
         AS moved (position_id, balance, last_sequence, expected_sequence)
    WHERE p.position_id = moved.position_id AND p.last_sequence = moved.expected_sequence AND moved.expected_sequence > 0;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed <> cardinality(position_ids) THEN
      INSERT INTO registry.position (position_id, balance, floor, last_sequence)
      SELECT new.position_id, new.balance, new.floor, new.last_sequence
      FROM unnest(position_ids, balances, floors, last_sequences, expected_sequences)
           AS new (position_id, balance, floor, last_sequence, expected_sequence)
      WHERE new.expected_sequence = 0;
      GET DIAGNOSTICS opened = ROW_COUNT;
      IF changed + opened <> cardinality(position_ids) THEN
        RAISE EXCEPTION 'append: % of % positions', changed + opened, cardinality(position_ids);
      END IF;
    END IF;
  END IF;

  INSERT INTO registry.commit_batch (first_record, last_record, first_sequence, last_sequence, recorded_at, rules_epoch, tree_size, alg,
                                     root, frontier, server)
  VALUES (append_batch.first_record, append_batch.first_record + cardinality(participant_ids) - 1, append_batch.first_sequence,
          append_batch.last_sequence, registry.instant(append_batch.recorded_at), batch_epoch,
          append_batch.first_record + cardinality(participant_ids), append_batch.alg, append_batch.root, append_batch.frontier,
          append_batch.server);
  RETURN append_batch.first_record + cardinality(participant_ids) - 1;
END
$$;
COMMENT ON FUNCTION registry.append_batch IS
'Appends one batch under the writer lock, which the caller holds, and returns its last record number. Facts are inserted by statements
of their own in the same transaction. Raises P0001 "append: n of m ..." when a count is not what was meant, such as a position whose
last_sequence is not the expected one.
 Decisions, one element each, in order; record numbers run on from first_record: participant_ids, request_ids, request_hashes, sequences
   (null: refused), types, persons (null: a system), received_ats (microseconds since 1970), salts, leaf_hashes, records.
 Headers, one element for each decision, or an empty array or null when the batch has none: grounds, document_numbers, document_digests,
   approvers, proposal_ids, run_ids, linked_sequences, periods, settlement_days, trade_ids.
 Postings, one element each: posting_sequences, posting_ordinals (from 1), transferring_positions, acquiring_positions, quantities,
   transferring_balances, acquiring_balances (both after the posting).
 Positions that moved, each once, as after the batch: position_ids, balances, floors (used for new rows), last_sequences,
   expected_sequences (last_sequence of the row before the batch; 0: there is no row).
 Batch: first_record, first_sequence (null: only refusals), last_sequence (of the journal after the batch), recorded_at (microseconds
   since 1970), decision_epoch (the rules that decided), batch_epoch (the rules after it), alg, root, frontier, server.';

REVOKE EXECUTE ON FUNCTION registry.append_batch FROM PUBLIC;

COMMIT;
