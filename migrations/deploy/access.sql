-- Who may call, through which certificate and which person, under which policies and by which calendar; and commands that wait for a
-- second person. Facts like the others: a change is a new version under the sequence that made it.
BEGIN;
SET LOCAL ROLE registry_owner;

ALTER TABLE registry.participant ADD COLUMN active boolean NOT NULL DEFAULT true;  -- false: suspended, not heard

-- What open proposals would issue is kept free for them.
ALTER TABLE registry.issuance_cap
  ADD COLUMN reserved bigint NOT NULL DEFAULT 0,
  ADD CONSTRAINT reserved_not_negative CHECK (reserved >= 0),
  ADD CONSTRAINT issued_and_reserved_within_cap CHECK (reserved <= cap - issued);

CREATE TABLE registry.certificate (
  fingerprint bytea NOT NULL,  -- SHA-256 of its DER bytes
  sequence bigint NOT NULL,
  participant_id int NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  revoked boolean NOT NULL,
  CONSTRAINT one_certificate_version_per_sequence PRIMARY KEY (fingerprint, sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0),
  CONSTRAINT fingerprint_is_32_bytes CHECK (octet_length(fingerprint) = 32),
  CONSTRAINT revoked_once EXCLUDE USING btree (fingerprint WITH =) WHERE (revoked)
);
COMMENT ON TABLE registry.certificate IS 'Versions of entered certificates; revoked is for ever';

-- Texts that belong together stand in arrays side by side: a person has few of them, and a version holds all.
CREATE TABLE registry.person (
  person_id int NOT NULL,
  sequence bigint NOT NULL,
  code text NOT NULL,             -- staff code; names stay with the identity provider
  active boolean NOT NULL,
  subject_issuers text[] NOT NULL,
  subjects text[] NOT NULL,       -- the issuer's word for the person
  seat_participants int[] NOT NULL,
  seat_powers smallint[] NOT NULL,
  CONSTRAINT one_person_version_per_sequence PRIMARY KEY (person_id, sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0),
  CONSTRAINT person_id_positive CHECK (person_id > 0),
  CONSTRAINT subject_has_issuer CHECK (cardinality(subject_issuers) = cardinality(subjects)),
  CONSTRAINT seat_has_powers CHECK (cardinality(seat_participants) = cardinality(seat_powers))
);
COMMENT ON TABLE registry.person IS 'Versions of the people behind the offices: how they are recognised, where they sit';

-- Nobody is a second person to himself: one identity, one person, one code, for ever.
CREATE TABLE registry.person_identity (
  identity bytea NOT NULL,        -- keyed digest of the number of the identity document
  person_id int NOT NULL,
  code text NOT NULL,
  CONSTRAINT one_person_per_identity PRIMARY KEY (identity),
  CONSTRAINT one_identity_per_person UNIQUE (person_id),
  CONSTRAINT one_person_per_code UNIQUE (code),
  CONSTRAINT identity_is_32_bytes CHECK (octet_length(identity) = 32),
  CONSTRAINT code_is_a_staff_code CHECK (code ~ '^[a-z0-9-]{1,40}$')
);
COMMENT ON TABLE registry.person_identity IS 'The one person of each identity document';

-- A transaction sets one policy, or one calendar.
CREATE TABLE registry.policy (
  sequence bigint NOT NULL,
  kind smallint NOT NULL,
  role smallint NOT NULL,
  command smallint,               -- null: of no command
  above bigint NOT NULL,          -- of quantities above it
  holds_from timestamptz NOT NULL,
  value bigint NOT NULL,
  CONSTRAINT one_policy_per_sequence PRIMARY KEY (sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0),
  CONSTRAINT kind_positive CHECK (kind > 0),
  CONSTRAINT role_positive CHECK (role > 0),
  CONSTRAINT command_positive CHECK (command > 0),
  CONSTRAINT above_not_negative CHECK (above >= 0),
  CONSTRAINT value_not_negative CHECK (value >= 0)
);
COMMENT ON TABLE registry.policy IS 'Dated policies: from when which value holds; the newest of a key and a date';

CREATE TABLE registry.calendar (
  year smallint NOT NULL,
  sequence bigint NOT NULL,
  working_days smallint[] NOT NULL,  -- month * 100 + day, ascending
  CONSTRAINT one_calendar_version_per_sequence PRIMARY KEY (year, sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0),
  CONSTRAINT calendar_not_empty CHECK (cardinality(working_days) > 0)
);
COMMENT ON TABLE registry.calendar IS 'Versions of the working days of a year';

CREATE FUNCTION registry.all_differ(texts text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS 'SELECT count(DISTINCT text) = count(*) FROM unnest(texts) AS text';
COMMENT ON FUNCTION registry.all_differ IS 'Whether no text stands twice';

-- What is proposed is the record of decision proposal_id, which nothing changes; here stands what became of it.
CREATE TABLE registry.proposal (
  proposal_id bigint NOT NULL,    -- the sequence of what was proposed
  sequence bigint NOT NULL,
  proposer int NOT NULL,          -- participant
  person text NOT NULL,           -- who proposed it
  type smallint NOT NULL,         -- of the proposed command
  account_id bigint,              -- for which it acts; null: none
  proposed_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  approvals_needed smallint NOT NULL,
  approvers text[] NOT NULL,      -- in order
  state smallint NOT NULL,        -- 1 open, 2 executed, 3 rejected, 4 withdrawn, 5 expired
  cause text NOT NULL,
  CONSTRAINT one_proposal_version_per_sequence PRIMARY KEY (proposal_id, sequence),
  CONSTRAINT proposal_id_positive CHECK (proposal_id > 0),
  CONSTRAINT first_version_is_the_proposing_one
    CHECK (sequence >= proposal_id AND (sequence = proposal_id) = (state = 1 AND cardinality(approvers) = 0)),
  CONSTRAINT type_positive CHECK (type > 0),
  CONSTRAINT proposer_is_a_person CHECK (person <> ''),
  CONSTRAINT proposer_does_not_approve CHECK (person <> ALL (approvers)),
  CONSTRAINT nobody_approves_twice CHECK (registry.all_differ(approvers)),
  CONSTRAINT approvals_needed_positive CHECK (approvals_needed > 0),
  CONSTRAINT executed_when_approved CHECK ((state = 2) = (cardinality(approvers) >= approvals_needed)),
  CONSTRAINT expires_after_proposed CHECK (expires_at > proposed_at),
  CONSTRAINT state_known CHECK (state BETWEEN 1 AND 5)
);
COMMENT ON TABLE registry.proposal IS 'Versions of proposals: their approvals and their end';

-- The state of each, kept at hand as a balance is: what is open is found without walking through all that ever was.
CREATE TABLE registry.proposal_state (
  proposal_id bigint NOT NULL,
  proposer int NOT NULL,
  expires_at timestamptz NOT NULL,
  state smallint NOT NULL,
  last_sequence bigint NOT NULL,  -- of its newest version
  CONSTRAINT one_state_per_proposal PRIMARY KEY (proposal_id),
  CONSTRAINT state_known CHECK (state BETWEEN 1 AND 5),
  CONSTRAINT last_sequence_not_before_proposal CHECK (last_sequence >= proposal_id)
) WITH (fillfactor = 50);
COMMENT ON TABLE registry.proposal_state IS 'Which proposals are open, and when they expire';
CREATE INDEX proposal_by_state ON registry.proposal_state (state, proposal_id);
CREATE INDEX proposal_by_proposer ON registry.proposal_state (proposer, state, proposal_id);
CREATE INDEX open_proposal_by_expiry ON registry.proposal_state (expires_at, proposal_id) WHERE state = 1;

-- A state may move; it never disappears, and whose it is and until when never changes.
CREATE TRIGGER proposal_stays BEFORE DELETE OR TRUNCATE OR UPDATE OF proposal_id, proposer, expires_at ON registry.proposal_state
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();

DO $$
DECLARE
  fact text;
BEGIN
  FOREACH fact IN ARRAY ARRAY['certificate', 'person', 'person_identity', 'policy', 'calendar', 'proposal'] LOOP
    PERFORM registry.make_append_only(format('registry.%I', fact)::regclass);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON registry.certificate, registry.person, registry.person_identity, registry.policy, registry.calendar,
  registry.proposal, registry.proposal_state TO registry_writer;
GRANT UPDATE (state, last_sequence) ON registry.proposal_state TO registry_writer;
GRANT SELECT ON registry.certificate, registry.person, registry.person_identity, registry.policy, registry.calendar, registry.proposal,
  registry.proposal_state TO registry_reader, registry_auditor;

CREATE OR REPLACE FUNCTION registry.schema_version() RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT 2';

COMMIT;
