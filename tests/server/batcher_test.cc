#include "server/batcher.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/server/batcher_fakes.h"

namespace registry::server {

TEST_CASE("what queued while the lock was held shares one commit") {
  FakeJournal journal;
  journal.Hold();
  Batcher batcher(journal.Side(), {});
  std::vector<Submitted> calls;
  calls.reserve(100);
  for (int i = 0; i < 100; ++i) calls.push_back(Submit(batcher, 1 + i % 3));
  journal.AwaitAsked();
  journal.Release();
  for (Submitted& call : calls) CHECK(call.answers.get().size() == 1);
  batcher.Stop();
  CHECK(journal.sizes == std::vector<std::size_t>{100});
  CHECK(batcher.counters().batches == 1);
  CHECK(batcher.counters().requests == 100);
}

TEST_CASE("a bulk call gets an answer for each of its requests, in their order") {
  FakeJournal journal;
  BatcherOptions options;
  options.max_batch_bulk = 10;
  options.bulk_slice = 4;
  Batcher batcher(journal.Side(), options);
  Submitted call = Submit(batcher, 1, 35);
  const Answers answers = call.answers.get();
  REQUIRE(answers.size() == 35);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CHECK(Number(answers[i]) == static_cast<std::int64_t>(i));
  }
}

TEST_CASE("a request that expires while another holds the lock is answered, and never executed") {
  FakeJournal journal;
  journal.Hold();
  Batcher batcher(journal.Side(), {});
  Submitted expired = Submit(batcher, 1, 1, std::chrono::steady_clock::now() + milliseconds(10));
  Submitted patient = Submit(batcher, 2);
  const Answers answers = expired.answers.get();
  CHECK(absl::IsDeadlineExceeded(std::get<absl::Status>(answers.front())));
  journal.Release();
  CHECK(Number(patient.answers.get().front()) == 0);
  batcher.Stop();
  CHECK(journal.sizes == std::vector<std::size_t>{1});
  CHECK(batcher.counters().lapsed == 1);
  CHECK(batcher.counters().lost_turns > 0);
}

TEST_CASE("a request that finds no turn for too long is given back") {
  FakeJournal journal;
  journal.Hold();
  BatcherOptions options;
  options.max_wait = milliseconds(40);
  Batcher batcher(journal.Side(), options);
  Submitted call = Submit(batcher);
  CHECK(absl::IsUnavailable(std::get<absl::Status>(call.answers.get().front())));
  journal.Release();
}

TEST_CASE("a turn for nothing is passed on") {
  FakeJournal journal;
  Batcher batcher(journal.Side(), {});
  Submitted call = Submit(batcher, 1, 1, std::chrono::steady_clock::now());
  CHECK(absl::IsDeadlineExceeded(std::get<absl::Status>(call.answers.get().front())));
  batcher.Stop();
  CHECK(journal.passed == 1);
  CHECK(journal.sizes.empty());
}

TEST_CASE("a full queue refuses at once and says when to come again") {
  FakeJournal journal;
  journal.Hold();
  BatcherOptions options;
  options.max_queued_single = 2;
  Batcher batcher(journal.Side(), options);
  std::vector<Submitted> calls;
  calls.reserve(3);
  for (int i = 0; i < 3; ++i) calls.push_back(Submit(batcher));
  CHECK(calls[1].status.ok());
  CHECK(absl::IsResourceExhausted(calls[2].status));
  CHECK(batcher.retry_delay() >= options.min_retry_delay);
  CHECK(batcher.counters().refused == 1);
  journal.Release();
  CHECK(calls[0].answers.get().size() == 1);
}

TEST_CASE("a stop answers every accepted request") {
  FakeJournal journal;
  journal.Hold();
  Batcher batcher(journal.Side(), {});
  std::vector<Submitted> calls;
  calls.reserve(50);
  for (int i = 0; i < 50; ++i) calls.push_back(Submit(batcher, i % 2));
  std::thread stopper([&] { batcher.Stop(); });
  journal.Release();
  for (Submitted& call : calls) CHECK(Number(call.answers.get().front()) >= 0);
  stopper.join();
  CHECK(absl::IsUnavailable(Submit(batcher).status));
}

TEST_CASE("a stop without a turn gives up in time and says so to everybody") {
  FakeJournal journal;
  journal.Hold();
  BatcherOptions options;
  options.stop_timeout = milliseconds(50);
  Batcher batcher(journal.Side(), options);
  std::vector<Submitted> calls;
  calls.reserve(20);
  for (int i = 0; i < 20; ++i) calls.push_back(Submit(batcher));
  batcher.Stop();
  for (Submitted& call : calls) {
    CHECK(absl::IsUnavailable(std::get<absl::Status>(call.answers.get().front())));
  }
}

TEST_CASE("many callers at once: each is answered once, with its own number") {
  FakeJournal journal;
  Batcher batcher(journal.Side(), {});
  std::mutex mutex;
  std::vector<std::int64_t> numbers;
  std::vector<std::thread> callers;
  callers.reserve(8);
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < 200; ++i) {
        const std::int64_t number = Number(Submit(batcher, caller).answers.get().front());
        const std::lock_guard lock(mutex);
        numbers.push_back(number);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  std::sort(numbers.begin(), numbers.end());
  REQUIRE(numbers.size() == 1'600);
  CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
}

}  // namespace registry::server
