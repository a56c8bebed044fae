// The listings of account_life.proto, as far as the caller may see.
#ifndef SERVER_ACCOUNT_LIFE_LISTS_H_
#define SERVER_ACCOUNT_LIFE_LISTS_H_

#include "carbon/registry/v1/account_life.pb.h"
#include "server/read.h"

namespace registry::server {

Refusal AnswerListOverdue(const View& view, const v1::ListOverdueRequest& request,
                          v1::ListOverdueResponse* answer);
Refusal AnswerListAccountHistory(const View& view, const v1::ListAccountHistoryRequest& request,
                                 v1::ListAccountHistoryResponse* answer);
Refusal AnswerListUncollected(const View& view, const v1::ListUncollectedRequest& request,
                              v1::ListUncollectedResponse* answer);

}  // namespace registry::server

#endif  // SERVER_ACCOUNT_LIFE_LISTS_H_
