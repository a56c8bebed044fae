#include "server/call_counts.h"

#include <array>
#include <chrono>
#include <functional>
#include <thread>

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

void CallCounts::Add(std::string_view method, grpc::StatusCode code, std::string_view reason) {
  thread_local const std::size_t place = std::hash<std::thread::id>()(std::this_thread::get_id());
  Part& part = parts_[place % parts_.size()];
  const std::lock_guard lock(part.mutex);
  ++part.counts[{method, code}];
  if (reason.empty()) return;
  const auto found = part.reasons.find(reason);
  if (found != part.reasons.end()) {
    ++found->second;
  } else {
    part.reasons.emplace(reason, 1);
  }
}

CallCounts::Counts CallCounts::All() const {
  Counts all;
  for (const Part& part : parts_) {
    const std::lock_guard lock(part.mutex);
    for (const auto& [key, count] : part.counts) {
      all[{std::string(key.first), key.second}] += count;
    }
  }
  return all;
}

CallCounts::Reasons CallCounts::Refusals() const {
  Reasons all;
  for (const Part& part : parts_) {
    const std::lock_guard lock(part.mutex);
    for (const auto& [reason, count] : part.reasons) all[reason] += count;
  }
  return all;
}

std::int64_t CallCounts::Total() const {
  std::int64_t total = 0;
  for (const auto& [key, count] : All()) total += count;
  return total;
}

}  // namespace registry::server
