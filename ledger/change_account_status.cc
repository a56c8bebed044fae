#include "ledger/change_account_status.h"

#include "ledger/account_number.h"
#include "ledger/checks.h"
#include "ledger/open_business.h"

namespace registry::ledger {
Touched TouchedBy(const Rules&, const ChangeAccountStatus& change) {
  Touched touched;
  touched.accounts.insert(change.account);
  if (change.status == AccountStatus::kClosed) {
    touched.account_positions.insert(change.account);
    touched.account_obligations.insert(change.account);
  }
  return touched;
}

Decision DecideOn(const Context& context, const ChangeAccountStatus& change) {
  Checks checks(context);
  const Account* account = checks.FindAccount(change.account);
  const std::string number = FormatAccountNumber(change.account);
  if (account != nullptr && !KindMayBeOpened(account->kind)) {
    checks.Fail(Reason::kAccountKindForbids,
                {{"account", number}, {"kind", std::string(AccountKindName(account->kind))}});
  }
  if (account != nullptr && !StatusMayBecome(account->status, change.status)) {
    checks.Fail(Reason::kStatusChangeForbidden,
                {{"account", number},
                 {"status", std::string(AccountStatusName(account->status))},
                 {"new_status", std::string(AccountStatusName(change.status))}});
  }
  if (account != nullptr && change.status == AccountStatus::kClosed) {
    for (const PositionKey& key : context.snapshot.NonZeroPositions(change.account)) {
      FailForPosition(checks, context, Reason::kAccountNotEmpty, key);
    }
    CheckNothingDue(checks, context, change.account);
    CheckNotFrozen(checks, context, *account);
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Account changed = *account;
  changed.status = change.status;
  changed.status_since = context.now;
  if (change.status == AccountStatus::kRestricted) {
    changed.objected_at.reset();
    changed.objection_decided = false;
  }
  return Effects{{}, {changed}};
}

}  // namespace registry::ledger
