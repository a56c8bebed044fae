#include "ledger/second_person.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include "ledger/account.h"
#include "ledger/checks.h"
#include "ledger/command.h"
#include "ledger/decide.h"
#include "ledger/given_back.h"
#include "ledger/policy.h"

namespace registry::ledger {
namespace {

struct QuantityOf {
  Quantity operator()(const SetIssuanceCap& set) const { return set.cap; }
  template <typename Command>
  Quantity operator()(const Command& command) const {
    if constexpr (requires { {command.quantity}; }) return command.quantity;
    return {};
  }
};

struct TakesAway {
  const Rules& rules;
  template <typename Command>
  bool operator()(const Command& command) const {
    if constexpr (requires { OnlyTakesAway(rules, command); }) return OnlyTakesAway(rules, command);
    return false;
  }
};

// A succession of everything, the closing of a dissolved unit and a freeze take what there is when
// they are carried out, so nothing waits for them.
bool TakesWhatThereIs(const Command& command) {
  if (const auto* succeed = std::get_if<Succeed>(&command)) return succeed->holdings.empty();
  return std::holds_alternative<CloseDissolved>(command) ||
         std::holds_alternative<FreezeHolding>(command);
}

PositionKey Pending(PositionKey position, CommandType type) {
  position.bucket = PendingBucket(type);
  return position;
}

// The cap under which a proposed issuance is reserved.
const Issue* ReservesCap(const Request& request) { return std::get_if<Issue>(&request.command); }

IssuanceCapKey CapOf(const Issue& issue) { return {issue.plan, issue.instrument, issue.sector}; }

// What waits for a proposal, given back.
Effects Release(const Snapshot& snapshot, const Proposed& proposed) {
  Effects effects;
  for (const Posting& posting : proposed.reserved) {
    effects.postings.push_back({posting.acquiring, posting.transferring, posting.quantity});
  }
  if (const Issue* issue = ReservesCap(proposed.request)) {
    if (const IssuanceCap* cap = snapshot.FindIssuanceCap(CapOf(*issue))) {
      IssuanceCap freed = *cap;
      freed.reserved.value -= issue->quantity.value;
      effects.facts.emplace_back(freed);
    }
  }
  return effects;
}

// Lets the postings take what waits for them instead of what it was taken from. False unless they
// take exactly that. What a command only sets aside where it waits already stays there, unmoved.
bool TakeWhatWaits(const std::vector<Posting>& reserved, std::vector<Posting>& postings) {
  return std::all_of(reserved.begin(), reserved.end(), [&](const Posting& waiting) {
    const auto found = std::find_if(postings.begin(), postings.end(), [&](const Posting& posting) {
      return posting.transferring == waiting.transferring && posting.quantity == waiting.quantity;
    });
    if (found == postings.end()) return false;
    found->transferring = waiting.acquiring;
    if (found->transferring == found->acquiring) postings.erase(found);
    return true;
  });
}

Sequence IdOf(const Command& command) {
  return std::visit(
      []<typename C>(const C& answer) {
        if constexpr (requires { answer.proposal; }) return answer.proposal;
        return Sequence{};
      },
      command);
}

// The checks that are the same for all answers, in the order of the header.
void CheckAnswer(const Context& context, const Request& request, const Proposal& proposal,
                 Checks& checks) {
  const Facts fact = {{"proposal", std::to_string(Raw(proposal.id))}};
  const auto with = [&](const char* name, std::string value) {
    Facts facts = fact;
    facts.emplace_back(name, std::move(value));
    return facts;
  };
  std::optional<Digest> seen;
  if (const auto* approve = std::get_if<ApproveProposal>(&request.command)) {
    seen = approve->request_hash;
  }
  if (const auto* reject = std::get_if<RejectProposal>(&request.command)) {
    seen = reject->request_hash;
  }
  if (seen && *seen != request.proposed->request_hash) {
    checks.Fail(Reason::kProposalHashMismatch, fact);
  }
  if (proposal.state != ProposalState::kOpen) {
    checks.Fail(Reason::kProposalNotOpen,
                with("state", std::string(ProposalStateName(proposal.state))));
    return;
  }
  const bool expired = context.now >= proposal.expires_at;
  if (seen && expired) {
    checks.Fail(Reason::kProposalExpired, with("expired_at", Text(proposal.expires_at)));
  }
  if (std::holds_alternative<ExpireProposal>(request.command) && !expired) {
    checks.Fail(Reason::kProposalNotExpired, with("expires_at", Text(proposal.expires_at)));
  }
}

// Whoever has had a part in it may still have it.
void CheckParts(const Context& context, const Proposed& proposed, const Proposal& proposal,
                Checks& checks) {
  const std::string id = std::to_string(Raw(proposal.id));
  if (!HasRight(context.rules, context.snapshot, context.now, proposed.request)) {
    checks.Fail(Reason::kProposerRightLost, {{"proposal", id}});
  }
  const Participant* office = context.rules.FindParticipant(proposal.proposer);
  if (office != nullptr && !IsSwitchedOn(context.rules, office->role, proposal.type, context.now)) {
    checks.Fail(Reason::kCommandOff, {{"command", std::string(CommandTypeName(proposal.type))}});
  }
  for (const std::string& person : proposal.approvers) {
    if (MayApproveStill(context.rules, person, proposal)) continue;
    checks.Fail(Reason::kApproverRightLost, {{"proposal", id}, {"person", person}});
  }
}

// The last approval: all checks again, on the book as it stands without what waits for them.
Decision Execute(const Context& context, const Proposed& proposed, Proposal executed) {
  const Snapshot released = AsGivenBack(context, Release(context.snapshot, proposed));
  const Context after{context.rules, released, context.ids, context.now,
                      proposed.request.received_at};
  Decision decision = DecideCommand(after, proposed.request.command);
  if (released.fault()) return Fault{*released.fault()};
  auto* effects = std::get_if<Effects>(&decision);
  if (effects == nullptr) return decision;
  if (!TakeWhatWaits(proposed.reserved, effects->postings)) {
    return Fault{"a proposal takes other than what waits for it"};
  }
  effects->facts.emplace_back(std::move(executed));
  return decision;
}

Decision Approve(const Context& context, const Request& request, Proposal proposal,
                 Checks& checks) {
  const Facts fact = {{"proposal", std::to_string(Raw(proposal.id))}};
  const bool approved_already = std::find(proposal.approvers.begin(), proposal.approvers.end(),
                                          request.person) != proposal.approvers.end();
  if (proposal.person == request.person || approved_already) {
    checks.Fail(Reason::kSecondPersonIsFirst, fact);
  }
  const bool last =
      static_cast<std::int64_t>(proposal.approvers.size()) + 1 >= proposal.approvals_needed;
  if (last) CheckParts(context, *request.proposed, proposal, checks);
  if (checks.failed()) return checks.Rejected();
  proposal.approvers.push_back(request.person);
  if (!last) return Effects{{}, {std::move(proposal)}};
  proposal.state = ProposalState::kExecuted;
  return Execute(context, *request.proposed, std::move(proposal));
}

struct EndOf {
  using Result = std::pair<ProposalState, std::string>;
  Result operator()(const RejectProposal& reject) const {
    return {ProposalState::kRejected, reject.cause};
  }
  Result operator()(const WithdrawProposal& withdraw) const {
    return {ProposalState::kWithdrawn, withdraw.cause};
  }
  template <typename Other>
  Result operator()(const Other&) const {
    return {ProposalState::kExpired, {}};
  }
};

}  // namespace

Sequence ProposalOf(const Request& request) { return IdOf(request.command); }

bool MayWait(CommandType type) {
  switch (type) {
    case CommandType::kOpenBook:
    case CommandType::kAdvanceClock:
    case CommandType::kOpenAccount:  // the record has the digest of the holder's name only
    case CommandType::kMoveFromTrading:
    case CommandType::kSettleTrade:
    case CommandType::kApproveProposal:
    case CommandType::kRejectProposal:
    case CommandType::kWithdrawProposal:
    case CommandType::kExpireProposal:
    case CommandType::kRecoverAdministrator:
    case CommandType::kExpireFreeze:
    case CommandType::kTakeFrozen:
    case CommandType::kExecuteTransfer:
    case CommandType::kApplyForAccount:    // the same
    case CommandType::kChangeParticulars:  // the same
    case CommandType::kReviewApplication:  // a second person's act itself
    case CommandType::kDecideObjection:    // the same
      return false;
    default:
      return true;
  }
}

int ApprovalsNeeded(const Rules& rules, Instant now, Role role, const Request& request) {
  if (rules.policies.empty()) return 0;
  const CommandType type = TypeOf(request.command);
  if (!MayWait(type) || std::visit(TakesAway{rules}, request.command)) return 0;
  const Quantity quantity = std::visit(QuantityOf{}, request.command);
  std::int64_t needed = 0;
  PolicyKey key{PolicyKind::kApprovalsNeeded, role, type, {}};
  for (auto it = rules.policies.lower_bound(key); it != rules.policies.end(); ++it) {
    const PolicyKey& found = it->first;
    if (found.kind != key.kind || found.role != role || found.command != type) break;
    if (found.above.value != 0 && quantity <= found.above) break;
    if (const auto value = ValueAt(it->second, now)) needed = *value;
  }
  return static_cast<int>(needed);
}

void TouchForProposal(const Rules& rules, const Request& request, Touched& touched) {
  if (rules.policies.empty()) return;
  const CommandType type = TypeOf(request.command);
  const bool may = MayWait(type) &&
                   std::any_of(rules.policies.begin(), rules.policies.end(),
                               [&](const auto& policy) { return policy.first.command == type; });
  if (!may) return;
  std::set<PositionKey> pending;
  for (const PositionKey& position : touched.positions) {
    if (position.bucket == Bucket::kRegistered) pending.insert(Pending(position, type));
  }
  touched.positions.merge(pending);
}

Touched TouchedByAnswer(const Rules& rules, const Request& request) {
  Touched touched;
  if (request.proposed != nullptr) {
    const Request& proposed = request.proposed->request;
    if (std::holds_alternative<ApproveProposal>(request.command)) {
      touched = TouchedByCommand(rules, proposed.command);
    }
    for (const Posting& posting : request.proposed->reserved) {
      touched.positions.insert({posting.transferring, posting.acquiring});
    }
    if (const Issue* issue = ReservesCap(proposed)) touched.issuance_caps.insert(CapOf(*issue));
  }
  touched.proposals.insert(ProposalOf(request));
  return touched;
}

Effects Propose(const Context& context, const Request& request, Effects effects, int approvals) {
  const CommandType type = TypeOf(request.command);
  Effects proposed;
  if (TakesWhatThereIs(request.command)) effects.postings.clear();
  for (const Posting& posting : effects.postings) {
    const PositionKey& from = posting.transferring;
    const Account* account = context.snapshot.FindAccount(from.account);
    if (from.bucket != Bucket::kRegistered || account == nullptr || MayBeBelowZero(account->kind)) {
      continue;
    }
    proposed.postings.push_back({from, Pending(from, type), posting.quantity});
  }
  if (const Issue* issue = ReservesCap(request)) {
    if (const IssuanceCap* cap = context.snapshot.FindIssuanceCap(CapOf(*issue))) {
      IssuanceCap reserved = *cap;
      reserved.reserved.value += issue->quantity.value;
      proposed.facts.emplace_back(reserved);
    }
  }
  Proposal proposal;
  proposal.id = context.ids.sequence;
  proposal.proposer = request.key.participant;
  proposal.person = request.person;
  proposal.type = type;
  proposal.account = ActingAccountOf(request.command);
  proposal.proposed_at = context.now;
  proposal.expires_at = AfterWorkingDays(context.rules.calendars, context.now, 1);
  proposal.approvals_needed = approvals;
  proposed.facts.emplace_back(std::move(proposal));
  return proposed;
}

Decision DecideAsApproved(const Context& context, const Request& approve) {
  const Proposal* proposal = context.snapshot.FindProposal(ProposalOf(approve));
  if (proposal == nullptr || approve.proposed == nullptr ||
      proposal->state != ProposalState::kOpen) {
    return Denied{};
  }
  Checks checks(context);
  CheckAnswer(context, approve, *proposal, checks);
  CheckParts(context, *approve.proposed, *proposal, checks);
  if (checks.failed()) return checks.Rejected();
  Proposal executed = *proposal;
  executed.state = ProposalState::kExecuted;
  return Execute(context, *approve.proposed, std::move(executed));
}

Decision DecideAnswer(const Context& context, const Request& request) {
  const Proposal* proposal = context.snapshot.FindProposal(ProposalOf(request));
  if (proposal == nullptr || request.proposed == nullptr) return Denied{};
  Checks checks(context);
  CheckAnswer(context, request, *proposal, checks);
  if (std::holds_alternative<ApproveProposal>(request.command)) {
    return Approve(context, request, *proposal, checks);
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Effects effects = Release(context.snapshot, *request.proposed);
  Proposal ended = *proposal;
  std::tie(ended.state, ended.cause) = std::visit(EndOf{}, request.command);
  effects.facts.emplace_back(std::move(ended));
  return effects;
}

}  // namespace registry::ledger
