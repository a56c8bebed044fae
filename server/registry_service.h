// The registry itself (registry.proto).
#ifndef SERVER_REGISTRY_SERVICE_H_
#define SERVER_REGISTRY_SERVICE_H_

#include "carbon/registry/v1/registry.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

class RegistryService final
    : public carbon::registry::v1::RegistryService::WithRawCallbackMethod_GetRegistryStatus<
          carbon::registry::v1::RegistryService::WithRawCallbackMethod_AdvanceClock<
              carbon::registry::v1::RegistryService::Service>> {
 public:
  explicit RegistryService(const Backend& backend) : backend_(backend) {}

  Reactor* GetRegistryStatus(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* AdvanceClock(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_REGISTRY_SERVICE_H_
