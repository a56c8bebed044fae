// The office of accounts (account.proto).
#ifndef SERVER_ACCOUNT_SERVICE_H_
#define SERVER_ACCOUNT_SERVICE_H_

#include "carbon/registry/v1/account.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

class AccountService final
    : public carbon::registry::v1::AccountService::WithRawCallbackMethod_OpenAccount<
          carbon::registry::v1::AccountService::WithRawCallbackMethod_ChangeAccountStatus<
              carbon::registry::v1::AccountService::WithRawCallbackMethod_GetAccount<
                  carbon::registry::v1::AccountService::WithRawCallbackMethod_ListAccounts<
                      carbon::registry::v1::AccountService::Service>>>> {
 public:
  explicit AccountService(const Backend& backend) : backend_(backend) {}

  Reactor* OpenAccount(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ChangeAccountStatus(CallContext* context, const Bytes* request,
                               Bytes* response) override;
  Reactor* GetAccount(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListAccounts(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_ACCOUNT_SERVICE_H_
