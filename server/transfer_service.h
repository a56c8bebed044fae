// The office of changes outside trading (transfer.proto).
#ifndef SERVER_TRANSFER_SERVICE_H_
#define SERVER_TRANSFER_SERVICE_H_

#include "carbon/registry/v1/transfer.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

class TransferService final
    : public carbon::registry::v1::TransferService::WithRawCallbackMethod_MoveToTrading<
          carbon::registry::v1::TransferService::WithRawCallbackMethod_MoveFromTrading<
              carbon::registry::v1::TransferService::WithRawCallbackMethod_Transfer<
                  carbon::registry::v1::TransferService::WithRawCallbackMethod_CancelAllowances<
                      carbon::registry::v1::TransferService::Service>>>> {
 public:
  explicit TransferService(const Backend& backend) : backend_(backend) {}

  Reactor* MoveToTrading(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* MoveFromTrading(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* Transfer(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* CancelAllowances(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_TRANSFER_SERVICE_H_
