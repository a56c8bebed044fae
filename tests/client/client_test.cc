// The client library: request ids, retries, errors, many calls at a time.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "carbon/registry/v1/registry.pb.h"
#include "client/error.h"
#include "client/identity.h"
#include "client/pipeline.h"
#include "client/registry.h"
#include "client/retry.h"
#include "client/uuid.h"
#include "tests/cli/fake_registry.h"

namespace registry::client {
namespace {

using cli::testing::Call;
using cli::testing::FakeRegistry;
using cli::testing::WithDetails;
using std::chrono::milliseconds;

RetryPolicy Quick() {
  RetryPolicy policy;
  policy.attempts = 4;
  policy.first_delay = milliseconds{1};
  policy.longest_delay = milliseconds{4};
  policy.call_timeout = milliseconds{5'000};
  return policy;
}

Registry Connect(const FakeRegistry& fake) {
  return Registry(
      *OpenChannel(fake.address(), IdentityIn(cli::testing::Certificates(), "operator")), Quick());
}

v1::AdvanceClockRequest Advance(const std::string& id) {
  v1::AdvanceClockRequest request;
  request.set_request_id(id);
  return request;
}

std::string IdOf(const Call& call) {
  v1::AdvanceClockRequest request;
  REQUIRE(request.ParseFromString(call.request));
  return request.request_id();
}

Error With(grpc::StatusCode code) {
  Error error;
  error.code = code;
  return error;
}

}  // namespace

TEST_CASE("a version 7 id has the bytes of the example in RFC 9562, A.6") {
  CHECK(UuidV7(0x017f22e279b0, 0xcc3, 0x18c4dc0c0c07398f) ==
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST_CASE("a version 8 id has the bytes of the example in RFC 9562, B.2") {
  CHECK(UuidV8({0x5c, 0x14, 0x6b, 0x14, 0x3c, 0x52, 0x4a, 0xfd, 0x93, 0x8a, 0x37, 0x5d, 0x0d, 0xf1,
                0xfb, 0xf6}) == "5c146b14-3c52-8afd-938a-375d0df1fbf6");
}

TEST_CASE("only UUIDs other than nil are request ids") {
  CHECK(IsUuid("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"));
  CHECK_FALSE(IsUuid("00000000-0000-0000-0000-000000000000"));
  CHECK_FALSE(IsUuid("017f22e279b07cc398c4dc0c0c07398f"));
  CHECK_FALSE(IsUuid("017f22e2-79b0-7cc3-98c4-dc0c0c07398g"));
}

TEST_CASE("ids of one millisecond come in the order in which they were made") {
  RequestIds ids([] { return std::uint64_t{1'000}; }, [] { return std::uint64_t{0}; });
  std::string last = ids.Next();
  CHECK(last == "00000000-03e8-7000-8000-000000000000");
  for (int i = 0; i < 10'000; ++i) {  // more than a counter of 12 bits holds
    const std::string next = ids.Next();
    REQUIRE(next > last);
    last = next;
  }
}

TEST_CASE("ids do not fall when the clock goes back") {
  std::uint64_t now = 5'000;
  RequestIds ids([&] { return now; }, [] { return std::uint64_t{7}; });
  const std::string before = ids.Next();
  now = 1'000;
  CHECK(ids.Next() > before);
}

TEST_CASE("ids of several threads are all different") {
  std::vector<std::vector<std::string>> made(4);
  {
    std::vector<std::jthread> threads;
    threads.reserve(made.size());
    for (auto& mine : made) {
      threads.emplace_back([&mine] {
        for (int i = 0; i < 5'000; ++i) mine.push_back(NewRequestId());
      });
    }
  }
  std::set<std::string> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  CHECK(all.size() == 20'000);
}

TEST_CASE("only what may still be done, or certainly was not, is sent again") {
  const RetryPolicy policy = Quick();
  using grpc::StatusCode;
  for (const StatusCode code : {StatusCode::UNAVAILABLE, StatusCode::ABORTED}) {
    CHECK(RetryDelay(policy, With(code), 1, 0).has_value());
  }
  for (const StatusCode code :
       {StatusCode::FAILED_PRECONDITION, StatusCode::INVALID_ARGUMENT, StatusCode::INTERNAL,
        StatusCode::PERMISSION_DENIED, StatusCode::DEADLINE_EXCEEDED, StatusCode::ALREADY_EXISTS}) {
    CHECK_FALSE(RetryDelay(policy, With(code), 1, 0).has_value());
  }
  Error full = With(StatusCode::RESOURCE_EXHAUSTED);
  CHECK_FALSE(RetryDelay(policy, full, 1, 0).has_value());  // the message is too large
  full.retry_delay = milliseconds{700};
  CHECK(RetryDelay(policy, full, 1, 0) == milliseconds{700});
}

TEST_CASE("delays double up to their limit, and end with the last attempt") {
  RetryPolicy policy;
  policy.attempts = 4;
  policy.first_delay = milliseconds{100};
  policy.longest_delay = milliseconds{300};
  const Error gone = With(grpc::StatusCode::UNAVAILABLE);
  CHECK(RetryDelay(policy, gone, 1, 0) == milliseconds{100});
  CHECK(RetryDelay(policy, gone, 2, 0) == milliseconds{200});
  CHECK(RetryDelay(policy, gone, 3, 0) == milliseconds{300});
  CHECK_FALSE(RetryDelay(policy, gone, 4, 0).has_value());
  CHECK(RetryDelay(policy, gone, 2, 4'000'000'001) >= milliseconds{100});
}

TEST_CASE("a call that is sent again keeps its request id") {
  FakeRegistry fake;
  int calls = 0;
  fake.AnswerBy([&](const Call&) {
    if (++calls < 3) {
      return FakeRegistry::Reply{{}, grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone")};
    }
    v1::WriteResponse response;
    response.mutable_accepted()->set_sequence(17);
    return FakeRegistry::Reply{{response.SerializeAsString()}, {}};
  });
  Registry registry = Connect(fake);
  const auto answer =
      registry.Call(&v1::RegistryService::Stub::AdvanceClock, Advance(NewRequestId()));
  REQUIRE(answer.ok());
  CHECK(answer.value.accepted().sequence() == 17);
  const auto arrived = fake.calls();
  REQUIRE(arrived.size() == 3);
  CHECK(IdOf(arrived[0]) == IdOf(arrived[1]));
  CHECK(IdOf(arrived[1]) == IdOf(arrived[2]));
}

TEST_CASE("the details of an error are taken apart") {
  google::rpc::ErrorInfo first;
  first.set_reason("SAME_ACCOUNT");
  (*first.mutable_metadata())["account"] = "00001001-05";
  google::rpc::ErrorInfo second;
  second.set_reason("INSUFFICIENT_HOLDING");
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  retry.mutable_retry_delay()->set_nanos(250'000'000);
  const Error error = ToError(
      WithDetails(grpc::StatusCode::FAILED_PRECONDITION, "a sentence", {&first, &second, &retry}));
  CHECK(error.refused());
  REQUIRE(error.refusals.size() == 2);
  CHECK(error.refusals[0].reason == "SAME_ACCOUNT");
  CHECK(error.refusals[0].facts.at("account") == "00001001-05");
  CHECK(error.refusals[1].reason == "INSUFFICIENT_HOLDING");
  CHECK(error.retry_delay == milliseconds{1'250});
}

TEST_CASE("a pipeline answers every call, sends again what it must, and keeps a chain in order") {
  FakeRegistry fake;
  std::set<std::string> seen;
  fake.AnswerBy([&](const Call& call) {  // each is lost once
    if (seen.insert(IdOf(call)).second) {
      return FakeRegistry::Reply{{}, grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone")};
    }
    return FakeRegistry::Reply{{v1::WriteResponse().SerializeAsString()}, {}};
  });
  Registry registry = Connect(fake);
  Pipeline pipeline(8, Quick());
  auto& stub = registry.Office<v1::RegistryService::Stub>();
  int answered = 0;
  std::vector<int> chain;
  std::function<void(int)> link = [&](int number) {
    pipeline.Add<v1::RegistryService::Stub, v1::AdvanceClockRequest, v1::WriteResponse>(
        stub, &v1::RegistryService::Stub::PrepareAsyncAdvanceClock, Advance(NewRequestId()),
        [&, number](const Answer<v1::WriteResponse>& answer) {
          CHECK(answer.ok());
          chain.push_back(number);
          if (number < 4) link(number + 1);
        });
  };
  link(0);
  for (int i = 0; i < 50; ++i) {
    pipeline.Add<v1::RegistryService::Stub, v1::AdvanceClockRequest, v1::WriteResponse>(
        stub, &v1::RegistryService::Stub::PrepareAsyncAdvanceClock, Advance(NewRequestId()),
        [&](const Answer<v1::WriteResponse>& answer) { answered += answer.ok() ? 1 : 0; });
  }
  pipeline.Drain();
  CHECK(answered == 50);
  CHECK(chain == std::vector<int>{0, 1, 2, 3, 4});
  CHECK(fake.calls().size() == 2 * 55);
}

TEST_CASE("a pipeline that is stopped gives up what waits") {
  FakeRegistry fake;
  fake.AnswerWith(grpc::Status(grpc::StatusCode::INTERNAL, "broken"));
  Registry registry = Connect(fake);
  Pipeline pipeline(1, Quick());
  auto& stub = registry.Office<v1::RegistryService::Stub>();
  int answered = 0;
  for (int i = 0; i < 5; ++i) {
    pipeline.Add<v1::RegistryService::Stub, v1::AdvanceClockRequest, v1::WriteResponse>(
        stub, &v1::RegistryService::Stub::PrepareAsyncAdvanceClock, Advance(NewRequestId()),
        [&](const Answer<v1::WriteResponse>&) {
          ++answered;
          pipeline.Stop();
        });
  }
  pipeline.Drain();
  CHECK(answered == 1);
}

TEST_CASE("a pipeline that is stopped sends nothing again, also not what waits to be") {
  FakeRegistry fake;
  const std::string again = NewRequestId();
  fake.AnswerBy([&](const Call& call) {
    const bool gone = IdOf(call) == again;
    return FakeRegistry::Reply{
        {},
        grpc::Status(gone ? grpc::StatusCode::UNAVAILABLE : grpc::StatusCode::INTERNAL, "broken")};
  });
  Registry registry = Connect(fake);
  RetryPolicy slow = Quick();
  slow.first_delay = slow.longest_delay = std::chrono::hours{1};
  auto& stub = registry.Office<v1::RegistryService::Stub>();
  Pipeline two(2, slow);  // so that one ends while the other waits
  int answered = 0;
  for (const std::string& id : {again, NewRequestId()}) {
    two.Add<v1::RegistryService::Stub, v1::AdvanceClockRequest, v1::WriteResponse>(
        stub, &v1::RegistryService::Stub::PrepareAsyncAdvanceClock, Advance(id),
        [&](const Answer<v1::WriteResponse>& answer) {
          CHECK_FALSE(answer.ok());
          ++answered;
          two.Stop();
        });
  }
  two.Drain();
  CHECK(answered == 2);
  CHECK(fake.calls().size() == 2);
}

}  // namespace registry::client
