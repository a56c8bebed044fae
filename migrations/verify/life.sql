-- The columns are there, what was written of freezes and transfers stays, rows that break a rule are refused, the wall round freezes stands.
BEGIN;

SELECT objected_at, objection_decided, successor FROM registry.account WHERE false;
SELECT uncollected FROM registry.obligation WHERE false;
SELECT freeze_id, sequence, scope, account_id, social_credit_code, instrument, quantity, process, case_number, authority, holds_from,
       holds_until, state, deducted, surrendered, recorded_at
FROM registry.freeze_entry WHERE false;
SELECT identity, sequence, staff_of, active FROM registry.staff WHERE false;
SELECT account_id, trusted_account_id, sequence, active_from, active FROM registry.trusted_account WHERE false;
SELECT transfer_id, sequence, transferring_account, acquiring_account, instrument, quantity, asked_at, due_at, state, cause
FROM registry.delayed_transfer WHERE false;

DO $$
DECLARE
  wrong record;
  broken text;
  found text;
BEGIN
  IF registry.schema_version() < 4 THEN
    RAISE EXCEPTION 'schema_version must be at least 4';
  END IF;
  FOR wrong IN SELECT * FROM (VALUES (1, NULL::bigint, 'scope_names_its_object'), (3, 1001, 'scope_names_its_object'),
                                     (9, 1001, 'scope_known')) AS row (scope, account, name)
  LOOP
    BEGIN
      INSERT INTO registry.freeze_entry
      VALUES (9223372036854775806, 9223372036854775807, wrong.scope, wrong.account, NULL, NULL, 0, NULL, '', '', 'epoch', 'infinity', 1, 0,
              0, 'epoch');
      broken := 'nothing';
    EXCEPTION WHEN check_violation THEN
      GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    END;
    IF broken <> wrong.name THEN
      RAISE EXCEPTION 'a freeze of scope % hit % instead of %', wrong.scope, broken, wrong.name;
    END IF;
  END LOOP;

  SELECT string_agg(relation, ', ') INTO found
  FROM unnest(ARRAY['freeze_entry', 'staff', 'trusted_account', 'delayed_transfer']) AS wanted (relation)
  WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = format('registry.%I', relation)::regclass
                      AND tgfoid = 'registry.refuse_change'::regproc AND tgenabled <> 'D' AND tgtype = 2 + 8 + 16 + 32);
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'not append-only: %', found;
  END IF;

  IF NOT (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'registry.freeze_entry'::regclass)
     OR (SELECT array_agg(format('%s %s %s', p.polname, p.polcmd, coalesce(r.rolname, 'public')) ORDER BY p.polname, r.rolname)
         FROM pg_policy p CROSS JOIN unnest(p.polroles) AS role (id) LEFT JOIN pg_roles r ON r.oid = role.id
         WHERE p.polrelid = 'registry.freeze_entry'::regclass)
        <> ARRAY['own_part r registry_regional', 'whole_book * registry_auditor', 'whole_book * registry_owner',
                 'whole_book * registry_reader', 'whole_book * registry_writer'] THEN
    RAISE EXCEPTION 'not walled: freeze_entry';
  END IF;
  SELECT string_agg(relation, ', ') INTO found
  FROM unnest(ARRAY['staff', 'trusted_account', 'delayed_transfer']) AS beyond (relation)
  WHERE has_table_privilege('registry_regional', format('registry.%I', relation), 'SELECT');
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'outside the wall: %', found;
  END IF;
END $$;

ROLLBACK;
