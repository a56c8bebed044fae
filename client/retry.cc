#include "client/retry.h"

#include <algorithm>

namespace registry::client {

std::optional<std::chrono::milliseconds> RetryDelay(const RetryPolicy& policy, const Error& error,
                                                    int made, std::uint32_t random) {
  const bool worth_it =
      error.code == grpc::StatusCode::UNAVAILABLE || error.code == grpc::StatusCode::ABORTED ||
      (error.code == grpc::StatusCode::RESOURCE_EXHAUSTED && error.retry_delay.has_value());
  if (!worth_it || made >= policy.attempts) return std::nullopt;

  std::chrono::milliseconds delay = policy.first_delay;
  for (int i = 1; i < made && delay < policy.longest_delay; ++i) delay *= 2;
  delay = std::min(delay, policy.longest_delay);
  const auto half = delay.count() / 2;
  delay -= std::chrono::milliseconds{half > 0 ? static_cast<std::int64_t>(random) % half : 0};
  return std::max(delay, error.retry_delay.value_or(std::chrono::milliseconds{0}));
}

}  // namespace registry::client
