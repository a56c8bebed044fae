// What an account has not brought to an end, for the commands that close one or take it out of its
// part.
#ifndef LEDGER_OPEN_BUSINESS_H_
#define LEDGER_OPEN_BUSINESS_H_

#include "ledger/account.h"
#include "ledger/checks.h"
#include "ledger/context.h"
#include "ledger/ids.h"
#include "ledger/instrument.h"
#include "ledger/position.h"
#include "ledger/reason.h"
#include "ledger/rules.h"

namespace registry::ledger {

// The instrument of a position; null when Rules do not know it.
const Instrument* InstrumentOf(const Rules& rules, InstrumentId id);

// `reason`; facts account, instrument, bucket, balance
void FailForPosition(Checks& checks, const Context& context, Reason reason, const PositionKey& key);
// kObligationOpen, once for each that is open and not uncollected; facts account, sector, period,
// open_tco2e
void CheckNothingDue(Checks& checks, const Context& context, AccountId account);
// kAccountFrozen, once for each freeze in force that names the account or its holder; facts
// account, freeze
void CheckNotFrozen(Checks& checks, const Context& context, const Account& account);

// Whether a freeze or a pledge names the account: by its number, or by its holder's code as long as
// it has no number.
bool Names(const Freeze& freeze, const Account& account);

}  // namespace registry::ledger

#endif  // LEDGER_OPEN_BUSINESS_H_
