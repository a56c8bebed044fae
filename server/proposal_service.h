// The counter of second persons (proposal.proto).
#ifndef SERVER_PROPOSAL_SERVICE_H_
#define SERVER_PROPOSAL_SERVICE_H_

#include "carbon/registry/v1/proposal.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

class ProposalService final
    : public carbon::registry::v1::ProposalService::WithRawCallbackMethod_GetProposal<
          carbon::registry::v1::ProposalService::WithRawCallbackMethod_ListProposals<
              carbon::registry::v1::ProposalService::WithRawCallbackMethod_ApproveProposal<
                  carbon::registry::v1::ProposalService::WithRawCallbackMethod_RejectProposal<
                      carbon::registry::v1::ProposalService::WithRawCallbackMethod_WithdrawProposal<
                          carbon::registry::v1::ProposalService::Service>>>>> {
 public:
  explicit ProposalService(const Backend& backend) : backend_(backend) {}

  Reactor* GetProposal(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListProposals(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ApproveProposal(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* RejectProposal(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* WithdrawProposal(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_PROPOSAL_SERVICE_H_
