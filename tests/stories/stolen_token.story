# Whoever steals an operator's token empties no account: what he proposes waits for another person, nobody
# approves it, it expires after a working day and the allowances are back. (RULES R16, R19; the thefts from
# European registries of 2010-11)

account datang-01 key_emitting_unit
account shell-co  institution
hold datang-01 CEA1920 1000

person li   operator initiate
person wang reviewer approve
policy registry-operator transfer 1
policy registry-operator cancel   1

# The office's certificate alone moves nothing any more, and a person moves nothing alone.
transfer datang-01 shell-co CEA1920 900 succession         DENIED
as li transfer datang-01 shell-co CEA1920 900 succession   waiting T1
balance datang-01 CEA1920 = 100
balance datang-01 CEA1920 pending-transfer = 900
balance shell-co  CEA1920 = 0
as li cancel datang-01 CEA1920 100                         waiting T2
balance datang-01 CEA1920 pending-cancellation = 100

# What waits cannot be taken once more.
as li transfer datang-01 shell-co CEA1920 1 succession     INSUFFICIENT_HOLDING requested_tco2e=1 available_tco2e=0

# The stolen token has no power to approve, nor has any certificate; the reviewer does not approve what no
# paper stands behind, and others have nothing to say.
as li approve T1             DENIED
as operator approve T1       DENIED
as reviewer approve T1       DENIED
as ministry approve T1       DENIED
as ministry withdraw T1      DENIED

clock 2021-12-04 09:59:59.999999
proposal T1 = open
clock 2021-12-04 10:00
expired T1
expired T2
proposal T1 = expired
balance datang-01 CEA1920 = 1000
balance datang-01 CEA1920 pending-transfer = 0
balance shell-co  CEA1920 = 0

# Too late is too late.
as wang approve T1           PROPOSAL_NOT_OPEN proposal=T1 state=EXPIRED
as li withdraw T1            PROPOSAL_NOT_OPEN proposal=T1 state=EXPIRED
supply CEA1920 issued=1000 held=1000
