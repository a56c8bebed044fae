-- One balance for each account, instrument and bucket: what the postings add up to, kept at hand.
BEGIN;
SET LOCAL ROLE registry_owner;

-- Pages stay mostly empty and no index but the key exists, so that an update finds room beside its row and touches no index.
CREATE TABLE registry.position (
  position_id bigint NOT NULL,    -- account_id << 21 | instrument_id << 5 | bucket
  balance bigint NOT NULL,
  floor bigint NOT NULL,          -- 0, or no floor for kinds of accounts that may be below zero
  last_sequence bigint NOT NULL,  -- of the decision that moved it last
  CONSTRAINT one_balance_per_position PRIMARY KEY (position_id),
  CONSTRAINT position_id_well_formed CHECK (position_id > 0 AND (position_id >> 5) & 65535 > 0 AND position_id & 31 > 0),
  CONSTRAINT balance_not_below_floor CHECK (balance >= floor),
  CONSTRAINT floor_is_zero_or_none CHECK (floor IN (0, -9223372036854775807)),
  CONSTRAINT last_sequence_positive CHECK (last_sequence > 0)
) WITH (fillfactor = 20);
COMMENT ON TABLE registry.position IS 'Balances; absent means zero';

-- A position may move; it never disappears, and its id and floor never change.
CREATE TRIGGER position_stays BEFORE DELETE OR TRUNCATE OR UPDATE OF position_id, floor ON registry.position
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();

CREATE VIEW registry.holding AS
SELECT position_id,
       position_id >> 21 AS account_id,
       ((position_id >> 5) & 65535)::int AS instrument_id,
       (position_id & 31)::smallint AS bucket,
       balance,
       last_sequence
FROM registry.position;
COMMENT ON VIEW registry.holding IS 'Positions with their key taken apart; look up by position_id';

COMMIT;
