// Initial distribution.
#ifndef LEDGER_ALLOCATE_H_
#define LEDGER_ALLOCATE_H_

#include <cstdint>
#include <string>

#include "ledger/context.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

enum class AllocationStep : std::int16_t { kPreAllocation = 1, kDetermination = 2 };

// Hands allowances out free of charge: national account -> provincial authority, or provincial
// authority -> a key emitting unit of its province. REGISTERED on both sides.
struct Allocate {
  AccountId transferring_account{};
  AccountId acquiring_account{};
  std::string instrument;
  std::string period;
  AllocationStep step{};
  Quantity quantity;
};

// Both accounts, and a position of each.
Touched TouchedBy(const Rules& rules, const Allocate& allocate);

// Hands out. Checks, in this order:
//   kSameAccount            facts account
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids
//                           of the transferring, then of the acquiring account
//   kAccountKindForbids     a pair other than the two above; facts kind, acquiring_kind
//   kProvinceMismatch       a unit of another province; facts province, acquiring_province
//   kInstrumentNotFound, kInstrumentKindForbids
//   kPeriodNotFound         facts period
//   kInsufficientHolding    facts requested_tco2e, available_tco2e, account, instrument
//   kBalanceOverflow        facts account, instrument, balance_tco2e, requested_tco2e
Decision DecideOn(const Context& context, const Allocate& allocate);

}  // namespace registry::ledger

#endif  // LEDGER_ALLOCATE_H_
