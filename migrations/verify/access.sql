-- The columns are there, the rules about second persons hold against a row that breaks them, and open proposals have their index.
BEGIN;

SELECT active FROM registry.participant WHERE false;
SELECT reserved FROM registry.issuance_cap WHERE false;
SELECT fingerprint, sequence, participant_id, valid_from, valid_until, revoked FROM registry.certificate WHERE false;
SELECT person_id, sequence, code, active, subject_issuers, subjects, seat_participants, seat_powers FROM registry.person WHERE false;
SELECT identity, person_id, code FROM registry.person_identity WHERE false;
SELECT sequence, kind, role, command, above, holds_from, value FROM registry.policy WHERE false;
SELECT year, sequence, working_days FROM registry.calendar WHERE false;
SELECT proposal_id, sequence, proposer, person, type, account_id, proposed_at, expires_at, approvals_needed, approvers, state, cause
FROM registry.proposal WHERE false;
SELECT proposal_id, proposer, expires_at, state, last_sequence FROM registry.proposal_state WHERE false;

DO $$
DECLARE
  wrong record;
  broken text;
BEGIN
  IF registry.schema_version() < 2 THEN
    RAISE EXCEPTION 'schema_version must be at least 2';
  END IF;
  FOR wrong IN SELECT * FROM (VALUES (2, ARRAY['a'], 'proposer_does_not_approve'), (2, ARRAY['b', 'b'], 'nobody_approves_twice'),
                                     (2, ARRAY[]::text[], 'executed_when_approved')) AS row (state, approvers, name)
  LOOP
    BEGIN
      INSERT INTO registry.proposal
      VALUES (9223372036854775806, 9223372036854775807, 1, 'a', 14, NULL, 'epoch', 'infinity', 1, wrong.approvers, wrong.state, '');
      broken := 'nothing';
    EXCEPTION WHEN check_violation THEN
      GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    END;
    IF broken <> wrong.name THEN
      RAISE EXCEPTION 'a proposal with approvers % hit % instead of %', wrong.approvers, broken, wrong.name;
    END IF;
  END LOOP;
  IF NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = 'registry.open_proposal_by_expiry'::regclass AND indisvalid
                   AND pg_get_expr(indpred, indrelid) = '(state = 1)') THEN
    RAISE EXCEPTION 'open proposals are not found by their expiry';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'registry.proposal_state'::regclass AND tgname = 'proposal_stays'
                   AND tgenabled <> 'D') THEN
    RAISE EXCEPTION 'proposals may disappear';
  END IF;
END $$;

ROLLBACK;
