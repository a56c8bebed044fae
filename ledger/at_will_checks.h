// What the commands of transfers at will check alike, when they are asked for and when they are
// carried out.
#ifndef LEDGER_AT_WILL_CHECKS_H_
#define LEDGER_AT_WILL_CHECKS_H_

#include <cstdint>

#include "ledger/checks.h"
#include "ledger/context.h"
#include "ledger/dated_policy.h"
#include "ledger/delayed_transfer.h"
#include "ledger/instrument.h"
#include "ledger/rules.h"

namespace registry::ledger {

// What a policy about a holder's command says now.
std::int64_t AtWillPolicy(const Context& context, PolicyKind kind, CommandType command,
                          std::int64_t otherwise);

// kCommandOff; facts command
void IsOnForHolders(const Context& context, CommandType command, Checks& checks);

// Null when it was never trusted or is not any more; also found before its day.
const TrustedAccount* FindTrusted(const Rules& rules, const TrustKey& key);

// Whether a transfer counts as sent: it waits or is done.
constexpr bool IsSent(DelayedState state) {
  return state == DelayedState::kWaiting || state == DelayedState::kDone;
}

// All checks of TransferAtWill in their order (transfer_at_will.h), but for room where it moves to.
// Returns the instrument, if it was found.
const Instrument* CheckAtWill(const Context& context, const DelayedTransfer& transfer,
                              Checks& checks);

}  // namespace registry::ledger

#endif  // LEDGER_AT_WILL_CHECKS_H_
