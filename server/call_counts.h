// How many calls of each method were answered since the start, by status code. Thread safe.
#ifndef SERVER_CALL_COUNTS_H_
#define SERVER_CALL_COUNTS_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "grpcpp/support/status.h"
#include "ledger/ids.h"

namespace registry::server {

// "OK", "FAILED_PRECONDITION"
std::string_view CodeName(grpc::StatusCode code);

class CallCounts {
 public:
  CallCounts();

  void Add(std::string_view method, grpc::StatusCode code);

  using Counts = std::map<std::pair<std::string, grpc::StatusCode>, std::int64_t, std::less<>>;
  Counts All() const;
  std::int64_t Total() const;
  ledger::Instant since() const { return since_; }

 private:
  const ledger::Instant since_;
  mutable std::mutex mutex_;
  // By the method's name, whose text lives as long as the program.
  std::map<std::pair<std::string_view, grpc::StatusCode>, std::int64_t> counts_;
};

}  // namespace registry::server

#endif  // SERVER_CALL_COUNTS_H_
