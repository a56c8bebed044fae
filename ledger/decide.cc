#include "ledger/decide.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "ledger/checks.h"
#include "ledger/conservation.h"
#include "ledger/policy.h"

namespace registry::ledger {
namespace {

// The account that a caller acts for: what the scope of his right is about. Nothing where a command
// has no such account, and then only a right to all reaches it.
struct ActingAccount {
  using Result = std::optional<AccountId>;
  Result operator()(const Allocate& allocate) const { return allocate.transferring_account; }
  Result operator()(const ReturnAllowances& give_back) const {
    return give_back.transferring_account;
  }
  Result operator()(const Transfer& transfer) const { return transfer.transferring_account; }
  Result operator()(const MoveToTrading& move) const { return move.account; }
  Result operator()(const MoveFromTrading& move) const { return move.account; }
  Result operator()(const DetermineObligation& determine) const { return determine.unit_account; }
  Result operator()(const Surrender& surrender) const { return surrender.unit_account; }
  Result operator()(const Cancel& cancel) const { return cancel.account; }
  Result operator()(const ObjectToRestriction& object) const { return object.account; }
  Result operator()(const TrustAccount& trust) const { return trust.account; }
  Result operator()(const DistrustAccount& distrust) const { return distrust.account; }
  Result operator()(const TransferAtWill& transfer) const { return transfer.transferring_account; }
  Result operator()(const AbortTransfer& abort) const { return abort.account; }
  template <typename Other>
  Result operator()(const Other&) const {
    return std::nullopt;
  }
};

// The other side of an allocation or a return. It too has to be of a provincial caller's province,
// or his refusals would tell him about accounts elsewhere.
struct FacingAccount {
  using Result = std::optional<AccountId>;
  Result operator()(const Allocate& allocate) const { return allocate.acquiring_account; }
  Result operator()(const ReturnAllowances& give_back) const { return give_back.acquiring_account; }
  template <typename Other>
  Result operator()(const Other&) const {
    return std::nullopt;
  }
};

bool ScopeCovers(Scope scope, const Participant& participant, std::optional<AccountId> acting,
                 std::optional<AccountId> facing, const Snapshot& snapshot) {
  const auto is_of_province = [&](AccountId id) {
    const Account* account = snapshot.FindAccount(id);
    return account != nullptr && account->province == participant.province;
  };
  switch (scope) {
    case Scope::kNone:
      return false;
    case Scope::kOwnAccount:
      return acting && participant.account == acting;
    case Scope::kOwnProvince: {
      if (!acting || participant.province.empty()) return false;
      return is_of_province(*acting) && (!facing || is_of_province(*facing));
    }
    case Scope::kAll:
      return true;
  }
  return false;
}

constexpr bool IsAnswer(CommandType type) {
  return type == CommandType::kApproveProposal || type == CommandType::kRejectProposal ||
         type == CommandType::kWithdrawProposal || type == CommandType::kExpireProposal;
}

// What a command passes judgement on, where it is a second person's act itself.
std::optional<CommandType> JudgedBy(CommandType type) {
  if (type == CommandType::kReviewApplication) return CommandType::kApplyForAccount;
  if (type == CommandType::kDecideObjection) return CommandType::kChangeAccountStatus;
  return std::nullopt;
}

// Whether a person has a seat from which he could have given a command, that of a suspended office
// too: it may have been heard then. Who gave it is not asked, so he judges nobody's.
bool HasSeatFor(const Rules& rules, const Person& person, CommandType type) {
  return std::any_of(person.seats.begin(), person.seats.end(), [&](const Seat& seat) {
    const Participant* office = rules.FindParticipant(seat.participant);
    return office != nullptr && RightTo(office->role, type) != Scope::kNone && MayWith(seat, type);
  });
}

// Whether the request comes from somebody whom the office has sent.
bool PersonMay(const Rules& rules, Instant now, const Participant& office, const Request& request) {
  const CommandType type = TypeOf(request.command);
  if (request.person.empty()) {
    // An approval is a person's, whatever the policy.
    const bool approval =
        type == CommandType::kApproveProposal || type == CommandType::kRejectProposal;
    return !approval && !PersonRequired(rules, office.role, now);
  }
  const Person* person = rules.FindPerson(request.person);
  if (person == nullptr || !person->active) return false;
  const Seat* seat = SeatAt(*person, office.id);
  if (seat == nullptr || !MayWith(*seat, type)) return false;
  const std::optional<CommandType> judged = JudgedBy(type);
  return !judged || !HasSeatFor(rules, *person, *judged);
}

// Whether an office with so far a right approves what this proposal's office proposes.
bool OfficeMayAnswer(const Rules& rules, const Participant& office, Scope scope,
                     const Proposal& proposal) {
  const Participant* proposer = rules.FindParticipant(proposal.proposer);
  return proposer != nullptr && MayApprove(office.role, proposer->role) &&
         (proposal.proposer == office.id || scope == Scope::kAll);
}

// Whether a proposal is one that the office may answer so. Also when there is none: nobody learns
// of proposals that are not his.
bool MayAnswer(const Rules& rules, const Snapshot& snapshot, const Participant& office,
               const Request& request) {
  const CommandType type = TypeOf(request.command);
  const Scope scope = RightTo(office.role, type);
  const Proposal* proposal = snapshot.FindProposal(ProposalOf(request));
  if (scope == Scope::kNone || proposal == nullptr) return false;
  if (type == CommandType::kWithdrawProposal) return proposal->proposer == office.id;
  return OfficeMayAnswer(rules, office, scope, *proposal);
}

Decision DecideUnguarded(const Rules& rules, const Context& context, const Request& request) {
  if (!HasRight(rules, context.snapshot, context.now, request)) return Denied{};
  const CommandType type = TypeOf(request.command);
  if (!rules.book_open && type != CommandType::kOpenBook) return Fault{"the book is not open"};
  if (IsAnswer(type)) return DecideAnswer(context, request);
  const Participant* office = rules.FindParticipant(request.key.participant);
  if (office != nullptr && !IsSwitchedOn(rules, office->role, type, context.now)) {
    return Rejection{{{Reason::kCommandOff, {{"command", std::string(CommandTypeName(type))}}}}};
  }
  Decision decision = DecideCommand(context, request.command);
  auto* effects = std::get_if<Effects>(&decision);
  if (effects == nullptr || office == nullptr) return decision;
  const int approvals = ApprovalsNeeded(rules, context.now, office->role, request);
  if (approvals == 0) return decision;
  return Propose(context, request, *std::move(effects), approvals);
}

}  // namespace

bool MayApproveStill(const Rules& rules, std::string_view person, const Proposal& proposal) {
  const Person* approver = rules.FindPerson(person);
  if (approver == nullptr || !approver->active) return false;
  return std::any_of(approver->seats.begin(), approver->seats.end(), [&](const Seat& seat) {
    const Participant* office = rules.FindParticipant(seat.participant);
    return office != nullptr && office->active && Has(seat, Power::kApprove) &&
           OfficeMayAnswer(rules, *office, RightTo(office->role, CommandType::kApproveProposal),
                           proposal);
  });
}

bool MayWith(const Seat& seat, CommandType type) {
  switch (type) {
    case CommandType::kApproveProposal:
    case CommandType::kRejectProposal:
      return Has(seat, Power::kApprove);
    case CommandType::kSurrender:
      return Has(seat, Power::kInitiate) || Has(seat, Power::kSurrender);
    default:
      return Has(seat, Power::kInitiate);
  }
}

bool PersonRequired(const Rules& rules, Role role, Instant now) {
  return rules.PolicyAt({PolicyKind::kPersonRequired, role, std::nullopt, {}}, now) != 0;
}

std::optional<AccountId> ActingAccountOf(const Command& command) {
  return std::visit(ActingAccount{}, command);
}

bool HasRight(const Rules& rules, const Snapshot& snapshot, Instant now, const Request& request) {
  const CommandType type = TypeOf(request.command);
  if (request.key.participant == kCeremony) {
    return type == CommandType::kOpenBook || type == CommandType::kRegisterParticipant ||
           type == CommandType::kRegisterPerson || type == CommandType::kSetPolicy ||
           type == CommandType::kRecoverAdministrator;
  }
  if (request.key.participant == kHouse) {
    return type == CommandType::kExpireProposal || type == CommandType::kExpireFreeze ||
           type == CommandType::kTakeFrozen || type == CommandType::kExecuteTransfer;
  }
  const Participant* office = rules.FindParticipant(request.key.participant);
  if (office == nullptr || !office->active || !PersonMay(rules, now, *office, request)) {
    return false;
  }
  if (IsAnswer(type)) return MayAnswer(rules, snapshot, *office, request);
  // Who needs a second person is one.
  if (request.person.empty() && ApprovalsNeeded(rules, now, office->role, request) > 0) {
    return false;
  }
  return ScopeCovers(RightTo(office->role, type), *office, ActingAccountOf(request.command),
                     std::visit(FacingAccount{}, request.command), snapshot);
}

Decision DecideCommand(const Context& context, const Command& command) {
  const CommandType type = static_cast<CommandType>(command.index() + 1);
  if (const Freeze* stop = StopOf(context.rules, type, context.now)) {
    return Rejection{{{Reason::kProcessStopped,
                       {{"process", std::string(CommandTypeName(type))},
                        {"freeze", std::to_string(Raw(stop->id))},
                        {"until", Text(stop->until)}}}}};
  }
  return std::visit(
      [&](const auto& of_type) -> Decision {
        if constexpr (requires { DecideOn(context, of_type); }) return DecideOn(context, of_type);
        return Fault{"an answer to a proposal is not decided alone"};
      },
      command);
}

Touched TouchedByCommand(const Rules& rules, const Command& command) {
  return std::visit(
      [&](const auto& of_type) -> Touched {
        if constexpr (requires { TouchedBy(rules, of_type); }) return TouchedBy(rules, of_type);
        return {};
      },
      command);
}

Touched Touches(const Rules& rules, const NewIds&, const Request& request) {
  Touched touched;
  if (IsAnswer(TypeOf(request.command))) {
    touched = TouchedByAnswer(rules, request);
  } else {
    touched = TouchedByCommand(rules, request.command);
    TouchForProposal(rules, request, touched);
  }
  TouchForFreezes(rules, touched);
  return touched;
}

Decision Decide(const Rules& rules, const Snapshot& snapshot, const NewIds& ids, Instant now,
                const Request& request) {
  const Context context{rules, snapshot, ids, now, request.received_at};
  Decision decision = DecideUnguarded(rules, context, request);
  if (const auto* effects = std::get_if<Effects>(&decision)) {
    if (auto fault = CheckConservation(rules, snapshot, *effects)) return *std::move(fault);
  }
  if (snapshot.fault()) return Fault{*snapshot.fault()};
  return decision;
}

}  // namespace registry::ledger
