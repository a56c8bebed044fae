-- The wall stands: the policies are there, bind everybody, and name whom they should; a login without an entry sees nothing.
BEGIN;

SELECT login, province, account_id FROM registry_regional.login WHERE false;

DO $$
DECLARE
  found text;
  seen bigint;
BEGIN
  SELECT string_agg(wanted.relation, ', ') INTO found
  FROM unnest(ARRAY['account', 'holder', 'position', 'obligation']) AS wanted (relation)
  JOIN pg_class c ON c.oid = format('registry.%I', wanted.relation)::regclass
  WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity)
     OR (SELECT array_agg(format('%s %s %s', p.polname, p.polcmd, coalesce(r.rolname, 'public')) ORDER BY p.polname, r.rolname)
         FROM pg_policy p CROSS JOIN unnest(p.polroles) AS role (id) LEFT JOIN pg_roles r ON r.oid = role.id
         WHERE p.polrelid = c.oid)
        <> ARRAY['own_part r registry_regional', 'whole_book * registry_auditor', 'whole_book * registry_owner',
                 'whole_book * registry_reader', 'whole_book * registry_writer'];
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'not walled: %', found;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_class WHERE oid = 'registry.holding'::regclass AND reloptions @> ARRAY['security_invoker=true']) THEN
    RAISE EXCEPTION 'holding leads round the wall';
  END IF;

  SELECT string_agg(c.relname, ', ') INTO found
  FROM pg_class c
  WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind IN ('r', 'p', 'v')
    AND c.relname NOT IN ('account', 'holder', 'position', 'holding', 'obligation', 'instrument', 'compliance_period', 'freeze_entry')
    AND has_table_privilege('registry_regional', c.oid, 'SELECT');
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'outside the wall: %', found;
  END IF;
  SELECT string_agg(rolname, ', ') INTO found FROM pg_roles
  WHERE rolname = 'registry_regional' AND (rolcanlogin OR rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication);
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'too powerful: %', found;
  END IF;

  SET LOCAL ROLE registry_regional;
  SELECT (SELECT count(*) FROM registry.account) + (SELECT count(*) FROM registry.holder) + (SELECT count(*) FROM registry.position) +
         (SELECT count(*) FROM registry.holding) + (SELECT count(*) FROM registry.obligation) INTO seen;
  RESET ROLE;
  IF seen <> 0 AND NOT EXISTS (SELECT FROM registry_regional.login WHERE login = session_user) THEN
    RAISE EXCEPTION 'a login without an entry sees % rows', seen;
  END IF;
END $$;

ROLLBACK;
