// The lives of accounts as the records alone tell them: applications, objections, successions,
// dissolutions.
#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "storage/expected_facts.h"

namespace registry::storage {
namespace {

using ledger::Account;
using ledger::AccountStatus;
using ledger::Obligation;

struct LifeTaker {
  ExpectedFacts& facts;
  const log::ParsedRecord& record;
  const ledger::Accepted& accepted;
  std::int64_t sequence;

  Account Before(ledger::AccountId id) const { return NewestOr(facts.accounts, id, {}); }
  void Put(const Account& account) const { facts.accounts[{account.id, sequence}] = account; }
  void PutStatus(Account account, AccountStatus status) const {
    account.status = status;
    account.status_since = record.recorded.recorded_at;
    Put(account);
  }

  // Who was refused applies again under the number that he has.
  void operator()(const ledger::ApplyForAccount& apply) const {
    const auto known = facts.holders.find(apply.social_credit_code);
    Account account;
    account.id = accepted.opened_account.value_or(known == facts.holders.end() ? ledger::AccountId{}
                                                                               : known->second);
    account.kind = apply.kind;
    account.social_credit_code = apply.social_credit_code;
    account.province = apply.province;
    account.sector = apply.sector;
    facts.holders[apply.social_credit_code] = account.id;
    PutStatus(account, AccountStatus::kApplied);
  }

  void operator()(const ledger::ReviewApplication& review) const {
    PutStatus(Before(review.account),
              review.passed ? AccountStatus::kReviewed : AccountStatus::kRefused);
  }

  void operator()(const ledger::OpenAppliedAccount& open) const {
    PutStatus(Before(open.account), AccountStatus::kOpen);
  }

  void operator()(const ledger::ChangeParticulars& change) const {
    Account account = Before(change.account);
    if (!change.province.empty()) account.province = change.province;
    if (change.sector.has_value()) account.sector = *change.sector;
    Put(account);
  }

  void operator()(const ledger::ChangeAccountKind& change) const {
    Account account = Before(change.account);
    account.kind = change.kind;
    account.sector = change.sector;
    if (!change.province.empty()) account.province = change.province;
    Put(account);
  }

  void operator()(const ledger::ObjectToRestriction& object) const {
    Account account = Before(object.account);
    account.objected_at = record.request.received_at;
    Put(account);
  }

  void operator()(const ledger::DecideObjection& decide) const {
    Account account = Before(decide.account);
    account.objection_decided = true;
    if (!decide.lifted) return Put(account);
    PutStatus(account, AccountStatus::kOpen);
  }

  void operator()(const ledger::Succeed& succeed) const {
    if (!succeed.holdings.empty() || !succeed.obligations.empty()) {
      for (const auto& part : succeed.obligations) Pass(succeed, part);
      return;
    }
    for (const Obligation& whole : ObligationsOf(succeed.predecessor)) {
      Pass(succeed, {whole.key.sector, whole.key.period, whole.verified_emissions, whole.obligation,
                     whole.surrendered});
    }
    Account closed = Before(succeed.predecessor);
    FreezesFollow(closed, succeed.successor);
    closed.successor = succeed.successor;
    PutStatus(closed, AccountStatus::kClosed);
  }

  void operator()(const ledger::CloseDissolved& close) const {
    PutStatus(Before(close.account), AccountStatus::kClosed);
    for (Obligation& due : ObligationsOf(close.account)) {
      const std::int64_t open = Sum(due.obligation.value, -due.surrendered.value);
      if (open <= due.uncollected.value) continue;
      due.uncollected.value = open;
      facts.obligations[{due.key, sequence}] = due;
    }
  }

  template <typename OnlyOthers>
  void operator()(const OnlyOthers&) const {}

 private:
  std::vector<Obligation> ObligationsOf(ledger::AccountId account) const {
    std::vector<Obligation> found;
    const ledger::ObligationKey first{account, ledger::Sector{-1}, {}};
    for (auto it = facts.obligations.lower_bound({first, 0});
         it != facts.obligations.end() && it->first.first.unit_account == account; ++it) {
      if (!found.empty() && found.back().key == it->second.key) found.pop_back();
      found.push_back(it->second);
    }
    return found;
  }

  // A part of an obligation goes from one account to another, where it meets what is there.
  void Pass(const ledger::Succeed& succeed, const ledger::Succeed::ObligationPart& part) const {
    const ledger::ObligationKey from{succeed.predecessor, part.sector, part.period};
    const ledger::ObligationKey to{succeed.successor, part.sector, part.period};
    const Obligation whole = facts.ObligationBefore(from);
    const Obligation met = facts.ObligationBefore(to);
    const bool nothing = whole.verified_emissions.value == 0 && whole.obligation.value == 0 &&
                         whole.surrendered.value == 0;
    if (nothing && IsWhole(succeed)) return;  // it was passed on before
    Obligation left = whole;
    Obligation made = met;
    const auto move = [&](ledger::Quantity Obligation::*figure, ledger::Quantity moved) {
      (left.*figure).value = Sum((left.*figure).value, -moved.value);
      (made.*figure).value = Sum((made.*figure).value, moved.value);
    };
    move(&Obligation::verified_emissions, part.verified_emissions);
    move(&Obligation::obligation, part.obligation);
    move(&Obligation::surrendered, part.surrendered);
    left.completed_at = Completed(left, {whole});
    made.completed_at = Completed(made, Newest(facts.obligations, to) == nullptr
                                            ? std::vector<Obligation>{whole}
                                            : std::vector<Obligation>{met, whole});
    facts.obligations[{from, sequence}] = left;
    facts.obligations[{to, sequence}] = made;
  }

  static bool IsWhole(const ledger::Succeed& succeed) {
    return succeed.holdings.empty() && succeed.obligations.empty();
  }

  // Complete is what its parts have completed together: since the last of them, or since now when
  // one was open. A part of nothing counts only where there is no other.
  std::optional<ledger::Instant> Completed(const Obligation& made,
                                           std::vector<Obligation> parts) const {
    if (made.surrendered < made.obligation) return std::nullopt;
    const auto counts = [](const Obligation& part) { return part.obligation.value != 0; };
    const bool some = std::any_of(parts.begin(), parts.end(), counts);
    std::optional<ledger::Instant> since;
    for (const Obligation& part : parts) {
      if (some && !counts(part)) continue;
      if (some && !part.completed_at) return record.request.received_at;
      if (some && since) {
        since = std::max(*since, *part.completed_at);
      } else if (!since) {
        since = part.completed_at;
      }
    }
    return since ? since : record.request.received_at;
  }

  void FreezesFollow(const Account& from, ledger::AccountId to) const {
    for (ledger::Freeze freeze : facts.FreezesInForce()) {
      const bool of_account = freeze.account.has_value()
                                  ? *freeze.account == from.id
                                  : freeze.scope == ledger::FreezeScope::kHolder &&
                                        freeze.social_credit_code == from.social_credit_code;
      if (!of_account) continue;
      freeze.account = to;
      freeze.recorded_at = record.recorded.recorded_at;
      facts.Put(freeze, sequence);
    }
  }
};

}  // namespace

void ExpectedFacts::CarryLife(const log::ParsedRecord& record, const ledger::Accepted& accepted,
                              std::int64_t sequence) {
  std::visit(LifeTaker{*this, record, accepted, sequence}, record.request.command);
}

}  // namespace registry::storage
