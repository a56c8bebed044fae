#include "server/call_counts.h"

#include <array>
#include <chrono>

namespace registry::server {

std::string_view CodeName(grpc::StatusCode code) {
  constexpr std::array<std::string_view, 17> kNames = {
      "OK",
      "CANCELLED",
      "UNKNOWN",
      "INVALID_ARGUMENT",
      "DEADLINE_EXCEEDED",
      "NOT_FOUND",
      "ALREADY_EXISTS",
      "PERMISSION_DENIED",
      "RESOURCE_EXHAUSTED",
      "FAILED_PRECONDITION",
      "ABORTED",
      "OUT_OF_RANGE",
      "UNIMPLEMENTED",
      "INTERNAL",
      "UNAVAILABLE",
      "DATA_LOSS",
      "UNAUTHENTICATED",
  };
  const auto place = static_cast<std::size_t>(code);
  return place < kNames.size() ? kNames[place] : "UNKNOWN";
}

CallCounts::CallCounts()
    : since_{std::chrono::duration_cast<std::chrono::microseconds>(
                 std::chrono::system_clock::now().time_since_epoch())
                 .count()} {}

void CallCounts::Add(std::string_view method, grpc::StatusCode code) {
  const std::lock_guard lock(mutex_);
  ++counts_[{method, code}];
}

CallCounts::Counts CallCounts::All() const {
  Counts all;
  const std::lock_guard lock(mutex_);
  for (const auto& [key, count] : counts_) all[{std::string(key.first), key.second}] = count;
  return all;
}

std::int64_t CallCounts::Total() const {
  std::int64_t total = 0;
  const std::lock_guard lock(mutex_);
  for (const auto& [key, count] : counts_) total += count;
  return total;
}

}  // namespace registry::server
