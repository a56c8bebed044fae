-- The trail: who saw and did what, for every call whose answer is not a decision of the journal, and for every stream. A table of its own,
-- written under a role of its own, outside the writer lock. Append-only, partitioned by number, no foreign keys.
BEGIN;

-- One deployment at a time in the cluster, as for the other roles.
LOCK TABLE pg_authid IN SHARE ROW EXCLUSIVE MODE;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_authid WHERE rolname = 'registry_trail') THEN
    CREATE ROLE registry_trail LOGIN;  -- the server's trail thread: it may add rows and read none
  END IF;
END $$;

-- A row that was written is on the disk: the thread waits for it, no call does.
ALTER ROLE registry_trail SET search_path = registry;
ALTER ROLE registry_trail SET timezone = 'UTC';
ALTER ROLE registry_trail SET synchronous_commit = on;
ALTER ROLE registry_trail SET default_transaction_isolation = 'read committed';
ALTER ROLE registry_trail SET plan_cache_mode = force_generic_plan;
ALTER ROLE registry_trail SET jit = off;
ALTER ROLE registry_trail SET lock_timeout = '5s';
ALTER ROLE registry_trail SET statement_timeout = '30s';
ALTER ROLE registry_trail SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE registry_trail SET client_connection_check_interval = '1s';
ALTER ROLE registry_trail SET tcp_user_timeout = '10s';
ALTER ROLE registry_trail SET tcp_keepalives_idle = '5s';
ALTER ROLE registry_trail SET tcp_keepalives_interval = '2s';
ALTER ROLE registry_trail SET tcp_keepalives_count = 3;
GRANT USAGE ON SCHEMA registry TO registry_trail;

SET LOCAL ROLE registry_owner;

CREATE TABLE registry.trail (
  trail_id bigint NOT NULL,    -- says nothing of the order: servers take numbers by blocks
  at timestamptz NOT NULL,     -- when the call came, on the registry's clock; of a stream's end: when it ended
  server text NOT NULL,
  method text NOT NULL,        -- "HoldingService/ListHoldings"
  participant text,            -- the name in the certificate, whether or not there is such a participant; null: none
  person text,                 -- staff code; null: a system
  channel text,                -- the participant that carried the person's token; null: none
  code smallint NOT NULL,      -- of gRPC; 0: answered
  reason text,                 -- of a refusal; of a stream's first row BEGUN
  account_id bigint,           -- asked about, or whose allowances were to move; null: none
  other_account_id bigint,     -- the other side
  subject text,                -- what else was asked about: a case, a document, a trade, a period; null: nothing
  request_id uuid,
  sequence bigint,             -- of the transaction that was answered again
  decision smallint NOT NULL,  -- 0: the journal has none of this call; 1: it has; 2: an earlier one was answered again
  shown int NOT NULL,          -- records that the answer held
  calls int NOT NULL,          -- how many calls the row stands for; more than one for refusals that said nothing
  micros bigint NOT NULL,      -- from arrival to answer, of all of them
  CONSTRAINT one_row_per_trail_id PRIMARY KEY (trail_id),
  CONSTRAINT code_of_grpc CHECK (code BETWEEN 0 AND 16),
  CONSTRAINT decision_known CHECK (decision BETWEEN 0 AND 2),
  CONSTRAINT shown_not_negative CHECK (shown >= 0),
  CONSTRAINT calls_positive CHECK (calls > 0),
  CONSTRAINT micros_not_negative CHECK (micros >= 0)
) PARTITION BY RANGE (trail_id);
COMMENT ON TABLE registry.trail IS 'Who saw and did what, beside the decisions of the journal';

-- Only the accounts of a recorded refusal are looked for here: everything else of it is found in the journal.
CREATE INDEX trail_by_account ON registry.trail (account_id, at, trail_id) WHERE account_id IS NOT NULL;
CREATE INDEX trail_by_other_account ON registry.trail (other_account_id, at, trail_id) WHERE other_account_id IS NOT NULL;
CREATE INDEX trail_by_person ON registry.trail (person, at, trail_id) WHERE person IS NOT NULL AND decision <> 1;
CREATE INDEX trail_by_participant ON registry.trail (participant, at, trail_id) WHERE participant IS NOT NULL AND decision <> 1;
CREATE INDEX trail_by_subject ON registry.trail (subject, at, trail_id) WHERE subject IS NOT NULL AND decision <> 1;
CREATE INDEX trail_by_time ON registry.trail (at, trail_id) WHERE decision <> 1;

-- The decisions of a person. Systems, whose decisions are the many, have no row in it.
CREATE INDEX decision_by_person ON registry.decision (person, record_number) WHERE person IS NOT NULL;

-- What was proposed for an account, and what became of it.
CREATE INDEX proposal_by_account ON registry.proposal (account_id, sequence) WHERE account_id IS NOT NULL;

-- A server takes this many numbers at once.
CREATE SEQUENCE registry.trail_number START WITH 0 MINVALUE 0 INCREMENT BY 4096;

CREATE FUNCTION registry.take_trail_numbers() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = registry, pg_temp
AS $$
DECLARE
  first bigint := nextval('trail_number');
  part bigint;
BEGIN
  IF to_regclass('registry.trail_' || lpad((first / partition_width() + 1)::text, 4, '0')) IS NULL THEN
    -- Two servers may find the end near at the same moment. Rows can be added meanwhile.
    LOCK TABLE trail IN SHARE UPDATE EXCLUSIVE MODE;
    FOR part IN SELECT generate_series(first / partition_width(), first / partition_width() + 1) LOOP
      IF to_regclass('registry.trail_' || lpad(part::text, 4, '0')) IS NULL THEN
        PERFORM attach_partition('trail', lpad(part::text, 4, '0'),
                                 format('FROM (%s) TO (%s)', part * partition_width(), (part + 1) * partition_width()));
      END IF;
    END LOOP;
  END IF;
  RETURN first;
END
$$;
COMMENT ON FUNCTION registry.take_trail_numbers IS
  'The first of 4,096 numbers that nobody else gets, with a partition for them and one ahead';

REVOKE EXECUTE ON FUNCTION registry.take_trail_numbers FROM PUBLIC;

DO $$
BEGIN
  PERFORM registry.make_append_only('registry.trail');
  PERFORM registry.take_trail_numbers();
END $$;

GRANT INSERT ON registry.trail TO registry_trail;
GRANT EXECUTE ON FUNCTION registry.take_trail_numbers TO registry_trail;
GRANT SELECT ON registry.trail TO registry_auditor;

CREATE OR REPLACE FUNCTION registry.schema_version() RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT 3';

COMMIT;
