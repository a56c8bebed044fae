#include "storage/check_freezes.h"

#include <algorithm>
#include <string>
#include <variant>

namespace registry::storage {
namespace {

using ledger::Bucket;
using ledger::Freeze;
using ledger::FreezeScope;
using ledger::Raw;

constexpr std::int64_t kMicrosPerDay = 86'400'000'000;
constexpr std::int64_t kBeijing = 8 * 3'600'000'000;

ledger::Instant Midnight(ledger::Instant instant) {
  const std::int64_t local = (instant.micros % kMicrosPerDay + kMicrosPerDay + kBeijing);
  return {instant.micros - local % kMicrosPerDay};
}

bool IsHeld(Bucket bucket) { return bucket == Bucket::kFrozen || bucket == Bucket::kPledged; }

// Where what arrives falls to a freeze.
bool IsFree(Bucket bucket) { return bucket == Bucket::kRegistered || bucket == Bucket::kTrading; }

bool IsTaking(const log::ParsedRecord& record) {
  return std::holds_alternative<ledger::TakeFrozen>(record.request.command);
}

}  // namespace

// Only allowances of those who trade: not the registry's own, an authority's, a custody account's.
bool FreezesCheck::CanBeFrozen(const ledger::PositionKey& position) const {
  const ledger::Account* account = state_.facts.FindAccount(position.account);
  const ledger::Instrument* instrument = Newest(state_.facts.instruments, position.instrument);
  return account != nullptr && instrument != nullptr &&
         instrument->kind == ledger::InstrumentKind::kAllowance &&
         (account->kind == ledger::AccountKind::kKeyEmittingUnit ||
          account->kind == ledger::AccountKind::kInstitution ||
          account->kind == ledger::AccountKind::kIndividual);
}

FreezesCheck::Wanted FreezesCheck::WantedOf(const ledger::PositionKey& position,
                                            const Which& which) const {
  if (!CanBeFrozen(position)) return 0;
  const ledger::Account& account = *state_.facts.FindAccount(position.account);
  const std::string& code = Newest(state_.facts.instruments, position.instrument)->code;
  std::int64_t wanted = 0;
  for (const Freeze& freeze : state_.facts.FreezesOn(account, which.pledges)) {
    if (which.in_force_at && freeze.until <= *which.in_force_at) continue;
    if (which.recorded_before && freeze.recorded_at >= *which.recorded_before) continue;
    const bool of_quantity =
        freeze.scope == FreezeScope::kQuantity || freeze.scope == FreezeScope::kPledge;
    if (!of_quantity) return std::nullopt;
    if (freeze.instrument != code) continue;
    if (__builtin_add_overflow(wanted, freeze.quantity.value, &wanted)) return std::nullopt;
  }
  return wanted;
}

std::int64_t FreezesCheck::Missed(const ledger::PositionKey& position, std::int64_t left) const {
  Which which;
  which.in_force_at = now_;
  if (position.bucket == Bucket::kTrading) which.recorded_before = Midnight(now_);
  const Wanted wanted = WantedOf(position, which);
  if (!wanted.has_value()) return std::max<std::int64_t>(left, 0);
  const auto frozen = held_.find({position.account, position.instrument, Bucket::kFrozen});
  const std::int64_t missing = *wanted - (frozen == held_.end() ? 0 : frozen->second);
  return std::clamp<std::int64_t>(missing, 0, std::max<std::int64_t>(left, 0));
}

absl::Status FreezesCheck::Report(std::string_view what, const ledger::PositionKey& position,
                                  std::int64_t expected, std::int64_t found,
                                  std::optional<std::int64_t> record) {
  CheckFinding report;
  report.position = position;
  report.record_number = record;
  report.expected = Show(expected);
  report.found = Show(found);
  report.text = record.has_value() ? absl::StrCat("record ", *record, ", ") : std::string();
  absl::StrAppend(&report.text, std::string(what), " in ", state_.NameOf(position));
  return state_.Report(std::move(report));
}

absl::Status FreezesCheck::Before(const log::ParsedRecord& record) {
  if (IsTaking(record)) return absl::OkStatus();
  for (const auto& [position, left] : arrived_) {
    const std::int64_t missed = Missed(position, left);
    if (missed == 0) continue;
    RETURN_IF_ERROR(
        Report("what arrived and no freeze took", position, 0, missed, std::optional(record_)));
  }
  arrived_.clear();
  return absl::OkStatus();
}

absl::Status FreezesCheck::After(const log::ParsedRecord& record,
                                 const ledger::Accepted& accepted) {
  std::set<ledger::AccountId> touched = AccountsOf(accepted.sequence);
  if (!IsTaking(record)) {
    record_ = Raw(record.recorded.record_number);
    now_ = record.recorded.recorded_at;
  }
  const auto note = [&](const ledger::PositionKey& position, std::int64_t balance, bool arrives) {
    if (IsHeld(position.bucket)) {
      held_[position] = balance;
      touched.insert(position.account);
    } else if (IsFree(position.bucket) && (arrives || arrived_.contains(position))) {
      if (state_.facts.HasFreezes()) arrived_[position] = balance;
    }
  };
  for (const ledger::PostedLine& line : accepted.postings) {
    note(line.posting.transferring, line.transferring_balance.value, false);
    note(line.posting.acquiring, line.acquiring_balance.value, true);
  }
  for (const ledger::AccountId account : touched) {
    RETURN_IF_ERROR(CheckHeld(Raw(record.recorded.record_number), account));
  }
  return absl::OkStatus();
}

// The accounts whose freezes a transaction changed.
std::set<ledger::AccountId> FreezesCheck::AccountsOf(ledger::Sequence sequence) const {
  std::set<ledger::AccountId> accounts;
  for (const Freeze& freeze : state_.facts.FreezesChangedBy(Raw(sequence))) {
    if (freeze.account.has_value()) accounts.insert(*freeze.account);
    const auto holder = state_.facts.holders.find(freeze.social_credit_code);
    if (!freeze.account.has_value() && holder != state_.facts.holders.end()) {
      accounts.insert(holder->second);
    }
  }
  return accounts;
}

absl::Status FreezesCheck::CheckHeld(std::int64_t record, ledger::AccountId account) {
  const ledger::PositionKey first{account, ledger::InstrumentId{0}, Bucket{0}};
  for (auto it = held_.lower_bound(first); it != held_.end() && it->first.account == account;
       ++it) {
    const auto& [position, balance] = *it;
    const bool pledged = position.bucket == Bucket::kPledged;
    Which which;
    which.pledges = pledged;
    const Wanted wanted = WantedOf(position, which);
    if (!wanted.has_value() || balance == *wanted || (!pledged && balance < *wanted)) continue;
    RETURN_IF_ERROR(Report(pledged ? "what pledges are for" : "what freezes ask for", position,
                           *wanted, balance, record));
  }
  return absl::OkStatus();
}

absl::Status FreezesCheck::Finish() {
  RETURN_IF_ERROR(Before({}));
  if (!state_.facts.HasFreezes()) return absl::OkStatus();
  for (const auto& [id, folded] : state_.positions) {
    const ledger::PositionKey position = ledger::Unpack(ledger::PositionId{id});
    if (position.bucket != Bucket::kRegistered || folded.fold <= 0) continue;
    const std::int64_t missed = Missed(position, static_cast<std::int64_t>(folded.fold));
    if (missed == 0) continue;
    RETURN_IF_ERROR(Report("what freezes ask for and have not got", position, 0, missed, {}));
  }
  return absl::OkStatus();
}

}  // namespace registry::storage
