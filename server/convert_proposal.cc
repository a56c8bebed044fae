#include <string>

#include "ledger/account_number.h"
#include "server/convert.h"

namespace registry::server {

static_assert(int{v1::ProposalState_MAX} == ledger::kProposalStateCount);

ledger::ApproveProposal FromProto(const v1::ApproveProposalRequest& request, Shape& shape) {
  return {shape.Proposal("proposal", request.proposal()),
          shape.Digest("request_hash", request.request_hash())};
}

ledger::RejectProposal FromProto(const v1::RejectProposalRequest& request, Shape& shape) {
  return {shape.Proposal("proposal", request.proposal()),
          shape.Digest("request_hash", request.request_hash()),
          shape.Text("cause", request.cause(), 1, 500)};
}

ledger::WithdrawProposal FromProto(const v1::WithdrawProposalRequest& request, Shape& shape) {
  return {shape.Proposal("proposal", request.proposal()),
          shape.Text("cause", request.cause(), 1, 500)};
}

v1::Proposal ToProto(const Directory& directory, const ledger::Proposal& proposal) {
  v1::Proposal answer;
  answer.set_proposal(std::to_string(ledger::Raw(proposal.id)));
  answer.set_state(static_cast<v1::ProposalState>(proposal.state));
  answer.set_type(static_cast<v1::TransactionType>(proposal.type));
  if (const auto* office = directory.rules().FindParticipant(proposal.proposer)) {
    answer.set_participant(office->name);
  }
  answer.set_person(proposal.person);
  if (proposal.account) answer.set_account(ledger::FormatAccountNumber(*proposal.account));
  *answer.mutable_propose_time() = ToProto(proposal.proposed_at);
  *answer.mutable_expire_time() = ToProto(proposal.expires_at);
  answer.set_approvals_needed(proposal.approvals_needed);
  for (const std::string& approver : proposal.approvers) answer.add_approvers(approver);
  answer.set_cause(proposal.cause);
  return answer;
}

v1::Waiting WaitingToProto(const Directory& directory, const ledger::Recorded& recorded,
                           const ledger::Accepted& accepted, bool validate_only) {
  v1::Waiting answer;
  *answer.mutable_expire_time() = ToProto(accepted.waiting->expires_at);
  answer.set_approvals_needed(accepted.waiting->approvals_needed);
  *answer.mutable_record_time() = ToProto(recorded.recorded_at);
  for (const ledger::PostedLine& line : accepted.postings) {
    *answer.add_postings() = ToProto(directory, line);
  }
  answer.set_replay(directory.replay());
  if (validate_only) return answer;
  answer.set_proposal(std::to_string(ledger::Raw(accepted.sequence)));
  answer.set_record_number(ledger::Raw(recorded.record_number));
  return answer;
}

}  // namespace registry::server
