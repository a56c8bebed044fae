// How often a caller may call: a bucket of tokens for each, looked at before anything is done for a
// call. A call takes one token; a bucket holds what comes in within `burst`, and is full at first.
//
// A bucket is one instant, the one at which it will be full again (the generic cell rate
// algorithm), in a shard with a lock of its own that is held for one look-up. Callers are the
// book's, so their number is bounded; should they be more than there is room for, full buckets are
// forgotten, which loses nothing, and callers without one share one.
//
// Thread safe. Knows no gRPC and no names.
#ifndef SERVER_RATE_LIMIT_H_
#define SERVER_RATE_LIMIT_H_

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "ledger/ids.h"
#include "server/options.h"

namespace registry::server {

// Whose calls share a limit, and which of them share a bucket.
enum class RateLane : std::uint8_t {
  kSystem,    // a participant that calls by its certificate alone
  kPerson,    // a person in an office, or in none that he names
  kPublic,    // a participant of the role PUBLIC
  kStranger,  // whoever is no participant: one bucket for all
  kFailure,   // calls of a participant's connections that are not recognised, such as bad tokens
};
inline constexpr std::size_t kRateLanes = 5;
std::string_view RateLaneName(RateLane lane);  // "person"

class RateLimiter {
 public:
  using Clock = std::chrono::steady_clock;

  explicit RateLimiter(const RateOptions& options);

  // Takes a token. Nothing: the call may go on; else when the next token comes, from `now` on.
  std::optional<milliseconds> Take(RateLane lane, ledger::ParticipantId participant,
                                   ledger::PersonId person, Clock::time_point now);
  // Whether there is a token, without taking it.
  std::optional<milliseconds> Look(RateLane lane, ledger::ParticipantId participant,
                                   Clock::time_point now);

  // Calls refused since the start.
  std::int64_t refused(RateLane lane) const;
  // Callers that have a bucket.
  std::size_t callers() const;

 private:
  static constexpr std::size_t kShards = 16;
  using Nanos = std::chrono::nanoseconds;

  struct alignas(64) Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::uint64_t, Clock::time_point> full_at;
    Clock::time_point common_full_at{};  // of those without a bucket
    Clock::time_point next_sweep{};
  };
  struct Lane {
    Nanos interval{0};  // between two tokens; 0: no limit
    Nanos burst{0};
    std::array<Shard, kShards> shards;
    std::atomic<std::int64_t> refused{0};
  };

  std::optional<milliseconds> Ask(RateLane lane, std::uint64_t caller, Clock::time_point now,
                                  bool take);
  Clock::time_point& BucketOf(Shard& shard, std::uint64_t caller, Clock::time_point now);

  const std::size_t most_in_shard_;
  std::array<Lane, kRateLanes> lanes_;
};

}  // namespace registry::server

#endif  // SERVER_RATE_LIMIT_H_
