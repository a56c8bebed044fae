#include "server/write_queue.h"

#include <catch2/catch.hpp>
#include <utility>

namespace registry::server {
namespace {

using std::chrono::steady_clock;

// A call of `count` requests by a participant; the answers and the batch's size go into `answers`.
WriteItem Item(int participant, std::size_t count = 1,
               std::vector<storage::Answer>* answers = nullptr) {
  WriteItem item;
  item.requests.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    item.requests[i].key.participant = ledger::ParticipantId{participant};
    item.requests[i].received_at = {static_cast<std::int64_t>(i)};
    item.requests[i].command = ledger::MoveToTrading{};
  }
  item.bulk = count > 1;
  item.bytes = 100 * count;
  item.done = [answers](std::vector<storage::Answer> given, std::size_t) {
    if (answers != nullptr) *answers = std::move(given);
  };
  return item;
}

BatcherOptions Small() {
  BatcherOptions options;
  options.max_queued_single = 100;
  options.max_queued_bulk = 200;
  options.max_queued_bytes = 25'000;
  options.max_batch = 20;
  options.max_batch_bulk = 10;
  options.bulk_slice = 4;
  return options;
}

std::map<int, int> Shares(const Batch& batch) {
  std::map<int, int> shares;
  for (const ledger::Request& request : batch.requests) {
    ++shares[ledger::Raw(request.key.participant)];
  }
  return shares;
}

const SteadyTime kNow = steady_clock::now();

}  // namespace

TEST_CASE("single calls come before bulk, and bulk has its part of a batch") {
  WriteQueue queue(Small());
  queue.Push(Item(1, 50), kNow);
  for (int i = 0; i < 3; ++i) queue.Push(Item(2), kNow);
  const Batch batch = queue.Take(kNow);
  REQUIRE(batch.requests.size() == 3 + 10);
  CHECK(Shares(batch) == std::map<int, int>{{1, 10}, {2, 3}});
  CHECK(ledger::Raw(batch.requests.front().key.participant) == 2);
  CHECK(queue.queued() == 40);
}

TEST_CASE("no participant has more than half of a batch while another one waits") {
  WriteQueue queue(Small());
  for (int i = 0; i < 60; ++i) queue.Push(Item(1), kNow);
  for (int i = 0; i < 30; ++i) queue.Push(Item(2), kNow);
  CHECK(Shares(queue.Take(kNow)) == std::map<int, int>{{1, 10}, {2, 10}});
  CHECK(Shares(queue.Take(kNow)) == std::map<int, int>{{1, 10}, {2, 10}});
  CHECK(Shares(queue.Take(kNow)) == std::map<int, int>{{1, 10}, {2, 10}});
  CHECK(Shares(queue.Take(kNow)) == std::map<int, int>{{1, 20}});  // nobody else waits
}

TEST_CASE("a participant alone has the whole batch") {
  WriteQueue queue(Small());
  for (int i = 0; i < 25; ++i) queue.Push(Item(1), kNow);
  CHECK(queue.Take(kNow).requests.size() == 20);
  CHECK(queue.Take(kNow).requests.size() == 5);
  CHECK(queue.empty());
}

TEST_CASE("a bulk call is spread over batches in its order") {
  WriteQueue queue(Small());
  queue.Push(Item(1, 25), kNow);
  std::int64_t next = 0;
  for (const std::size_t size : {10U, 10U, 5U}) {
    const Batch batch = queue.Take(kNow);
    REQUIRE(batch.requests.size() == size);
    for (const ledger::Request& request : batch.requests) {
      CHECK(request.received_at.micros == next);
      ++next;
    }
  }
  CHECK(queue.empty());
}

TEST_CASE("two bulk calls take turns within a batch") {
  WriteQueue queue(Small());
  queue.Push(Item(1, 25), kNow);
  queue.Push(Item(2, 25), kNow);
  CHECK(Shares(queue.Take(kNow)) == std::map<int, int>{{1, 6}, {2, 4}});
  CHECK(Shares(queue.Take(kNow)) == std::map<int, int>{{1, 4}, {2, 6}});
}

TEST_CASE("an expired or abandoned request leaves the queue undone, as late as possible") {
  WriteQueue queue(Small());
  WriteItem expired = Item(1);
  expired.deadline = kNow + milliseconds(5);
  WriteItem left = Item(1);
  left.cancelled = [] { return true; };
  queue.Push(std::move(expired), kNow);
  queue.Push(std::move(left), kNow);
  queue.Push(Item(1), kNow);
  const Batch batch = queue.Take(kNow + milliseconds(5));
  CHECK(batch.requests.size() == 1);
  REQUIRE(batch.lapsed.size() == 2);
  CHECK(absl::IsDeadlineExceeded(std::get<absl::Status>(batch.lapsed[0]->answers.front())));
  CHECK(absl::IsCancelled(std::get<absl::Status>(batch.lapsed[1]->answers.front())));
  CHECK(queue.empty());
  CHECK(queue.queued() == 0);
}

TEST_CASE("of a bulk call that expires between two batches only the rest is not done") {
  WriteQueue queue(Small());
  WriteItem item = Item(1, 25);
  item.deadline = kNow + seconds(1);
  queue.Push(std::move(item), kNow);
  const Batch first = queue.Take(kNow);
  const QueuedItemPtr queued = first.pieces.front().item;
  queued->answered += first.requests.size();  // as the batcher does when the answers are there
  const Batch second = queue.Take(kNow + seconds(1));
  CHECK(second.requests.empty());
  REQUIRE(second.lapsed.size() == 1);
  CHECK(queued->complete());
  CHECK(std::holds_alternative<ledger::Recorded>(queued->answers[9]));
  CHECK(std::holds_alternative<absl::Status>(queued->answers[10]));
  CHECK(queue.queued() == 0);
}

TEST_CASE("while there is no turn, expired requests leave and others wait, but not for ever") {
  WriteQueue queue(Small());
  WriteItem expired = Item(1);
  expired.deadline = kNow;
  queue.Push(std::move(expired), kNow);
  queue.Push(Item(2), kNow);
  queue.Push(Item(3, 5), kNow + seconds(4));
  CHECK(queue.TakeLapsed(kNow).size() == 1);
  const auto waited = queue.TakeLapsed(kNow + seconds(5));
  REQUIRE(waited.size() == 1);
  CHECK(absl::IsUnavailable(std::get<absl::Status>(waited.front()->answers.front())));
  CHECK(queue.queued() == 5);
}

TEST_CASE("the queue is bounded by count and by bytes") {
  WriteQueue queue(Small());
  for (int i = 0; i < 100; ++i) {
    REQUIRE(queue.HasRoomFor(Item(1)));
    queue.Push(Item(1), kNow);
  }
  CHECK_FALSE(queue.HasRoomFor(Item(1)));
  CHECK(queue.HasRoomFor(Item(1, 150)));
  CHECK_FALSE(queue.HasRoomFor(Item(1, 151)));  // bytes
  CHECK_FALSE(queue.HasRoomFor(Item(1, 201)));  // count
  CHECK(queue.TakeAll(absl::UnavailableError("")).size() == 100);
  CHECK(queue.HasRoomFor(Item(1, 200)));
}

TEST_CASE("a surrender counts as many postings as it has lines") {
  WriteQueue queue(Small());
  for (int i = 0; i < 5; ++i) {
    WriteItem item = Item(1);
    item.requests.front().command =
        ledger::Surrender{{}, {}, "2021", std::vector<ledger::Surrender::Line>(8), false};
    queue.Push(std::move(item), kNow);
  }
  CHECK(queue.Take(kNow).requests.size() == 3);  // 8, 16, and the one that reaches the limit
}

TEST_CASE("a command that changes the rules has a batch nearly to itself, as it is a commit") {
  WriteQueue queue(Small());
  for (int i = 0; i < 3; ++i) {
    WriteItem item = Item(1);
    item.requests.front().command = ledger::AdvanceClock{};
    queue.Push(std::move(item), kNow);
  }
  CHECK(queue.Take(kNow).requests.size() == 1);
}

}  // namespace registry::server
