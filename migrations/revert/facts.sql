-- Takes the facts away, with all their versions. For databases of developers and tests.
BEGIN;

DROP TABLE registry.account, registry.holder, registry.holder_particulars, registry.issuance_cap, registry.obligation, registry.trade,
  registry.participant, registry.instrument, registry.compliance_period, registry.clock;

COMMIT;
