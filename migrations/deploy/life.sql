-- Freezes and pledges, how an account comes and goes, transfers at the holder's will, and who may not hold allowances. Facts like the
-- others: a change is a new version under the sequence that made it.
BEGIN;
SET LOCAL ROLE registry_owner;

ALTER TABLE registry.account
  ADD COLUMN objected_at timestamptz,                            -- of a restriction: when the holder objected; null: he did not
  ADD COLUMN objection_decided boolean NOT NULL DEFAULT false,   -- whether the reply was given
  ADD COLUMN successor bigint,                                   -- of a holder that merged into another
  ADD CONSTRAINT decided_when_objected CHECK (objected_at IS NOT NULL OR NOT objection_decided),
  ADD CONSTRAINT nobody_succeeds_himself CHECK (successor <> account_id);

-- Versions that had a term: of the newest of them the overdue lists are made, without walking through every account.
CREATE INDEX account_with_term ON registry.account (account_id, sequence)
  WHERE status = 6 OR (status = 2 AND objected_at IS NOT NULL AND NOT objection_decided);

-- The register of uncollected obligations: what was due when the unit was dissolved stays in it for ever.
ALTER TABLE registry.obligation
  ADD COLUMN uncollected bigint NOT NULL DEFAULT 0,
  ADD CONSTRAINT uncollected_not_negative CHECK (uncollected >= 0);
CREATE INDEX uncollected_obligation ON registry.obligation (unit_account, sector, period, sequence) WHERE uncollected > 0;

CREATE TABLE registry.freeze_entry (
  freeze_id bigint NOT NULL,      -- the sequence that recorded it; its rank
  sequence bigint NOT NULL,
  scope smallint NOT NULL,        -- 1 an account, 2 a holder, 3 a quantity, 4 a process; 5 a pledge
  account_id bigint,
  social_credit_code text,
  instrument text,
  quantity bigint NOT NULL,       -- what it still is for, of a quantity and of a pledge
  process smallint,               -- the command that nobody may give
  case_number text NOT NULL,
  authority text NOT NULL,        -- of a pledge: the pledgee
  holds_from timestamptz NOT NULL,
  holds_until timestamptz NOT NULL,  -- of a pledge: 1970
  state smallint NOT NULL,        -- 1 in force, 2 released, 3 expired, 4 used up
  deducted bigint NOT NULL,       -- in all, by judicial deduction
  surrendered bigint NOT NULL,    -- in all, with the court's consent
  recorded_at timestamptz NOT NULL,
  CONSTRAINT one_freeze_version_per_sequence PRIMARY KEY (freeze_id, sequence),
  CONSTRAINT freeze_id_positive CHECK (freeze_id > 0),
  CONSTRAINT first_version_is_in_force CHECK (sequence > freeze_id OR (sequence = freeze_id AND state = 1)),
  CONSTRAINT scope_names_its_object CHECK (CASE scope WHEN 1 THEN account_id IS NOT NULL
                                                      WHEN 2 THEN social_credit_code IS NOT NULL
                                                      WHEN 4 THEN process IS NOT NULL
                                                      ELSE account_id IS NOT NULL AND instrument IS NOT NULL END),
  CONSTRAINT scope_known CHECK (scope BETWEEN 1 AND 5),
  CONSTRAINT state_known CHECK (state BETWEEN 1 AND 4),
  CONSTRAINT ends_after_it_begins CHECK (scope = 5 OR holds_until > holds_from),
  CONSTRAINT quantity_not_negative CHECK (quantity >= 0),
  CONSTRAINT deducted_not_negative CHECK (deducted >= 0),
  CONSTRAINT surrendered_not_negative CHECK (surrendered >= 0)
);
COMMENT ON TABLE registry.freeze_entry IS 'Versions of freezes and pledges';
CREATE INDEX freeze_by_account ON registry.freeze_entry (account_id, freeze_id) WHERE account_id IS NOT NULL;
CREATE INDEX freeze_by_holder ON registry.freeze_entry (social_credit_code, freeze_id) WHERE social_credit_code IS NOT NULL;
CREATE INDEX freeze_by_case ON registry.freeze_entry (case_number, freeze_id);

-- Nobody's name stands here: staff are known by a keyed digest, as persons are.
CREATE TABLE registry.staff (
  identity bytea NOT NULL,        -- keyed digest of the number of the identity document
  sequence bigint NOT NULL,
  staff_of smallint NOT NULL,     -- 1 authority, 2 registry, 3 exchange, 4 verifier
  active boolean NOT NULL,
  CONSTRAINT one_staff_version_per_sequence PRIMARY KEY (identity, sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0),
  CONSTRAINT identity_is_32_bytes CHECK (octet_length(identity) = 32),
  CONSTRAINT staff_of_known CHECK (staff_of BETWEEN 1 AND 4)
);
COMMENT ON TABLE registry.staff IS 'Versions of entries of those who may not hold allowances';

CREATE TABLE registry.trusted_account (
  account_id bigint NOT NULL,
  trusted_account_id bigint NOT NULL,
  sequence bigint NOT NULL,
  active_from timestamptz NOT NULL,
  active boolean NOT NULL,        -- false: no longer trusted
  CONSTRAINT one_trust_version_per_sequence PRIMARY KEY (account_id, trusted_account_id, sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0),
  CONSTRAINT nobody_trusts_himself CHECK (trusted_account_id <> account_id)
);
COMMENT ON TABLE registry.trusted_account IS 'Versions of whom a holder trusts, for transfers at his own will';

CREATE TABLE registry.delayed_transfer (
  transfer_id bigint NOT NULL,    -- the sequence that asked for it
  sequence bigint NOT NULL,
  transferring_account bigint NOT NULL,
  acquiring_account bigint NOT NULL,
  instrument text NOT NULL,
  quantity bigint NOT NULL,
  asked_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  state smallint NOT NULL,        -- 1 waiting, 2 done, 3 aborted, 4 failed
  cause text NOT NULL,
  CONSTRAINT one_transfer_version_per_sequence PRIMARY KEY (transfer_id, sequence),
  CONSTRAINT transfer_id_positive CHECK (transfer_id > 0),
  CONSTRAINT first_version_waits CHECK (sequence >= transfer_id AND (sequence = transfer_id) = (state = 1)),
  CONSTRAINT two_accounts CHECK (transferring_account <> acquiring_account),
  CONSTRAINT quantity_positive CHECK (quantity > 0),
  CONSTRAINT due_when_asked_or_later CHECK (due_at >= asked_at),
  CONSTRAINT state_known CHECK (state BETWEEN 1 AND 4)
);
COMMENT ON TABLE registry.delayed_transfer IS 'Versions of transfers at the holder''s will';
CREATE INDEX delayed_transfer_by_account ON registry.delayed_transfer (transferring_account, transfer_id);

DO $$
DECLARE
  fact text;
BEGIN
  FOREACH fact IN ARRAY ARRAY['freeze_entry', 'staff', 'trusted_account', 'delayed_transfer'] LOOP
    PERFORM registry.make_append_only(format('registry.%I', fact)::regclass);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON registry.freeze_entry, registry.staff, registry.trusted_account, registry.delayed_transfer TO registry_writer;
GRANT SELECT ON registry.freeze_entry, registry.staff, registry.trusted_account, registry.delayed_transfer
  TO registry_reader, registry_auditor;

-- A province sees the freezes of its accounts, and those of their holders, whose codes the wall round holder lets through. What stops the
-- whole registry is nobody's, and whom a holder trusts is his own affair.
ALTER TABLE registry.freeze_entry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_book ON registry.freeze_entry TO registry_owner, registry_writer, registry_reader, registry_auditor
  USING (true) WITH CHECK (true);
CREATE POLICY own_part ON registry.freeze_entry FOR SELECT TO registry_regional
  USING (account_id IN (SELECT registry_regional.accounts())
         OR (account_id IS NULL AND social_credit_code IN (SELECT h.social_credit_code FROM registry.holder AS h)));
GRANT SELECT ON registry.freeze_entry TO registry_regional;

CREATE OR REPLACE FUNCTION registry.schema_version() RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT 4';

COMMIT;
