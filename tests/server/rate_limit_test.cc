// How often a caller may call: the bucket, its bounds, many threads, and the server behind it.
#include "server/rate_limit.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>
#include <vector>

#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::testing {
namespace {

using server::RateLane;
using server::RateLimiter;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = RateLimiter::Clock;

constexpr ledger::ParticipantId kOffice{7};

server::RateOptions Options(int systems, int persons) {
  server::RateOptions options;
  options.systems = systems;
  options.persons = persons;
  options.strangers = 10;
  options.burst = seconds(2);
  return options;
}

// How many of `count` calls at one moment go on.
int Admitted(RateLimiter& limiter, RateLane lane, ledger::PersonId person, int count,
             Clock::time_point now) {
  int admitted = 0;
  for (int i = 0; i < count; ++i) admitted += limiter.Take(lane, kOffice, person, now) ? 0 : 1;
  return admitted;
}

}  // namespace

TEST_CASE("a burst goes through at once, then as many calls as the limit says") {
  RateLimiter limiter(Options(0, 100));
  const Clock::time_point start{seconds(1'000)};
  CHECK(Admitted(limiter, RateLane::kPerson, ledger::PersonId{1}, 500, start) == 200);
  const auto wait = limiter.Take(RateLane::kPerson, kOffice, ledger::PersonId{1}, start);
  CHECK(wait == milliseconds(10));
  // What it said is enough, and a moment earlier is not.
  CHECK(limiter.Take(RateLane::kPerson, kOffice, ledger::PersonId{1}, start + milliseconds(9)));
  CHECK_FALSE(limiter.Take(RateLane::kPerson, kOffice, ledger::PersonId{1}, start + *wait));
  CHECK(Admitted(limiter, RateLane::kPerson, ledger::PersonId{1}, 500, start + seconds(1)) == 99);
  CHECK(Admitted(limiter, RateLane::kPerson, ledger::PersonId{1}, 500, start + seconds(60)) == 200);
  CHECK(limiter.refused(RateLane::kPerson) == 300 + 1 + 1 + 401 + 300);
}

TEST_CASE("a person's colleagues, and his other office, have buckets of their own") {
  RateLimiter limiter(Options(0, 10));
  const Clock::time_point now{seconds(1'000)};
  CHECK(Admitted(limiter, RateLane::kPerson, ledger::PersonId{1}, 100, now) == 20);
  CHECK(Admitted(limiter, RateLane::kPerson, ledger::PersonId{2}, 100, now) == 20);
  CHECK_FALSE(limiter.Take(RateLane::kPerson, ledger::ParticipantId{8}, ledger::PersonId{1}, now));
  CHECK(limiter.callers() == 3);
}

TEST_CASE("without a limit nobody is counted") {
  RateLimiter limiter(Options(0, 10));
  CHECK(Admitted(limiter, RateLane::kSystem, {}, 100'000, Clock::time_point()) == 100'000);
  CHECK(limiter.callers() == 0);
}

TEST_CASE("looking takes nothing") {
  RateLimiter limiter(Options(0, 10));
  const Clock::time_point now{seconds(1'000)};
  for (int i = 0; i < 100; ++i) CHECK_FALSE(limiter.Look(RateLane::kFailure, kOffice, now));
  CHECK(Admitted(limiter, RateLane::kFailure, {}, 100, now) == 20);
  CHECK(limiter.Look(RateLane::kFailure, kOffice, now));
  CHECK(limiter.refused(RateLane::kFailure) == 80);
}

TEST_CASE("callers beyond the room share a bucket, and full buckets make room") {
  server::RateOptions options = Options(0, 10);
  options.max_callers = 64;
  RateLimiter limiter(options);
  const Clock::time_point now{seconds(1'000)};
  int admitted = 0;
  for (int person = 1; person <= 10'000; ++person) {
    admitted += limiter.Take(RateLane::kPerson, kOffice, ledger::PersonId{person}, now) ? 0 : 1;
  }
  CHECK(limiter.callers() <= 64);
  CHECK(admitted <= 64 + 16 * 20);
  // An empty bucket is not forgotten for others' sake.
  CHECK(limiter.callers() >= 16);
  const Clock::time_point later = now + seconds(10);
  CHECK_FALSE(limiter.Take(RateLane::kPerson, kOffice, ledger::PersonId{20'000}, later));
  CHECK(Admitted(limiter, RateLane::kPerson, ledger::PersonId{20'000}, 100, later) == 19);
}

TEST_CASE("many threads together get what one would, and none waits for another caller's bucket") {
  RateLimiter limiter(Options(0, 1'000));
  constexpr int kThreads = 8, kCalls = 20'000;
  const Clock::time_point now{seconds(1'000)};
  std::atomic<int> shared{0}, own{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kCalls; ++i) {
        shared += limiter.Take(RateLane::kPerson, kOffice, ledger::PersonId{1}, now) ? 0 : 1;
        own += limiter.Take(RateLane::kPerson, kOffice, ledger::PersonId{100 + t}, now) ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(shared == 2'000);
  CHECK(own == kThreads * 2'000);
  CHECK(limiter.refused(RateLane::kPerson) == 2 * kThreads * kCalls - 2'000 * (kThreads + 1));
}

namespace {

// The outcome of one call by a person through the console, or of the console's token.
Error Ask(TestServer& server, const std::string& subject, const std::string& office = "") {
  v1::RegistryStatus status;
  Context context(subject, office);
  return Read(server.As<v1::RegistryService>("console")->GetRegistryStatus(
      &context, v1::GetRegistryStatusRequest(), &status));
}

Error AskAs(TestServer& server, const std::string& identity) {
  v1::RegistryStatus status;
  Context context;
  return Read(server.As<v1::RegistryService>(identity)->GetRegistryStatus(
      &context, v1::GetRegistryStatusRequest(), &status));
}

// With this token, through the console.
Error AskWith(TestServer& server, const std::string& token) {
  v1::RegistryStatus status;
  Context context;
  context.AddMetadata("authorization", "Bearer " + token);
  return Read(server.As<v1::RegistryService>("console")->GetRegistryStatus(
      &context, v1::GetRegistryStatusRequest(), &status));
}

}  // namespace

TEST_CASE("who calls too often is told at once when to call again, and nobody else is slowed") {
  TestServerOptions options;
  options.persons = true;
  options.limits.rates.persons = 1;  // five at once
  TestServer server(options);
  int refused = 0;
  for (int i = 0; i < 12; ++i) {
    const Error error = Ask(server, "op-1");
    if (error.code == grpc::StatusCode::OK) continue;
    ++refused;
    CHECK(error.code == grpc::StatusCode::RESOURCE_EXHAUSTED);
    CHECK(error.reason() == "CALL_RATE_EXCEEDED");
    CHECK(error.retry);
  }
  CHECK(refused >= 1);
  CHECK(Ask(server, "op-2").code == grpc::StatusCode::OK);
  CHECK(AskAs(server, "trading-system").code == grpc::StatusCode::OK);

  // A stream is a call too, and a write that is refused records nothing.
  auto feed = server.As<v1::JournalService>("console");
  bool stream_refused = false;
  for (int i = 0; i < 12 && !stream_refused; ++i) {
    Context context("aud-1");
    auto stream = feed->FollowJournal(&context, v1::FollowJournalRequest());
    v1::JournalEvent event;
    stream_refused = !stream->Read(&event) &&
                     stream->Finish().error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED;
    context.TryCancel();
  }
  CHECK(stream_refused);
}

TEST_CASE("systems are not limited by default; with a flag they are") {
  CHECK(server::RateOptions().systems == 0);
  TestServerOptions options;
  options.limits.rates.systems = 1;
  options.limits.rates.burst = seconds(3);
  TestServer server(options);
  int ok = 0;
  for (int i = 0; i < 10; ++i) ok += AskAs(server, "auditor").code == grpc::StatusCode::OK ? 1 : 0;
  CHECK(ok >= 3);
  CHECK(ok <= 5);  // three at once, and what a second or two may bring
}

TEST_CASE("strangers share one bucket, which is nobody else's") {
  TestServerOptions options;
  options.limits.rates.strangers = 1;
  options.limits.rates.burst = seconds(3);
  TestServer server(options);
  int unknown = 0, limited = 0;
  for (int i = 0; i < 10; ++i) {
    const Error error = AskAs(server, "stranger");
    unknown += error.reason() == "CALLER_UNKNOWN" ? 1 : 0;
    limited += error.reason() == "CALL_RATE_EXCEEDED" ? 1 : 0;
  }
  CHECK(unknown >= 3);
  CHECK(limited >= 4);
  CHECK(unknown + limited == 10);
  CHECK(AskAs(server, "operator").code == grpc::StatusCode::OK);
}

TEST_CASE("who names an office that he has no seat in floods only himself") {
  TestServerOptions options;
  options.persons = true;
  options.limits.rates.persons = 1;
  options.limits.rates.strangers = 1;
  options.limits.rates.burst = seconds(3);
  TestServer server(options);
  int elsewhere = 0, limited = 0;
  for (int i = 0; i < 12; ++i) {
    const Error error = Ask(server, "op-1", "auditor");
    elsewhere += error.reason() == "OFFICE_NOT_HELD" ? 1 : 0;
    limited += error.reason() == "CALL_RATE_EXCEEDED" ? 1 : 0;
  }
  CHECK(elsewhere >= 3);
  CHECK(limited >= 6);
  CHECK(elsewhere + limited == 12);
  CHECK(Ask(server, "op-2").code == grpc::StatusCode::OK);
  CHECK(Ask(server, "op-1").code == grpc::StatusCode::OK);  // in his own office
}

TEST_CASE("a flood of bad tokens costs no verification, and takes nothing from those who came in") {
  TestServerOptions options;
  options.persons = true;
  options.limits.rates.strangers = 1;
  options.limits.rates.burst = seconds(3);
  TestServer server(options);
  const std::string known = IdentityProvider().Sign("op-1");
  REQUIRE(AskWith(server, known).code == grpc::StatusCode::OK);
  int looked_at = 0, limited = 0, new_ones = 0;
  for (int i = 0; i < 20; ++i) {
    // Of the right form, signed by nobody we know.
    const Error error =
        AskWith(server, "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsifQ.e30.c2ln" + std::to_string(i));
    looked_at += error.code == grpc::StatusCode::UNAUTHENTICATED ? 1 : 0;
    if (error.code != grpc::StatusCode::RESOURCE_EXHAUSTED || !error.retry) continue;
    ++limited;
    // Nor is a good one looked at that was never seen before.
    new_ones += Ask(server, "op-2").reason() == "CALL_RATE_EXCEEDED" ? 1 : 0;
  }
  CHECK(new_ones > 0);
  CHECK(looked_at >= 3);
  CHECK(looked_at <= 6);
  CHECK(looked_at + limited == 20);
  // The console's known person goes on, and so does every other participant.
  CHECK(AskWith(server, known).code == grpc::StatusCode::OK);
  CHECK(AskAs(server, "trading-system").code == grpc::StatusCode::OK);
}

}  // namespace registry::testing
