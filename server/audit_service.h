// The auditor's office (audit.proto).
#ifndef SERVER_AUDIT_SERVICE_H_
#define SERVER_AUDIT_SERVICE_H_

#include "carbon/registry/v1/audit.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

class AuditService final
    : public carbon::registry::v1::AuditService::WithCallbackMethod_CheckRegistry<
          carbon::registry::v1::AuditService::WithRawCallbackMethod_GetCycleFigures<
              carbon::registry::v1::AuditService::WithRawCallbackMethod_GetCallCounts<
                  carbon::registry::v1::AuditService::WithRawCallbackMethod_SearchTrail<
                      carbon::registry::v1::AuditService::WithRawCallbackMethod_ExportTrail<
                          carbon::registry::v1::AuditService::Service>>>>> {
 public:
  explicit AuditService(const Backend& backend) : backend_(backend) {}

  grpc::ServerWriteReactor<carbon::registry::v1::CheckRegistryResponse>* CheckRegistry(
      CallContext* context, const carbon::registry::v1::CheckRegistryRequest* request) override;
  Reactor* GetCycleFigures(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* GetCallCounts(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* SearchTrail(CallContext* context, const Bytes* request, Bytes* response) override;
  grpc::ServerWriteReactor<Bytes>* ExportTrail(CallContext* context, const Bytes* request) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_AUDIT_SERVICE_H_
