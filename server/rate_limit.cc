#include "server/rate_limit.h"

#include <algorithm>

namespace registry::server {
namespace {

constexpr std::chrono::seconds kBetweenSweeps{1};
constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

// Both are numbers of the book, above 0 and within 31 bits.
std::uint64_t KeyOf(ledger::ParticipantId participant, ledger::PersonId person) {
  return (static_cast<std::uint64_t>(ledger::Raw(participant)) << 32U) |
         static_cast<std::uint32_t>(ledger::Raw(person));
}

// Spreads neighbours, such as the persons of one office, over the shards.
std::size_t ShardOf(std::uint64_t key) {
  return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> 60U);
}

}  // namespace

std::string_view RateLaneName(RateLane lane) {
  constexpr std::array<std::string_view, kRateLanes> kNames = {"system", "person", "public",
                                                               "stranger", "failure"};
  return kNames[static_cast<std::size_t>(lane)];
}

RateLimiter::RateLimiter(const RateOptions& options)
    : most_in_shard_(std::max<std::size_t>(options.max_callers / kShards, 1)) {
  const auto set = [&](RateLane lane, int per_second) {
    Lane& limited = lanes_[static_cast<std::size_t>(lane)];
    if (per_second <= 0) return;
    limited.interval = Nanos(kNanosPerSecond / per_second);
    // What is left of a burst of n tokens after the first is n - 1 intervals.
    limited.burst = std::max(Nanos(options.burst) - limited.interval, Nanos(0));
  };
  set(RateLane::kSystem, options.systems);
  set(RateLane::kPerson, options.persons);
  set(RateLane::kPublic, options.publics);
  set(RateLane::kStranger, options.strangers);
  set(RateLane::kFailure, options.strangers);
}

std::optional<milliseconds> RateLimiter::Take(RateLane lane, ledger::ParticipantId participant,
                                              ledger::PersonId person, Clock::time_point now) {
  return Ask(lane, KeyOf(participant, person), now, true);
}

std::optional<milliseconds> RateLimiter::Look(RateLane lane, ledger::ParticipantId participant,
                                              Clock::time_point now) {
  return Ask(lane, KeyOf(participant, {}), now, false);
}

std::optional<milliseconds> RateLimiter::Ask(RateLane lane, std::uint64_t caller,
                                             Clock::time_point now, bool take) {
  Lane& limited = lanes_[static_cast<std::size_t>(lane)];
  if (limited.interval == Nanos(0)) return std::nullopt;
  Shard& shard = limited.shards[ShardOf(caller)];
  Nanos early{};
  {
    const std::lock_guard lock(shard.mutex);
    Clock::time_point& full_at = BucketOf(shard, caller, now);
    const Clock::time_point from = std::max(full_at, now);
    early = from - now - limited.burst;
    if (early <= Nanos(0)) {
      if (take) full_at = from + limited.interval;
      return std::nullopt;
    }
  }
  if (take) ++limited.refused;
  return std::max(std::chrono::ceil<milliseconds>(early), milliseconds(1));
}

// Another thread's `now` may be a little earlier; a bucket that is forgotten was full then too, to
// within that.
RateLimiter::Clock::time_point& RateLimiter::BucketOf(Shard& shard, std::uint64_t caller,
                                                      Clock::time_point now) {
  const auto found = shard.full_at.find(caller);
  if (found != shard.full_at.end()) return found->second;
  if (shard.full_at.size() >= most_in_shard_ && now >= shard.next_sweep) {
    std::erase_if(shard.full_at, [&](const auto& bucket) { return bucket.second <= now; });
    shard.next_sweep = now + kBetweenSweeps;
  }
  if (shard.full_at.size() >= most_in_shard_) return shard.common_full_at;
  return shard.full_at[caller];
}

std::int64_t RateLimiter::refused(RateLane lane) const {
  return lanes_[static_cast<std::size_t>(lane)].refused;
}

std::size_t RateLimiter::callers() const {
  std::size_t callers = 0;
  for (const Lane& lane : lanes_) {
    for (const Shard& shard : lane.shards) {
      const std::lock_guard lock(shard.mutex);
      callers += shard.full_at.size();
    }
  }
  return callers;
}

}  // namespace registry::server
