#include "ledger/open_account.h"

#include "ledger/account_number.h"
#include "ledger/checks.h"

namespace registry::ledger {
namespace {

bool NeedsProvince(AccountKind kind) {
  return kind == AccountKind::kKeyEmittingUnit || kind == AccountKind::kProvincialAuthority;
}

}  // namespace

Touched TouchedBy(const Rules&, const OpenAccount& open) {
  Touched touched;
  touched.holders.insert(open.social_credit_code);
  return touched;
}

Decision DecideOn(const Context& context, const OpenAccount& open) {
  Checks checks(context);
  const std::string kind{AccountKindName(open.kind)};
  if (!KindMayBeOpened(open.kind)) checks.Fail(Reason::kAccountKindForbids, {{"kind", kind}});
  if (NeedsProvince(open.kind) && open.province.empty()) {
    checks.Fail(Reason::kProvinceMismatch, {{"kind", kind}, {"province", open.province}});
  }
  if ((open.kind == AccountKind::kKeyEmittingUnit) != (open.sector != Sector::kNone)) {
    checks.Fail(Reason::kSectorMismatch,
                {{"kind", kind}, {"sector", std::string(SectorName(open.sector))}});
  }
  if (const auto holds = context.snapshot.FindHolder(open.social_credit_code)) {
    checks.Fail(Reason::kHolderHasAccount, {{"account", FormatAccountNumber(*holds)}});
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  const AccountId id = context.ids.account;
  return Effects{{},
                 {Account{id, open.kind, AccountStatus::kOpen, open.social_credit_code,
                          open.province, open.sector, context.now},
                  HolderParticulars{id, open.holder_name}}};
}

}  // namespace registry::ledger
