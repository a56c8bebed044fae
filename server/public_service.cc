#include "server/public_service.h"

#include "server/public_answers.h"

namespace registry::server {

Reactor* PublicService::ListPublications(CallContext* context, const Bytes* request,
                                         Bytes* response) {
  return Read<v1::ListPublicationsRequest, v1::ListPublicationsResponse>(
      backend_, "PublicService/ListPublications", ledger::Read::kPublic, context, request, response,
      ListEvents);
}

Reactor* PublicService::GetAggregates(CallContext* context, const Bytes* request, Bytes* response) {
  const auto work = [board = board_](const View& view, const v1::GetAggregatesRequest& asked,
                                     v1::Aggregates* answer) {
    return SumUp(view, asked, *board, answer);
  };
  return Read<v1::GetAggregatesRequest, v1::Aggregates>(backend_, "PublicService/GetAggregates",
                                                        ledger::Read::kPublic, context, request,
                                                        response, work);
}

}  // namespace registry::server
