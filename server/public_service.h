// The public's counter (public.proto).
#ifndef SERVER_PUBLIC_SERVICE_H_
#define SERVER_PUBLIC_SERVICE_H_

#include <memory>

#include "carbon/registry/v1/public.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"
#include "server/public_board.h"

namespace registry::server {

class PublicService final
    : public carbon::registry::v1::PublicService::WithRawCallbackMethod_ListPublications<
          carbon::registry::v1::PublicService::WithRawCallbackMethod_GetAggregates<
              carbon::registry::v1::PublicService::Service>> {
 public:
  explicit PublicService(const Backend& backend)
      : backend_(backend), board_(std::make_shared<PublicBoard>()) {}

  Reactor* ListPublications(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* GetAggregates(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
  const std::shared_ptr<PublicBoard> board_;  // outlives the calls
};

}  // namespace registry::server

#endif  // SERVER_PUBLIC_SERVICE_H_
