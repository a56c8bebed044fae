// Single requests that share calls: what becomes of them when calls fail.
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "tests/client/batches.h"

namespace registry::client {
namespace {

using cli::testing::WithDetails;

std::string Poison() { return "01890a5d-ac96-774b-bcce-b302099a8057"; }

}  // namespace

TEST_CASE("a call that fails as a whole is sent again as it was, with the same ids") {
  for (const bool busy : {false, true}) {
    FakeRegistry fake;
    std::atomic<int> calls{0};
    fake.AnswerBy([&](const Call& call) {
      if (++calls > 2) return Says(Accept(Parsed(call)));
      google::rpc::RetryInfo retry;
      retry.mutable_retry_delay()->set_nanos(1'000'000);
      return busy ? FakeRegistry::Reply{{},
                                        WithDetails(grpc::StatusCode::RESOURCE_EXHAUSTED, "full",
                                                    {&retry})}
                  : Fails(grpc::StatusCode::UNAVAILABLE);
    });
    Registry registry = Connect(fake);
    Batcher batcher(registry);
    CHECK(batcher.Add(Tonnes(7)).get().value.accepted().sequence() == 7);
    const auto sent = fake.calls();
    REQUIRE(sent.size() == 3);
    CHECK(sent[0].request == sent[1].request);
    CHECK(sent[1].request == sent[2].request);
  }
}

TEST_CASE("of a call, only what has to be sent again is, and the others are answered at once") {
  FakeRegistry fake;
  Gate gate;
  std::atomic<int> calls{0};
  fake.AnswerBy([&](const Call& call) {
    gate.Pass();
    v1::WriteBatchResponse response = Accept(Parsed(call));
    if (++calls == 2) SetCode(*response.mutable_outcomes(1), grpc::StatusCode::UNAVAILABLE);
    if (calls == 2) SetCode(*response.mutable_outcomes(2), grpc::StatusCode::FAILED_PRECONDITION);
    return Says(response);
  });
  Registry registry = Connect(fake);
  Batcher batcher(registry, OneCall());
  std::vector<Future> answers;
  answers.push_back(batcher.Add(Tonnes(0)));
  gate.came.wait();
  for (int i = 1; i <= 3; ++i) answers.push_back(batcher.Add(Tonnes(i)));
  gate.open.count_down();
  CHECK(answers[1].get().ok());
  const Written again = answers[2].get();
  CHECK(again.value.accepted().sequence() == 2);
  CHECK(answers[3].get().error.refused());
  const auto ids = IdsOf(fake);
  REQUIRE(ids.size() == 3);
  CHECK(ids[2] == std::vector<std::string>{again.request_id});
  CHECK(ids[1][1] == again.request_id);
}

TEST_CASE("a request that spoils its call is refused alone") {
  FakeRegistry fake;
  Gate gate;
  fake.AnswerBy([&](const Call& call) {
    gate.Pass();
    const v1::WriteBatchRequest batch = Parsed(call);
    for (const auto& entry : batch.entries()) {
      if (entry.transfer().request_id() == Poison()) {
        return Fails(grpc::StatusCode::INVALID_ARGUMENT);
      }
    }
    return Says(Accept(batch));
  });
  Registry registry = Connect(fake);
  Batcher batcher(registry, OneCall());
  std::vector<Future> answers;
  answers.push_back(batcher.Add(Tonnes(0)));
  gate.came.wait();
  for (int i = 1; i < 100; ++i) {
    v1::TransferRequest request = Tonnes(i);
    if (i == 37) request.set_request_id(Poison());
    answers.push_back(batcher.Add(std::move(request)));
  }
  gate.open.count_down();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Written answer = answers[i].get();
    CHECK(answer.ok() == (i != 37));
    if (i == 37) CHECK(answer.error.code == grpc::StatusCode::INVALID_ARGUMENT);
    if (i != 37) CHECK(answer.value.accepted().sequence() == static_cast<std::int64_t>(i));
  }
}

TEST_CASE("answers that are not those of the requests are no answers") {
  FakeRegistry fake;
  Registry registry = Connect(fake);
  Batcher batcher(registry);
  const auto code = [&](const v1::WriteBatchResponse& response) {
    fake.AnswerWith(response);
    return batcher.Add(Tonnes(1)).get().error.code;
  };
  v1::WriteBatchResponse response;
  CHECK(code(response) == grpc::StatusCode::INTERNAL);  // none
  response.add_outcomes()->mutable_accepted()->set_sequence(1);
  response.mutable_outcomes(0)->set_request_id(NewRequestId());
  CHECK(code(response) == grpc::StatusCode::INTERNAL);  // another one's
  fake.AnswerBy([](const Call& call) {
    v1::WriteBatchResponse empty = Accept(Parsed(call));
    empty.mutable_outcomes(0)->clear_accepted();
    return Says(empty);
  });
  CHECK(batcher.Add(Tonnes(1)).get().error.code == grpc::StatusCode::INTERNAL);
}

TEST_CASE(
    "a batcher that stops answers everybody: on the way, to be sent again, waiting, too late") {
  FakeRegistry fake;
  std::atomic<int> calls{0};
  std::latch both(2);
  fake.AnswerBy([&](const Call&) {
    both.count_down();
    if (++calls == 2) return FakeRegistry::Reply{{}, {}, true};  // no answer at all
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(3'600);
    return FakeRegistry::Reply{{}, WithDetails(grpc::StatusCode::UNAVAILABLE, "gone", {&retry})};
  });
  Registry registry = Connect(fake);
  BatcherOptions options;
  options.requests_per_call = options.requests_worth_a_call = 1;
  options.waiting_requests = 3;
  Batcher batcher(registry, options);
  std::vector<Future> answers;
  answers.reserve(5);
  for (int i = 0; i < 5; ++i) answers.push_back(batcher.Add(Tonnes(i)));
  both.wait();
  std::vector<Future> blocked;
  std::thread adds([&] {  // more than there is room for
    for (int i = 0; i < 5; ++i) blocked.push_back(batcher.Add(Tonnes(i)));
  });
  batcher.Stop();
  adds.join();
  answers.push_back(batcher.Add(Tonnes(9)));
  for (auto* some : {&answers, &blocked}) {
    for (Future& answer : *some) {
      const Written given = answer.get();
      CHECK(given.error.code == grpc::StatusCode::CANCELLED);
      CHECK(IsUuid(given.request_id));
    }
  }
  CHECK(fake.calls().size() == 2);
}

// A registry that keeps its word: an id once recorded is answered the same. It loses answers, is
// overloaded, and leaves entries undone, as chance has it.
TEST_CASE("whatever is lost on the way, each request has one effect and its own answer") {
  FakeRegistry fake;
  std::minstd_rand random(7);
  std::map<std::string, std::int64_t> effects;
  fake.AnswerBy([&](const Call& call) {
    if (random() % 4 == 0) return Fails(grpc::StatusCode::UNAVAILABLE);  // it never came
    const v1::WriteBatchRequest batch = Parsed(call);
    v1::WriteBatchResponse response = Accept(batch);
    for (int i = 0; i < batch.entries_size(); ++i) {
      if (random() % 8 == 0) {
        SetCode(*response.mutable_outcomes(i), grpc::StatusCode::UNAVAILABLE);
        continue;
      }
      const auto& transfer = batch.entries(i).transfer();
      effects.emplace(transfer.request_id(), transfer.quantity_tco2e());
    }
    if (random() % 4 == 0) return Fails(grpc::StatusCode::UNAVAILABLE);  // the answer was lost
    return Says(response);
  });
  Registry registry = Connect(fake);
  BatcherOptions options;
  options.calls_in_flight = 3;
  options.waiting_requests = 50;
  Batcher batcher(registry, options);
  std::vector<int> answered(2'000);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = t; i < 2'000; i += 4) {
        batcher.Add(Tonnes(i), [&, i](const Written& answer) {
          ++answered[static_cast<std::size_t>(i)];
          if (!answer.ok() || answer.value.accepted().sequence() != i) ++wrong;
        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  batcher.Drain();
  CHECK(wrong == 0);
  CHECK(answered == std::vector<int>(2'000, 1));
  std::set<std::int64_t> quantities;
  for (const auto& [id, quantity] : effects) quantities.insert(quantity);
  CHECK(effects.size() == 2'000);
  CHECK(quantities.size() == 2'000);
}

}  // namespace registry::client
