// Single requests that share calls: which go together, and how many.
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <set>
#include <thread>

#include "tests/client/batches.h"

namespace registry::client {

TEST_CASE("what is added while a call is on its way goes out in the next ones, in its order") {
  FakeRegistry fake;
  Gate gate;
  fake.AnswerBy([&](const Call& call) {
    gate.Pass();
    return Says(Accept(Parsed(call)));
  });
  Registry registry = Connect(fake);
  BatcherOptions options = OneCall();
  options.requests_per_call = 40;
  Batcher batcher(registry, options);
  std::vector<Future> answers;
  answers.push_back(batcher.Add(Tonnes(0)));
  gate.came.wait();
  for (int i = 1; i <= 100; ++i) answers.push_back(batcher.Add(Tonnes(i)));
  gate.open.count_down();
  std::vector<std::string> told, sent;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Written answer = answers[i].get();
    REQUIRE(answer.ok());
    CHECK(answer.value.accepted().sequence() == static_cast<std::int64_t>(i));
    CHECK(IsUuid(answer.request_id));
    told.push_back(answer.request_id);
  }
  CHECK(SizesOf(fake) == std::vector<std::size_t>{1, 40, 40, 20});
  for (const auto& ids : IdsOf(fake)) sent.insert(sent.end(), ids.begin(), ids.end());
  CHECK(sent == told);
}

TEST_CASE("what waits is shared out among the calls that may be sent, in calls worth it") {
  FakeRegistry fake;
  Gate gate;
  fake.AnswerBy([&](const Call& call) {
    gate.Pass();
    return Says(Accept(Parsed(call)));
  });
  Registry registry = Connect(fake);
  BatcherOptions options;
  options.calls_in_flight = 3;
  options.requests_worth_a_call = 10;
  Batcher batcher(registry, options);
  // Callbacks of one call add what the free calls then share.
  const auto add = [&](int count) {
    for (int i = 0; i < count; ++i) batcher.Add(Tonnes(1), [](const Written&) {});
  };
  batcher.Add(Tonnes(1), [&](const Written&) { add(90); });
  gate.came.wait();
  gate.open.count_down();
  batcher.Drain();
  batcher.Add(Tonnes(1), [&](const Written&) { add(15); });
  batcher.Drain();
  const std::vector<std::size_t> sizes = SizesOf(fake);
  // Each in its turn: 1, the 90, 1, the 15. Of those that are shared out, only what is left over at
  // the end is not worth a call; which is more often the case when calls are answered in between.
  const auto of_90 = sizes.begin() + 1;
  auto end_of_90 = of_90;
  for (std::size_t sum = 0; sum < 90 && end_of_90 != sizes.end(); ++end_of_90) sum += *end_of_90;
  const auto is_small = [](std::size_t size) { return size < 10; };
  CHECK(sizes.front() == 1);
  CHECK(std::accumulate(of_90, end_of_90, std::size_t{0}) == 90);
  CHECK(std::count_if(of_90, end_of_90, is_small) <= 1);
  CHECK(*std::max_element(of_90, end_of_90) <= 30);
  REQUIRE(sizes.end() - end_of_90 == 3);
  CHECK(*end_of_90 == 1);
  CHECK(std::multiset<std::size_t>(end_of_90 + 1, sizes.end()) ==
        std::multiset<std::size_t>{5, 10});
}

TEST_CASE("a call has no more bytes than it may, and a request that is larger goes alone") {
  FakeRegistry fake;
  Gate gate;
  fake.AnswerBy([&](const Call& call) {
    gate.Pass();
    return Says(Accept(Parsed(call)));
  });
  Registry registry = Connect(fake);
  BatcherOptions options = OneCall();
  options.bytes_per_call = 1'000;
  Batcher batcher(registry, options);
  std::vector<Future> answers;
  answers.push_back(batcher.Add(Tonnes(1)));
  gate.came.wait();
  for (const std::size_t size : {300U, 300U, 5'000U, 300U, 300U, 300U}) {
    v1::TransferRequest request = Tonnes(1);
    request.set_instrument(std::string(size, 'x'));
    answers.push_back(batcher.Add(std::move(request)));
  }
  gate.open.count_down();
  for (Future& answer : answers) CHECK(answer.get().ok());
  CHECK(SizesOf(fake) == std::vector<std::size_t>{1, 2, 1, 2, 1});
}

TEST_CASE("Add waits for room, and no more waits than may") {
  FakeRegistry fake;
  Gate gate;
  fake.AnswerBy([&](const Call& call) {
    gate.Pass();
    return Says(Accept(Parsed(call)));
  });
  Registry registry = Connect(fake);
  BatcherOptions options = OneCall();
  options.waiting_requests = 4;
  Batcher batcher(registry, options);
  const auto add = [&] { batcher.Add(Tonnes(1), [](const Written&) {}); };
  add();
  gate.came.wait();
  std::atomic<int> added{0};
  std::latch full(4);
  std::thread adds([&] {
    for (int i = 0; i < 20; ++i) {
      add();
      ++added;
      if (i < 4) full.count_down();
    }
  });
  full.wait();
  CHECK(added == 4);
  gate.open.count_down();
  adds.join();
  batcher.Drain();
  for (const std::size_t size : SizesOf(fake)) CHECK(size <= 4);
}

TEST_CASE("only single requests of the protocol are batched") {
  FakeRegistry fake;
  Registry registry = Connect(fake);
  Batcher batcher(registry);
  CHECK_THROWS_AS(batcher.Add(v1::SettleTradesRequest()), std::invalid_argument);
}

}  // namespace registry::client
