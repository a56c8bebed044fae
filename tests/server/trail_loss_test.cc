// No row is lost: not for want of room, not with a connection, not at the end.
#include <catch2/catch.hpp>
#include <chrono>
#include <pqxx/pqxx>
#include <thread>

#include "tests/server/small_book.h"
#include "tests/server/trail_asks.h"

namespace registry::testing {
namespace {

void KillTrailConnection(TestServer& server) {
  Execute(server,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'registry_trail' "
          "AND datname = current_database()");
}

}  // namespace

TEST_CASE(
    "without a place in the trail nothing is read or recorded, and the caller may come again") {
  TestServerOptions options;
  options.limits.trail.max_calls = 40;
  TestServer server(options);
  const SmallBook book = MakeSmallBook(server);
  // The trail cannot be written: its table is locked.
  pqxx::connection connection(server.database().Connection("postgres"));
  pqxx::nontransaction locked(connection);
  locked.exec("BEGIN; LOCK TABLE registry.trail IN ACCESS EXCLUSIVE MODE");
  grpc::Status status;
  int answered = 0;
  for (int i = 0; i < 200 && status.ok(); ++i, ++answered) {
    status = GetAccount(server, "supervisor", book.units[0]);
  }
  CHECK(answered == 41);  // forty, and the first that was refused
  const auto error = Read(status);
  CHECK(error.code == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(error.reason() == "QUEUE_FULL");
  CHECK(error.retry);
  const auto reads = [&] {
    pqxx::connection other(server.database().Connection("postgres"));
    return pqxx::nontransaction(other)
        .exec1("SELECT count(*) FROM registry.decision")[0]
        .as<std::int64_t>();
  };
  const std::int64_t decisions = reads();
  CHECK(Transfer(server, "operator", NewTransfer(book.units[0], book.units[1], 1)).error_code() ==
        grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(GetAccount(server, "security", book.units[0]).error_code() ==
        grpc::StatusCode::RESOURCE_EXHAUSTED);  // refusals as well
  CHECK(GetAccount(server, "stranger", book.units[0]).error_code() ==
        grpc::StatusCode::UNAUTHENTICATED);  // who are another lane's
  CHECK(reads() == decisions);
  CHECK(server.server().trail().counters().refused == 3);
  locked.exec("ROLLBACK");
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!GetAccount(server, "supervisor", book.units[0]).ok()) {
    REQUIRE(std::chrono::steady_clock::now() < give_up);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  Filter filter;
  filter.set_participant("supervisor");
  CHECK(Await(server, filter, 41).size() == 41);
  CHECK(server.server().trail().counters().lost == 0);
}

TEST_CASE("rows whose connection is killed arrive once, over the next one") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  constexpr int kReads = 60;
  for (int i = 0; i < kReads; ++i) {
    if (i % 20 == 10) KillTrailConnection(server);
    RequireOk(GetAccount(server, "supervisor", book.units[0]));
  }
  Filter filter;
  filter.set_participant("supervisor");
  CHECK(Await(server, filter, kReads).size() == kReads);
  const auto counters = server.server().trail().counters();
  CHECK(counters.failures > 0);
  CHECK(counters.lost == 0);
}

TEST_CASE("a stop writes the last rows") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  const std::int64_t before = Rows(server);
  for (int i = 0; i < 10; ++i) RequireOk(GetAccount(server, "supervisor", book.units[0]));
  server.server().Shutdown();
  CHECK(Rows(server) - before >= 10);
}

}  // namespace registry::testing
