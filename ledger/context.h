// What a command is decided against, beside itself.
#ifndef LEDGER_CONTEXT_H_
#define LEDGER_CONTEXT_H_

#include "ledger/account.h"
#include "ledger/decision.h"
#include "ledger/ids.h"
#include "ledger/rules.h"
#include "ledger/snapshot.h"

namespace registry::ledger {

// Identifiers that the next accepted command may give out; the journal hands them in under its
// lock, so they have no gaps.
struct NewIds {
  AccountId account = kFirstHolderAccount;
  InstrumentId instrument{1};
  PeriodId period{1};
  ParticipantId participant{1};
  PersonId person{1};
  Sequence sequence{1};
};

// Each command has two functions in its own header, and decide.h is what calls them:
//   Touched TouchedBy(const Rules&, const X&)      the keys it reads or changes
//   Decision DecideOn(const Context&, const X&)    effects, or a rejection with every check that
//   fails
struct Context {
  const Rules& rules;
  const Snapshot& snapshot;
  const NewIds& ids;
  Instant now;          // the batch's recorded_at
  Instant received_at;  // of the request
};

}  // namespace registry::ledger

#endif  // LEDGER_CONTEXT_H_
