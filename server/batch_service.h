// The counter for many requests in one message (batch.proto).
#ifndef SERVER_BATCH_SERVICE_H_
#define SERVER_BATCH_SERVICE_H_

#include "carbon/registry/v1/batch.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

class BatchService final
    : public carbon::registry::v1::BatchService::WithRawCallbackMethod_WriteBatch<
          carbon::registry::v1::BatchService::Service> {
 public:
  explicit BatchService(const Backend& backend) : backend_(backend) {}

  Reactor* WriteBatch(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_BATCH_SERVICE_H_
