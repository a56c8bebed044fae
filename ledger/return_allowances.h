// Take-back of what was allocated too much.
#ifndef LEDGER_RETURN_ALLOWANCES_H_
#define LEDGER_RETURN_ALLOWANCES_H_

#include <string>

#include "ledger/context.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// A unit gives allowances back to its provincial authority when the determination is below the
// pre-allocation (RULES R13). REGISTERED on both sides.
struct ReturnAllowances {
  AccountId transferring_account{};
  AccountId acquiring_account{};
  std::string instrument;
  std::string period;
  Quantity quantity;
};

// Both accounts, and a position of each.
Touched TouchedBy(const Rules& rules, const ReturnAllowances& give_back);

// Gives back. Checks, in this order:
//   kSameAccount            facts account
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids
//                           of the transferring, then of the acquiring account
//   kProvinceMismatch       an authority of another province; facts province, acquiring_province
//   kInstrumentNotFound, kInstrumentKindForbids
//   kPeriodNotFound         facts period
//   kInsufficientHolding    facts requested_tco2e, available_tco2e, account, instrument
//   kBalanceOverflow        facts account, instrument, balance_tco2e, requested_tco2e
Decision DecideOn(const Context& context, const ReturnAllowances& give_back);

}  // namespace registry::ledger

#endif  // LEDGER_RETURN_ALLOWANCES_H_
