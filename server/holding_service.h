// The readers' office (holding.proto).
#ifndef SERVER_HOLDING_SERVICE_H_
#define SERVER_HOLDING_SERVICE_H_

#include "carbon/registry/v1/holding.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

class HoldingService final
    : public carbon::registry::v1::HoldingService::WithRawCallbackMethod_ListHoldings<
          carbon::registry::v1::HoldingService::WithRawCallbackMethod_ListPostings<
              carbon::registry::v1::HoldingService::WithRawCallbackMethod_GetStatement<
                  carbon::registry::v1::HoldingService::WithRawCallbackMethod_GetSupply<
                      carbon::registry::v1::HoldingService::Service>>>> {
 public:
  explicit HoldingService(const Backend& backend) : backend_(backend) {}

  Reactor* ListHoldings(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListPostings(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* GetStatement(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* GetSupply(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_HOLDING_SERVICE_H_
