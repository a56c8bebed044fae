// What Surrender and SurrenderFrozen have in common, so that it stands in one place.
#ifndef LEDGER_SURRENDER_FROM_H_
#define LEDGER_SURRENDER_FROM_H_

#include <optional>

#include "ledger/checks.h"
#include "ledger/context.h"
#include "ledger/freeze_parts.h"
#include "ledger/surrender.h"

namespace registry::ledger {

// Where the allowances come from.
struct SurrenderSource {
  Bucket bucket = Bucket::kRegistered;
  // Of a freeze: its part of what is frozen, and kFrozenTooLittle when that is too little. Else it
  // is what stands in the bucket, and kInsufficientHolding.
  std::optional<FrozenPart> part;
};

// The keys that a surrender reads or changes.
Touched TouchedBySurrender(const Rules& rules, const Surrender& surrender, Bucket bucket);

// The checks of Surrender in their order (surrender.h), after those that `checks` holds already,
// and what it does.
Decision DecideSurrender(const Context& context, Checks& checks, const Surrender& surrender,
                         const SurrenderSource& source);

}  // namespace registry::ledger

#endif  // LEDGER_SURRENDER_FROM_H_
