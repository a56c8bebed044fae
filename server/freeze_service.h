// The counter of the courts (freeze.proto).
#ifndef SERVER_FREEZE_SERVICE_H_
#define SERVER_FREEZE_SERVICE_H_

#include "carbon/registry/v1/freeze.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

namespace freeze_methods {

using Protocol = carbon::registry::v1::FreezeService;
using Orders =
    Protocol::WithRawCallbackMethod_FreezeHolding<Protocol::WithRawCallbackMethod_RenewFreeze<
        Protocol::WithRawCallbackMethod_ReleaseFreeze<Protocol::WithRawCallbackMethod_DeductFrozen<
            Protocol::WithRawCallbackMethod_SurrenderFrozen<Protocol::Service>>>>>;
using All = Protocol::WithRawCallbackMethod_PledgeHolding<
    Protocol::WithRawCallbackMethod_ReleasePledge<Protocol::WithRawCallbackMethod_GetFreeze<
        Protocol::WithRawCallbackMethod_ListFreezes<Orders>>>>;

}  // namespace freeze_methods

class FreezeService final : public freeze_methods::All {
 public:
  explicit FreezeService(const Backend& backend) : backend_(backend) {}

  Reactor* FreezeHolding(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* RenewFreeze(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ReleaseFreeze(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* DeductFrozen(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* SurrenderFrozen(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* PledgeHolding(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ReleasePledge(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* GetFreeze(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListFreezes(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_FREEZE_SERVICE_H_
