// What subscribers call. feed_tail.cc has the hub's two threads.
#include "server/feed_hub.h"

#include <algorithm>
#include <utility>

#include "server/feed_subscription.h"

namespace registry::server {

using Clock = std::chrono::steady_clock;

FeedHub::FeedHub(FeedSource source, FeedOptions options)
    : source_(std::move(source)),
      options_(options),
      ring_(options.ring_records, options.ring_bytes),
      tail_reader_([this] { FollowTail(); }),
      catch_up_reader_([this] { CatchUp(); }) {}

FeedHub::~FeedHub() { Stop(); }

absl::StatusOr<std::shared_ptr<FeedHub::Subscription>> FeedHub::Subscribe(
    ledger::Sequence after, std::optional<ledger::AccountId> account, std::function<void()> wake) {
  auto subscription = std::make_shared<Subscription>(after, account, std::move(wake));
  const std::lock_guard lock(mutex_);
  if (stopping_) return absl::UnavailableError("the server is stopping");
  if (subscribers_.size() >= options_.max_subscribers) {
    return absl::ResourceExhaustedError("the feed has as many readers as it may have");
  }
  subscribers_.push_back(subscription);
  tail_wakes_.notify_one();
  return subscription;
}

void FeedHub::Unsubscribe(const std::shared_ptr<Subscription>& subscription) {
  const std::lock_guard lock(mutex_);
  StopWaiting(*subscription);
  std::erase(subscribers_, subscription);
  std::erase(behind_, subscription);
}

FeedNext FeedHub::Take(Subscription& subscription) {
  const std::lock_guard lock(mutex_);
  if (!subscription.ended_.ok()) return subscription.ended_;
  if (stopping_) return absl::UnavailableError("the server is stopping");
  StopWaiting(subscription);
  subscription.taken_at_ = Clock::now();
  FeedNext next = TakeNext(subscription);
  if (!std::holds_alternative<FeedNothingYet>(next) || !subscription.heartbeat_due_) return next;
  StopWaiting(subscription);
  subscription.heartbeat_due_ = false;
  subscription.spoken_at_ = subscription.taken_at_;
  ++counters_.heartbeats;
  return FeedHeartbeat{subscription.cursor_};
}

// The next record for this subscriber, from its page or the ring; asks for a page when it is behind
// both.
FeedNext FeedHub::TakeNext(Subscription& subscription) {
  while (!subscription.page_.empty()) {
    const FeedRecord record = std::move(subscription.page_.front());
    subscription.page_.pop_front();
    subscription.cursor_ = record.sequence;
    if (subscription.Wants(record)) {
      return Deliver(subscription, record, !subscription.page_.empty());
    }
  }
  if (!following_) {
    subscription.waits_ = Subscription::Waits::kForHub;
    return FeedNothingYet{};
  }
  if (subscription.cursor_ > tail_ && !subscription.proved_) return AskForPage(subscription);
  if (subscription.cursor_ >= tail_) return Listen(subscription);
  if (!ring_.ReachesBackTo(subscription.cursor_)) return AskForPage(subscription);
  while (const FeedRecord* record = ring_.After(subscription.cursor_)) {
    subscription.cursor_ = record->sequence;
    if (subscription.Wants(*record))
      return Deliver(subscription, *record, record->sequence < tail_);
  }
  return Listen(subscription);
}

// `more` records lie behind this one; whether they are of its feed, only who reads everything
// knows.
FeedMessage FeedHub::Deliver(Subscription& subscription, const FeedRecord& record, bool more) {
  subscription.spoken_at_ = subscription.taken_at_;
  ++counters_.messages;
  return {record.message, record.sequence, std::exchange(subscription.previous_, record.sequence),
          more && !subscription.account_};
}

FeedNothingYet FeedHub::Listen(Subscription& subscription) {
  subscription.waits_ = Subscription::Waits::kForRecord;
  Listeners& listeners =
      subscription.account_ ? account_listeners_[*subscription.account_] : listeners_;
  listeners.push_back(&subscription);
  return {};
}

FeedNothingYet FeedHub::AskForPage(Subscription& subscription) {
  subscription.waits_ = Subscription::Waits::kForPage;
  if (!std::exchange(subscription.asked_, true)) {
    behind_.push_back(subscription.shared_from_this());
    behind_wakes_.notify_one();
  }
  return {};
}

void FeedHub::StopWaiting(Subscription& subscription) {
  const bool listened = subscription.waits_ == Subscription::Waits::kForRecord;
  subscription.waits_ = Subscription::Waits::kNot;
  if (!subscription.account_) {
    if (listened) std::erase(listeners_, &subscription);
    return;
  }
  const auto place = account_listeners_.find(*subscription.account_);
  if (place == account_listeners_.end()) return;
  if (listened) std::erase(place->second, &subscription);
  if (place->second.empty()) account_listeners_.erase(place);
}

absl::Status FeedHub::Ended(const Subscription& subscription) const {
  const std::lock_guard lock(mutex_);
  if (subscription.ended_.ok() && stopping_)
    return absl::UnavailableError("the server is stopping");
  return subscription.ended_;
}

bool FeedHub::GivenUp(const Subscription& subscription) const {
  const std::lock_guard lock(mutex_);
  return Clock::now() - options_.farewell_limit >= subscription.dropped_at_;
}

void FeedHub::Wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    if (!tail_waits_) return;
  }
  tail_wakes_.notify_one();
}

void FeedHub::Stop() {
  Wakes wakes;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wakes = subscribers_;
  }
  tail_wakes_.notify_all();
  behind_wakes_.notify_all();
  for (const auto& subscription : wakes) subscription->wake_();
  if (tail_reader_.joinable()) tail_reader_.join();
  if (catch_up_reader_.joinable()) catch_up_reader_.join();
}

std::size_t FeedHub::subscribers() const {
  const std::lock_guard lock(mutex_);
  return subscribers_.size();
}

ledger::Sequence FeedHub::tail() const {
  const std::lock_guard lock(mutex_);
  return tail_;
}

FeedCounters FeedHub::counters() const {
  const std::lock_guard lock(mutex_);
  FeedCounters counters = counters_;
  counters.subscribers = static_cast<std::int64_t>(subscribers_.size());
  counters.following = following_;
  counters.tail = tail_;
  counters.ring_records = static_cast<std::int64_t>(ring_.records());
  counters.ring_bytes = static_cast<std::int64_t>(ring_.bytes());
  counters.waiting_for_pages = static_cast<std::int64_t>(behind_.size());
  return counters;
}

}  // namespace registry::server
