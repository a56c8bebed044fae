#include "tests/stories/core_teller.h"

#include <stdexcept>
#include <variant>

#include "ledger/decide.h"
#include "ledger/reason.h"

namespace registry::stories {
namespace {

using ledger::AccountKind;

void AddTo(Supply& supply, AccountKind kind, std::int64_t quantity) {
  switch (kind) {
    case AccountKind::kIssuance:
      supply.issued -= quantity;
      break;
    case AccountKind::kSurrender:
      supply.surrendered += quantity;
      break;
    case AccountKind::kOffset:
      supply.offset += quantity;
      break;
    case AccountKind::kCancellation:
      supply.cancelled += quantity;
      break;
    case AccountKind::kCarryOverRecovery:
      supply.recovered += quantity;
      break;
    default:
      supply.held += quantity;
  }
}

Outcome OutcomeOf(const ledger::Rejection& rejection) {
  Outcome outcome;
  for (const ledger::FailedCheck& check : rejection.checks) {
    outcome.refusals.push_back({std::string(ledger::ReasonName(check.reason)), check.facts});
  }
  return outcome;
}

}  // namespace

CoreTeller::CoreTeller() {
  const auto enter = [this](const ledger::Command& command) {
    const Answer answer = Decide(ledger::kCeremony, "", command);
    if (answer.outcome.word != "accepted") throw std::runtime_error(Text(answer.outcome));
  };
  enter(ledger::OpenBook{ledger::ClockMode::kReplay, kBegins});
  for (const Office& office : kOffices) {
    enter(ledger::RegisterParticipant{
        std::string(office.name), office.role, std::string(office.province), {}});
  }
}

Answer CoreTeller::Ask(const Asker& asker, const ledger::Command& command) {
  const ledger::Participant* participant = rules_.FindParticipant(asker.office);
  if (participant == nullptr) throw std::runtime_error("no office is called " + asker.office);
  return Decide(participant->id, asker.person, command);
}

// The journal hashes the request; here the proposal's number does.
ledger::Digest CoreTeller::HashOf(ledger::Sequence proposal) {
  return proposed_.at(proposal)->request_hash;
}

ledger::ProposalState CoreTeller::StateOf(ledger::Sequence proposal) {
  return proposals_.at(proposal).state;
}

Outcome CoreTeller::AwaitExpiry(ledger::Sequence proposal) {
  return Decide(ledger::kHouse, "", ledger::ExpireProposal{proposal}).outcome;
}

Outcome CoreTeller::AwaitFreezeEnd(ledger::Sequence freeze) {
  return Decide(ledger::kHouse, "", ledger::ExpireFreeze{freeze}).outcome;
}

Outcome CoreTeller::AwaitTaken(ledger::AccountId account, const std::string& instrument) {
  const ledger::Instrument* found = rules_.FindInstrument(instrument);
  if (found == nullptr) throw std::runtime_error("no instrument is called " + instrument);
  return Decide(ledger::kHouse, "",
                ledger::TakeFrozen{account, found->id, ledger::Bucket::kTrading})
      .outcome;
}

bool CoreTeller::KeepProposal(const ledger::Request& request, const ledger::Effects& effects) {
  for (const ledger::Fact& fact : effects.facts) {
    const auto* proposal = std::get_if<ledger::Proposal>(&fact);
    if (proposal == nullptr || proposal->id != ids_.sequence) continue;
    ledger::Proposed proposed{request, {}, effects.postings};
    proposed.request_hash.fill(static_cast<std::uint8_t>(ledger::Raw(proposal->id)));
    proposed_[proposal->id] = std::make_shared<const ledger::Proposed>(std::move(proposed));
    return true;
  }
  return false;
}

Answer CoreTeller::Decide(ledger::ParticipantId participant, const std::string& person,
                          const ledger::Command& command) {
  ids_.sequence = ledger::Sequence{ledger::Raw(sequence_) + 1};
  ledger::Request request;
  request.key.participant = participant;
  request.person = person;
  request.received_at = rules_.clock.replay_instant;
  request.command = command;
  if (const auto found = proposed_.find(ledger::ProposalOf(request)); found != proposed_.end()) {
    request.proposed = found->second;
  }
  const ledger::Decision decision = ledger::Decide(
      rules_, Load(ledger::Touches(rules_, ids_, request)), ids_, request.received_at, request);
  if (const auto* fault = std::get_if<ledger::Fault>(&decision)) {
    return {{"FAULT: " + fault->what, {}}, {}, {}};
  }
  if (std::holds_alternative<ledger::Denied>(decision)) return {{"DENIED", {}}, {}, {}};
  if (const auto* rejection = std::get_if<ledger::Rejection>(&decision)) {
    return {OutcomeOf(*rejection), {}, {}};
  }
  Answer answer{{"accepted", {}}, {}, {}};
  if (std::holds_alternative<ledger::OpenAccount>(command)) answer.opened = ids_.account;
  const auto& effects = std::get<ledger::Effects>(decision);
  if (KeepProposal(request, effects)) {
    answer.outcome.word = "waiting";
    answer.proposal = ids_.sequence;
  }
  Take(effects);
  answer.sequence = sequence_;
  TakeFrozenAfter(request, effects);
  return answer;
}

void CoreTeller::TakeFrozenAfter(const ledger::Request& request, const ledger::Effects& effects) {
  const ledger::Snapshot after = Load(ledger::Touches(rules_, ids_, request));
  for (const ledger::TakeFrozen& take :
       ledger::FollowUps(rules_, after, request.received_at, effects)) {
    const Outcome taken = Decide(ledger::kHouse, "", take).outcome;
    if (taken.word != "accepted") throw std::runtime_error("not taken: " + Text(taken));
  }
}

ledger::Snapshot CoreTeller::Load(const ledger::Touched& touched) const {
  ledger::Snapshot snapshot;
  snapshot.Touch(touched);
  for (const auto& [id, account] : accounts_) {
    if (touched.accounts.contains(id) || touched.holders.contains(account.social_credit_code)) {
      snapshot.Put(account);
    }
  }
  for (const auto& [key, position] : positions_) {
    if (touched.Covers(key)) snapshot.Put(key, position);
  }
  for (const auto& [key, cap] : caps_) {
    if (touched.issuance_caps.contains(key)) snapshot.Put(cap);
  }
  for (const auto& [key, obligation] : obligations_) {
    if (touched.obligations.contains(key) ||
        touched.account_obligations.contains(key.unit_account)) {
      snapshot.Put(obligation);
    }
  }
  for (const auto& [id, trade] : trades_) {
    if (touched.trades.contains(id)) snapshot.Put(trade);
  }
  for (const auto& [id, proposal] : proposals_) {
    if (touched.proposals.contains(id)) snapshot.Put(proposal);
  }
  return snapshot;
}

void CoreTeller::Take(const ledger::Effects& effects) {
  using ledger::Raw;
  sequence_ = ledger::Sequence{Raw(sequence_) + 1};
  for (const ledger::Posting& posting : effects.postings) {
    positions_[posting.transferring].balance.value -= posting.quantity.value;
    positions_[posting.transferring].last_sequence = sequence_;
    positions_[posting.acquiring].balance.value += posting.quantity.value;
    positions_[posting.acquiring].last_sequence = sequence_;
    journal_.push_back(posting);
  }
  for (const ledger::Fact& fact : effects.facts) {
    if (const auto* account = std::get_if<ledger::Account>(&fact)) {
      if (account->id == ids_.account) ids_.account = ledger::AccountId{Raw(ids_.account) + 1};
      accounts_[account->id] = *account;
    } else if (const auto* cap = std::get_if<ledger::IssuanceCap>(&fact)) {
      caps_[cap->key] = *cap;
    } else if (const auto* obligation = std::get_if<ledger::Obligation>(&fact)) {
      obligations_[obligation->key] = *obligation;
    } else if (const auto* trade = std::get_if<ledger::Trade>(&fact)) {
      trades_[trade->trade_id] = *trade;
    } else if (const auto* proposal = std::get_if<ledger::Proposal>(&fact)) {
      proposals_[proposal->id] = *proposal;
    } else if (const auto* person = std::get_if<ledger::Person>(&fact)) {
      if (person->id == ids_.person) ids_.person = ledger::PersonId{Raw(ids_.person) + 1};
    } else if (std::holds_alternative<ledger::Instrument>(fact)) {
      ids_.instrument = ledger::InstrumentId{Raw(ids_.instrument) + 1};
    } else if (std::holds_alternative<ledger::CompliancePeriod>(fact)) {
      ids_.period = ledger::PeriodId{Raw(ids_.period) + 1};
    } else if (std::holds_alternative<ledger::Participant>(fact)) {
      ids_.participant = ledger::ParticipantId{Raw(ids_.participant) + 1};
    }
  }
  ledger::ApplyToRules(effects.facts, rules_);
}

std::int64_t CoreTeller::Balance(ledger::AccountId account, const std::string& instrument,
                                 ledger::Bucket bucket) {
  const ledger::Instrument* found = rules_.FindInstrument(instrument);
  if (found == nullptr) throw std::runtime_error("no instrument is called " + instrument);
  const auto position = positions_.find({account, found->id, bucket});
  return position == positions_.end() ? 0 : position->second.balance.value;
}

Supply CoreTeller::SupplyOf(const std::string& instrument) {
  const ledger::Instrument* found = rules_.FindInstrument(instrument);
  if (found == nullptr) throw std::runtime_error("no instrument is called " + instrument);
  Supply from_balances, from_journal;
  for (const auto& [key, position] : positions_) {
    if (key.instrument != found->id) continue;
    AddTo(from_balances, accounts_.at(key.account).kind, position.balance.value);
  }
  for (const ledger::Posting& posting : journal_) {
    if (posting.transferring.instrument != found->id) continue;
    AddTo(from_journal, accounts_.at(posting.transferring.account).kind, -posting.quantity.value);
    AddTo(from_journal, accounts_.at(posting.acquiring.account).kind, posting.quantity.value);
  }
  if (from_balances != from_journal) throw std::runtime_error("journal and balances disagree");
  return from_balances;
}

std::optional<ledger::Obligation> CoreTeller::ObligationOf(const ledger::ObligationKey& key) {
  const auto obligation = obligations_.find(key);
  if (obligation == obligations_.end()) return std::nullopt;
  return obligation->second;
}

}  // namespace registry::stories
