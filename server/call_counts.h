// How many calls of each method were answered since the start, by status code, and how many were
// refused, by reason. Thread safe; threads that answer calls seldom meet at the same lock.
#ifndef SERVER_CALL_COUNTS_H_
#define SERVER_CALL_COUNTS_H_

#include <array>
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

  // `method` lives as long as the program. `reason`: of the first ErrorInfo, or empty.
  void Add(std::string_view method, grpc::StatusCode code, std::string_view reason);

  using Counts = std::map<std::pair<std::string, grpc::StatusCode>, std::int64_t, std::less<>>;
  Counts All() const;
  std::int64_t Total() const;
  using Reasons = std::map<std::string, std::int64_t, std::less<>>;
  Reasons Refusals() const;
  ledger::Instant since() const { return since_; }

 private:
  struct alignas(64) Part {
    mutable std::mutex mutex;
    std::map<std::pair<std::string_view, grpc::StatusCode>, std::int64_t> counts;
    Reasons reasons;
  };

  const ledger::Instant since_;
  std::array<Part, 8> parts_;  // a thread always counts in the same one
};

}  // namespace registry::server

#endif  // SERVER_CALL_COUNTS_H_
