#ifndef CLIENT_UUID_H_
#define CLIENT_UUID_H_

#include <array>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace registry::client {

// UUIDs of RFC 9562 in their usual form, such as "017f22e2-79b0-7cc3-98c4-dc0c0c07398f".

// Version 7 from its parts: milliseconds since 1970 (48 bits), 12 and 62 bits.
std::string UuidV7(std::uint64_t unix_ms, std::uint16_t rand_a, std::uint64_t rand_b);

// Version 8 (its content is the maker's business): 122 bits of `bytes`, such as a hash.
std::string UuidV8(std::array<std::uint8_t, 16> bytes);

// 32 hexadecimal digits in the usual groups, any version but nil.
bool IsUuid(std::string_view text);

// Makes request ids: version 7, each later than the one before it, also within one millisecond and
// when the clock goes back (RFC 9562 section 6.2, method 1: rand_a is a counter that starts at a
// random value below half its range). Safe to use from several threads.
class RequestIds {
 public:
  RequestIds();
  // For tests: a clock in milliseconds since 1970, and 64 random bits a call.
  RequestIds(std::function<std::uint64_t()> clock_ms, std::function<std::uint64_t()> random);

  std::string Next();

 private:
  std::function<std::uint64_t()> clock_ms_;
  std::function<std::uint64_t()> random_;
  std::mutex mutex_;
  std::uint64_t last_ms_ = 0;
  std::uint16_t counter_ = 0;
};

// From the process's one RequestIds.
std::string NewRequestId();

// The id of a request that records something; one that has none gets a new one. Empty for a read.
template <typename Request>
std::string EnsureRequestId(Request& request) {
  if constexpr (requires { request.mutable_request_id(); }) {
    if (request.request_id().empty()) request.set_request_id(NewRequestId());
    return request.request_id();
  }
  return {};
}

}  // namespace registry::client

#endif  // CLIENT_UUID_H_
