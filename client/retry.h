#ifndef CLIENT_RETRY_H_
#define CLIENT_RETRY_H_

#include <chrono>
#include <cstdint>
#include <optional>

#include "client/error.h"

namespace registry::client {

// When a call is sent again. Each time it is the same request with the same request id, so that it
// takes effect once, however often it was sent.
struct RetryPolicy {
  int attempts = 8;  // in all
  std::chrono::milliseconds first_delay{50};
  std::chrono::milliseconds longest_delay{2'000};
  // For each attempt.
  std::chrono::milliseconds call_timeout{30'000};
};

// How long to wait before the next attempt, after `made` attempts of which the last ended in
// `error`; nothing when it should not be sent again. Sent again are UNAVAILABLE and ABORTED, and
// RESOURCE_EXHAUSTED when it names a delay (else the message itself is too large). Delays double;
// `random` spreads each over its upper half. The registry's own delay is a lower bound.
std::optional<std::chrono::milliseconds> RetryDelay(const RetryPolicy& policy, const Error& error,
                                                    int made, std::uint32_t random);

}  // namespace registry::client

#endif  // CLIENT_RETRY_H_
