#include "ledger/subject_checks.h"

#include "ledger/account_number.h"
#include "ledger/policy.h"
#include "ledger/staff.h"

namespace registry::ledger {

void CheckProvince(Checks& checks, AccountKind kind, const Province& province) {
  const bool needed =
      kind == AccountKind::kKeyEmittingUnit || kind == AccountKind::kProvincialAuthority;
  if (!needed || !province.empty()) return;
  checks.Fail(Reason::kProvinceMismatch,
              {{"kind", std::string(AccountKindName(kind))}, {"province", province}});
}

void CheckSector(Checks& checks, AccountKind kind, Sector sector) {
  if ((kind == AccountKind::kKeyEmittingUnit) == (sector != Sector::kNone)) return;
  checks.Fail(Reason::kSectorMismatch, {{"kind", std::string(AccountKindName(kind))},
                                        {"sector", std::string(SectorName(sector))}});
}

void CheckNewSubject(Checks& checks, const Context& context, const NewSubject& subject,
                     std::optional<AccountId> but_for) {
  if (!KindMayBeOpened(subject.kind)) {
    checks.Fail(Reason::kAccountKindForbids,
                {{"kind", std::string(AccountKindName(subject.kind))}});
  }
  CheckProvince(checks, subject.kind, subject.province);
  CheckSector(checks, subject.kind, subject.sector);
  if (subject.identity && IsInConflict(context.rules, *subject.identity)) {
    checks.Fail(Reason::kHolderInConflict);
  }
  const auto holds = context.snapshot.FindHolder(subject.social_credit_code);
  if (holds && holds != but_for) {
    checks.Fail(Reason::kHolderHasAccount, {{"account", FormatAccountNumber(*holds)}});
  }
}

}  // namespace registry::ledger
