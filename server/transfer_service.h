// The office of changes outside trading (transfer.proto).
#ifndef SERVER_TRANSFER_SERVICE_H_
#define SERVER_TRANSFER_SERVICE_H_

#include "carbon/registry/v1/transfer.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

namespace transfer_methods {

using Protocol = carbon::registry::v1::TransferService;
using Others = Protocol::WithRawCallbackMethod_MoveToTrading<
    Protocol::WithRawCallbackMethod_MoveFromTrading<Protocol::WithRawCallbackMethod_Transfer<
        Protocol::WithRawCallbackMethod_CancelAllowances<Protocol::Service>>>>;
using All = Protocol::WithRawCallbackMethod_TrustAccount<
    Protocol::WithRawCallbackMethod_DistrustAccount<Protocol::WithRawCallbackMethod_TransferAtWill<
        Protocol::WithRawCallbackMethod_AbortTransfer<
            Protocol::WithRawCallbackMethod_ListTrustedAccounts<
                Protocol::WithRawCallbackMethod_ListDelayedTransfers<Others>>>>>>;

}  // namespace transfer_methods

class TransferService final : public transfer_methods::All {
 public:
  explicit TransferService(const Backend& backend) : backend_(backend) {}

  Reactor* MoveToTrading(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* MoveFromTrading(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* Transfer(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* CancelAllowances(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* TrustAccount(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* DistrustAccount(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* TransferAtWill(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* AbortTransfer(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListTrustedAccounts(CallContext* context, const Bytes* request,
                               Bytes* response) override;
  Reactor* ListDelayedTransfers(CallContext* context, const Bytes* request,
                                Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_TRANSFER_SERVICE_H_
