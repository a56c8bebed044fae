# Nobody is his own second person: not through another office, not under another name. (RULES R19)

account datang-01  key_emitting_unit
account huaneng-01 key_emitting_unit
hold datang-01 CEA1920 1000

person chen operator initiate reviewer approve
person zhao reviewer approve
policy registry-operator transfer 1

as chen@operator transfer datang-01 huaneng-01 CEA1920 400 succession   waiting T1
as chen@reviewer approve T1                  SECOND_PERSON_IS_FIRST proposal=T1
as chen@operator approve T1                  DENIED

# A second entry for the same natural person is refused: one identity document is one person.
person chen-2 reviewer approve document chen   PERSON_EXISTS person=chen

# The other person approves what he has seen, and nothing else; this he rejects.
as zhao approve T1 unseen                    PROPOSAL_HASH_MISMATCH proposal=T1
as zhao transfer datang-01 huaneng-01 CEA1920 1 succession   DENIED
as zhao reject T1                            accepted
proposal T1 = rejected
balance datang-01  CEA1920 = 1000
as zhao approve T1                           PROPOSAL_NOT_OPEN proposal=T1 state=REJECTED

# With a paper behind it, it goes the same way and is done.
as chen@operator transfer datang-01 huaneng-01 CEA1920 100 succession   waiting T2
balance huaneng-01 CEA1920 = 0
as zhao approve T2                           accepted
proposal T2 = executed
balance huaneng-01 CEA1920 = 100
balance datang-01  CEA1920 = 900
as zhao approve T2                           PROPOSAL_NOT_OPEN proposal=T2 state=EXECUTED SECOND_PERSON_IS_FIRST

# Who proposed may think again.
as chen@operator transfer datang-01 huaneng-01 CEA1920 200 succession   waiting T3
as chen@operator withdraw T3                 accepted
proposal T3 = withdrawn
balance datang-01  CEA1920 = 900

# Who proposed and is no longer there has proposed nothing.
as chen@operator transfer datang-01 huaneng-01 CEA1920 300 succession   waiting T4
suspend chen
as zhao approve T4                           PROPOSER_RIGHT_LOST proposal=T4
proposal T4 = open
balance datang-01  CEA1920 = 600
as zhao reject T4                            accepted
balance datang-01  CEA1920 = 900
supply CEA1920 issued=1000 held=1000
