#include "server/feed_hub.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/server/feed_fakes.h"

namespace registry::server {
namespace {

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
  readers.reserve(20);
  for (int i = 0; i < 20; ++i) readers.push_back(std::make_unique<Reader>(hub, 0));
  while (hub.subscribers() < 20) std::this_thread::yield();
  // The first record may reach a reader as a copy of its own, read while the hub did not follow
  // yet. Whoever has it keeps up from there.
  source.Grow(1);
  for (const auto& reader : readers) reader->NextMessage();
  source.Grow(5);
  std::vector<const std::string*> messages;
  messages.reserve(readers.size());
  for (const auto& reader : readers) messages.push_back(reader->NextMessage().message.get());
  CHECK(std::count(messages.begin(), messages.end(), messages.back()) == 20);
}

TEST_CASE("who takes nothing is dropped at its limit, and given up when it had time to hear so") {
  FakeSource source;
  FeedOptions options = Quick();
  options.stall_limit = milliseconds(300);
  options.farewell_limit = milliseconds(200);
  options.heartbeat = seconds(3'600);
  FeedHub hub(source.Side(), options);
  Reader reader(hub, 0);
  Reader patient(hub, 0);  // waits for records: it has taken all that there is
  source.Grow(3);
  hub.Wake();
  reader.NextMessage();
  ExpectRun(patient, 1, 3);
  REQUIRE(std::holds_alternative<FeedNothingYet>(patient.Take()));
  const auto taken = std::chrono::steady_clock::now();
  while (reader.ended().ok()) reader.AwaitWake();
  CHECK(std::chrono::steady_clock::now() - taken > milliseconds(200));
  CHECK_FALSE(reader.given_up());
  const FeedNext next = reader.Next();
  REQUIRE(std::holds_alternative<absl::Status>(next));
  CHECK(absl::IsResourceExhausted(std::get<absl::Status>(next)));
  while (!reader.given_up()) reader.AwaitWake();
  CHECK(patient.ended().ok());
  CHECK(hub.counters().dropped == 1);
}

TEST_CASE("who takes nothing costs a page at most, and nothing once it is dropped") {
  FakeSource source;
  source.Grow(1'000);
  FeedOptions options = Quick();
  options.stall_limit = milliseconds(300);
  FeedHub hub(source.Side(), options);
  Reader stalled(hub, 0);
  stalled.NextMessage();  // of a page
  Reader quick(hub, 900);
  ExpectRun(quick, 901, 1'000);
  source.Grow(500);
  hub.Wake();
  ExpectRun(quick, 1'001, 1'500);
  CHECK(source.alive() <= 16 + 5 + 5);  // the ring, and a page of each
  while (stalled.ended().ok()) stalled.AwaitWake();
  CHECK(source.alive() <= 16 + 5);
}

TEST_CASE("records of others wake no reader of one account, and its heartbeats say how far it is") {
  FakeSource source;
  FeedOptions options = Quick();
  options.heartbeat = seconds(3'600);
  {
    FeedHub hub(source.Side(), options);
    source.Grow(1);
    Reader everything(hub, 0);
    Reader third(hub, 0, ledger::AccountId{1});
    for (Reader* reader : {&everything, &third}) CHECK(reader->NextMessage().message != nullptr);
    Reader stranger(hub, 1, ledger::AccountId{99});
    REQUIRE(std::holds_alternative<FeedNothingYet>(stranger.Take()));
    const int before = stranger.wakes();
    source.Grow(99);
    ExpectRun(everything, 2, 100);
    CHECK(stranger.wakes() == before);
    for (std::int64_t n = 4; n <= 100; n += 3) {
      const FeedMessage message = third.NextMessage();
      CHECK(ledger::Raw(message.sequence) == n);
      CHECK(ledger::Raw(message.previous) == n - 3);
    }
  }
  options.heartbeat = milliseconds(30);
  FeedHub hub(source.Side(), options);
  Reader stranger(hub, 90, ledger::AccountId{99});
  std::int64_t complete_to = 0;
  while (complete_to < 100) {
    const FeedNext next = stranger.Next();
    REQUIRE(std::holds_alternative<FeedHeartbeat>(next));
    complete_to = ledger::Raw(std::get<FeedHeartbeat>(next).complete_to);
    CHECK(complete_to >= 90);
  }
  CHECK(complete_to == 100);
  source.Grow(50);
  while (complete_to < 150) {
    complete_to = ledger::Raw(std::get<FeedHeartbeat>(stranger.Next()).complete_to);
  }
  CHECK(complete_to == 150);
}

TEST_CASE("a number beyond the journal's end is refused, and one beyond the hub's tail is not") {
  FakeSource source;
  source.Grow(50);
  FeedOptions options = Quick();
  options.poll = seconds(3'600);  // only a wake makes the hub read
  FeedHub hub(source.Side(), options);
  Reader at_end(hub, 50);
  Reader beyond(hub, 51);
  const FeedNext refused = beyond.Next();
  REQUIRE(std::holds_alternative<absl::Status>(refused));
  CHECK(absl::IsOutOfRange(std::get<absl::Status>(refused)));
  CHECK(absl::IsOutOfRange(beyond.ended()));
  CHECK(std::holds_alternative<FeedNothingYet>(at_end.Take()));

  // Another server committed; the hub has not looked yet, and its readers may know already.
  source.Grow(5);
  Reader ahead(hub, 53), account_ahead(hub, 54, ledger::AccountId{1});
  CHECK(std::holds_alternative<FeedNothingYet>(ahead.Take()));
  ahead.AwaitWake();  // the journal has 53
  CHECK(std::holds_alternative<FeedNothingYet>(ahead.Take()));
  CHECK(std::holds_alternative<FeedNothingYet>(account_ahead.Take()));
  account_ahead.AwaitWake();
  CHECK(std::holds_alternative<FeedNothingYet>(account_ahead.Take()));
  hub.Wake();
  ExpectRun(at_end, 51, 55);
  ExpectRun(ahead, 54, 55);
  CHECK(ledger::Raw(account_ahead.NextMessage().sequence) == 55);
}

TEST_CASE("who read what a promoted standby lacks is told so, and gets no other history for it") {
  FakeSource source;
  source.Grow(30);
  FeedHub hub(source.Side(), Quick());
  Reader ahead(hub, 20), behind(hub, 0);
  ExpectRun(ahead, 21, 30);
  ExpectRun(behind, 1, 10);
  source.GoAway();
  const int reads = source.reads();
  while (source.reads() == reads) std::this_thread::yield();
  source.ComeBackWith(28);
  hub.Wake();
  FeedNext next = ahead.Next();
  while (std::holds_alternative<FeedHeartbeat>(next)) next = ahead.Next();
  REQUIRE(std::holds_alternative<absl::Status>(next));
  CHECK(absl::IsOutOfRange(std::get<absl::Status>(next)));
  ExpectRun(behind, 11, 28);
  source.Grow(3);
  hub.Wake();
  ExpectRun(behind, 29, 31);
}

TEST_CASE("a replica waits for a number that the primary is known to have, and promises no other") {
  FakeSource source;
  source.Grow(50);
  source.LagBehind(10);
  FeedHub hub(source.Side(), Quick());
  Reader known(hub, 55);
  Reader unknown(hub, 61);
  const FeedNext refused = unknown.Next();
  REQUIRE(std::holds_alternative<absl::Status>(refused));
  CHECK(absl::IsUnavailable(std::get<absl::Status>(refused)));
  CHECK(std::holds_alternative<FeedNothingYet>(known.Take()));
  source.Grow(10);
  ExpectRun(known, 56, 60);
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
