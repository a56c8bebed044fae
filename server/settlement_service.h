// The trading system's office (settlement.proto).
#ifndef SERVER_SETTLEMENT_SERVICE_H_
#define SERVER_SETTLEMENT_SERVICE_H_

#include "carbon/registry/v1/settlement.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

class SettlementService final
    : public carbon::registry::v1::SettlementService::WithRawCallbackMethod_SettleTrades<
          carbon::registry::v1::SettlementService::Service> {
 public:
  explicit SettlementService(const Backend& backend) : backend_(backend) {}

  Reactor* SettleTrades(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_SETTLEMENT_SERVICE_H_
