// Flags, the file of participants, and the ways in which a start is refused.
#include <catch2/catch.hpp>

#include "server/bootstrap.h"
#include "server/flags.h"
#include "tests/server/test_server.h"

namespace registry::server {

TEST_CASE("flags are read in both forms, and refused with their name") {
  const char* good[] = {"--listen=[::1]:1", "--database", "host=/x user=y", "--clock=replay"};
  const auto flags = ParseFlags(good);
  REQUIRE(flags.ok());
  CHECK(flags->listen == "[::1]:1");
  CHECK(flags->database == "host=/x user=y");
  CHECK(flags->clock == "replay");
  CHECK(flags->log_calls == "true");
  for (const char* bad :
       {"--lisen=x", "listen", "--clock=sun", "--database", "--log-calls=maybe"}) {
    const char* arguments[] = {bad};
    const auto refused = ParseFlags(arguments);
    REQUIRE_FALSE(refused.ok());
    CHECK(std::string(refused.status().message()).find(bad) == 0);
  }
  CHECK(FlagsHelp().find("--reader-database") != std::string::npos);
}

TEST_CASE("a file of participants is read, or refused with its line") {
  const std::string heading = "name,role,province,account\n";
  const auto good =
      ParseParticipants(heading + "a-1,provincial_authority,6590,\r\n\nb,auditor,,\n");
  REQUIRE(good.ok());
  REQUIRE(good->size() == 2);
  CHECK(good->front().role == ledger::Role::kProvincialAuthority);
  CHECK(good->front().province == "6590");
  for (const std::string& bad :
       {std::string("a,auditor,,\n"), heading, heading + "a,auditor,\n", heading + "A,auditor,,\n",
        heading + "a,king,,\n", heading + "a,auditor,9,\n", heading + "a,auditor,,12\n",
        heading + "a,auditor,,\na,ministry,,\n"}) {
    INFO(bad);
    CHECK_FALSE(ParseParticipants(bad).ok());
  }
}

TEST_CASE("a book is opened once") {
  testing::TestServer server;
  BootstrapOptions options;
  options.database = server.options().database;
  options.clock = ledger::ClockMode::kReplay;
  const absl::Status again = Bootstrap(options, testing::Offices());
  CHECK(absl::IsFailedPrecondition(again));
}

TEST_CASE(
    "a server does not start on an empty store, another clock, a taken address or no database") {
  testing::TestServer running;
  ServerOptions options = running.options();
  SECTION("empty store") {
    testing::TestDatabase empty;
    options.database = empty.Connection("registry_writer");
    options.reader_database = empty.Connection("registry_reader");
    const auto refused = RegistryServer::Start(options);
    REQUIRE_FALSE(refused.ok());
    CHECK(std::string(refused.status().message()).find("--bootstrap") != std::string::npos);
  }
  SECTION("another clock") {
    options.clock = ledger::ClockMode::kSystem;
    CHECK(absl::IsFailedPrecondition(RegistryServer::Start(options).status()));
  }
  SECTION("a taken address") {
    options.listen = running.server().address();
    const auto refused = RegistryServer::Start(options);
    REQUIRE_FALSE(refused.ok());
    CHECK(std::string(refused.status().message()).find(options.listen) != std::string::npos);
  }
  SECTION("a URI, which has no place for another role") {
    options.database = "postgresql:///registry?user=registry_writer";
    const auto refused = RegistryServer::Start(options);
    CHECK(absl::IsInvalidArgument(refused.status()));
    CHECK(std::string(refused.status().message()).find("--trail-database") != std::string::npos);
  }
  SECTION("no way to write the trail") {
    options.trail_database = options.database + " port=1";
    CHECK(absl::IsUnavailable(RegistryServer::Start(options).status()));
  }
  SECTION("a role that may not write the trail") {
    options.trail_database = options.database + " user=registry_reader";
    CHECK_FALSE(RegistryServer::Start(options).ok());
  }
  SECTION("no database") {
    options.database += " port=1";
    CHECK(absl::IsUnavailable(RegistryServer::Start(options).status()));
  }
}

}  // namespace registry::server
