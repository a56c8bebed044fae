// The feed of a server: one reader of the journal's tail and many subscribers.
//
// The newest records stand in a ring as serialized messages that all subscribers share. Who is
// behind the ring is served by pages that one catch-up thread reads for it. Subscribers pull:
// whoever does not take what it has been offered costs one page at most, and is dropped after a
// while.
#ifndef SERVER_FEED_HUB_H_
#define SERVER_FEED_HUB_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/ids.h"
#include "server/options.h"

namespace registry::server {

// One accepted transaction, serialized once for everybody.
struct FeedRecord {
  ledger::Sequence sequence{};
  std::shared_ptr<const std::string> message;
  std::vector<ledger::AccountId> accounts;  // that it touches, ascending
};

struct FeedSource {
  // The last sequence of the journal.
  std::function<absl::StatusOr<ledger::Sequence>()> head;
  // Records after a sequence, in order, without gaps, at most so many.
  std::function<absl::StatusOr<std::vector<FeedRecord>>(ledger::Sequence after, int limit)> read;
};

// What a subscriber is told next.
struct FeedMessage {
  std::shared_ptr<const std::string> message;
  ledger::Sequence sequence{};
  ledger::Sequence previous{};  // of this subscriber's feed; what it asked for at first
};
struct FeedHeartbeat {
  ledger::Sequence complete_to{};  // nothing of this feed up to here was left out
};
struct FeedNothingYet {};  // `wake` will be called
using FeedNext = std::variant<FeedMessage, FeedHeartbeat, FeedNothingYet, absl::Status>;

class FeedHub {
 public:
  // One reader's place in the feed. Taken from by one thread at a time.
  class Subscription;

  FeedHub(FeedSource source, FeedOptions options);
  ~FeedHub();
  FeedHub(const FeedHub&) = delete;
  FeedHub& operator=(const FeedHub&) = delete;

  // Begins after a sequence; with an account, only transactions that touch it. `wake` is called, on
  // a thread of the hub's, when Take after FeedNothingYet may have something, and when the
  // subscription was dropped; it may call Take, and may still come while the subscription is being
  // given up. RESOURCE_EXHAUSTED: too many subscribers. UNAVAILABLE: stopped.
  absl::StatusOr<std::shared_ptr<Subscription>> Subscribe(ledger::Sequence after,
                                                          std::optional<ledger::AccountId> account,
                                                          std::function<void()> wake);
  void Unsubscribe(const std::shared_ptr<Subscription>& subscription);
  // A Status ends the subscription: UNAVAILABLE (stopped), RESOURCE_EXHAUSTED (took nothing for too
  // long).
  FeedNext Take(Subscription& subscription);

  // Whether it was dropped for taking nothing: the next Take says so.
  bool Dropped(const Subscription& subscription) const;

  // The local writer committed something. Cheap; thread safe.
  void Wake();
  // Ends every subscription.
  void Stop();

  std::size_t subscribers() const;
  ledger::Sequence tail() const;

 private:
  using Wakes = std::vector<std::shared_ptr<Subscription>>;

  void FollowTail();
  void AppendToRing(std::vector<FeedRecord> records);
  void CatchUp();
  void Tick(Wakes& wakes);
  FeedNext TakeFromRing(Subscription& subscription);

  const FeedSource source_;
  const FeedOptions options_;

  mutable std::mutex mutex_;  // guards all below but the threads
  std::condition_variable tail_wakes_, behind_wakes_;
  std::deque<FeedRecord> ring_;  // without gaps, up to tail_
  std::size_t ring_bytes_ = 0;
  ledger::Sequence tail_{};
  bool following_ = false;  // the ring is kept up; not while nobody listens
  bool woken_ = false;
  bool stopping_ = false;
  std::vector<std::shared_ptr<Subscription>> subscribers_;
  std::deque<std::shared_ptr<Subscription>> behind_;

  std::thread tail_reader_, catch_up_reader_;
};

}  // namespace registry::server

#endif  // SERVER_FEED_HUB_H_
