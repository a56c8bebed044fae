// Voluntary cancellation.
#ifndef LEDGER_CANCEL_H_
#define LEDGER_CANCEL_H_

#include <string>

#include "ledger/context.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// Gives allowances up for good (MEE Order 19 art. 19).
struct Cancel {
  AccountId account{};
  std::string instrument;
  Quantity quantity;
  std::string purpose;
};

// The account, its REGISTERED position and that of the cancellation account.
Touched TouchedBy(const Rules& rules, const Cancel& cancel);

// Cancels. Checks, in this order:
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids
//   kInstrumentNotFound, kInstrumentKindForbids
//   kInsufficientHolding   facts requested_tco2e, available_tco2e, account, instrument
//   kBalanceOverflow       facts account, instrument, balance_tco2e, requested_tco2e
Decision DecideOn(const Context& context, const Cancel& cancel);

}  // namespace registry::ledger

#endif  // LEDGER_CANCEL_H_
