// Moves between the registration and the trading side of one account (RULES R3).
#ifndef LEDGER_MOVE_H_
#define LEDGER_MOVE_H_

#include <string>

#include "ledger/context.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// REGISTERED -> TRADING of one account.
struct MoveToTrading {
  AccountId account{};
  std::string instrument;
  Quantity quantity;
};

// TRADING -> REGISTERED of one account; the trading system's release (RULES R3).
struct MoveFromTrading {
  AccountId account{};
  std::string instrument;
  Quantity quantity;
};

// The account and both positions.
Touched TouchedBy(const Rules& rules, const MoveToTrading& move);
Touched TouchedBy(const Rules& rules, const MoveFromTrading& move);

// Moves. Checks, in this order:
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids
//   kInstrumentNotFound, kInstrumentKindForbids
//   kInsufficientHolding   facts requested_tco2e, available_tco2e, account, instrument
//   kBalanceOverflow       facts account, instrument, balance_tco2e, requested_tco2e
Decision DecideOn(const Context& context, const MoveToTrading& move);
Decision DecideOn(const Context& context, const MoveFromTrading& move);

}  // namespace registry::ledger

#endif  // LEDGER_MOVE_H_
