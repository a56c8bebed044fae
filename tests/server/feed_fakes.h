// A journal in memory and a reader of its feed, for tests of the hub.
#ifndef TESTS_SERVER_FEED_FAKES_H_
#define TESTS_SERVER_FEED_FAKES_H_

#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/feed_hub.h"

namespace registry::server {

// A journal in memory; record n touches accounts n % 3 and 7.
class FakeSource {
 public:
  FeedSource Side() {
    FeedSource side;
    side.head = [this]() -> absl::StatusOr<FeedHead> {
      const std::lock_guard lock(mutex_);
      if (away_) return absl::UnavailableError("no database");
      return FeedHead{ledger::Sequence{last_}, ledger::Sequence{last_ + ahead_}, ahead_ == 0};
    };
    side.read = [this](ledger::Sequence after,
                       int limit) -> absl::StatusOr<std::vector<FeedRecord>> {
      const std::lock_guard lock(mutex_);
      ++reads_;
      if (away_) return absl::UnavailableError("no database");
      std::vector<FeedRecord> records;
      for (std::int64_t n = ledger::Raw(after) + 1; n <= last_ && limit > 0; ++n, --limit) {
        records.push_back(
            {ledger::Sequence{n}, Message(n), {ledger::AccountId{n % 3}, ledger::AccountId{7}}});
      }
      return records;
    };
    return side;
  }
  void Grow(std::int64_t by) {
    const std::lock_guard lock(mutex_);
    last_ += by;
  }
  void GoAway() {
    const std::lock_guard lock(mutex_);
    away_ = true;
  }
  // Comes back without its newest records.
  void ComeBackWith(std::int64_t last) {
    const std::lock_guard lock(mutex_);
    away_ = false;
    last_ = last;
  }
  // Becomes a replica, that this many records have not come to yet.
  void LagBehind(std::int64_t ahead) {
    const std::lock_guard lock(mutex_);
    ahead_ = ahead;
  }
  int reads() const {
    const std::lock_guard lock(mutex_);
    return reads_;
  }
  // Messages that somebody holds.
  int alive() const { return *alive_; }

 private:
  std::shared_ptr<const std::string> Message(std::int64_t n) {
    ++*alive_;
    return {new std::string(std::to_string(n)), [alive = alive_](const std::string* message) {
              --*alive;
              delete message;
            }};
  }

  const std::shared_ptr<std::atomic<int>> alive_ = std::make_shared<std::atomic<int>>(0);
  mutable std::mutex mutex_;
  std::int64_t last_ = 0;
  std::int64_t ahead_ = 0;
  int reads_ = 0;
  bool away_ = false;
};

// Takes from the hub as a stream would, and waits for its wake-ups.
class Reader {
 public:
  Reader(FeedHub& hub, std::int64_t after, std::optional<ledger::AccountId> account = {})
      : hub_(hub), state_(std::make_shared<State>()) {
    auto subscribed = hub.Subscribe(ledger::Sequence{after}, account, [state = state_] {
      {
        const std::lock_guard lock(state->mutex);
        state->woken = true;
        ++state->wakes;
      }
      state->changed.notify_all();
    });
    REQUIRE(subscribed.ok());
    subscription_ = *subscribed;
  }
  ~Reader() { hub_.Unsubscribe(subscription_); }

  // The next that is not "nothing yet".
  FeedNext Next() {
    while (true) {
      FeedNext next = hub_.Take(*subscription_);
      if (!std::holds_alternative<FeedNothingYet>(next)) return next;
      AwaitWake();
    }
  }
  FeedNext Take() { return hub_.Take(*subscription_); }
  void AwaitWake() {
    std::unique_lock lock(state_->mutex);
    REQUIRE(state_->changed.wait_for(lock, seconds(10), [this] { return state_->woken; }));
    state_->woken = false;
  }
  int wakes() const {
    const std::lock_guard lock(state_->mutex);
    return state_->wakes;
  }
  absl::Status ended() const { return hub_.Ended(*subscription_); }
  bool given_up() const { return hub_.GivenUp(*subscription_); }
  // The next message, heartbeats left out.
  FeedMessage NextMessage() {
    while (true) {
      FeedNext next = Next();
      REQUIRE_FALSE(std::holds_alternative<absl::Status>(next));
      if (auto* message = std::get_if<FeedMessage>(&next)) return *message;
    }
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    bool woken = false;
    int wakes = 0;
  };
  FeedHub& hub_;
  std::shared_ptr<State> state_;
  std::shared_ptr<FeedHub::Subscription> subscription_;
};

}  // namespace registry::server

#endif  // TESTS_SERVER_FEED_FAKES_H_
