// The trail's queue and its one thread: who saw and did what, on its way to PostgreSQL.
//
// A call takes a place before anything is read for it, and is refused without one; when it is
// answered its place becomes a row, or is given back. So a row always finds room, a call never
// waits for the database on the trail's account, and what was shown is missing from the trail only
// if the process is killed within `gather` and two commits of the answer. While PostgreSQL is away
// rows wait until all places are taken; then calls are refused.
//
// Refusals that said nothing, for want of room or because nobody knows the caller, are one row for
// all that are alike in a transaction: a flood of them is a counter.
//
// Thread safe. Knows no gRPC.
#ifndef SERVER_TRAIL_H_
#define SERVER_TRAIL_H_

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "server/options.h"
#include "storage/histogram.h"
#include "storage/trail_row.h"

namespace registry::server {

// Since the start, but the first two.
struct TrailCounters {
  std::int64_t places = 0;         // taken: calls under way and rows that wait
  std::int64_t waiting = 0;        // rows
  std::int64_t written = 0;        // rows
  std::int64_t refused = 0;        // calls that found no place
  std::int64_t strangers = 0;      // calls of unknown callers that left no row, beyond their quota
  std::int64_t lost = 0;           // rows that could not be written: has to be 0
  std::int64_t failures = 0;       // attempts to write that failed and were made again
  storage::Histogram flush_times;  // microseconds of a transaction
};

class Trail {
 public:
  enum class Lane : std::uint8_t { kCalls, kParts, kStrangers };
  static constexpr std::size_t kLanes = 3;

  // Places in a lane. They are given back when this goes, except those that became rows.
  class Places {
   public:
    Places() = default;
    Places(Places&& other) noexcept
        : trail_(std::exchange(other.trail_, nullptr)),
          lane_(other.lane_),
          count_(std::exchange(other.count_, 0)) {}
    Places& operator=(Places&& other) noexcept;
    ~Places() { Return(); }

    std::size_t count() const { return count_; }
    void Return();

   private:
    friend class Trail;
    Places(Trail* trail, Lane lane, std::size_t count)
        : trail_(trail), lane_(lane), count_(count) {}

    Trail* trail_ = nullptr;
    Lane lane_ = Lane::kCalls;
    std::size_t count_ = 0;
  };

  // Writes all of the rows or none. UNAVAILABLE: it will be asked to write the same ones again.
  // INTERNAL: a row is such that it never can.
  using Write = std::function<absl::Status(std::span<storage::TrailRow> rows)>;
  // `lost` is told of rows that are lost, and why.
  Trail(Write write, TrailOptions options,
        std::function<void(std::size_t rows, const absl::Status& why)> lost);
  ~Trail();
  Trail(const Trail&) = delete;
  Trail& operator=(const Trail&) = delete;

  // Nothing when so many are not free.
  std::optional<Places> Take(Lane lane, std::size_t count = 1);
  // Has a row take one of the places. The row's texts are cut to what the options say, and what is
  // not text in them is replaced.
  void Add(Places& places, storage::TrailRow row);

  // Goes on writing what waits, for stop_timeout at most. Rows can still be added until it returns.
  void Stop();

  TrailCounters counters() const;

 private:
  struct Block {
    std::vector<storage::TrailRow> rows;
    std::array<std::size_t, kLanes> places{};
    std::map<std::string, std::size_t, std::less<>> alike;  // of those that may stand for several
  };

  void Run();
  bool Gathered() const;
  void WriteAll(std::span<storage::TrailRow> rows);
  bool TryAgain(const absl::Status& status);
  void Release(Lane lane, std::size_t count);

  const Write write_;
  const TrailOptions options_;
  const std::function<void(std::size_t, const absl::Status&)> lost_;

  std::array<std::atomic<std::size_t>, kLanes> taken_{};
  std::atomic<std::int64_t> written_{0}, refused_{0}, strangers_{0}, rows_lost_{0}, failures_{0};
  storage::SharedHistogram flush_times_{64};

  mutable std::mutex mutex_;  // guards what follows, but the thread
  std::condition_variable changed_;
  std::deque<Block> blocks_;
  std::size_t waiting_ = 0;
  bool stopping_ = false;
  std::chrono::steady_clock::time_point give_up_;
  std::thread writer_;
};

}  // namespace registry::server

#endif  // SERVER_TRAIL_H_
