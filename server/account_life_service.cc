#include "server/account_life_service.h"

#include "server/account_life_lists.h"
#include "server/read.h"
#include "server/write.h"

namespace registry::server {

Reactor* AccountLifeService::ApplyForAccount(CallContext* context, const Bytes* request,
                                             Bytes* response) {
  return Write<v1::ApplyForAccountRequest>(backend_, "AccountLifeService/ApplyForAccount", context,
                                           request, response);
}

Reactor* AccountLifeService::ReviewApplication(CallContext* context, const Bytes* request,
                                               Bytes* response) {
  return Write<v1::ReviewApplicationRequest>(backend_, "AccountLifeService/ReviewApplication",
                                             context, request, response);
}

Reactor* AccountLifeService::OpenAppliedAccount(CallContext* context, const Bytes* request,
                                                Bytes* response) {
  return Write<v1::OpenAppliedAccountRequest>(backend_, "AccountLifeService/OpenAppliedAccount",
                                              context, request, response);
}

Reactor* AccountLifeService::ChangeParticulars(CallContext* context, const Bytes* request,
                                               Bytes* response) {
  return Write<v1::ChangeParticularsRequest>(backend_, "AccountLifeService/ChangeParticulars",
                                             context, request, response);
}

Reactor* AccountLifeService::ChangeAccountKind(CallContext* context, const Bytes* request,
                                               Bytes* response) {
  return Write<v1::ChangeAccountKindRequest>(backend_, "AccountLifeService/ChangeAccountKind",
                                             context, request, response);
}

Reactor* AccountLifeService::ObjectToRestriction(CallContext* context, const Bytes* request,
                                                 Bytes* response) {
  return Write<v1::ObjectToRestrictionRequest>(backend_, "AccountLifeService/ObjectToRestriction",
                                               context, request, response);
}

Reactor* AccountLifeService::DecideObjection(CallContext* context, const Bytes* request,
                                             Bytes* response) {
  return Write<v1::DecideObjectionRequest>(backend_, "AccountLifeService/DecideObjection", context,
                                           request, response);
}

Reactor* AccountLifeService::SucceedAccount(CallContext* context, const Bytes* request,
                                            Bytes* response) {
  return Write<v1::SucceedAccountRequest>(backend_, "AccountLifeService/SucceedAccount", context,
                                          request, response);
}

Reactor* AccountLifeService::CloseDissolvedAccount(CallContext* context, const Bytes* request,
                                                   Bytes* response) {
  return Write<v1::CloseDissolvedAccountRequest>(
      backend_, "AccountLifeService/CloseDissolvedAccount", context, request, response);
}

Reactor* AccountLifeService::ListOverdue(CallContext* context, const Bytes* request,
                                         Bytes* response) {
  return Read<v1::ListOverdueRequest, v1::ListOverdueResponse>(
      backend_, "AccountLifeService/ListOverdue", ledger::Read::kAccounts, context, request,
      response, AnswerListOverdue);
}

Reactor* AccountLifeService::ListAccountHistory(CallContext* context, const Bytes* request,
                                                Bytes* response) {
  return Read<v1::ListAccountHistoryRequest, v1::ListAccountHistoryResponse>(
      backend_, "AccountLifeService/ListAccountHistory", ledger::Read::kAccounts, context, request,
      response, AnswerListAccountHistory);
}

Reactor* AccountLifeService::ListUncollected(CallContext* context, const Bytes* request,
                                             Bytes* response) {
  return Read<v1::ListUncollectedRequest, v1::ListUncollectedResponse>(
      backend_, "AccountLifeService/ListUncollected", ledger::Read::kAccounts, context, request,
      response, AnswerListUncollected);
}

}  // namespace registry::server
