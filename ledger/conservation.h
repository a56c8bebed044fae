// The law, checked over every decision, in release builds too: before effects reach the journal and
// again by the journal itself, which trusts nobody.
#ifndef LEDGER_CONSERVATION_H_
#define LEDGER_CONSERVATION_H_

#include <optional>

#include "ledger/decision.h"
#include "ledger/rules.h"
#include "ledger/snapshot.h"

namespace registry::ledger {

// Nothing when the effects keep the law, else what they break. Checked for each posting in order:
//   the quantity is more than zero
//   both sides are of one instrument, and not the same position
//   both positions are among the touched keys
//   no position stands twice in the decision on the same side or on both (it may move once)
//   no balance leaves 64 bits
//   no balance falls below zero, unless the account's kind may (account.h)
// and of the facts:
//   every fact's key is among the touched keys; a new account's is its holder's social credit code
//   a cap's issued and reserved are not above its cap, and none stands twice
//   no figure of an obligation is below zero
//   what leaves the issuance account equals what the caps of the decision add to issued
//   what reaches the surrender account equals what the obligations of the decision add to
//   surrendered, and no obligation stands twice
std::optional<Fault> CheckConservation(const Rules& rules, const Snapshot& snapshot,
                                       const Effects& effects);

}  // namespace registry::ledger

#endif  // LEDGER_CONSERVATION_H_
