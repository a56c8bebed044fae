-- The columns are there, and all facts but personal data refuse changes.
BEGIN;

SELECT account_id, sequence, kind, status, social_credit_code, province, sector, status_since FROM registry.account WHERE false;
SELECT social_credit_code, account_id FROM registry.holder WHERE false;
SELECT account_id, sequence, name FROM registry.holder_particulars WHERE false;
SELECT plan, instrument, sector, sequence, cap, issued FROM registry.issuance_cap WHERE false;
SELECT unit_account, sector, period, sequence, verified_emissions, obligation, surrendered, completed_at
FROM registry.obligation WHERE false;
SELECT trade_id, sequence, instrument, method, seller, buyer, quantity, price_fen, amount_fen, match_time FROM registry.trade WHERE false;
SELECT participant_id, sequence, name, role, province, account_id FROM registry.participant WHERE false;
SELECT instrument_id, sequence, code, kind, unit, vintage_first_year, vintage_last_year, tradable_from, tradable_until, eligible_periods
FROM registry.instrument WHERE false;
SELECT period_id, sequence, code, first_year, last_year, deadline FROM registry.compliance_period WHERE false;
SELECT sequence, mode, replay_instant FROM registry.clock WHERE false;

DO $$
DECLARE
  found text;
BEGIN
  SELECT string_agg(c.oid::regclass::text, ', ') INTO found
  FROM pg_class c
  WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind IN ('r', 'p')
    AND c.relname NOT IN ('writer_lock', 'position', 'holder_particulars')
    AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgfoid = 'registry.refuse_change'::regproc
                      AND tgenabled <> 'D' AND tgtype = 2 + 8 + 16 + 32);  -- before; delete, update, truncate; for each statement
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'not append-only: %', found;
  END IF;
  IF (SELECT count(*) FROM pg_inherits WHERE inhparent = 'registry.trade'::regclass) <> 8 THEN
    RAISE EXCEPTION 'trade must have 8 partitions';
  END IF;
END $$;

ROLLBACK;
