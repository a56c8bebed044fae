// Postings and statements of one account, as the readers' office gives them.
#ifndef SERVER_STATEMENT_H_
#define SERVER_STATEMENT_H_

#include "server/read.h"

namespace registry::server {

Refusal ListAccountPostings(const View& view, const v1::ListPostingsRequest& request,
                            v1::ListPostingsResponse* answer);
Refusal MakeStatement(const View& view, const v1::GetStatementRequest& request,
                      v1::Statement* answer);

}  // namespace registry::server

#endif  // SERVER_STATEMENT_H_
