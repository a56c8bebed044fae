-- Takes freezes, staff, trusted accounts and delayed transfers away, with all their versions. For databases of developers and tests.
BEGIN;

CREATE OR REPLACE FUNCTION registry.schema_version() RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT 3';

DROP TABLE registry.freeze_entry, registry.staff, registry.trusted_account, registry.delayed_transfer;
ALTER TABLE registry.obligation DROP COLUMN uncollected;
ALTER TABLE registry.account DROP COLUMN objected_at, DROP COLUMN objection_decided, DROP COLUMN successor;
-- The index went with the columns that it names.

COMMIT;
