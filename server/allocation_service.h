// The office of instruments, plans and allocation (allocation.proto).
#ifndef SERVER_ALLOCATION_SERVICE_H_
#define SERVER_ALLOCATION_SERVICE_H_

#include "carbon/registry/v1/allocation.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

class AllocationService final
    : public carbon::registry::v1::AllocationService::WithRawCallbackMethod_CreateInstrument<
          carbon::registry::v1::AllocationService::WithRawCallbackMethod_GetInstrument<
              carbon::registry::v1::AllocationService::WithRawCallbackMethod_ListInstruments<
                  carbon::registry::v1::AllocationService::WithRawCallbackMethod_SetIssuanceCap<
                      carbon::registry::v1::AllocationService::WithRawCallbackMethod_Issue<
                          carbon::registry::v1::AllocationService::WithRawCallbackMethod_Allocate<
                              carbon::registry::v1::AllocationService::
                                  WithRawCallbackMethod_ReturnAllowances<
                                      carbon::registry::v1::AllocationService::Service>>>>>>> {
 public:
  explicit AllocationService(const Backend& backend) : backend_(backend) {}

  Reactor* CreateInstrument(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* GetInstrument(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListInstruments(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* SetIssuanceCap(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* Issue(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* Allocate(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ReturnAllowances(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_ALLOCATION_SERVICE_H_
