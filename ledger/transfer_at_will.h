// Transfers at the holder's own will, without a trade (RULES R16). Not in the national rules (Order
// 19: trades go through the exchange): off unless a policy switches them on.
//
// Allowances go only to accounts that the holder trusts, which takes a second person and a delay in
// working days; each transfer waits for a delay in which it can be called off; and what leaves on a
// day (Beijing) is limited.
#ifndef LEDGER_TRANSFER_AT_WILL_H_
#define LEDGER_TRANSFER_AT_WILL_H_

#include <string>

#include "ledger/context.h"
#include "ledger/delayed_transfer.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

struct TrustAccount {
  AccountId account{};
  AccountId trusted{};
};

// Trusts an account from kTrustDelayDays working days after now on. Checks, in this order:
//   kCommandOff             facts command
//   kSameAccount
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids   of `account`
//   kAccountNotFound        `trusted` cannot be trusted, whatever the reason: it is another's
//   kAccountTrusted         already; facts account, active_from
Touched TouchedBy(const Rules& rules, const TrustAccount& trust);
Decision DecideOn(const Context& context, const TrustAccount& trust);

struct DistrustAccount {
  AccountId account{};
  AccountId trusted{};
};

// At once; also while at-will transfers are off. Transfers under way to it fail when they are due.
// Checks, in this order:
//   kAccountNotTrusted      facts account
Touched TouchedBy(const Rules& rules, const DistrustAccount& distrust);
Decision DecideOn(const Context& context, const DistrustAccount& distrust);

struct TransferAtWill {
  AccountId transferring_account{};
  AccountId acquiring_account{};
  std::string instrument;
  Quantity quantity;
};

// REGISTERED -> PENDING_TRANSFER until it is due. Checks, in this order:
//   kCommandOff             facts command
//   kSameAccount
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids   of the transferring account, and
//                           of the acquiring one if it is among the trusted ones
//   kInstrumentNotFound, kInstrumentKindForbids
//   kAccountNotTrusted      or not yet; facts account, active_from if it is known
//   kDailyLimitExceeded     facts requested_tco2e, used_tco2e, limit_tco2e
//   kInsufficientHolding, kBalanceOverflow
Touched TouchedBy(const Rules& rules, const TransferAtWill& transfer);
Decision DecideOn(const Context& context, const TransferAtWill& transfer);

// Calls a waiting transfer off. By the holder, or by the registry's operator.
struct AbortTransfer {
  AccountId account{};  // the transferring one
  Sequence transfer{};
  std::string cause;
};

// Checks, in this order:
//   kTransferNotFound       also another account's; facts transfer
//   kTransferNotWaiting     facts transfer, state
Touched TouchedBy(const Rules& rules, const AbortTransfer& abort);
Decision DecideOn(const Context& context, const AbortTransfer& abort);

// By the registry itself, when a transfer is due. All checks are made again, on the book as if what
// waits had come back and freezes had taken their part; the daily limit for the day on which it was
// asked for; the acquiring account must have been trusted since then. If a check fails, or the
// process is stopped, what waited is REGISTERED again and the transfer has FAILED with the first
// reason.
struct ExecuteTransfer {
  Sequence transfer{};
};

// Checks, in this order:
//   kTransferNotFound, kTransferNotWaiting
//   kTransferNotDue         facts transfer, due_at, now
Touched TouchedBy(const Rules& rules, const ExecuteTransfer& execute);
Decision DecideOn(const Context& context, const ExecuteTransfer& execute);

// What a holder has asked to send on the day (Beijing) of `now`, of all instruments: waiting and
// done.
Quantity SentToday(const Rules& rules, AccountId account, Instant now);

}  // namespace registry::ledger

#endif  // LEDGER_TRANSFER_AT_WILL_H_
