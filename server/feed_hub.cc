#include "server/feed_hub.h"

#include <algorithm>
#include <utility>

namespace registry::server {
namespace {

using Clock = std::chrono::steady_clock;

ledger::Sequence Next(ledger::Sequence sequence) {
  return ledger::Sequence{ledger::Raw(sequence) + 1};
}

}  // namespace

class FeedHub::Subscription {
 public:
  Subscription(ledger::Sequence after, std::optional<ledger::AccountId> account,
               std::function<void()> wake)
      : account_(account), wake_(std::move(wake)), cursor_(after), previous_(after) {}

 private:
  friend class FeedHub;

  bool Wants(const FeedRecord& record) const {
    return !account_ ||
           std::binary_search(record.accounts.begin(), record.accounts.end(), *account_);
  }
  FeedMessage Deliver(const FeedRecord& record, Clock::time_point now) {
    spoken_at_ = now;
    return {record.message, record.sequence, std::exchange(previous_, record.sequence)};
  }

  const std::optional<ledger::AccountId> account_;
  const std::function<void()> wake_;
  ledger::Sequence cursor_;      // everything up to here was delivered or is not of this feed
  ledger::Sequence previous_;    // the last that was delivered
  std::deque<FeedRecord> page_;  // read by the catch-up thread, after cursor_
  bool waiting_ = false;         // was told "nothing yet"
  bool heartbeat_due_ = false;
  Clock::time_point spoken_at_ = Clock::now();  // last message or heartbeat
  Clock::time_point taken_at_ = Clock::now();   // last Take
  absl::Status ended_;
};

FeedHub::FeedHub(FeedSource source, FeedOptions options)
    : source_(std::move(source)),
      options_(options),
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
  std::erase(subscribers_, subscription);
  std::erase(behind_, subscription);
}

FeedNext FeedHub::Take(Subscription& subscription) {
  const std::lock_guard lock(mutex_);
  if (!subscription.ended_.ok()) return subscription.ended_;
  if (stopping_) return absl::UnavailableError("the server is stopping");
  const Clock::time_point now = Clock::now();
  subscription.taken_at_ = now;
  if (FeedNext next = TakeFromRing(subscription); !std::holds_alternative<FeedNothingYet>(next)) {
    return next;
  }
  if (subscription.heartbeat_due_) {
    subscription.heartbeat_due_ = false;
    subscription.spoken_at_ = now;
    return FeedHeartbeat{subscription.cursor_};
  }
  subscription.waiting_ = true;
  return FeedNothingYet{};
}

// The next record for this subscriber, from its page or the ring; asks for a page when it is behind
// both.
FeedNext FeedHub::TakeFromRing(Subscription& subscription) {
  const Clock::time_point now = Clock::now();
  while (!subscription.page_.empty()) {
    const FeedRecord record = std::move(subscription.page_.front());
    subscription.page_.pop_front();
    subscription.cursor_ = record.sequence;
    if (subscription.Wants(record)) return subscription.Deliver(record, now);
  }
  if (!following_ || subscription.cursor_ >= tail_) return FeedNothingYet{};
  if (ring_.empty() || Next(subscription.cursor_) < ring_.front().sequence) {
    const bool asked = std::any_of(behind_.begin(), behind_.end(),
                                   [&](const auto& other) { return other.get() == &subscription; });
    for (const auto& known : subscribers_) {
      if (!asked && known.get() == &subscription) behind_.push_back(known);
    }
    behind_wakes_.notify_one();
    return FeedNothingYet{};
  }
  const auto place = ledger::Raw(subscription.cursor_) - ledger::Raw(ring_.front().sequence) + 1;
  for (auto record = ring_.begin() + place; record != ring_.end(); ++record) {
    subscription.cursor_ = record->sequence;
    if (subscription.Wants(*record)) return subscription.Deliver(*record, now);
  }
  return FeedNothingYet{};
}

bool FeedHub::Dropped(const Subscription& subscription) const {
  const std::lock_guard lock(mutex_);
  return !subscription.ended_.ok();
}

void FeedHub::Wake() {
  {
    const std::lock_guard lock(mutex_);
    if (subscribers_.empty()) return;
    woken_ = true;
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

void FeedHub::FollowTail() {
  std::unique_lock lock(mutex_);
  bool more = false;  // the last read filled its page
  while (!stopping_) {
    if (subscribers_.empty()) {
      following_ = false;
      ring_.clear();
      ring_bytes_ = 0;
      tail_wakes_.wait(lock, [this] { return stopping_ || !subscribers_.empty(); });
      continue;
    }
    if (!more) tail_wakes_.wait_for(lock, options_.poll, [this] { return stopping_ || woken_; });
    woken_ = false;
    const bool following = following_;
    const ledger::Sequence after = tail_;
    lock.unlock();
    absl::Status status;
    std::vector<FeedRecord> records;
    ledger::Sequence head = after;
    if (following) {
      auto read = source_.read(after, options_.tail_page);
      status = read.status();
      if (read.ok()) records = *std::move(read);
    } else {
      const auto found = source_.head();
      status = found.status();
      if (found.ok()) head = *found;
    }
    more = records.size() == static_cast<std::size_t>(options_.tail_page);
    if (!status.ok()) std::this_thread::sleep_for(options_.pause_after_failure);
    lock.lock();
    if (status.ok() && !following) {
      following_ = true;
      tail_ = head;
    }
    const bool grown = !records.empty() || (status.ok() && !following);
    AppendToRing(std::move(records));
    Wakes wakes;
    for (const auto& subscription : subscribers_) {
      if (grown && subscription->waiting_) {
        subscription->waiting_ = false;
        wakes.push_back(subscription);
      }
    }
    Tick(wakes);
    lock.unlock();
    for (const auto& subscription : wakes) subscription->wake_();
    wakes.clear();
    lock.lock();
  }
}

void FeedHub::AppendToRing(std::vector<FeedRecord> records) {
  for (FeedRecord& record : records) {
    tail_ = record.sequence;
    ring_bytes_ += record.message->size();
    ring_.push_back(std::move(record));
    while (ring_.size() > options_.ring_records || ring_bytes_ > options_.ring_bytes) {
      ring_bytes_ -= ring_.front().message->size();
      ring_.pop_front();
    }
  }
}

// Heartbeats for whoever heard nothing for a while, and the end of whoever takes nothing.
void FeedHub::Tick(Wakes& wakes) {
  const Clock::time_point now = Clock::now();
  for (const auto& subscription : subscribers_) {
    if (subscription->waiting_ && now - subscription->spoken_at_ >= options_.heartbeat) {
      subscription->heartbeat_due_ = true;
      subscription->waiting_ = false;
      wakes.push_back(subscription);
    }
    if (!subscription->waiting_ && subscription->ended_.ok() &&
        now - subscription->taken_at_ >= options_.stall_limit) {
      subscription->ended_ = absl::ResourceExhaustedError(
          "the reader took nothing for too long; resume after the last number it saw");
      wakes.push_back(subscription);
    }
  }
}

void FeedHub::CatchUp() {
  std::unique_lock lock(mutex_);
  while (true) {
    behind_wakes_.wait(lock, [this] { return stopping_ || !behind_.empty(); });
    if (stopping_) return;
    const std::shared_ptr<Subscription> subscription = behind_.front();
    const ledger::Sequence after = subscription->cursor_;
    lock.unlock();
    auto records = source_.read(after, options_.catch_up_page);
    if (!records.ok()) std::this_thread::sleep_for(options_.pause_after_failure);
    lock.lock();
    std::erase(behind_, subscription);
    if (!records.ok()) {
      const bool known =
          std::find(subscribers_.begin(), subscribers_.end(), subscription) != subscribers_.end();
      if (known) behind_.push_back(subscription);  // again, after the others
      continue;
    }
    subscription->page_.assign(std::make_move_iterator(records->begin()),
                               std::make_move_iterator(records->end()));
    subscription->waiting_ = false;
    lock.unlock();
    subscription->wake_();
    lock.lock();
  }
}

}  // namespace registry::server
