#include "storage/batch.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "ledger/conservation.h"
#include "log/canonical.h"
#include "log/hash.h"
#include "log/request_id.h"

namespace registry::storage {
namespace {

using ledger::Raw;

// Advances past the ids that accepted facts took.
struct IdTaker {
  ledger::NewIds& ids;

  template <typename Id>
  static void Pass(Id taken, Id& next) {
    next = std::max(next, Id{static_cast<std::underlying_type_t<Id>>(Raw(taken) + 1)});
  }
  void operator()(const ledger::Account& account) const { Pass(account.id, ids.account); }
  void operator()(const ledger::Instrument& instrument) const {
    Pass(instrument.id, ids.instrument);
  }
  void operator()(const ledger::CompliancePeriod& period) const { Pass(period.id, ids.period); }
  void operator()(const ledger::Participant& participant) const {
    Pass(participant.id, ids.participant);
  }
  void operator()(const ledger::Person& person) const { Pass(person.id, ids.person); }
  template <typename Other>
  void operator()(const Other&) const {}
};

class Decider {
 public:
  Decider(const JournalOptions& options, const JournalEnd& end, KnownRequests known,
          ledger::Snapshot snapshot, ledger::Instant recorded_at, Takings takings)
      : options_(options),
        takings_(takings),
        known_(std::move(known)),
        snapshot_(std::move(snapshot)) {
    batch_.before = end;
    batch_.after = end;
    batch_.after.head.recorded_at = recorded_at;
    batch_.after.ids.sequence = Next(end.head.sequence);
  }

  void Add(const ledger::Request& request, const ledger::Digest& hash) {
    batch_.answers.push_back(AnswerTo(request, hash));
  }

  Batch Finish() && {
    Head& head = batch_.after.head;
    if (batch_.records.empty()) {
      head = batch_.before.head;
    } else {
      head.root = batch_.after.frontier.Root();
    }
    return std::move(batch_);
  }

 private:
  static ledger::Sequence Next(ledger::Sequence sequence) {
    return ledger::Sequence{Raw(sequence) + 1};
  }

  Answer AnswerTo(const ledger::Request& request, const ledger::Digest& hash) {
    if (const auto found = known_.find(request.key); found != known_.end()) {
      if (found->second.request_hash != hash) return RequestIdReused{};
      return found->second.recorded;
    }
    snapshot_.ClearFault();
    ledger::Decision decision = options_.decide(*batch_.before.rules, snapshot_, batch_.after.ids,
                                                batch_.after.head.recorded_at, request);
    if (const auto broken = Broken(*batch_.before.rules, decision)) {
      snapshot_.ClearFault();
      return absl::InternalError(broken->what);
    }
    if (std::holds_alternative<ledger::Denied>(decision)) return ledger::Denied{};
    ledger::Recorded recorded = Record(request, hash, decision);
    known_.emplace(request.key, KnownRequest{hash, recorded});
    auto* effects = std::get_if<ledger::Effects>(&decision);
    if (effects != nullptr && takings_ == Takings::kRecorded) TakeAfter(request, *effects);
    return recorded;
  }

  // Records what freezes take of what arrived by the effects of the newest record, which has their
  // facts, under the rules that they left.
  void TakeAfter(const ledger::Request& cause, ledger::Effects& effects) {
    effects.facts.swap(batch_.records.back().facts);
    const std::vector<ledger::TakeFrozen> takes =
        options_.follow_ups(*batch_.after.rules, snapshot_, batch_.after.head.recorded_at, effects);
    effects.facts.swap(batch_.records.back().facts);
    const ledger::Sequence sequence = batch_.after.head.sequence;
    bool taken = false;
    for (const ledger::TakeFrozen& take : takes) {
      taken |= Take(TakingAfter(cause, sequence, take, options_.salt_secret), taken);
    }
    if (snapshot_.fault().has_value()) Fail(*snapshot_.fault());
    snapshot_.ClearFault();
  }

  // Whether anything was taken. A taking may leave nothing for those after it.
  bool Take(ledger::Request request, bool after_another) {
    const ledger::Request& taking =
        *batch_.takings.emplace_back(std::make_unique<const ledger::Request>(std::move(request)));
    ledger::Decision decision = ledger::Decide(*batch_.after.rules, snapshot_, batch_.after.ids,
                                               batch_.after.head.recorded_at, taking);
    if (const auto broken = Broken(*batch_.after.rules, decision)) {
      Fail(broken->what);
      return false;
    }
    if (!std::holds_alternative<ledger::Effects>(decision)) {
      if (!after_another) Fail("refused");
      return false;
    }
    Record(taking, log::RequestHash(taking), decision);
    batch_.records.back().follows = true;
    return true;
  }

  void Fail(std::string_view what) {
    if (!batch_.fault.ok()) return;
    batch_.fault =
        absl::InternalError(absl::StrCat("what a freeze takes after sequence ",
                                         Raw(batch_.after.head.sequence), ": ", std::string(what)));
  }

  // The journal trusts no decision function: it checks the law itself.
  std::optional<ledger::Fault> Broken(const ledger::Rules& rules,
                                      const ledger::Decision& decision) const {
    if (const auto* fault = std::get_if<ledger::Fault>(&decision)) return *fault;
    if (const auto* effects = std::get_if<ledger::Effects>(&decision)) {
      if (auto fault = ledger::CheckConservation(rules, snapshot_, *effects)) {
        return fault;
      }
    }
    if (snapshot_.fault().has_value()) return ledger::Fault{*snapshot_.fault()};
    return std::nullopt;
  }

  ledger::Recorded Record(const ledger::Request& request, const ledger::Digest& hash,
                          ledger::Decision& decision) {
    Head& head = batch_.after.head;
    FreshRecord fresh;
    fresh.request = &request;
    fresh.request_hash = hash;
    fresh.recorded.record_number = ledger::RecordNumber{head.records++};
    fresh.recorded.recorded_at = head.recorded_at;
    if (auto* effects = std::get_if<ledger::Effects>(&decision)) {
      fresh.recorded.outcome = Accept(*effects);
      fresh.facts = std::move(effects->facts);
    } else {
      fresh.recorded.outcome = std::get<ledger::Rejection>(std::move(decision));
    }
    fresh.bytes = log::CanonicalRecord(request, fresh.recorded, batch_.before.rules->epoch);
    fresh.leaf_hash = log::LeafHash(request.salt, fresh.bytes);
    batch_.after.frontier.Append(fresh.leaf_hash);
    TakeRules(fresh.facts);
    batch_.records.push_back(std::move(fresh));
    return batch_.records.back().recorded;
  }

  ledger::Accepted Accept(const ledger::Effects& effects) {
    Head& head = batch_.after.head;
    head.sequence = Next(head.sequence);
    batch_.after.ids.sequence = Next(head.sequence);
    for (const ledger::Posting& posting : effects.postings) {
      NoteBefore(posting.transferring);
      NoteBefore(posting.acquiring);
    }
    ledger::Accepted accepted;
    accepted.sequence = head.sequence;
    accepted.postings = snapshot_.Apply(effects, head.sequence);
    for (const ledger::PostedLine& line : accepted.postings) {
      NoteAfter(line.posting.transferring, line.transferring_balance);
      NoteAfter(line.posting.acquiring, line.acquiring_balance);
    }
    for (const ledger::Fact& fact : effects.facts) {
      const auto* account = std::get_if<ledger::Account>(&fact);
      if (account != nullptr && account->id >= batch_.after.ids.account) {
        accepted.opened_account = account->id;
      }
      std::visit(IdTaker{batch_.after.ids}, fact);
      if (const auto waiting = WaitingFor(fact, head.sequence)) accepted.waiting = waiting;
      if (const auto failed = FailureIn(fact)) accepted.failed = failed;
    }
    return accepted;
  }

  // Set by the fact that makes this decision a proposal.
  static std::optional<ledger::Waiting> WaitingFor(const ledger::Fact& fact,
                                                   ledger::Sequence sequence) {
    const auto* proposal = std::get_if<ledger::Proposal>(&fact);
    if (proposal == nullptr || proposal->id != sequence) return std::nullopt;
    return ledger::Waiting{proposal->expires_at, proposal->approvals_needed};
  }

  // Set by the fact of a transfer at will that was due and could not be carried out.
  static std::optional<ledger::Reason> FailureIn(const ledger::Fact& fact) {
    const auto* transfer = std::get_if<ledger::DelayedTransfer>(&fact);
    if (transfer == nullptr || transfer->state != ledger::DelayedState::kFailed) return {};
    return ledger::FindReason(transfer->cause);
  }

  void NoteBefore(const ledger::PositionKey& key) {
    const auto [moved, first] = batch_.moved.try_emplace(ledger::Pack(key));
    if (!first) return;
    moved->second.expected = snapshot_.FindPosition(key).last_sequence;
    const ledger::Account* account = snapshot_.FindAccount(key.account);
    moved->second.may_be_below_zero = account != nullptr && ledger::MayBeBelowZero(account->kind);
    snapshot_.ClearFault();  // a command may move a position without asking for its account
  }

  void NoteAfter(const ledger::PositionKey& key, ledger::Quantity balance) {
    MovedPosition& moved = batch_.moved.at(ledger::Pack(key));
    moved.balance = balance;
    moved.last_sequence = batch_.after.head.sequence;
  }

  // The requests of a batch are decided under the rules before it: a command that changes them is
  // a batch of its own. What follows it is decided under those that it left.
  // They hold every person and office, so they are copied then only.
  void TakeRules(const std::vector<ledger::Fact>& facts) {
    if (std::none_of(facts.begin(), facts.end(), ledger::IsOfRules)) return;
    auto rules = std::make_shared<ledger::Rules>(*batch_.after.rules);
    ledger::ApplyToRules(facts, *rules);
    batch_.after.head.epoch = rules->epoch;
    batch_.after.rules = std::move(rules);
  }

  const JournalOptions& options_;
  const Takings takings_;
  KnownRequests known_;
  ledger::Snapshot snapshot_;
  Batch batch_;
};

}  // namespace

ledger::Request TakingAfter(const ledger::Request& cause, ledger::Sequence sequence,
                            const ledger::TakeFrozen& take, std::string_view secret) {
  const std::string about = absl::StrCat("take ", Raw(sequence), " ", Raw(take.account), " ",
                                         Raw(take.instrument), " ", Raw(take.bucket));
  ledger::Request taking;
  taking.key.participant = ledger::kHouse;
  taking.key.request_id = log::RequestIdOf(about);
  taking.received_at = cause.received_at;
  std::string salted_by(cause.salt.begin(), cause.salt.end());
  salted_by.append(secret).append(about);
  const ledger::Digest salted = log::Sha256(salted_by);
  std::copy_n(salted.begin(), taking.salt.size(), taking.salt.begin());
  taking.command = take;
  return taking;
}

ledger::Instant RecordedAt(const Head& head, const ledger::Request& first) {
  ledger::Instant clock = head.clock;
  const auto* open = std::get_if<ledger::OpenBook>(&first.command);
  if (open != nullptr && head.records == 0 && open->clock_mode == ledger::ClockMode::kReplay) {
    clock = open->replay_begins;
  }
  return std::max(clock, head.recorded_at);
}

Batch DecideBatch(const JournalOptions& options, const JournalEnd& end, KnownRequests known,
                  ledger::Snapshot snapshot, std::span<const ledger::Request> requests,
                  std::span<const ledger::Digest> request_hashes, Takings takings) {
  Decider decider(options, end, std::move(known), std::move(snapshot),
                  RecordedAt(end.head, requests.front()), takings);
  for (std::size_t i = 0; i < requests.size(); ++i) decider.Add(requests[i], request_hashes[i]);
  return std::move(decider).Finish();
}

}  // namespace registry::storage
