#include "server/proposal_service.h"

#include <string>
#include <vector>

#include "server/random.h"
#include "server/read.h"
#include "server/write.h"
#include "storage/proposal_reader.h"

namespace registry::server {
namespace {

// Whether the caller sees what this office proposes: his own office, an office for which his role
// approves, or, as the auditor, all.
bool SeesProposalsOf(const View& view, const ledger::Participant& proposer) {
  const ledger::Role role = view.caller.role;
  if (proposer.id == view.caller.id) return true;
  if (ledger::RightTo(role, ledger::Read::kTrail) == ledger::Scope::kAll) return true;
  return view.reach == ledger::Scope::kAll && ledger::MayApprove(role, proposer.role);
}

std::vector<ledger::ParticipantId> VisibleProposers(const View& view, const ledger::Rules& rules,
                                                    const std::string& only) {
  std::vector<ledger::ParticipantId> visible;
  for (const auto& [id, participant] : rules.participants) {
    if (!only.empty() && participant.name != only) continue;
    if (SeesProposalsOf(view, participant)) visible.push_back(id);
  }
  return visible;
}

// The request of an approval that nobody gave: what the last one would come to.
ledger::Request ApprovalOf(const ledger::Proposal& proposal, const ledger::Digest& hash,
                           ledger::Instant now) {
  ledger::Request request;
  request.key = {ledger::kHouse, RandomRequestId()};
  request.received_at = now;
  request.command = ledger::ApproveProposal{proposal.id, hash};
  return request;
}

void AddOutcome(const View& view, const ledger::Proposal& proposal, const ledger::Digest& hash,
                v1::ProposalDetails& answer) {
  if (proposal.state != ledger::ProposalState::kOpen) return;
  const storage::Answer decided = view.backend.approval_validator->Validate(
      ApprovalOf(proposal, hash, ArrivalTime(view.directory)));
  LogFault(view.backend, decided);
  if (std::holds_alternative<ledger::Denied>(decided)) return;  // it has ended meanwhile
  Outcome outcome = ToOutcome(*view.backend.directory->Current(), decided, true);
  if (auto* accepted = std::get_if<v1::Accepted>(&outcome)) {
    *answer.mutable_accepted() = std::move(*accepted);
  } else if (auto* refused = std::get_if<google::rpc::Status>(&outcome)) {
    *answer.mutable_error() = std::move(*refused);
  }
}

Refusal FindProposal(const View& view, const v1::GetProposalRequest& request,
                     v1::ProposalDetails* answer) {
  Shape shape;
  const ledger::Sequence id = shape.Proposal("proposal", request.proposal());
  if (!shape.ok()) return Misshapen(shape.violations());
  const auto found = storage::ProposalReader(view.backend.pool).Find(id);
  if (!found.ok()) return FromAbsl(found.status());
  if (!*found) return NotEntitled();
  const storage::StoredProposal& stored = **found;
  const auto* proposer = view.directory.rules().FindParticipant(stored.proposal.proposer);
  if (proposer == nullptr || !SeesProposalsOf(view, *proposer)) return NotEntitled();

  const auto& accepted = std::get<ledger::Accepted>(stored.record.recorded.outcome);
  ledger::InstrumentId newest{};
  for (const ledger::PostedLine& line : accepted.postings) {
    newest = Later(newest, line.posting.transferring.instrument);
  }
  const auto directory = DirectoryKnowing(view, newest);
  *answer->mutable_proposal() = ToProto(*directory, stored.proposal);
  answer->set_request_hash(ToBytes(stored.request_hash));
  *answer->mutable_request() = EntryToProto(stored.record.request);
  answer->set_description(Describe(answer->request()));
  for (const ledger::PostedLine& line : accepted.postings) {
    *answer->add_postings() = ToProto(*directory, line);
  }
  AddOutcome(view, stored.proposal, stored.request_hash, *answer);
  return std::nullopt;
}

Refusal ListAll(const View& view, const v1::ListProposalsRequest& request,
                v1::ListProposalsResponse* answer) {
  Shape shape;
  storage::ProposalFilter filter;
  filter.state = shape.OptionalEnum<ledger::ProposalState>("state", request.state(),
                                                           v1::ProposalState_IsValid);
  filter.account = shape.OptionalAccount("account", request.account());
  std::string only;
  if (!request.participant().empty()) {
    only = shape.Name("participant", request.participant(), kMaxParticipantName);
  }
  PageAsked page;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
  if (filter.account) {
    if (Refusal refusal = MaySee(view, *filter.account)) return refusal;
  }
  filter.proposers = VisibleProposers(view, view.directory.rules(), only);
  // An office that is not there, and one whose proposals are not for the caller, are the same.
  if (!only.empty() && filter.proposers->empty()) return NotEntitled();
  std::optional<ledger::Sequence> after;
  if (page.after) after = ledger::Sequence{KeyReader(*page.after).Number()};
  const auto rows = storage::ProposalReader(view.backend.pool).List(filter, after, page.size);
  if (!rows.ok()) return FromAbsl(rows.status());
  for (const storage::StoredProposal& row : rows->rows) {
    *answer->add_proposals() = ToProto(view.directory, row.proposal);
  }
  std::optional<std::string> key;
  if (rows->next) key = KeyWriter().Number(ledger::Raw(*rows->next)).bytes();
  answer->set_next_page_token(NextToken(view, request, ledger::Sequence{}, std::move(key)));
  return std::nullopt;
}

}  // namespace

Reactor* ProposalService::GetProposal(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::GetProposalRequest, v1::ProposalDetails>(backend_, "ProposalService/GetProposal",
                                                           ledger::Read::kProposals, context,
                                                           request, response, FindProposal);
}

Reactor* ProposalService::ListProposals(CallContext* context, const Bytes* request,
                                        Bytes* response) {
  return Read<v1::ListProposalsRequest, v1::ListProposalsResponse>(
      backend_, "ProposalService/ListProposals", ledger::Read::kProposals, context, request,
      response, ListAll);
}

Reactor* ProposalService::ApproveProposal(CallContext* context, const Bytes* request,
                                          Bytes* response) {
  return Write<v1::ApproveProposalRequest>(backend_, "ProposalService/ApproveProposal", context,
                                           request, response);
}

Reactor* ProposalService::RejectProposal(CallContext* context, const Bytes* request,
                                         Bytes* response) {
  return Write<v1::RejectProposalRequest>(backend_, "ProposalService/RejectProposal", context,
                                          request, response);
}

Reactor* ProposalService::WithdrawProposal(CallContext* context, const Bytes* request,
                                           Bytes* response) {
  return Write<v1::WithdrawProposalRequest>(backend_, "ProposalService/WithdrawProposal", context,
                                            request, response);
}

}  // namespace registry::server
