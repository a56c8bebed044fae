// The two threads of the feed's hub: one follows the journal's tail for everybody, the other reads
// pages for those who are behind.
#include <algorithm>
#include <utility>

#include "server/feed_hub.h"
#include "server/feed_subscription.h"

namespace registry::server {

using Clock = std::chrono::steady_clock;
using ledger::Raw;

void FeedHub::FollowTail() {
  Lock lock(mutex_);
  while (!stopping_) {
    if (subscribers_.empty()) {
      following_ = false;
      ring_.Clear();
      tail_wakes_.wait(lock, [this] { return stopping_ || !subscribers_.empty(); });
      continue;
    }
    if (following_ && !more_) AwaitNews(lock);
    Wakes wakes;
    ReadTail(lock, wakes);
    Tick(wakes);
    CallOutside(lock, wakes);
  }
}

// Commits that come soon after a read that found some wait for the next one together: at some
// hundred commits a second a read for each would cost more than all else of the feed. After a pause
// the first commit is read at once.
void FeedHub::AwaitNews(Lock& lock) {
  tail_wakes_.wait_until(lock, found_at_ + options_.gather, [this] { return stopping_; });
  tail_waits_ = true;
  tail_wakes_.wait_for(lock, options_.poll, [this] { return stopping_ || woken_; });
  tail_waits_ = false;
}

void FeedHub::ReadTail(Lock& lock, Wakes& wakes) {
  woken_ = false;
  const bool following = following_;
  const ledger::Sequence after = tail_;
  lock.unlock();
  absl::Status status;
  std::vector<FeedRecord> records;
  FeedHead head;
  if (following) {
    auto read = source_.read(after, options_.tail_page);
    status = read.status();
    if (read.ok()) records = *std::move(read);
  } else {
    auto found = source_.head();
    status = found.status();
    if (found.ok()) head = *found;
  }
  lock.lock();
  if (!records.empty()) found_at_ = Clock::now();
  more_ = records.size() == static_cast<std::size_t>(options_.tail_page);
  if (!status.ok()) {
    ++counters_.failed_reads;
    ForgetJournal();
    tail_wakes_.wait_for(lock, options_.pause_after_failure, [this] { return stopping_; });
    return;
  }
  Append(std::move(records), wakes);
  if (following) return;
  following_ = true;
  tail_ = head.readable;
  for (const SubscriptionPtr& subscription : subscribers_) {
    if (subscription->waits_ != Subscription::Waits::kForHub &&
        subscription->waits_ != Subscription::Waits::kForRecord) {
      continue;
    }
    StopWaiting(*subscription);
    wakes.push_back(subscription);
  }
}

// Behind the next connection may stand a standby that lacks the newest commits. Whoever read those
// is then told that the journal does not have their number.
void FeedHub::ForgetJournal() {
  following_ = false;
  ring_.Clear();
  for (const SubscriptionPtr& subscription : subscribers_) {
    subscription->page_.clear();
    subscription->proved_ = false;
  }
}

void FeedHub::Append(std::vector<FeedRecord> records, Wakes& wakes) {
  for (FeedRecord& record : records) {
    tail_ = record.sequence;
    Rouse(listeners_, record, wakes);
    for (const ledger::AccountId account : record.accounts) {
      if (account_listeners_.empty()) break;
      const auto place = account_listeners_.find(account);
      if (place != account_listeners_.end()) Rouse(place->second, record, wakes);
    }
    ring_.Append(std::move(record));
  }
}

// Nothing of theirs lay before this record. Who began beyond the tail waits until it is there.
void FeedHub::Rouse(Listeners& listeners, const FeedRecord& record, Wakes& wakes) {
  std::erase_if(listeners, [&](Subscription* subscription) {
    if (record.sequence <= subscription->cursor_) return false;
    subscription->cursor_ = ledger::Sequence{Raw(record.sequence) - 1};
    subscription->waits_ = Subscription::Waits::kNot;
    subscription->taken_at_ = Clock::now();  // its turn begins now, however late the record is
    wakes.push_back(subscription->shared_from_this());
    return true;
  });
}

// Heartbeats for whoever heard nothing for a while, and the end of whoever takes nothing.
void FeedHub::Tick(Wakes& wakes) {
  const Clock::time_point now = Clock::now();
  if (now - ticked_at_ < options_.poll) return;
  ticked_at_ = now;
  using Waits = Subscription::Waits;
  for (const SubscriptionPtr& subscription : subscribers_) {
    Subscription& s = *subscription;
    if (!s.ended_.ok()) {
      if (now - options_.farewell_limit >= s.dropped_at_) wakes.push_back(subscription);
      continue;
    }
    if (s.waits_ != Waits::kNot) {
      if (now - s.spoken_at_ < options_.heartbeat) continue;
      if (s.waits_ == Waits::kForRecord) s.cursor_ = std::max(s.cursor_, tail_);
      StopWaiting(s);
      s.heartbeat_due_ = true;
      wakes.push_back(subscription);
    } else if (now - s.taken_at_ >= options_.stall_limit) {
      s.ended_ = absl::ResourceExhaustedError("the reader took nothing for too long");
      s.dropped_at_ = now;
      s.page_.clear();
      ++counters_.dropped;
      wakes.push_back(subscription);
    }
  }
}

void FeedHub::CatchUp() {
  Lock lock(mutex_);
  while (true) {
    behind_wakes_.wait(lock, [this] { return stopping_ || !behind_.empty(); });
    if (stopping_) return;
    const SubscriptionPtr subscription = behind_.front();
    Serve(lock, subscription);
  }
}

bool FeedHub::IsSubscribed(const SubscriptionPtr& subscription) const {
  return std::find(subscribers_.begin(), subscribers_.end(), subscription) != subscribers_.end();
}

void FeedHub::Serve(Lock& lock, const SubscriptionPtr& subscription) {
  Subscription& s = *subscription;
  const ledger::Sequence after = s.cursor_;
  const bool beyond = after > tail_;
  lock.unlock();
  absl::StatusOr<FeedHead> head = FeedHead{};
  absl::StatusOr<std::vector<FeedRecord>> records;
  if (beyond) {
    head = source_.head();
  } else {
    records = source_.read(after, options_.catch_up_page);
  }
  lock.lock();
  std::erase(behind_, subscription);
  s.asked_ = false;
  if (!IsSubscribed(subscription) || !s.ended_.ok()) return;
  // A replica may not have yet what was read before: that is asked for again, as after a failure.
  // Nothing after the tail is none, when the tail came up to the reader meanwhile.
  const bool failed =
      beyond ? !head.ok() : !records.ok() || (records->empty() && s.cursor_ < tail_);
  if (failed) {
    ++counters_.failed_reads;
    s.asked_ = true;
    behind_.push_back(subscription);  // after the others
    behind_wakes_.wait_for(lock, options_.pause_after_failure, [this] { return stopping_; });
    return;
  }
  if (!beyond) {
    ++counters_.pages;
    if (s.cursor_ == after) {
      s.page_.assign(std::make_move_iterator(records->begin()),
                     std::make_move_iterator(records->end()));
    }
  } else if (after <= head->known) {
    s.proved_ = true;
  } else if (after > tail_) {
    s.ended_ = head->final ? absl::OutOfRangeError("the journal does not have this number")
                           : absl::UnavailableError("this server does not know this number yet");
  }
  StopWaiting(s);
  s.taken_at_ = Clock::now();
  Wakes wakes = {subscription};
  CallOutside(lock, wakes);
}

// Without the mutex: whoever is woken takes, which locks it.
void FeedHub::CallOutside(Lock& lock, Wakes& wakes) {
  if (wakes.empty()) return;
  lock.unlock();
  for (const SubscriptionPtr& subscription : wakes) subscription->wake_();
  wakes.clear();
  lock.lock();
}

}  // namespace registry::server
