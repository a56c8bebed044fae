// The book as it would be if something that waits were given back.
#ifndef LEDGER_GIVEN_BACK_H_
#define LEDGER_GIVEN_BACK_H_

#include "ledger/context.h"
#include "ledger/decision.h"
#include "ledger/snapshot.h"

namespace registry::ledger {

// What waits for an approval or a delay is not taken by freezes, but must not escape them either:
// it is decided as if it had come back by these effects and each freeze had taken its part first
// (RULES R18). The caller looks at the fault of what it gets.
Snapshot AsGivenBack(const Context& context, const Effects& release);

}  // namespace registry::ledger

#endif  // LEDGER_GIVEN_BACK_H_
