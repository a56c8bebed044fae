// gRPC's own complaints, such as failed handshakes, as lines of our log.
#ifndef SERVER_GRPC_LOG_H_
#define SERVER_GRPC_LOG_H_

#include "server/log.h"

namespace registry::server {

// From here to its end errors of gRPC go to this log instead of to standard error. gRPC has one log
// for the whole program: the last one made has it.
class GrpcLog {
 public:
  explicit GrpcLog(JsonLog* log);
  ~GrpcLog();
  GrpcLog(const GrpcLog&) = delete;
  GrpcLog& operator=(const GrpcLog&) = delete;

 private:
  JsonLog* const log_;
};

}  // namespace registry::server

#endif  // SERVER_GRPC_LOG_H_
