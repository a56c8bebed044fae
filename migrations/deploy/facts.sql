-- Facts beside the postings. Append-only: a change is a new version under the sequence that made it. Current is the version with
-- the highest sequence, "as of S" the one with the highest sequence not above S.
BEGIN;
SET LOCAL ROLE registry_owner;

CREATE TABLE registry.account (
  account_id bigint NOT NULL,
  sequence bigint NOT NULL,
  kind smallint NOT NULL,
  status smallint NOT NULL,
  social_credit_code text,  -- null: the registry's own
  province text NOT NULL,   -- empty: the whole country
  sector smallint NOT NULL,
  status_since timestamptz NOT NULL,
  CONSTRAINT one_account_version_per_sequence PRIMARY KEY (account_id, sequence),
  CONSTRAINT account_id_fits_position CHECK (account_id BETWEEN 1 AND 4398046511103),
  CONSTRAINT sequence_positive CHECK (sequence > 0)
);
COMMENT ON TABLE registry.account IS 'Versions of accounts: status, province, sector';

CREATE TABLE registry.holder (
  social_credit_code text NOT NULL,
  account_id bigint NOT NULL,
  CONSTRAINT one_account_per_holder PRIMARY KEY (social_credit_code),
  CONSTRAINT one_holder_per_account UNIQUE (account_id)
);
COMMENT ON TABLE registry.holder IS 'The one account of each subject';

-- Personal data, kept apart: its digest stands in the leaf, the text may be corrected or removed by the owner.
CREATE TABLE registry.holder_particulars (
  account_id bigint NOT NULL,
  sequence bigint NOT NULL,
  name text NOT NULL,
  CONSTRAINT one_holder_version_per_sequence PRIMARY KEY (account_id, sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0)
);
COMMENT ON TABLE registry.holder_particulars IS 'Names behind accounts: personal data, not append-only';

CREATE TABLE registry.issuance_cap (
  plan text NOT NULL,
  instrument text NOT NULL,
  sector smallint NOT NULL,
  sequence bigint NOT NULL,
  cap bigint NOT NULL,
  issued bigint NOT NULL,
  CONSTRAINT one_cap_version_per_sequence PRIMARY KEY (plan, instrument, sector, sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0),
  CONSTRAINT issued_not_negative CHECK (issued >= 0),
  CONSTRAINT issued_within_cap CHECK (issued <= cap)
);
COMMENT ON TABLE registry.issuance_cap IS 'How much of an instrument a plan allows a sector, and what was issued';

CREATE TABLE registry.obligation (
  unit_account bigint NOT NULL,
  sector smallint NOT NULL,
  period text NOT NULL,
  sequence bigint NOT NULL,
  verified_emissions bigint NOT NULL,
  obligation bigint NOT NULL,
  surrendered bigint NOT NULL,
  completed_at timestamptz,  -- null: something is open
  CONSTRAINT one_obligation_version_per_sequence PRIMARY KEY (unit_account, sector, period, sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0),
  CONSTRAINT verified_emissions_not_negative CHECK (verified_emissions >= 0),
  CONSTRAINT obligation_not_negative CHECK (obligation >= 0),
  CONSTRAINT surrendered_not_negative CHECK (surrendered >= 0)
);
COMMENT ON TABLE registry.obligation IS 'What a unit has to surrender for a period, and what it has';

CREATE TABLE registry.trade (
  trade_id text NOT NULL,
  sequence bigint NOT NULL,
  instrument text NOT NULL,
  method smallint NOT NULL,
  seller bigint NOT NULL,
  buyer bigint NOT NULL,
  quantity bigint NOT NULL,
  price_fen bigint NOT NULL,  -- for one tonne
  amount_fen bigint NOT NULL,
  match_time timestamptz NOT NULL,
  CONSTRAINT one_delivery_per_trade PRIMARY KEY (trade_id),
  CONSTRAINT sequence_positive CHECK (sequence > 0),
  CONSTRAINT quantity_positive CHECK (quantity > 0),
  CONSTRAINT amount_is_price_times_quantity CHECK (amount_fen = price_fen::numeric * quantity)
) PARTITION BY HASH (trade_id);
COMMENT ON TABLE registry.trade IS 'Delivered trades, as the exchange told them';

CREATE TABLE registry.participant (
  participant_id int NOT NULL,
  sequence bigint NOT NULL,
  name text NOT NULL,
  role smallint NOT NULL,
  province text NOT NULL,
  account_id bigint,
  CONSTRAINT one_participant_version_per_sequence PRIMARY KEY (participant_id, sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0)
);
COMMENT ON TABLE registry.participant IS 'Versions of who may call, and in which role';

CREATE TABLE registry.instrument (
  instrument_id int NOT NULL,
  sequence bigint NOT NULL,
  code text NOT NULL,
  kind smallint NOT NULL,
  unit smallint NOT NULL,
  vintage_first_year smallint NOT NULL,
  vintage_last_year smallint NOT NULL,
  tradable_from timestamptz,
  tradable_until timestamptz,
  eligible_periods text[] NOT NULL,
  CONSTRAINT one_instrument_version_per_sequence PRIMARY KEY (instrument_id, sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0),
  CONSTRAINT instrument_id_fits_position CHECK (instrument_id BETWEEN 1 AND 65535)
);
COMMENT ON TABLE registry.instrument IS 'Versions of instruments and their life';

CREATE TABLE registry.compliance_period (
  period_id int NOT NULL,
  sequence bigint NOT NULL,
  code text NOT NULL,
  first_year smallint NOT NULL,
  last_year smallint NOT NULL,
  deadline timestamptz NOT NULL,
  CONSTRAINT one_period_version_per_sequence PRIMARY KEY (period_id, sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0)
);
COMMENT ON TABLE registry.compliance_period IS 'Versions of compliance periods and their deadlines';

CREATE TABLE registry.clock (
  sequence bigint NOT NULL,
  mode smallint NOT NULL,
  replay_instant timestamptz NOT NULL,  -- 1970 on the system clock
  CONSTRAINT one_clock_version_per_sequence PRIMARY KEY (sequence),
  CONSTRAINT sequence_positive CHECK (sequence > 0)
);
COMMENT ON TABLE registry.clock IS 'The mode of the book''s clock, and the replay instant';

DO $$
DECLARE
  fact text;
BEGIN
  FOREACH fact IN ARRAY ARRAY['account', 'holder', 'issuance_cap', 'obligation', 'trade', 'participant', 'instrument',
                              'compliance_period', 'clock'] LOOP
    PERFORM registry.make_append_only(format('registry.%I', fact)::regclass);
  END LOOP;
  FOR remainder IN 0..7 LOOP
    PERFORM registry.attach_partition('trade', remainder::text, format('WITH (MODULUS 8, REMAINDER %s)', remainder));
  END LOOP;
END $$;

COMMIT;
