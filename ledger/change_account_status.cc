#include "ledger/change_account_status.h"

#include "ledger/account_number.h"
#include "ledger/checks.h"

namespace registry::ledger {
namespace {

std::string CodeOf(const Rules& rules, InstrumentId id) {
  for (const auto& [code, instrument] : rules.instruments) {
    if (instrument.id == id) return code;
  }
  return std::to_string(Raw(id));
}

}  // namespace

Touched TouchedBy(const Rules&, const ChangeAccountStatus& change) {
  Touched touched;
  touched.accounts.insert(change.account);
  if (change.status == AccountStatus::kClosed) touched.account_positions.insert(change.account);
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
      checks.Fail(Reason::kAccountNotEmpty,
                  {{"account", number},
                   {"instrument", CodeOf(context.rules, key.instrument)},
                   {"bucket", std::string(BucketName(key.bucket))},
                   {"balance", Text(context.snapshot.FindPosition(key).balance)}});
    }
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Account changed = *account;
  changed.status = change.status;
  changed.status_since = context.now;
  return Effects{{}, {changed}};
}

}  // namespace registry::ledger
