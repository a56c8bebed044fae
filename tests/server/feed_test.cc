// The feed over the wire, and the registry's proof of itself.
#include <catch2/catch.hpp>
#include <pqxx/pqxx>

#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::testing {
namespace {

TestServerOptions QuickHeartbeats() {
  TestServerOptions options;
  options.limits.feed.heartbeat = server::milliseconds(200);
  return options;
}

std::vector<v1::CheckRegistryResponse> Check(TestServer& server) {
  std::vector<v1::CheckRegistryResponse> messages;
  Context context;
  auto stream =
      server.As<v1::AuditService>("auditor")->CheckRegistry(&context, v1::CheckRegistryRequest());
  v1::CheckRegistryResponse message;
  while (stream->Read(&message)) messages.push_back(message);
  RequireOk(stream->Finish());
  return messages;
}

}  // namespace

TEST_CASE("the feed tells every transaction from any number on, then each new one") {
  TestServer server(QuickHeartbeats());
  const SmallBook book = MakeSmallBook(server);
  Context context;
  v1::FollowJournalRequest request;
  auto stream = server.As<v1::JournalService>("trading-system")->FollowJournal(&context, request);
  v1::JournalEvent event;
  std::int64_t last = 0;
  bool heartbeat = false;
  std::vector<v1::Transaction> transactions;
  while (!heartbeat && stream->Read(&event)) {
    if (event.has_heartbeat()) {
      heartbeat = true;
      CHECK(event.heartbeat().complete_to_sequence() == last);
      break;
    }
    CHECK(event.previous_sequence() == last);
    CHECK(event.transaction().sequence() == last + 1);
    last = event.transaction().sequence();
    transactions.push_back(event.transaction());
  }
  REQUIRE(heartbeat);
  REQUIRE(transactions.size() > 10);
  CHECK(transactions.front().type() == v1::TRANSACTION_TYPE_OPEN_BOOK);
  const v1::Transaction& opening = *std::find_if(
      transactions.begin(), transactions.end(), [&](const v1::Transaction& transaction) {
        return transaction.account().account() == book.units[0];
      });
  CHECK(opening.type() == v1::TRANSACTION_TYPE_OPEN_ACCOUNT);
  CHECK(opening.participant() == "operator");
  CHECK(opening.account().status() == v1::ACCOUNT_STATUS_OPEN);

  const v1::TransferRequest transfer = NewTransfer(book.units[0], book.units[1], 3);
  v1::WriteResponse response;
  Context write;
  RequireOk(server.As<v1::TransferService>("operator")->Transfer(&write, transfer, &response));
  do {
    REQUIRE(stream->Read(&event));
  } while (event.has_heartbeat());
  CHECK(event.transaction().sequence() == response.accepted().sequence());
  CHECK(event.transaction().request_id() == transfer.request_id());
  CHECK(event.transaction().postings(0).SerializeAsString() ==
        response.accepted().postings(0).SerializeAsString());
  v1::GetTransactionRequest get;
  get.set_sequence(response.accepted().sequence());
  v1::Transaction alone;
  Context third;
  RequireOk(server.As<v1::JournalService>("auditor")->GetTransaction(&third, get, &alone));
  CHECK(alone.SerializeAsString() == event.transaction().SerializeAsString());
  get.set_sequence(get.sequence() + 1);
  Context fourth;
  CHECK(
      server.As<v1::JournalService>("auditor")->GetTransaction(&fourth, get, &alone).error_code() ==
      grpc::StatusCode::NOT_FOUND);

  SECTION("and ends when the server does, so that its reader resumes elsewhere") {
    server.Restart();
    while (stream->Read(&event)) CHECK(event.has_heartbeat());
    CHECK(stream->Finish().error_code() == grpc::StatusCode::UNAVAILABLE);
  }
  SECTION("and stops when its reader leaves") {
    context.TryCancel();
    while (stream->Read(&event)) {
    }
    CHECK(stream->Finish().error_code() == grpc::StatusCode::CANCELLED);
  }
}

TEST_CASE("an office without a right to the journal has no feed") {
  TestServer server;
  Context context;
  auto stream = server.As<v1::JournalService>("authority-13")
                    ->FollowJournal(&context, v1::FollowJournalRequest());
  v1::JournalEvent event;
  CHECK_FALSE(stream->Read(&event));
  CHECK(Read(stream->Finish()).reason() == "CALLER_NOT_ENTITLED");
}

TEST_CASE("the registry proves itself, and finds what was altered behind its back") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  const auto good = Check(server);
  REQUIRE_FALSE(good.empty());
  REQUIRE(good.back().has_verdict());
  CHECK(good.back().verdict().passed());
  CHECK(good.back().verdict().root().size() == 32);
  {
    pqxx::connection connection(server.database().Connection("postgres"));
    pqxx::work work(connection);
    work.exec(
        "update registry.position set balance = balance + 1 where position_id = "
        "(select max(position_id) from registry.position)");
    work.commit();
  }
  const auto bad = Check(server);
  REQUIRE(bad.back().has_verdict());
  CHECK_FALSE(bad.back().verdict().passed());
  bool named = false;
  for (const v1::CheckRegistryResponse& message : bad) {
    const v1::CheckFinding& finding = message.finding();
    named = named || (finding.account() == book.units[1] && finding.instrument() == "CEA1920" &&
                      finding.bucket() == v1::BUCKET_REGISTERED && finding.expected() == "1000" &&
                      finding.found() == "1001");
  }
  CHECK(named);
}

}  // namespace registry::testing
