-- What the public is shown is found without walking through the journal.
BEGIN;
SET LOCAL ROLE registry_owner;

-- Transactions that the law has published (ledger/publication.cc): a cancellation, a judicial deduction, a succession, a transfer on one of
-- these two grounds; and executed approvals, of which it is known by what was proposed. Those of every day, the trades, have no row in it.
CREATE INDEX decision_published ON registry.decision (sequence)
  WHERE sequence IS NOT NULL
    AND (type IN (18, 35, 47) OR type = 14 AND ground IN (1, 3) OR type = 26 AND approver IS NOT NULL);

COMMIT;
