// The life of accounts (account_life.proto).
#ifndef SERVER_ACCOUNT_LIFE_SERVICE_H_
#define SERVER_ACCOUNT_LIFE_SERVICE_H_

#include "carbon/registry/v1/account_life.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

namespace account_life_methods {

using Protocol = carbon::registry::v1::AccountLifeService;
using Applications = Protocol::WithRawCallbackMethod_ApplyForAccount<
    Protocol::WithRawCallbackMethod_ReviewApplication<
        Protocol::WithRawCallbackMethod_OpenAppliedAccount<Protocol::Service>>>;
using Changes = Protocol::WithRawCallbackMethod_ChangeParticulars<
    Protocol::WithRawCallbackMethod_ChangeAccountKind<
        Protocol::WithRawCallbackMethod_ObjectToRestriction<
            Protocol::WithRawCallbackMethod_DecideObjection<Applications>>>>;
using Ends = Protocol::WithRawCallbackMethod_SucceedAccount<
    Protocol::WithRawCallbackMethod_CloseDissolvedAccount<Changes>>;
using All =
    Protocol::WithRawCallbackMethod_ListOverdue<Protocol::WithRawCallbackMethod_ListAccountHistory<
        Protocol::WithRawCallbackMethod_ListUncollected<Ends>>>;

}  // namespace account_life_methods

class AccountLifeService final : public account_life_methods::All {
 public:
  explicit AccountLifeService(const Backend& backend) : backend_(backend) {}

  Reactor* ApplyForAccount(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ReviewApplication(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* OpenAppliedAccount(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ChangeParticulars(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ChangeAccountKind(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ObjectToRestriction(CallContext* context, const Bytes* request,
                               Bytes* response) override;
  Reactor* DecideObjection(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* SucceedAccount(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* CloseDissolvedAccount(CallContext* context, const Bytes* request,
                                 Bytes* response) override;
  Reactor* ListOverdue(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListAccountHistory(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListUncollected(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_ACCOUNT_LIFE_SERVICE_H_
