// The feed of a server: one reader of the journal's tail and many subscribers.
//
// The newest records stand in a ring as serialized messages that all subscribers share. Who is
// behind the ring is served by pages that one catch-up thread reads for it. Subscribers pull:
// whoever does not take what it has been offered costs one page at most, and is dropped after a
// while.
//
// Who has taken everything listens: a reader of the whole journal for any record, a reader of one
// account in an index by account. A record costs one look-up for each account that it touches, and
// wakes only those whom it concerns, however many listen for other accounts.
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
#include <unordered_map>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/ids.h"
#include "server/feed_ring.h"
#include "server/options.h"

namespace registry::server {

// The journal's end, as far as it is known here.
struct FeedHead {
  ledger::Sequence readable{};  // the last that FeedSource::read returns
  ledger::Sequence known{};     // the last that is known to exist; not before `readable`
  bool final = true;            // nothing later exists; false on a replica, which may lag
};

struct FeedSource {
  std::function<absl::StatusOr<FeedHead>()> head;
  // Records after a sequence, in order, without gaps, at most so many.
  std::function<absl::StatusOr<std::vector<FeedRecord>>(ledger::Sequence after, int limit)> read;
};

// What a subscriber is told next.
struct FeedMessage {
  std::shared_ptr<const std::string> message;
  ledger::Sequence sequence{};
  ledger::Sequence previous{};  // of this subscriber's feed; what it asked for at first
  bool more = false;            // another one can be taken at once
};
struct FeedHeartbeat {
  ledger::Sequence complete_to{};  // nothing of this feed up to here was left out
};
struct FeedNothingYet {};  // `wake` will be called
using FeedNext = std::variant<FeedMessage, FeedHeartbeat, FeedNothingYet, absl::Status>;

// As they stand, and counts since the start.
struct FeedCounters {
  std::int64_t subscribers = 0;
  bool following = false;  // the tail is read; not while nobody listens
  ledger::Sequence tail{};
  std::int64_t ring_records = 0, ring_bytes = 0;
  std::int64_t waiting_for_pages = 0;  // subscribers
  std::int64_t messages = 0, heartbeats = 0, pages = 0, dropped = 0, failed_reads = 0;
};

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
  // subscription was ended; it may call Take, and may still come while the subscription is being
  // given up. RESOURCE_EXHAUSTED: too many subscribers. UNAVAILABLE: stopped.
  absl::StatusOr<std::shared_ptr<Subscription>> Subscribe(ledger::Sequence after,
                                                          std::optional<ledger::AccountId> account,
                                                          std::function<void()> wake);
  void Unsubscribe(const std::shared_ptr<Subscription>& subscription);
  // A Status ends the subscription: RESOURCE_EXHAUSTED (took nothing for too long), OUT_OF_RANGE
  // (began after a number that the journal does not have), UNAVAILABLE (stopped, or this server
  // cannot know yet whether the journal has the number).
  FeedNext Take(Subscription& subscription);

  // Not OK: it was ended, and Take says the same.
  absl::Status Ended(const Subscription& subscription) const;
  // Whether it was dropped so long ago that nobody waits for its reader any more.
  bool GivenUp(const Subscription& subscription) const;

  // The local writer committed something. Cheap; thread safe.
  void Wake();
  // Ends every subscription.
  void Stop();

  std::size_t subscribers() const;
  ledger::Sequence tail() const;
  FeedCounters counters() const;

 private:
  using SubscriptionPtr = std::shared_ptr<Subscription>;
  using Wakes = std::vector<SubscriptionPtr>;
  using Listeners = std::vector<Subscription*>;
  using Lock = std::unique_lock<std::mutex>;

  void FollowTail();
  void AwaitNews(Lock& lock);
  void ForgetJournal();
  void ReadTail(Lock& lock, Wakes& wakes);
  void Append(std::vector<FeedRecord> records, Wakes& wakes);
  void Rouse(Listeners& listeners, const FeedRecord& record, Wakes& wakes);
  void Tick(Wakes& wakes);
  void CatchUp();
  // Reads the page after a sequence, or finds out whether the journal has that sequence.
  void Serve(Lock& lock, const SubscriptionPtr& subscription);
  bool IsSubscribed(const SubscriptionPtr& subscription) const;
  static void CallOutside(Lock& lock, Wakes& wakes);

  FeedNext TakeNext(Subscription& subscription);
  FeedMessage Deliver(Subscription& subscription, const FeedRecord& record, bool more);
  FeedNothingYet Listen(Subscription& subscription);
  FeedNothingYet AskForPage(Subscription& subscription);
  void StopWaiting(Subscription& subscription);

  const FeedSource source_;
  const FeedOptions options_;

  mutable std::mutex mutex_;  // guards all below but the threads
  std::condition_variable tail_wakes_, behind_wakes_;
  FeedRing ring_;  // up to tail_
  ledger::Sequence tail_{};
  bool following_ = false;  // the ring is kept up; not while nobody listens
  bool tail_waits_ = false, woken_ = false;
  bool more_ = false;  // the last read of the tail filled its page
  bool stopping_ = false;
  std::chrono::steady_clock::time_point found_at_{}, ticked_at_{};
  std::vector<SubscriptionPtr> subscribers_;
  Listeners listeners_;  // for any record
  std::unordered_map<ledger::AccountId, Listeners> account_listeners_;
  std::deque<SubscriptionPtr> behind_;  // each once
  FeedCounters counters_;

  std::thread tail_reader_, catch_up_reader_;
};

}  // namespace registry::server

#endif  // SERVER_FEED_HUB_H_
