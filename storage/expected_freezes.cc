// Freezes and pledges, transfers at the holder's will, staff and recovery, as the records alone
// tell them.
#include <algorithm>
#include <variant>
#include <vector>

#include "ledger/calendar.h"
#include "storage/expected_facts.h"

namespace registry::storage {
namespace {

using ledger::DelayedState;
using ledger::Freeze;
using ledger::FreezeScope;
using ledger::FreezeState;

constexpr std::int64_t kMicrosPerHour = 3'600'000'000;
constexpr std::int64_t kMostTrustDelayDays = 1'000;

struct FreezeTaker {
  ExpectedFacts& facts;
  const log::ParsedRecord& record;
  const ledger::Accepted& accepted;
  std::int64_t sequence;

  ledger::Instant Now() const { return record.recorded.recorded_at; }
  Freeze Before(ledger::Sequence id) const {
    Freeze none;
    none.id = id;
    return NewestOr(facts.freezes, id, none);
  }
  void End(ledger::Sequence id, FreezeState state) const {
    Freeze freeze = Before(id);
    freeze.state = state;
    facts.Put(freeze, sequence);
  }

  void operator()(const ledger::FreezeHolding& ordered) const {
    Freeze freeze;
    freeze.id = accepted.sequence;
    freeze.scope = ordered.scope;
    switch (ordered.scope) {
      case FreezeScope::kHolder:
        freeze.social_credit_code = ordered.social_credit_code;
        break;
      case FreezeScope::kProcess:
        freeze.process = ordered.process;
        break;
      case FreezeScope::kQuantity:
        freeze.instrument = ordered.instrument;
        freeze.quantity = ordered.quantity;
        [[fallthrough]];
      default:
        freeze.account = ordered.account;
    }
    freeze.case_number = ordered.case_number;
    freeze.authority = ordered.authority;
    freeze.from = ordered.from;
    freeze.until = ordered.until;
    freeze.recorded_at = Now();
    facts.Put(freeze, sequence);
  }

  void operator()(const ledger::RenewFreeze& renew) const {
    Freeze freeze = Before(renew.freeze);
    freeze.until = renew.until;
    facts.Put(freeze, sequence);
  }
  void operator()(const ledger::ReleaseFreeze& release) const {
    End(release.freeze, FreezeState::kReleased);
  }
  void operator()(const ledger::ExpireFreeze& expire) const {
    End(expire.freeze, FreezeState::kExpired);
  }
  void operator()(const ledger::ReleasePledge& release) const {
    End(release.pledge, FreezeState::kReleased);
  }

  // It shrinks by what left it; used up, it ends.
  void Leave(ledger::Sequence id, ledger::Quantity left, ledger::Quantity Freeze::*in_all) const {
    Freeze freeze = Before(id);
    (freeze.*in_all).value = Sum((freeze.*in_all).value, left.value);
    if (freeze.scope == FreezeScope::kQuantity) {
      freeze.quantity.value = Sum(freeze.quantity.value, -left.value);
      if (freeze.quantity.value == 0) freeze.state = FreezeState::kUsedUp;
    }
    facts.Put(freeze, sequence);
  }
  void operator()(const ledger::DeductFrozen& deduct) const {
    Leave(deduct.freeze, deduct.quantity, &Freeze::deducted);
  }
  void operator()(const ledger::SurrenderFrozen& surrender) const {
    Leave(surrender.freeze, surrender.quantity, &Freeze::surrendered);
    if (accepted.postings.empty()) return;
    const ledger::AccountId unit = accepted.postings.front().posting.transferring.account;
    facts.Surrendered({unit, surrender.sector, surrender.period}, surrender.quantity, sequence,
                      record.request.received_at);
  }

  void operator()(const ledger::Pledge& pledge) const {
    Freeze fact;
    fact.id = accepted.sequence;
    fact.scope = FreezeScope::kPledge;
    fact.account = pledge.account;
    fact.instrument = pledge.instrument;
    fact.quantity = pledge.quantity;
    fact.authority = pledge.pledgee;
    fact.from = Now();
    fact.recorded_at = Now();
    facts.Put(fact, sequence);
  }

  // What a policy about holders' own transfers said then.
  std::int64_t Policy(ledger::PolicyKind kind, ledger::CommandType command,
                      std::int64_t otherwise) const {
    const ledger::PolicyKey key{kind, ledger::Role::kUnitRepresentative, command, {}};
    return std::max<std::int64_t>(facts.now.PolicyOr(key, Now(), otherwise), 0);
  }

  void operator()(const ledger::TrustAccount& trust) const {
    const std::int64_t days =
        std::min(kMostTrustDelayDays,
                 Policy(ledger::PolicyKind::kTrustDelayDays, ledger::CommandType::kTrustAccount,
                        ledger::kDefaultTrustDelayDays));
    const ledger::TrustKey key{trust.account, trust.trusted};
    facts.trusted[{key, sequence}] = {
        key, ledger::AfterWorkingDays(facts.now.calendars, Now(), static_cast<int>(days)), true};
  }
  void operator()(const ledger::DistrustAccount& distrust) const {
    const ledger::TrustKey key{distrust.account, distrust.trusted};
    ledger::TrustedAccount trusted = NewestOr(facts.trusted, key, {key, {}, true});
    trusted.active = false;
    facts.trusted[{key, sequence}] = trusted;
  }

  void operator()(const ledger::TransferAtWill& transfer) const {
    ledger::DelayedTransfer asked;
    asked.id = accepted.sequence;
    asked.transferring_account = transfer.transferring_account;
    asked.acquiring_account = transfer.acquiring_account;
    asked.instrument = transfer.instrument;
    asked.quantity = transfer.quantity;
    asked.asked_at = Now();
    asked.due_at.micros =
        DueAfter(Policy(ledger::PolicyKind::kDelayHours, ledger::CommandType::kTransferAtWill,
                        ledger::kDefaultDelayHours));
    facts.delayed[{asked.id, sequence}] = asked;
  }
  std::int64_t DueAfter(std::int64_t hours) const {
    std::int64_t due = 0;
    if (__builtin_mul_overflow(hours, kMicrosPerHour, &due) ||
        __builtin_add_overflow(Now().micros, due, &due)) {
      return INT64_MAX;
    }
    return due;
  }
  void EndTransfer(ledger::Sequence id, DelayedState state, const std::string& cause) const {
    ledger::DelayedTransfer transfer = NewestOr(facts.delayed, id, {});
    transfer.id = id;
    transfer.state = state;
    transfer.cause = cause;
    facts.delayed[{id, sequence}] = transfer;
  }
  void operator()(const ledger::AbortTransfer& abort) const {
    EndTransfer(abort.transfer, DelayedState::kAborted, abort.cause);
  }
  // The postings tell whether it was carried out; the record says why it was not.
  void operator()(const ledger::ExecuteTransfer& execute) const {
    const bool back = std::any_of(
        accepted.postings.begin(), accepted.postings.end(), [](const ledger::PostedLine& line) {
          return line.posting.acquiring.account == line.posting.transferring.account;
        });
    EndTransfer(execute.transfer, back ? DelayedState::kFailed : DelayedState::kDone,
                accepted.failed ? std::string(ledger::ReasonName(*accepted.failed)) : "");
  }

  void operator()(const ledger::RegisterStaff& entry) const {
    facts.staff_list[{entry.identity, sequence}] = {entry.identity, entry.staff_of, entry.active};
  }

  // A new person, or a known one with other subjects and one seat more.
  void operator()(const ledger::RecoverAdministrator& recover) const {
    const auto found = facts.offices.find(recover.participant);
    const ledger::ParticipantId office =
        found == facts.offices.end() ? ledger::ParticipantId{} : found->second;
    ledger::Participant heard = NewestOr(facts.participants, office, {});
    if (!heard.active) {
      heard.active = true;
      facts.participants[{office, sequence}] = heard;
    }
    const auto known = facts.staff.find(recover.code);
    ledger::Person person;
    if (known != facts.staff.end()) {
      person = NewestOr(facts.persons, known->second, {});
    } else {
      person.id = NextId(facts.persons);
      person.code = recover.code;
      person.identity = recover.identity;
      facts.staff[recover.code] = person.id;
    }
    person.active = true;
    person.subjects = recover.subjects;
    constexpr std::int16_t kReadInitiateApprove = 7;
    const auto seat =
        std::find_if(person.seats.begin(), person.seats.end(),
                     [&](const ledger::Seat& taken) { return taken.participant == office; });
    if (seat == person.seats.end()) {
      person.seats.push_back({office, kReadInitiateApprove});
    } else {
      seat->powers = static_cast<std::int16_t>(seat->powers | kReadInitiateApprove);
    }
    facts.persons[{person.id, sequence}] = person;
  }

  template <typename OnlyOthers>
  void operator()(const OnlyOthers&) const {}
};

}  // namespace

void ExpectedFacts::CarryFreezes(const log::ParsedRecord& record, const ledger::Accepted& accepted,
                                 std::int64_t sequence) {
  std::visit(FreezeTaker{*this, record, accepted, sequence}, record.request.command);
}

void ExpectedFacts::Put(const ledger::Freeze& freeze, std::int64_t sequence) {
  freezes[{freeze.id, sequence}] = freeze;
  now.Put(freeze);
  if (freezes_changed_by_ != sequence) changed_freezes_.clear();
  freezes_changed_by_ = sequence;
  changed_freezes_.push_back(freeze.id);
}

std::vector<ledger::Freeze> ExpectedFacts::FreezesOn(const ledger::Account& account,
                                                     bool pledges) const {
  std::vector<Freeze> found;
  if (pledges) {
    for (const Freeze& freeze : FreezesInForce()) {
      if (freeze.scope == FreezeScope::kPledge && freeze.account == account.id) {
        found.push_back(freeze);
      }
    }
    return found;
  }
  if (const auto of = now.frozen_accounts.find(account.id); of != now.frozen_accounts.end()) {
    for (const ledger::Sequence id : of->second) found.push_back(now.freezes.at(id));
  }
  const auto of = now.frozen_holders.find(account.social_credit_code);
  if (of == now.frozen_holders.end()) return found;
  for (const ledger::Sequence id : of->second) found.push_back(now.freezes.at(id));
  return found;
}

std::vector<ledger::Freeze> ExpectedFacts::FreezesChangedBy(std::int64_t sequence) const {
  std::vector<Freeze> changed;
  if (sequence != freezes_changed_by_) return changed;
  for (const ledger::Sequence id : changed_freezes_) changed.push_back(now.freezes.at(id));
  return changed;
}

std::vector<ledger::Freeze> ExpectedFacts::FreezesInForce() const {
  std::vector<Freeze> in_force;
  for (const auto& [id, freeze] : now.freezes) {
    if (freeze.state == FreezeState::kInForce) in_force.push_back(freeze);
  }
  return in_force;
}

}  // namespace registry::storage
