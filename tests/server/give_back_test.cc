// Batches that go back to the queue of writes, as nothing of them was done.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <utility>

#include "server/write_queue.h"

namespace registry::server {
namespace {

const SteadyTime kNow = std::chrono::steady_clock::now();

// Long enough that a request which was moved from is seen to be.
std::string Person(std::int64_t number) {
  return "the person who asks for " + std::to_string(number);
}

// Numbers the requests of a test, so that each is known again.
class Calls {
 public:
  WriteItem Next(int participant, std::size_t count = 1) {
    WriteItem item;
    item.requests.resize(count);
    for (ledger::Request& request : item.requests) {
      request.key.participant = ledger::ParticipantId{participant};
      request.received_at = {next_};
      request.person = Person(next_++);
      request.command = ledger::MoveToTrading{};
    }
    item.bulk = count > 1;
    item.bytes = 100 * count;
    item.done = [](std::vector<storage::Answer>, std::size_t) {};
    return item;
  }

 private:
  std::int64_t next_ = 1;
};

BatcherOptions Small() {
  BatcherOptions options;
  options.max_batch = 20;
  options.max_batch_bulk = 10;
  options.bulk_slice = 4;
  return options;
}

std::vector<std::int64_t> Numbers(const Batch& batch) {
  std::vector<std::int64_t> numbers;
  for (const ledger::Request& request : batch.requests) {
    CHECK(request.person == Person(request.received_at.micros));
    numbers.push_back(request.received_at.micros);
  }
  return numbers;
}

using Piece = std::tuple<QueuedItemPtr, std::size_t, std::size_t>;
std::vector<Piece> Pieces(const Batch& batch) {
  std::vector<Piece> pieces;
  for (const auto& [item, first, count] : batch.pieces) pieces.emplace_back(item, first, count);
  return pieces;
}

// All, of single calls, of bulk calls, and their bytes.
std::vector<std::size_t> Counts(const WriteQueue& queue) {
  return {queue.queued(), queue.queued_single(), queue.queued_bulk(), queue.bytes()};
}

// Takes a batch, gives it back, and takes it again, until nothing is left.
void CheckEveryBatchTwice(WriteQueue& queue, std::size_t requests) {
  while (!queue.empty()) {
    const std::vector<std::size_t> before = Counts(queue);
    Batch given_back = queue.Take(kNow);
    const std::vector<std::int64_t> numbers = Numbers(given_back);
    const std::vector<Piece> pieces = Pieces(given_back);
    REQUIRE_FALSE(numbers.empty());
    queue.GiveBack(given_back);
    CHECK(given_back.lapsed.empty());
    REQUIRE(Counts(queue) == before);
    const Batch again = queue.Take(kNow);
    REQUIRE(Numbers(again) == numbers);
    REQUIRE(Pieces(again) == pieces);
    for (const BatchPiece& piece : again.pieces) piece.item->answered += piece.count;
    requests -= numbers.size();
  }
  CHECK(requests == 0);
  CHECK(Counts(queue) == std::vector<std::size_t>{0, 0, 0, 0});
}

// Answers a batch as the batcher does; returns the items that are complete.
std::vector<QueuedItemPtr> Answer(Batch& batch) {
  std::vector<QueuedItemPtr> complete = std::move(batch.lapsed);
  auto request = batch.requests.begin();
  for (const BatchPiece& piece : batch.pieces) {
    for (std::size_t i = piece.first; i < piece.first + piece.count; ++i, ++request) {
      ledger::Recorded recorded;
      recorded.record_number = ledger::RecordNumber{request->received_at.micros};
      piece.item->answers[i] = recorded;
    }
    piece.item->answered += piece.count;
    if (piece.item->complete()) complete.push_back(piece.item);
  }
  return complete;
}

bool IsCancelled(const storage::Answer& answer) {
  const auto* status = std::get_if<absl::Status>(&answer);
  return status != nullptr && absl::IsCancelled(*status);
}

// Says no so many times, then yes.
std::function<bool()> LeavesAfter(int asked) {
  return [asked]() mutable { return asked-- <= 0; };
}

}  // namespace

TEST_CASE("a batch of single calls that is given back is taken again as it was") {
  Calls calls;
  BatcherOptions options = Small();
  options.max_batch = GENERATE(2, 20);
  WriteQueue queue(options);
  for (int i = 0; i < 67; ++i) queue.Push(calls.Next(1 + i * i % 4 % 3 + i % 2), kNow);
  CheckEveryBatchTwice(queue, 67);
}

TEST_CASE("bulk calls in several pieces or taken in part are taken again as they were") {
  Calls calls;
  WriteQueue queue(Small());
  SECTION("one, in part") { queue.Push(calls.Next(1, 35), kNow); }
  SECTION("two that take turns") {
    queue.Push(calls.Next(1, 9), kNow);
    queue.Push(calls.Next(2, 26), kNow);
  }
  SECTION("several of one participant in one batch") {
    for (const std::size_t count : {3U, 2U, 5U, 6U, 19U}) queue.Push(calls.Next(1, count), kNow);
  }
  CheckEveryBatchTwice(queue, 35);
}

TEST_CASE("a batch of single and bulk calls is taken again as it was") {
  std::mt19937 random(20'210'716);  // NOLINT(cert-msc32-c,cert-msc51-cpp)
  for (int round = 0; round < 300; ++round) {
    Calls calls;
    BatcherOptions options = Small();
    options.max_batch = 1 + random() % 20;
    options.max_batch_bulk = 1 + random() % options.max_batch;
    WriteQueue queue(options);
    std::size_t requests = 0;
    for (auto left = 1 + random() % 40; left > 0; --left) {
      const std::size_t count = random() % 4 > 0 ? 1 : 2 + random() % 12;
      queue.Push(calls.Next(static_cast<int>(random() % 4), count), kNow);
      requests += count;
    }
    CheckEveryBatchTwice(queue, requests);
  }
}

TEST_CASE("what comes while a batch is out stands behind what is given back") {
  Calls calls;
  WriteQueue queue(Small());
  queue.Push(calls.Next(1), kNow);     // 1
  queue.Push(calls.Next(1), kNow);     // 2
  queue.Push(calls.Next(1, 3), kNow);  // 3 to 5
  Batch batch = queue.Take(kNow);
  CHECK(Numbers(batch) == std::vector<std::int64_t>{1, 2, 3, 4, 5});
  queue.Push(calls.Next(2), kNow);     // 6
  queue.Push(calls.Next(1), kNow);     // 7
  queue.Push(calls.Next(2, 2), kNow);  // 8 and 9
  queue.Push(calls.Next(1, 2), kNow);  // 10 and 11
  queue.GiveBack(batch);
  CHECK(Counts(queue) == std::vector<std::size_t>{11, 4, 7, 1'100});
  const std::vector<std::int64_t> expected = {1, 6, 2, 7, 3, 4, 5, 8, 9, 10, 11};
  CHECK(Numbers(queue.Take(kNow)) == expected);
}

TEST_CASE("what was given back leaves undone when its deadline passes or its caller leaves") {
  Calls calls;
  WriteQueue queue(Small());
  WriteItem hurried = calls.Next(1);
  hurried.deadline = kNow + milliseconds(5);
  WriteItem left = calls.Next(2, 3);
  bool is_gone = false;
  left.cancelled = [&] { return is_gone; };
  queue.Push(std::move(hurried), kNow);
  queue.Push(std::move(left), kNow);
  Batch batch = queue.Take(kNow);
  REQUIRE(batch.requests.size() == 4);
  queue.GiveBack(batch);
  CHECK(batch.lapsed.empty());  // nobody was asked
  is_gone = true;
  const Batch late = queue.Take(kNow + milliseconds(5));
  CHECK(late.requests.empty());
  REQUIRE(late.lapsed.size() == 2);
  CHECK(late.lapsed[0]->complete());
  CHECK(absl::IsDeadlineExceeded(std::get<absl::Status>(late.lapsed[0]->answers.front())));
  CHECK(late.lapsed[1]->complete());
  CHECK(std::ranges::all_of(late.lapsed[1]->answers, IsCancelled));
  CHECK(Counts(queue) == std::vector<std::size_t>{0, 0, 0, 0});
}

TEST_CASE("a bulk call whose caller left while a batch was filled is answered when it comes back") {
  Calls calls;
  WriteQueue queue(Small());
  const bool second_batch = GENERATE(false, true);
  const int slices = GENERATE(1, 2);  // that the batch has of it
  WriteItem left = calls.Next(1, 25);
  left.cancelled = LeavesAfter(slices + (second_batch ? 3 : 0));
  queue.Push(std::move(left), kNow);
  if (second_batch) {
    Batch first = queue.Take(kNow);
    REQUIRE(first.requests.size() == 10);
    CHECK(Answer(first).empty());
  }
  const std::size_t recorded = second_batch ? 10 : 0;
  Batch batch = queue.Take(kNow);
  REQUIRE(batch.requests.size() == static_cast<std::size_t>(slices) * 4);
  CHECK(batch.lapsed.empty());  // a part of it is in the batch
  const QueuedItemPtr queued = batch.pieces.front().item;
  queue.GiveBack(batch);
  REQUIRE(batch.lapsed == std::vector<QueuedItemPtr>{queued});
  CHECK(queued->answered == 25);
  const std::vector<storage::Answer>& answers = queued->answers;
  const auto done = answers.begin() + static_cast<std::ptrdiff_t>(recorded);
  CHECK(std::none_of(answers.begin(), done, IsCancelled));
  CHECK(std::all_of(done, answers.end(), IsCancelled));
  CHECK(Counts(queue) == std::vector<std::size_t>{0, 0, 0, 0});
  CHECK(queue.Take(kNow).requests.empty());
}

TEST_CASE("whatever is pushed, taken, given back and answered, every request leaves once") {
  std::mt19937 random(4'711);  // NOLINT(cert-msc32-c,cert-msc51-cpp)
  for (int round = 0; round < 200; ++round) {
    Calls calls;
    WriteQueue queue(Small());
    SteadyTime now = kNow;
    std::map<QueuedItemPtr, int> finished;
    std::map<std::pair<int, bool>, std::int64_t> last;  // recorded, of a participant in a lane
    std::size_t pushed = 0, left = 0, recorded = 0, given_back = 0;
    const auto finish = [&](const std::vector<QueuedItemPtr>& items) {
      for (const QueuedItemPtr& queued : items) {
        REQUIRE(++finished[queued] == 1);
        REQUIRE(queued->complete());
        left += queued->answers.size();
      }
    };
    const auto push = [&] {
      const std::size_t count = random() % 3 > 0 ? 1 : 2 + random() % 15;
      WriteItem item = calls.Next(static_cast<int>(random() % 4), count);
      if (random() % 5 == 0) item.deadline = now + milliseconds(random() % 20);
      if (random() % 5 == 0) item.cancelled = LeavesAfter(static_cast<int>(random() % 5));
      pushed += count;
      queue.Push(std::move(item), now);
    };
    for (int step = 0; step < 200 || !queue.empty(); ++step) {
      if (step < 200) {
        for (auto more = random() % 5; more > 0; --more) push();
      }
      now += milliseconds(random() % 4);
      if (random() % 8 == 0) finish(queue.TakeLapsed(now));
      Batch batch = queue.Take(now);
      for (auto more = step < 200 ? random() % 3 : 0; more > 0; --more) push();
      if (random() % 3 == 0) {
        queue.GiveBack(batch);
        finish(batch.lapsed);
        ++given_back;
        continue;
      }
      auto request = batch.requests.begin();
      for (const BatchPiece& piece : batch.pieces) {
        REQUIRE_FALSE(finished.contains(piece.item));
        for (std::size_t i = 0; i < piece.count; ++i, ++request) {
          const std::int64_t number = request->received_at.micros;
          REQUIRE(request->person == Person(number));
          auto& before = last[{ledger::Raw(request->key.participant), piece.item->item.bulk}];
          REQUIRE(before < number);  // once, and in the order of the lane
          before = number;
          ++recorded;
        }
      }
      finish(Answer(batch));
    }
    CHECK(given_back > 0);
    CHECK(left == pushed);
    CHECK(Counts(queue) == std::vector<std::size_t>{0, 0, 0, 0});
    std::size_t answered = 0;
    for (const auto& [queued, times] : finished) {
      answered += static_cast<std::size_t>(
          std::ranges::count_if(queued->answers, [](const auto& one) { return one.index() == 0; }));
    }
    CHECK(answered == recorded);
  }
}

}  // namespace registry::server
