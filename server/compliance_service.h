// The compliance officers' office (compliance.proto).
#ifndef SERVER_COMPLIANCE_SERVICE_H_
#define SERVER_COMPLIANCE_SERVICE_H_

#include "carbon/registry/v1/compliance.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

class ComplianceService final
    : public carbon::registry::v1::ComplianceService::WithRawCallbackMethod_CreateCompliancePeriod<
          carbon::registry::v1::ComplianceService::WithRawCallbackMethod_ListCompliancePeriods<
              carbon::registry::v1::ComplianceService::WithRawCallbackMethod_DetermineObligation<
                  carbon::registry::v1::ComplianceService::WithRawCallbackMethod_Surrender<
                      carbon::registry::v1::ComplianceService::WithRawCallbackMethod_GetObligation<
                          carbon::registry::v1::ComplianceService::
                              WithRawCallbackMethod_ListObligations<
                                  carbon::registry::v1::ComplianceService::Service>>>>>> {
 public:
  explicit ComplianceService(const Backend& backend) : backend_(backend) {}

  Reactor* CreateCompliancePeriod(CallContext* context, const Bytes* request,
                                  Bytes* response) override;
  Reactor* ListCompliancePeriods(CallContext* context, const Bytes* request,
                                 Bytes* response) override;
  Reactor* DetermineObligation(CallContext* context, const Bytes* request,
                               Bytes* response) override;
  Reactor* Surrender(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* GetObligation(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListObligations(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_COMPLIANCE_SERVICE_H_
