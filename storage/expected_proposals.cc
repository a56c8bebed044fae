// Proposals as the records alone tell them.
#include <tuple>
#include <utility>
#include <variant>

#include "ledger/decide.h"
#include "storage/expected_facts.h"

namespace registry::storage {
namespace {

// How a proposal ends by an answer that is no approval.
struct EndBy {
  using End = std::pair<ledger::ProposalState, std::string>;
  End operator()(const ledger::RejectProposal& reject) const {
    return {ledger::ProposalState::kRejected, reject.cause};
  }
  End operator()(const ledger::WithdrawProposal& withdraw) const {
    return {ledger::ProposalState::kWithdrawn, withdraw.cause};
  }
  template <typename Expiry>
  End operator()(const Expiry&) const {
    return {ledger::ProposalState::kExpired, {}};
  }
};

}  // namespace

bool ExpectedFacts::Take(const log::ParsedRecord& record, const ledger::Accepted& accepted,
                         std::int64_t sequence) {
  if (accepted.waiting.has_value()) {
    Propose(record, accepted);
    Reserve(record.request, sequence, 1);
    return false;
  }
  if (ledger::Raw(ledger::ProposalOf(record.request)) != 0) {
    return Answer(record, accepted, sequence);
  }
  return Carry(record, accepted, sequence);
}

void ExpectedFacts::Propose(const log::ParsedRecord& record, const ledger::Accepted& accepted) {
  const ledger::Request& request = record.request;
  ledger::Proposal proposal;
  proposal.id = accepted.sequence;
  proposal.proposer = request.key.participant;
  proposal.person = request.person;
  proposal.type = ledger::TypeOf(request.command);
  proposal.account = ledger::ActingAccountOf(request.command);
  proposal.proposed_at = record.recorded.recorded_at;
  proposal.expires_at = accepted.waiting->expires_at;
  proposal.approvals_needed = accepted.waiting->approvals_needed;
  proposals[{proposal.id, ledger::Raw(proposal.id)}] = proposal;
  WaitingRequest& waits = waiting[proposal.id];
  waits.request = request;
  for (const ledger::PostedLine& line : accepted.postings) waits.reserved.push_back(line.posting);
}

// An issuance that waits keeps as much of its cap free.
void ExpectedFacts::Reserve(const ledger::Request& request, std::int64_t sequence, int sign) {
  const auto* issue = std::get_if<ledger::Issue>(&request.command);
  if (issue == nullptr) return;
  const ledger::IssuanceCapKey key{issue->plan, issue->instrument, issue->sector};
  ledger::IssuanceCap cap = NewestOr(caps, key, {key, {}, {}});
  cap.reserved = {Sum(cap.reserved.value, sign * issue->quantity.value)};
  caps[{key, sequence}] = cap;
}

const ledger::Request* ExpectedFacts::ExecutedBy(const log::ParsedRecord& record) const {
  const auto* approve = std::get_if<ledger::ApproveProposal>(&record.request.command);
  if (approve == nullptr || !std::holds_alternative<ledger::Accepted>(record.recorded.outcome)) {
    return nullptr;
  }
  const auto waits = waiting.find(approve->proposal);
  const ledger::Proposal* proposal = FindProposal(approve->proposal);
  if (waits == waiting.end() || proposal == nullptr) return nullptr;
  const auto approvals = static_cast<std::int64_t>(proposal->approvers.size()) + 1;
  return approvals < proposal->approvals_needed ? nullptr : &waits->second.request;
}

bool ExpectedFacts::Answer(const log::ParsedRecord& record, const ledger::Accepted& accepted,
                           std::int64_t sequence) {
  const ledger::Sequence id = ledger::ProposalOf(record.request);
  const ledger::Proposal* before = FindProposal(id);
  if (before == nullptr || !waiting.contains(id)) return false;
  ledger::Proposal after = *before;
  bool changes_rules = false;
  if (const ledger::Request* executed = ExecutedBy(record)) {
    after.state = ledger::ProposalState::kExecuted;
    Reserve(*executed, sequence, -1);
    changes_rules = Carry({*executed, record.recorded, record.epoch, {}}, accepted, sequence);
  }
  if (std::holds_alternative<ledger::ApproveProposal>(record.request.command)) {
    after.approvers.push_back(record.request.person);
  } else {
    Reserve(waiting.at(id).request, sequence, -1);
    std::tie(after.state, after.cause) = std::visit(EndBy{}, record.request.command);
  }
  if (after.state != ledger::ProposalState::kOpen) waiting.erase(id);
  proposals[{id, sequence}] = std::move(after);
  return changes_rules;
}

const ledger::Proposal* ExpectedFacts::FindProposal(ledger::Sequence id) const {
  return Newest(proposals, id);
}

}  // namespace registry::storage
