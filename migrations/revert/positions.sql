-- Takes the balances away; the postings still say them.
BEGIN;

DROP VIEW registry.holding;
DROP TABLE registry.position;

COMMIT;
