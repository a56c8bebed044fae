#include "server/journal_service.h"

#include <string>

#include "server/feed_call.h"
#include "server/read.h"
#include "server/transaction.h"

namespace registry::server {
namespace {

Refusal FindTransaction(const View& view, const v1::GetTransactionRequest& request,
                        v1::Transaction* answer) {
  // A reader of one account's feed has no right to look up others' transactions by number.
  if (view.reach != ledger::Scope::kAll) return NotEntitled();
  Shape shape;
  const std::int64_t sequence = shape.MoreThanZero("sequence", request.sequence()).value;
  if (!shape.ok()) return Misshapen(shape.violations());
  const TransactionReader reader(view.backend.pool, view.backend.directory);
  const auto found = reader.Read(ledger::Sequence{sequence - 1}, 1);
  if (!found.ok()) return FromAbsl(found.status());
  if (found->empty()) return NotFound("transaction", std::to_string(sequence));
  *answer = found->front();
  return std::nullopt;
}

}  // namespace

Reactor* JournalService::GetTransaction(CallContext* context, const Bytes* request,
                                        Bytes* response) {
  return Read<v1::GetTransactionRequest, v1::Transaction>(backend_, "JournalService/GetTransaction",
                                                          ledger::Read::kJournal, context, request,
                                                          response, FindTransaction);
}

grpc::ServerWriteReactor<Bytes>* JournalService::FollowJournal(CallContext* context,
                                                               const Bytes* request) {
  return FeedCall::Start(backend_, context, *request);
}

}  // namespace registry::server
