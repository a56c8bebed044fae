// Readers of the feed, in a process of their own as they would be: all read by one thread.
#ifndef BENCH_FEED_READERS_H_
#define BENCH_FEED_READERS_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/load.h"
#include "tests/crash/process.h"

namespace registry::bench {

// What the readers tell, in memory that they share with whoever started them.
struct FeedBoard {
  std::atomic<std::int64_t> begun{0};  // streams
  std::atomic<std::int64_t> read{0};   // transactions that the reader of everything has got
  std::atomic<std::int64_t> gaps{0};
};

// Follows the journal from its present end on: one stream for each account, "" for everything, each
// over a connection of its own. They stand when the constructor returns, and end with the object.
class FeedReaders {
 public:
  FeedReaders(const LoadGenerator& load, const std::vector<std::string>& accounts);
  ~FeedReaders();
  FeedReaders(const FeedReaders&) = delete;
  FeedReaders& operator=(const FeedReaders&) = delete;

  std::int64_t read() const { return board_->read; }
  // Waits until the reader of everything has got so many. Throws when it does not, or at a gap.
  void CatchUp(std::int64_t count) const;

 private:
  std::string file_;
  FeedBoard* board_ = nullptr;
  crash::Process process_;
};

// What registry_bench is when FeedReaders starts it: --follow FILE SERVER PKI AFTER ACCOUNT...
inline constexpr const char* kFollow = "--follow";
int FollowFeed(const std::vector<std::string>& arguments);

}  // namespace registry::bench

#endif  // BENCH_FEED_READERS_H_
