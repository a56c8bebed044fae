// The trail's queue: places, rows that wait, failures, floods. The database is a function here.
#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>

#include "server/trail.h"

namespace registry::testing {
namespace {

using server::Trail;
using server::TrailOptions;
using storage::TrailRow;
using Lane = Trail::Lane;

// Keeps what is written. While it is shut it answers UNAVAILABLE.
class Store {
 public:
  absl::Status Write(std::span<TrailRow> rows) {
    const std::lock_guard lock(mutex_);
    if (shut_) return absl::UnavailableError("away");
    for (const TrailRow& row : rows) {
      if (row.method == poison_) return absl::InternalError("a row that cannot be");
    }
    rows_.insert(rows_.end(), rows.begin(), rows.end());
    ++transactions_;
    written_.notify_all();
    return absl::OkStatus();
  }
  void Shut(bool shut) {
    const std::lock_guard lock(mutex_);
    shut_ = shut;
  }
  void Poison(std::string method) { poison_ = std::move(method); }
  // The rows, when there are so many.
  std::vector<TrailRow> Await(std::size_t count) {
    std::unique_lock lock(mutex_);
    REQUIRE(
        written_.wait_for(lock, std::chrono::seconds(20), [&] { return rows_.size() >= count; }));
    return rows_;
  }
  int transactions() const {
    const std::lock_guard lock(mutex_);
    return transactions_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable written_;
  std::vector<TrailRow> rows_;
  std::string poison_ = "poison";
  int transactions_ = 0;
  bool shut_ = false;
};

struct Fixture {
  explicit Fixture(TrailOptions asked = {})
      : trail([this](std::span<TrailRow> rows) { return store.Write(rows); }, asked,
              [this](std::size_t rows, const absl::Status&) { lost += rows; }) {}

  void Add(TrailRow row, Lane lane = Lane::kCalls) {
    auto place = trail.Take(lane);
    REQUIRE(place);
    trail.Add(*place, std::move(row));
  }

  Store store;
  std::atomic<std::size_t> lost{0};
  Trail trail;
};

TrailOptions Small() {
  TrailOptions options;
  options.max_calls = 4;
  options.max_parts = 6;
  options.max_strangers = 2;
  options.pause_after_failure = server::milliseconds(5);
  options.stop_timeout = server::milliseconds(100);
  return options;
}

TrailRow Row(std::string method = "AccountService/GetAccount", std::int16_t code = 0) {
  TrailRow row;
  row.method = std::move(method);
  row.code = code;
  return row;
}

TEST_CASE("a place is taken until its row is written, or until it is given back") {
  Fixture f(Small());
  f.store.Shut(true);
  for (int i = 0; i < 3; ++i) f.Add(Row());
  {
    const auto last = f.trail.Take(Lane::kCalls);
    REQUIRE(last);
    CHECK_FALSE(f.trail.Take(Lane::kCalls));
    CHECK(f.trail.counters().refused == 1);
    CHECK(f.trail.counters().places == 4);
  }
  CHECK(f.trail.Take(Lane::kCalls));  // given back
  CHECK_FALSE(f.trail.Take(Lane::kCalls, 2));
  f.store.Shut(false);
  f.store.Await(3);
  while (f.trail.counters().places > 0) std::this_thread::yield();
  CHECK(f.trail.Take(Lane::kCalls, 4));
  CHECK(f.trail.counters().waiting == 0);
  CHECK(f.trail.counters().written == 3);
  CHECK(f.lost == 0);
}

TEST_CASE("unknown callers and parts of calls have places of their own") {
  Fixture f(Small());
  const auto strangers = f.trail.Take(Lane::kStrangers, 2);
  const auto parts = f.trail.Take(Lane::kParts, 6);
  CHECK(strangers);
  CHECK(parts);
  CHECK_FALSE(f.trail.Take(Lane::kStrangers));
  CHECK_FALSE(f.trail.Take(Lane::kParts));
  CHECK(f.trail.Take(Lane::kCalls, 4));
  CHECK(f.trail.counters().strangers == 1);
  CHECK(f.trail.counters().refused == 1);
}

TEST_CASE("rows wait while the database is away, and each is written once") {
  Fixture f;
  f.store.Shut(true);
  for (int i = 0; i < 5'000; ++i) f.Add(Row("method " + std::to_string(i)));
  while (f.trail.counters().failures < 2) std::this_thread::yield();
  CHECK(f.trail.counters().written == 0);
  f.store.Shut(false);
  const auto rows = f.store.Await(5'000);
  REQUIRE(rows.size() == 5'000);
  for (std::size_t i = 0; i < rows.size(); ++i)
    CHECK(rows[i].method == "method " + std::to_string(i));
  CHECK(f.store.transactions() == 3);  // of 2,048 rows at most
}

TEST_CASE("refusals that said nothing are one row for all that are alike") {
  Fixture f;
  f.store.Shut(true);
  f.Add(Row("first"));
  while (f.trail.counters().failures < 1) std::this_thread::yield();  // that block is closed
  for (int i = 0; i < 2'000; ++i) {
    TrailRow unknown = Row("AccountService/GetAccount", 16);
    unknown.participant = "stranger";
    unknown.about.account = ledger::AccountId{1000 + i};
    f.Add(unknown, Lane::kStrangers);  // and its place comes back, or the quota would be used up
    f.Add(Row("AccountService/GetAccount", 8));
    f.Add(Row("AccountService/GetAccount", 7));
  }
  TrailRow feed = Row("JournalService/FollowJournal", 8);
  feed.shown = 100;  // it had been answered for a while
  f.Add(feed);
  f.Add(feed);
  f.store.Shut(false);
  const auto rows = f.store.Await(2'005);
  std::map<std::int16_t, int> count, calls;
  for (const TrailRow& row : rows) {
    if (row.shown > 0) continue;
    ++count[row.code];
    calls[row.code] += row.calls;
    if (row.code == 16) CHECK_FALSE(row.about.account);
  }
  CHECK(count[16] == 1);
  CHECK(calls[16] == 2'000);
  CHECK(count[8] == 1);
  CHECK(calls[8] == 2'000);
  CHECK(count[7] == 2'000);  // somebody without a right is told so: each of them is known
  CHECK(rows.size() == 2'005);
}

TEST_CASE("a row that cannot be written takes no other one with it") {
  Fixture f;
  f.store.Shut(true);
  for (int i = 0; i < 100; ++i) f.Add(Row(i == 37 ? "poison" : "good"));
  f.store.Shut(false);
  CHECK(f.store.Await(99).size() == 99);
  while (f.trail.counters().places > 0) std::this_thread::yield();
  CHECK(f.lost == 1);
  CHECK(f.trail.counters().lost == 1);
  CHECK(f.trail.counters().written == 99);
}

TEST_CASE("what is no text is replaced, and long texts are cut between characters") {
  Fixture f;
  TrailRow row = Row();
  row.participant = std::string("a\0b\n\xC3\x28\xED\xA0\x80", 9) + "\xE5\xA4\xAA";
  row.reason = std::string(127, 'x') + "\xE5\xA4\xAA";
  row.about.subject = std::string(1'000, 'y');
  f.Add(row);
  const TrailRow written = f.store.Await(1).front();
  CHECK(written.participant ==
        "a?b?"
        "?(???\xE5\xA4\xAA");
  CHECK(written.reason == std::string(127, 'x'));
  CHECK(written.about.subject == std::string(128, 'y'));
}

TEST_CASE("a stop writes what waits, and gives up in time when it cannot") {
  {
    Fixture f;
    for (int i = 0; i < 10; ++i) f.Add(Row());
    f.trail.Stop();
    CHECK(f.trail.counters().written == 10);
  }
  Fixture f(Small());
  f.store.Shut(true);
  for (int i = 0; i < 4; ++i) f.Add(Row());
  const auto begin = std::chrono::steady_clock::now();
  f.trail.Stop();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
  CHECK(f.lost == 4);
  CHECK(f.trail.counters().lost == 4);
}

}  // namespace
}  // namespace registry::testing
