// The batcher when its journal gives nothing, as another turn is needed; its threads that answer.
#include <catch2/catch.hpp>
#include <limits>
#include <thread>

#include "server/batcher.h"
#include "tests/server/batcher_fakes.h"

namespace registry::server {

TEST_CASE("a batch that needs another turn is answered in that one, once and in order") {
  FakeJournal journal;
  journal.Hold();
  journal.nothing = 1;
  BatcherOptions options;
  options.max_inline_answers = 1'000;
  Batcher batcher(journal.Side(), options);
  std::vector<Submitted> calls;
  calls.reserve(21);
  for (int i = 0; i < 20; ++i) calls.push_back(Submit(batcher));
  calls.push_back(Submit(batcher, 1, 300));
  journal.Release();
  std::int64_t next = 0;
  for (Submitted& call : calls) {
    for (const storage::Answer& answer : call.answers.get()) CHECK(Number(answer) == next++);
  }
  batcher.Stop();
  CHECK(next == 320);
  for (const Submitted& call : calls) CHECK(*call.times == 1);
  CHECK(journal.turns == 2);
  CHECK(journal.passed == 0);
  CHECK(journal.sizes == std::vector<std::size_t>{320});
  CHECK(batcher.counters().batches == 1);
  CHECK(batcher.counters().requests == 320);
}

TEST_CASE("a request that expires after its batch was given back is not tried again") {
  FakeJournal journal;
  journal.nothing = 1;
  journal.holds_after_nothing = true;
  Batcher batcher(journal.Side(), {});
  Submitted expired = Submit(batcher, 1, 1, std::chrono::steady_clock::now() + milliseconds(300));
  const Answers answers = expired.answers.get();
  CHECK(absl::IsDeadlineExceeded(std::get<absl::Status>(answers.front())));
  CHECK(journal.applied == 1);
  Submitted patient = Submit(batcher, 2);
  journal.Release();
  CHECK(Number(patient.answers.get().front()) == 0);
  batcher.Stop();
  CHECK(*expired.times == 1);
  CHECK(journal.applied == 2);
  CHECK(batcher.counters().lapsed == 1);
}

TEST_CASE("a bulk call whose caller leaves while its batch is filled is answered once") {
  FakeJournal journal;
  journal.nothing = 1;
  BatcherOptions options;
  options.max_batch_bulk = 10;
  options.bulk_slice = 4;
  Batcher batcher(journal.Side(), options);
  Submitted call =
      Submit(batcher, 1, 35, SteadyTime::max(), [asked = 0]() mutable { return ++asked > 1; });
  const Answers answers = call.answers.get();
  REQUIRE(answers.size() == 35);
  for (const storage::Answer& answer : answers) {
    CHECK(absl::IsCancelled(std::get<absl::Status>(answer)));
  }
  batcher.Stop();
  CHECK(*call.times == 1);
  CHECK(journal.applied == 4);
  CHECK(batcher.counters().lapsed == 35);
}

TEST_CASE("a stop answers every request of a batch that was given back") {
  const bool turn_comes = GENERATE(true, false);
  const bool turns_are_refused = GENERATE(true, false);
  FakeJournal journal;
  journal.nothing = turn_comes ? 1 : std::numeric_limits<int>::max();
  journal.holds_after_nothing = turns_are_refused;
  BatcherOptions options;
  options.stop_timeout = milliseconds(turn_comes ? 7'000 : 50);
  Batcher batcher(journal.Side(), options);
  std::vector<Submitted> calls;
  calls.reserve(50);
  for (int i = 0; i < 50; ++i) calls.push_back(Submit(batcher, i % 3, i % 7 == 0 ? 9 : 1));
  std::thread stopper([&] { batcher.Stop(); });
  if (turn_comes && turns_are_refused) {
    while (journal.nothing > 0) std::this_thread::yield();
    std::this_thread::sleep_for(milliseconds(5));
    journal.Release();
  }
  stopper.join();
  for (Submitted& call : calls) {
    REQUIRE(*call.times == 1);
    for (const storage::Answer& answer : call.answers.get()) {
      const auto* status = std::get_if<absl::Status>(&answer);
      CHECK((status == nullptr ? turn_comes : !turn_comes && absl::IsUnavailable(*status)));
    }
  }
  CHECK(batcher.counters().queued == 0);
}

TEST_CASE("answers by the writer or by one, two or three threads: each call has its own, once") {
  FakeJournal journal;
  journal.Hold();
  journal.nothing = 1;
  BatcherOptions options;
  options.answer_threads = GENERATE(1, 2, 3);
  options.max_inline_answers = GENERATE(0, 8, 10'000);
  options.max_unanswered = GENERATE(1, 8'192);
  options.max_batch = 100;  // several batches: the writer waits for its answerers
  Batcher batcher(journal.Side(), options);
  std::vector<Submitted> calls;
  calls.reserve(500);
  for (int i = 0; i < 500; ++i) calls.push_back(Submit(batcher));
  journal.Release();
  batcher.Stop();
  std::int64_t next = 0;
  for (Submitted& call : calls) {
    REQUIRE(*call.times == 1);
    CHECK(Number(call.answers.get().front()) == next++);
  }
  CHECK(next == 500);
  CHECK(batcher.counters().unanswered == 0);
}

}  // namespace registry::server
