// The life of an account (RULES R17).
#ifndef LEDGER_CHANGE_ACCOUNT_STATUS_H_
#define LEDGER_CHANGE_ACCOUNT_STATUS_H_

#include <string>

#include "ledger/account.h"
#include "ledger/context.h"
#include "ledger/ids.h"

namespace registry::ledger {

struct ChangeAccountStatus {
  AccountId account{};
  AccountStatus status{};
  std::string cause;
};

// The account; for closing it, all its positions and obligations.
Touched TouchedBy(const Rules& rules, const ChangeAccountStatus& change);

// Gives the account its status from `now` on. A new restriction can be objected to anew, whatever
// became of the objection to an earlier one. Checks, in this order:
//   kAccountNotFound          facts account
//   kAccountKindForbids       the registry's own stay open; facts account, kind
//   kStatusChangeForbidden    facts account, status, new_status
//   kAccountNotEmpty          closed with a holding, once for each; facts account, instrument,
//                             bucket, balance
//   kObligationOpen           closed while something is due and not uncollected, once for each;
//   facts
//                             account, sector, period, open_tco2e
//   kAccountFrozen            closed while a freeze in force names the account or its holder, once
//                             for each; facts account, freeze
Decision DecideOn(const Context& context, const ChangeAccountStatus& change);

}  // namespace registry::ledger

#endif  // LEDGER_CHANGE_ACCOUNT_STATUS_H_
