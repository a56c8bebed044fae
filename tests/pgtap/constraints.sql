-- Each named constraint is hit, and says its name, when the owner himself breaks its promise; no constraint is left out.
\ir support.psql

SELECT pg_temp.fill();

CREATE TEMPORARY TABLE broken (relation text, name text, changed jsonb);
INSERT INTO broken VALUES
  ('writer_lock', 'one_writer_lock', '{}'),
  ('writer_lock', 'only_one_row', '{"only_row": false}'),

  ('request', 'one_decision_per_request', '{"record_number": 1}'),
  ('request', 'request_hash_is_32_bytes', '{"request_hash": "\\x00"}'),
  ('request', 'record_number_not_negative', '{"record_number": -1}'),

  ('decision', 'one_decision_per_record_number', '{}'),
  ('decision', 'sequence_within_records', '{"sequence": 2}'),
  ('decision', 'sequence_within_records', '{"sequence": 0}'),
  ('decision', 'type_positive', '{"type": 0}'),
  ('decision', 'salt_is_16_bytes', '{"salt": "\\x00", "alg": 2}'),
  ('decision', 'leaf_hash_is_32_bytes', '{"leaf_hash": "\\x00", "alg": 2}'),
  ('decision', 'leaf_hash_is_of_record', '{"record": "\\x00"}'),
  ('decision', 'document_digest_is_32_bytes', '{"document_digest": "\\x00"}'),
  ('decision', 'linked_sequence_is_earlier', '{"linked_sequence": 1}'),

  ('posting', 'one_posting_per_ordinal', '{"transferring_position": 6291489, "acquiring_position": 14680097}'),
  ('posting', 'transferring_position_moves_once', '{"ordinal": 2, "acquiring_position": 12582945}'),
  ('posting', 'acquiring_position_moves_once', '{"ordinal": 2, "transferring_position": 12582945}'),
  ('posting', 'sequence_positive', '{"sequence": 0}'),
  ('posting', 'ordinal_positive', '{"ordinal": 0}'),
  ('posting', 'quantity_positive', '{"quantity": 0}'),
  ('posting', 'quantity_positive', '{"quantity": -1}'),
  ('posting', 'sides_differ', '{"acquiring_position": 2097185}'),
  ('posting', 'one_instrument', '{"acquiring_position": 10485825}'),

  ('commit_batch', 'one_batch_per_last_record', '{}'),
  ('commit_batch', 'batch_not_empty', '{"first_record": 1}'),
  ('commit_batch', 'batch_not_empty', '{"first_record": -1}'),
  ('commit_batch', 'sequences_within_records', '{"last_sequence": 2}'),
  ('commit_batch', 'sequences_within_records', '{"first_sequence": 2}'),
  ('commit_batch', 'last_sequence_not_negative', '{"first_sequence": null, "last_sequence": -1}'),
  ('commit_batch', 'tree_covers_records', '{"tree_size": 2}'),
  ('commit_batch', 'root_is_32_bytes', '{"root": "\\x00"}'),
  ('commit_batch', 'frontier_is_of_tree_size', '{"frontier": "\\x"}'),

  ('position', 'one_balance_per_position', '{}'),
  ('position', 'position_id_well_formed', '{"position_id": 0}'),
  ('position', 'position_id_well_formed', '{"position_id": 10485760}'),
  ('position', 'position_id_well_formed', '{"position_id": 10485792}'),
  ('position', 'balance_not_below_floor', '{"balance": -1}'),
  ('position', 'floor_is_zero_or_none', '{"floor": -1}'),
  ('position', 'floor_is_zero_or_none', '{"floor": 1}'),
  ('position', 'last_sequence_positive', '{"last_sequence": 0}'),

  ('account', 'one_account_version_per_sequence', '{}'),
  ('account', 'account_id_fits_position', '{"account_id": 0}'),
  ('account', 'account_id_fits_position', '{"account_id": 4398046511104}'),
  ('account', 'sequence_positive', '{"sequence": 0}'),
  ('account', 'decided_when_objected', '{"objection_decided": true}'),
  ('account', 'nobody_succeeds_himself', '{"successor": 1001}'),
  ('holder', 'one_account_per_holder', '{"account_id": 1002}'),
  ('holder', 'one_holder_per_account', '{"social_credit_code": "91110000000000002X"}'),
  ('holder_particulars', 'one_holder_version_per_sequence', '{}'),
  ('holder_particulars', 'sequence_positive', '{"sequence": 0}'),
  ('issuance_cap', 'one_cap_version_per_sequence', '{}'),
  ('issuance_cap', 'sequence_positive', '{"sequence": 0}'),
  ('issuance_cap', 'issued_not_negative', '{"issued": -1}'),
  ('issuance_cap', 'issued_within_cap', '{"issued": 11, "reserved": -1}'),
  ('issuance_cap', 'issued_and_reserved_within_cap', '{"reserved": 5}'),
  ('issuance_cap', 'issued_and_reserved_within_cap', '{"issued": 7}'),
  ('issuance_cap', 'reserved_not_negative', '{"reserved": -1}'),
  ('obligation', 'one_obligation_version_per_sequence', '{}'),
  ('obligation', 'sequence_positive', '{"sequence": 0}'),
  ('obligation', 'verified_emissions_not_negative', '{"verified_emissions": -1}'),
  ('obligation', 'obligation_not_negative', '{"obligation": -1}'),
  ('obligation', 'surrendered_not_negative', '{"surrendered": -1}'),
  ('obligation', 'uncollected_not_negative', '{"uncollected": -1}'),
  ('trade', 'one_delivery_per_trade', '{}'),
  ('trade', 'sequence_positive', '{"sequence": 0}'),
  ('trade', 'quantity_positive', '{"quantity": 0, "amount_fen": 0}'),
  ('trade', 'amount_is_price_times_quantity', '{"amount_fen": 11999}'),
  ('participant', 'one_participant_version_per_sequence', '{}'),
  ('participant', 'sequence_positive', '{"sequence": 0}'),
  ('instrument', 'one_instrument_version_per_sequence', '{}'),
  ('instrument', 'sequence_positive', '{"sequence": 0}'),
  ('instrument', 'instrument_id_fits_position', '{"instrument_id": 0}'),
  ('instrument', 'instrument_id_fits_position', '{"instrument_id": 65536}'),
  ('compliance_period', 'one_period_version_per_sequence', '{}'),
  ('compliance_period', 'sequence_positive', '{"sequence": 0}'),
  ('clock', 'one_clock_version_per_sequence', '{}'),
  ('clock', 'sequence_positive', '{"sequence": 0}'),
  ('certificate', 'one_certificate_version_per_sequence', '{"revoked": false}'),
  ('certificate', 'sequence_positive', '{"sequence": 0}'),
  ('certificate', 'fingerprint_is_32_bytes', '{"fingerprint": "\\x00"}'),
  ('certificate', 'revoked_once', '{"sequence": 2}'),
  ('person', 'one_person_version_per_sequence', '{}'),
  ('person', 'sequence_positive', '{"sequence": 0}'),
  ('person', 'person_id_positive', '{"person_id": 0}'),
  ('person', 'subject_has_issuer', '{"subjects": []}'),
  ('person', 'seat_has_powers', '{"seat_powers": [1, 2]}'),
  ('person_identity', 'one_person_per_identity', '{"person_id": 2, "code": "op-2"}'),
  ('person_identity', 'one_identity_per_person', '{"identity": "\\x0000000000000000000000000000000000000000000000000000000000000000", "code": "op-2"}'),
  ('person_identity', 'one_person_per_code', '{"identity": "\\x0000000000000000000000000000000000000000000000000000000000000000", "person_id": 2}'),
  ('person_identity', 'identity_is_32_bytes', '{"identity": "\\x00"}'),
  ('person_identity', 'code_is_a_staff_code', '{"code": "Op 1"}'),
  ('person_identity', 'code_is_a_staff_code', '{"code": "op,1"}'),
  ('person_identity', 'code_is_a_staff_code', '{"code": ""}'),
  ('policy', 'one_policy_per_sequence', '{}'),
  ('policy', 'sequence_positive', '{"sequence": 0}'),
  ('policy', 'kind_positive', '{"kind": 0}'),
  ('policy', 'role_positive', '{"role": 0}'),
  ('policy', 'command_positive', '{"command": 0}'),
  ('policy', 'above_not_negative', '{"above": -1}'),
  ('policy', 'value_not_negative', '{"value": -1}'),
  ('calendar', 'one_calendar_version_per_sequence', '{}'),
  ('calendar', 'sequence_positive', '{"sequence": 0}'),
  ('calendar', 'calendar_not_empty', '{"working_days": []}'),
  ('proposal', 'one_proposal_version_per_sequence', '{}'),
  ('proposal', 'proposal_id_positive', '{"proposal_id": 0}'),
  ('proposal', 'first_version_is_the_proposing_one', '{"proposal_id": 3}'),
  ('proposal', 'first_version_is_the_proposing_one', '{"sequence": 1}'),
  ('proposal', 'first_version_is_the_proposing_one', '{"approvers": []}'),
  ('proposal', 'type_positive', '{"type": 0}'),
  ('proposal', 'proposer_is_a_person', '{"person": ""}'),
  ('proposal', 'proposer_does_not_approve', '{"person": "rev-1"}'),
  ('proposal', 'nobody_approves_twice', '{"approvers": ["rev-1", "rev-1"], "state": 2}'),
  ('proposal', 'approvals_needed_positive', '{"approvals_needed": 0, "state": 2}'),
  ('proposal', 'executed_when_approved', '{"state": 2}'),
  ('proposal', 'executed_when_approved', '{"approvals_needed": 1}'),
  ('proposal', 'expires_after_proposed', '{"expires_at": "epoch"}'),
  ('proposal', 'state_known', '{"state": 0}'),
  ('proposal', 'state_known', '{"state": 6}'),
  ('proposal_state', 'one_state_per_proposal', '{}'),
  ('proposal_state', 'state_known', '{"state": 6}'),
  ('proposal_state', 'last_sequence_not_before_proposal', '{"last_sequence": 0}'),
  ('freeze_entry', 'one_freeze_version_per_sequence', '{}'),
  ('freeze_entry', 'freeze_id_positive', '{"freeze_id": 0}'),
  ('freeze_entry', 'first_version_is_in_force', '{"state": 2}'),
  ('freeze_entry', 'first_version_is_in_force', '{"freeze_id": 2}'),
  ('freeze_entry', 'scope_names_its_object', '{"scope": 1, "account_id": null}'),
  ('freeze_entry', 'scope_names_its_object', '{"scope": 2}'),
  ('freeze_entry', 'scope_names_its_object', '{"instrument": null}'),
  ('freeze_entry', 'scope_names_its_object', '{"scope": 4}'),
  ('freeze_entry', 'scope_names_its_object', '{"scope": 5, "account_id": null}'),
  ('freeze_entry', 'scope_known', '{"scope": 6}'),
  ('freeze_entry', 'state_known', '{"sequence": 2, "state": 5}'),
  ('freeze_entry', 'ends_after_it_begins', '{"holds_until": "epoch"}'),
  ('freeze_entry', 'quantity_not_negative', '{"quantity": -1}'),
  ('freeze_entry', 'deducted_not_negative', '{"deducted": -1}'),
  ('freeze_entry', 'surrendered_not_negative', '{"surrendered": -1}'),
  ('staff', 'one_staff_version_per_sequence', '{}'),
  ('staff', 'sequence_positive', '{"sequence": 0}'),
  ('staff', 'identity_is_32_bytes', '{"identity": "\\x00"}'),
  ('staff', 'staff_of_known', '{"staff_of": 5}'),
  ('trusted_account', 'one_trust_version_per_sequence', '{}'),
  ('trusted_account', 'sequence_positive', '{"sequence": 0}'),
  ('trusted_account', 'nobody_trusts_himself', '{"trusted_account_id": 1001}'),
  ('delayed_transfer', 'one_transfer_version_per_sequence', '{}'),
  ('delayed_transfer', 'transfer_id_positive', '{"transfer_id": 0, "state": 2}'),
  ('delayed_transfer', 'first_version_waits', '{"state": 2}'),
  ('delayed_transfer', 'first_version_waits', '{"sequence": 2}'),
  ('delayed_transfer', 'two_accounts', '{"acquiring_account": 1001}'),
  ('delayed_transfer', 'quantity_positive', '{"quantity": 0}'),
  ('delayed_transfer', 'due_when_asked_or_later', '{"asked_at": "infinity"}'),
  ('delayed_transfer', 'state_known', '{"sequence": 2, "state": 5}'),
  ('trail', 'one_row_per_trail_id', '{}'),
  ('trail', 'code_of_grpc', '{"code": 17}'),
  ('trail', 'code_of_grpc', '{"code": -1}'),
  ('trail', 'decision_known', '{"decision": 3}'),
  ('trail', 'shown_not_negative', '{"shown": -1}'),
  ('trail', 'calls_positive', '{"calls": 0}'),
  ('trail', 'micros_not_negative', '{"micros": -1}');

-- Numbers that no partition takes are refused before any check is asked.
CREATE TEMPORARY TABLE unroutable (relation text, changed jsonb);
INSERT INTO unroutable VALUES
  ('decision', '{"record_number": -1}'),
  ('decision', '{"record_number": 33554432}'),
  ('posting', '{"sequence": 33554432}'),
  ('commit_batch', '{"last_record": 33554432}'),
  ('trail', '{"trail_id": -1}'),
  ('trail', '{"trail_id": 33554432}');

CREATE TEMPORARY VIEW required AS
SELECT t.name AS relation, a.attname::text AS name, p.partattrs IS NOT NULL AND p.partstrat = 'r' AND a.attnum = ANY (p.partattrs) AS routes
FROM every_table t JOIN pg_attribute a ON a.attrelid = t.relation AND a.attnum > 0 AND a.attnotnull
LEFT JOIN pg_partitioned_table p ON p.partrelid = t.relation;

SELECT no_plan();

SELECT is(pg_temp.attempt('registry_owner', pg_temp.insert_of(relation, changed)), name, format('%s: %s by %s', relation, name, changed))
FROM broken;

-- decision.record_number_not_negative stands behind the partitions, which begin at 0; one_decision_per_sequence is a key of each of them.
SELECT set_eq(
  $$ SELECT DISTINCT relation, name FROM broken
     UNION SELECT 'decision', 'record_number_not_negative' $$,
  $$ SELECT t.name, c.conname::text FROM every_table t JOIN pg_constraint c ON c.conrelid = t.relation WHERE c.contype IN ('c', 'p', 'u', 'x', 'f') $$,
  'every constraint was broken');
SELECT set_eq(
  $$ SELECT DISTINCT regexp_replace(k.conname, '_[0-9]+$', '')
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid AND c.relispartition AND c.relnamespace = 'registry'::regnamespace
     WHERE k.conparentid = 0 AND k.coninhcount = 0 $$,
  $$ VALUES ('one_decision_per_sequence') $$, 'the partitions have no other constraint of their own');
SELECT is(string_agg(i.indexrelid::regclass::text, ', '), NULL, 'nothing is unique but by a named constraint')
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'registry'::regnamespace
WHERE i.indisunique AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid);
SELECT is(pg_temp.attempt('registry_owner', pg_temp.insert_of('decision', '{"record_number": 1}')), 'one_decision_per_sequence',
          'decision: one_decision_per_sequence');
SELECT is(pg_temp.attempt('registry_owner', pg_temp.insert_of('decision', '{"record_number": 1, "sequence": null}')), 'done',
          'decision: refusals have no sequence, any number of them');
SELECT is(pg_temp.attempt('registry_owner', pg_temp.insert_of('request', '{"participant_id": 2, "record_number": 1}')), 'done',
          'request: the same id of another participant is another request');
SELECT is(pg_temp.attempt('registry_owner', pg_temp.insert_of('position',
            '{"position_id": 2097185, "balance": -9223372036854775807, "floor": -9223372036854775807}')), 'done',
          'position: without a floor a balance may be below zero');

SELECT matches(pg_temp.attempt('registry_owner', pg_temp.insert_of(relation, changed)), '^23514 no partition of relation',
               format('%s: no partition for %s', relation, changed))
FROM unroutable;

SELECT matches(pg_temp.attempt('registry_owner', pg_temp.insert_of(relation, jsonb_build_object(name, NULL))),
               CASE WHEN routes THEN '^23514 no partition of relation' ELSE format('^23502 null value in column "%s"', name) END,
               format('%s.%s is required', relation, name))
FROM required;

SELECT is(conname, NULL, 'no foreign key: the journal is proved by audit queries') FROM (VALUES (1)) AS one
LEFT JOIN pg_constraint ON contype = 'f' AND connamespace = 'registry'::regnamespace;

SELECT * FROM finish();
ROLLBACK;
