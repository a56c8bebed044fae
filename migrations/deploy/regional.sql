-- The second wall: reports that people read. Who logs in with the role registry_regional sees the accounts of one province, or one account,
-- and nothing of anybody else, whatever he asks; the book's own roles see everything, as before.
--
-- Which province or account a login sees stands in a table that he cannot write, under the name that he logged in by: a setting would be
-- his to change, and SET ROLE does not change session_user. A login is made by the database owner:
--   CREATE ROLE reports_13 LOGIN IN ROLE registry_regional;
--   INSERT INTO registry_regional.login (login, province) VALUES ('reports_13', '13');
BEGIN;

-- One deployment at a time in the cluster; another database of it may have made the role already.
LOCK TABLE pg_authid IN SHARE ROW EXCLUSIVE MODE;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_authid WHERE rolname = 'registry_regional') THEN
    CREATE ROLE registry_regional NOLOGIN;
  END IF;
END $$;

CREATE SCHEMA registry_regional AUTHORIZATION registry_owner;
COMMENT ON SCHEMA registry_regional IS 'Which login sees which part of the book';
GRANT USAGE ON SCHEMA registry_regional TO registry_regional, registry_auditor;
GRANT USAGE ON SCHEMA registry TO registry_regional;

SET LOCAL ROLE registry_owner;

CREATE TABLE registry_regional.login (
  login text NOT NULL,
  province text,      -- whose accounts it sees
  account_id bigint,  -- or which one
  CONSTRAINT one_part_per_login PRIMARY KEY (login),
  CONSTRAINT province_or_account CHECK (num_nonnulls(nullif(province, ''), account_id) = 1)
);
COMMENT ON TABLE registry_regional.login IS 'The province or the account that a login sees';
GRANT SELECT ON registry_regional.login TO registry_auditor;

-- Whose account it is decides its newest version: one that has moved to another province is that province's.
CREATE FUNCTION registry_regional.accounts() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = registry, pg_temp
AS $$
  SELECT a.account_id
  FROM registry_regional.login AS l
  CROSS JOIN LATERAL (
    SELECT DISTINCT ON (account_id) account_id, province FROM registry.account
    WHERE l.account_id IS NULL OR account_id = l.account_id
    ORDER BY account_id, sequence DESC) AS a
  WHERE l.login = session_user AND (l.account_id = a.account_id OR l.province = a.province)
$$;
COMMENT ON FUNCTION registry_regional.accounts IS 'The accounts that the present login sees';
REVOKE EXECUTE ON FUNCTION registry_regional.accounts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_regional.accounts TO registry_regional;

-- FORCE binds the owner too, so that no role is past the policies but by one that names it.
DO $$
DECLARE
  part record;
BEGIN
  FOR part IN SELECT * FROM (VALUES ('account', 'account_id'), ('holder', 'account_id'), ('position', 'position_id >> 21'),
                                    ('obligation', 'unit_account')) AS p (relation, account)
  LOOP
    EXECUTE format('ALTER TABLE registry.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part.relation);
    EXECUTE format('CREATE POLICY whole_book ON registry.%I TO registry_owner, registry_writer, registry_reader, registry_auditor'
                   ' USING (true) WITH CHECK (true)', part.relation);
    EXECUTE format('CREATE POLICY own_part ON registry.%I FOR SELECT TO registry_regional'
                   ' USING ((%s) IN (SELECT registry_regional.accounts()))', part.relation, part.account);
  END LOOP;
END $$;

-- A view reads with the rights of who asks, or it would lead round the policies.
ALTER VIEW registry.holding SET (security_invoker = true);

-- Postings and decisions are not among it: a posting names both sides. What all may know is.
GRANT SELECT ON registry.account, registry.holder, registry.position, registry.holding, registry.obligation, registry.instrument,
  registry.compliance_period TO registry_regional;

COMMIT;
