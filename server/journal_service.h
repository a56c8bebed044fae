// The journal as it grows (journal.proto).
#ifndef SERVER_JOURNAL_SERVICE_H_
#define SERVER_JOURNAL_SERVICE_H_

#include "carbon/registry/v1/journal.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

class JournalService final
    : public carbon::registry::v1::JournalService::WithRawCallbackMethod_GetTransaction<
          carbon::registry::v1::JournalService::WithRawCallbackMethod_FollowJournal<
              carbon::registry::v1::JournalService::Service>> {
 public:
  explicit JournalService(const Backend& backend) : backend_(backend) {}

  Reactor* GetTransaction(CallContext* context, const Bytes* request, Bytes* response) override;
  grpc::ServerWriteReactor<Bytes>* FollowJournal(CallContext* context,
                                                 const Bytes* request) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_JOURNAL_SERVICE_H_
