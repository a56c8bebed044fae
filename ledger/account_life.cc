#include "ledger/account_life.h"

#include "ledger/account_number.h"
#include "ledger/checks.h"
#include "ledger/open_business.h"
#include "ledger/policy.h"
#include "ledger/subject_checks.h"

namespace registry::ledger {
namespace {

Touched OfAccount(AccountId account) {
  Touched touched;
  touched.accounts.insert(account);
  return touched;
}

void FailStatusChange(Checks& checks, const Account& account, AccountStatus to) {
  checks.Fail(Reason::kStatusChangeForbidden,
              {{"account", FormatAccountNumber(account.id)},
               {"status", std::string(AccountStatusName(account.status))},
               {"new_status", std::string(AccountStatusName(to))}});
}

// An application moves on by one step, from the one status that comes before it.
Decision MoveOn(const Context& context, AccountId id, AccountStatus from, AccountStatus to) {
  Checks checks(context);
  const Account* account = checks.FindAccount(id);
  if (account != nullptr && account->status != from) FailStatusChange(checks, *account, to);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Account moved = *account;
  moved.status = to;
  moved.status_since = context.now;
  return Effects{{}, {moved}};
}

// The application of this subject that was refused; null: none.
const Account* FindRefused(const Snapshot& snapshot, const std::string& social_credit_code) {
  const auto holder = snapshot.FindHolder(social_credit_code);
  const Account* account = holder ? snapshot.FindAccount(*holder) : nullptr;
  return account != nullptr && account->status == AccountStatus::kRefused ? account : nullptr;
}

// Neither becomes the other: a natural person is asked for when he applies.
bool IsPerson(AccountKind kind) { return kind == AccountKind::kIndividual; }

void CheckKindChange(Checks& checks, const Account* account, AccountKind to) {
  const auto fail = [&](AccountKind kind) {
    checks.Fail(Reason::kAccountKindForbids, {{"account", FormatAccountNumber(account->id)},
                                              {"kind", std::string(AccountKindName(kind))}});
  };
  if (account == nullptr) return;
  if (!KindMayAny(account->kind, Use::kChangeKind)) {
    fail(account->kind);
  } else if (!KindMayAny(to, Use::kChangeKind) || IsPerson(account->kind) != IsPerson(to)) {
    fail(to);
  }
}

bool IsOpen(const Account& account) {
  return account.status == AccountStatus::kRestricted && account.objected_at &&
         !account.objection_decided;
}

}  // namespace

Touched TouchedBy(const Rules&, const ApplyForAccount& apply) {
  Touched touched;
  touched.holders.insert(apply.social_credit_code);
  if (apply.account) touched.accounts.insert(*apply.account);
  return touched;
}

Decision DecideOn(const Context& context, const ApplyForAccount& apply) {
  Checks checks(context);
  const Account* refused = FindRefused(context.snapshot, apply.social_credit_code);
  CheckNewSubject(
      checks, context,
      {apply.kind, apply.social_credit_code, apply.province, apply.sector, apply.identity},
      refused == nullptr ? std::nullopt : std::optional(refused->id));
  if (apply.account) {
    const Account* earlier = checks.FindAccount(*apply.account);
    const bool own = refused != nullptr && refused->id == *apply.account;
    if (earlier != nullptr && !own) FailStatusChange(checks, *earlier, AccountStatus::kApplied);
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  const AccountId id = refused == nullptr ? context.ids.account : refused->id;
  return Effects{{},
                 {Account{id, apply.kind, AccountStatus::kApplied, apply.social_credit_code,
                          apply.province, apply.sector, context.now},
                  HolderParticulars{id, apply.holder_name}}};
}

Touched TouchedBy(const Rules&, const ReviewApplication& review) {
  return OfAccount(review.account);
}

Decision DecideOn(const Context& context, const ReviewApplication& review) {
  return MoveOn(context, review.account, AccountStatus::kApplied,
                review.passed ? AccountStatus::kReviewed : AccountStatus::kRefused);
}

Touched TouchedBy(const Rules&, const OpenAppliedAccount& open) { return OfAccount(open.account); }

Decision DecideOn(const Context& context, const OpenAppliedAccount& open) {
  return MoveOn(context, open.account, AccountStatus::kReviewed, AccountStatus::kOpen);
}

Touched TouchedBy(const Rules&, const ChangeParticulars& change) {
  return OfAccount(change.account);
}

Decision DecideOn(const Context& context, const ChangeParticulars& change) {
  Checks checks(context);
  const Account* account = checks.FindAccountFor(change.account, Use::kChangeParticulars);
  if (account != nullptr) {
    CheckSector(checks, account->kind, change.sector.value_or(account->sector));
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Account changed = *account;
  if (!change.province.empty()) changed.province = change.province;
  changed.sector = change.sector.value_or(account->sector);
  Effects effects{{}, {changed}};
  if (!change.holder_name.empty()) {
    effects.facts.emplace_back(HolderParticulars{account->id, change.holder_name});
  }
  return effects;
}

Touched TouchedBy(const Rules&, const ChangeAccountKind& change) {
  Touched touched = OfAccount(change.account);
  if (change.kind != AccountKind::kKeyEmittingUnit) {
    touched.account_obligations.insert(change.account);
  }
  return touched;
}

Decision DecideOn(const Context& context, const ChangeAccountKind& change) {
  Checks checks(context);
  const Account* account = checks.FindAccount(change.account);
  CheckKindChange(checks, account, change.kind);
  checks.StatusMay({account, Use::kChangeKind});
  if (account != nullptr) {
    CheckProvince(checks, change.kind,
                  change.province.empty() ? account->province : change.province);
  }
  CheckSector(checks, change.kind, change.sector);
  if (account != nullptr && change.kind != AccountKind::kKeyEmittingUnit) {
    CheckNothingDue(checks, context, change.account);
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Account changed = *account;
  changed.kind = change.kind;
  changed.sector = change.sector;
  if (!change.province.empty()) changed.province = change.province;
  return Effects{{}, {changed}};
}

Touched TouchedBy(const Rules&, const ObjectToRestriction& object) {
  return OfAccount(object.account);
}

Decision DecideOn(const Context& context, const ObjectToRestriction& object) {
  Checks checks(context);
  const Account* account = checks.FindAccount(object.account);
  const std::string number = FormatAccountNumber(object.account);
  if (account != nullptr && account->status != AccountStatus::kRestricted) {
    checks.Fail(Reason::kAccountStatusForbids,
                {{"account", number}, {"status", std::string(AccountStatusName(account->status))}});
  } else if (account != nullptr) {
    const Instant until =
        AfterWorkingDays(context.rules.calendars, account->status_since, kDaysToObject);
    if (context.received_at > until) {
      checks.Fail(Reason::kObjectionTooLate, {{"account", number}, {"until", Text(until)}});
    }
    if (account->objected_at) {
      checks.Fail(Reason::kObjectionExists,
                  {{"account", number}, {"filed_at", Text(*account->objected_at)}});
    }
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Account objected = *account;
  objected.objected_at = context.received_at;
  return Effects{{}, {objected}};
}

Touched TouchedBy(const Rules&, const DecideObjection& decide) { return OfAccount(decide.account); }

Decision DecideOn(const Context& context, const DecideObjection& decide) {
  Checks checks(context);
  const Account* account = checks.FindAccount(decide.account);
  if (account != nullptr && !IsOpen(*account)) {
    checks.Fail(Reason::kObjectionNotOpen, {{"account", FormatAccountNumber(decide.account)}});
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Account decided = *account;
  decided.objection_decided = true;
  if (decide.lifted) {
    decided.status = AccountStatus::kOpen;
    decided.status_since = context.now;
  }
  return Effects{{}, {decided}};
}

std::optional<Instant> DueAt(const Calendars& calendars, const Account& account) {
  if (account.status == AccountStatus::kReviewed) {
    return AfterWorkingDays(calendars, account.status_since, kDaysToOpen);
  }
  if (IsOpen(account)) return AfterWorkingDays(calendars, *account.objected_at, kDaysToReply);
  return std::nullopt;
}

}  // namespace registry::ledger
