#include "server/feed_hub.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>

namespace registry::server {
namespace {

// A journal in memory; record n touches accounts n % 3 and 7.
class FakeSource {
 public:
  FeedSource Side() {
    FeedSource side;
    side.head = [this]() -> absl::StatusOr<ledger::Sequence> {
      const std::lock_guard lock(mutex_);
      return ledger::Sequence{last_};
    };
    side.read = [this](ledger::Sequence after,
                       int limit) -> absl::StatusOr<std::vector<FeedRecord>> {
      const std::lock_guard lock(mutex_);
      ++reads_;
      std::vector<FeedRecord> records;
      for (std::int64_t n = ledger::Raw(after) + 1; n <= last_ && limit > 0; ++n, --limit) {
        records.push_back({ledger::Sequence{n},
                           std::make_shared<const std::string>(std::to_string(n)),
                           {ledger::AccountId{n % 3}, ledger::AccountId{7}}});
      }
      return records;
    };
    return side;
  }
  void Grow(std::int64_t by) {
    const std::lock_guard lock(mutex_);
    last_ += by;
  }
  int reads() const {
    const std::lock_guard lock(mutex_);
    return reads_;
  }

 private:
  mutable std::mutex mutex_;
  std::int64_t last_ = 0;
  int reads_ = 0;
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
      std::unique_lock lock(state_->mutex);
      REQUIRE(state_->changed.wait_for(lock, seconds(10), [this] { return state_->woken; }));
      state_->woken = false;
    }
  }
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
  };
  FeedHub& hub_;
  std::shared_ptr<State> state_;
  std::shared_ptr<FeedHub::Subscription> subscription_;
};

FeedOptions Quick() {
  FeedOptions options;
  options.ring_records = 16;
  options.catch_up_page = 5;
  options.tail_page = 7;
  options.heartbeat = milliseconds(50);
  options.poll = milliseconds(5);
  return options;
}

void ExpectRun(Reader& reader, std::int64_t from, std::int64_t to) {
  for (std::int64_t n = from; n <= to; ++n) {
    const FeedMessage message = reader.NextMessage();
    REQUIRE(ledger::Raw(message.sequence) == n);
    REQUIRE(ledger::Raw(message.previous) == n - 1);
    REQUIRE(*message.message == std::to_string(n));
  }
}

}  // namespace

TEST_CASE("a reader gets everything from any number on, then what is new, without a gap") {
  FakeSource source;
  source.Grow(100);
  FeedHub hub(source.Side(), Quick());
  Reader from_start(hub, 0);
  Reader from_middle(hub, 60);
  ExpectRun(from_start, 1, 100);
  ExpectRun(from_middle, 61, 100);
  source.Grow(40);
  hub.Wake();
  ExpectRun(from_start, 101, 140);
  ExpectRun(from_middle, 101, 140);
}

TEST_CASE("a reader of one account gets its transactions, each with the previous one of its feed") {
  FakeSource source;
  source.Grow(50);
  FeedHub hub(source.Side(), Quick());
  Reader reader(hub, 0, ledger::AccountId{1});
  std::int64_t previous = 0;
  for (std::int64_t n = 1; n <= 49; n += 3) {
    const FeedMessage message = reader.NextMessage();
    REQUIRE(ledger::Raw(message.sequence) == n);
    CHECK(ledger::Raw(message.previous) == previous);
    previous = n;
  }
}

TEST_CASE("a silent feed has heartbeats that say up to where it is complete") {
  FakeSource source;
  source.Grow(50);
  FeedHub hub(source.Side(), Quick());
  Reader reader(hub, 49, ledger::AccountId{1});
  const FeedNext next = reader.Next();
  REQUIRE(std::holds_alternative<FeedHeartbeat>(next));
  CHECK(ledger::Raw(std::get<FeedHeartbeat>(next).complete_to) >= 49);
}

TEST_CASE("records are read once for all who keep up") {
  FakeSource source;
  FeedHub hub(source.Side(), Quick());
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 20; ++i) readers.push_back(std::make_unique<Reader>(hub, 0));
  while (hub.subscribers() < 20) std::this_thread::yield();
  // The first record may reach a reader as a copy of its own, read while the hub did not follow
  // yet. Whoever has it keeps up from there.
  source.Grow(1);
  for (const auto& reader : readers) reader->NextMessage();
  source.Grow(5);
  std::vector<const std::string*> messages;
  for (const auto& reader : readers) messages.push_back(reader->NextMessage().message.get());
  CHECK(std::count(messages.begin(), messages.end(), messages.back()) == 20);
}

TEST_CASE("who takes nothing is dropped") {
  FakeSource source;
  FeedOptions options = Quick();
  options.stall_limit = milliseconds(500);
  FeedHub hub(source.Side(), options);
  Reader reader(hub, 0);
  source.Grow(3);
  hub.Wake();
  reader.NextMessage();
  std::this_thread::sleep_for(milliseconds(900));
  const FeedNext next = reader.Next();
  REQUIRE(std::holds_alternative<absl::Status>(next));
  CHECK(absl::IsResourceExhausted(std::get<absl::Status>(next)));
}

TEST_CASE("without readers the journal is left alone") {
  FakeSource source;
  FeedHub hub(source.Side(), Quick());
  source.Grow(5);
  hub.Wake();
  std::this_thread::sleep_for(milliseconds(50));
  CHECK(source.reads() == 0);
}

TEST_CASE("the feed has as many readers as it may have, and ends when it is stopped") {
  FakeSource source;
  FeedOptions options = Quick();
  options.max_subscribers = 1;
  FeedHub hub(source.Side(), options);
  Reader reader(hub, 0);
  CHECK(absl::IsResourceExhausted(hub.Subscribe({}, {}, [] {}).status()));
  hub.Stop();
  const FeedNext next = reader.Next();
  REQUIRE(std::holds_alternative<absl::Status>(next));
  CHECK(absl::IsUnavailable(std::get<absl::Status>(next)));
}

}  // namespace registry::server
