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

// Enough transactions that no buffer between the two ends holds them all. Returns the last one.
std::int64_t FillJournal(TestServer& server, const SmallBook& book) {
  constexpr int kCalls = 4, kTrades = 2'500;
  for (const std::string& unit : book.units) {
    v1::MoveToTradingRequest move;
    move.set_request_id(NewId());
    move.set_account(unit);
    move.set_instrument("CEA1920");
    move.set_quantity_tco2e(kHandedOut);
    v1::WriteResponse response;
    Context context;
    RequireOk(server.As<v1::TransferService>("operator")->MoveToTrading(&context, move, &response));
  }
  v1::SettleTradesRequest request;
  for (int call = 0; call < kCalls; ++call) {
    request.Clear();
    request.set_request_id(NewId());
    for (int i = 0; i < kTrades; ++i) {
      v1::Trade& trade = *request.add_trades();
      trade.set_trade_id("T" + std::to_string(call) + "-" + std::to_string(i));
      trade.set_instrument("CEA1920");
      trade.set_method(v1::TRADING_METHOD_LISTED);
      trade.set_seller_account(book.units[static_cast<std::size_t>(i) % 2]);
      trade.set_buyer_account(book.units[static_cast<std::size_t>(i + 1) % 2]);
      trade.set_quantity_tco2e(1);
      trade.set_price_fen(5'000);
      trade.set_amount_fen(5'000);
      *trade.mutable_match_time() = At("2021-07-16T09:45:00+08:00");
    }
    v1::SettleTradesResponse response;
    Context context;
    RequireOk(server.As<v1::SettlementService>("trading-system")
                  ->SettleTrades(&context, request, &response));
    REQUIRE(response.outcomes(0).has_accepted());
  }
  v1::RegistryStatus status;
  Context context;
  RequireOk(server.As<v1::RegistryService>("auditor")->GetRegistryStatus(
      &context, v1::GetRegistryStatusRequest(), &status));
  return status.sequence();
}

// Reads on from the last number that the caller has, until it has the head or the stream ends;
// returns the last number then. Fails the test at a gap.
std::int64_t ReadOn(grpc::ClientReader<v1::JournalEvent>& stream, std::int64_t last,
                    std::int64_t head) {
  v1::JournalEvent event;
  while (last < head && stream.Read(&event)) {
    if (event.has_heartbeat()) {
      REQUIRE(event.heartbeat().complete_to_sequence() == last);
      continue;
    }
    REQUIRE(event.previous_sequence() == last);
    REQUIRE(event.transaction().sequence() == last + 1);
    last = event.transaction().sequence();
  }
  return last;
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

TEST_CASE("a number that the journal does not have is refused, and its last one is not") {
  TestServer server(QuickHeartbeats());
  MakeSmallBook(server);
  v1::RegistryStatus status;
  Context first;
  RequireOk(server.As<v1::RegistryService>("auditor")->GetRegistryStatus(
      &first, v1::GetRegistryStatusRequest(), &status));
  v1::FollowJournalRequest request;
  v1::JournalEvent event;
  request.set_after_sequence(status.sequence() + 1);
  Context second;
  auto beyond = server.As<v1::JournalService>("auditor")->FollowJournal(&second, request);
  CHECK_FALSE(beyond->Read(&event));
  const Error refused = Read(beyond->Finish());
  CHECK(refused.code == grpc::StatusCode::OUT_OF_RANGE);
  CHECK(refused.reason() == "MOMENT_NOT_REACHED");
  request.set_after_sequence(status.sequence());
  Context third;
  auto at_end = server.As<v1::JournalService>("auditor")->FollowJournal(&third, request);
  REQUIRE(at_end->Read(&event));
  CHECK(event.heartbeat().complete_to_sequence() == status.sequence());
}

TEST_CASE("a reader that takes nothing is dropped with the last number sent, and misses nothing") {
  TestServerOptions options = QuickHeartbeats();
  options.limits.feed.stall_limit = server::milliseconds(700);
  bool cut = false;
  SECTION("when it begins to read again in time, it is told") {}
  SECTION("when it does not, it is cut, and knows by what it has") {
    options.limits.feed.farewell_limit = server::milliseconds(100);
    cut = true;
  }
  TestServer server(options);
  const std::int64_t head = FillJournal(server, MakeSmallBook(server));
  // gRPC's client takes in as much as it has promised to, whether or not anybody reads; here
  // little.
  grpc::ChannelArguments small;
  small.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  small.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 65'535);
  const auto slow = v1::JournalService::NewStub(server.NewChannel("auditor", small));
  Context context;
  auto stalled = slow->FollowJournal(&context, v1::FollowJournalRequest());
  const auto feed = [&] { return server.server().feed().counters(); };
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(15);
  const std::int64_t left = cut ? 0 : 1;
  while (feed().dropped == 0 || (cut && feed().subscribers > left)) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  v1::JournalEvent event;
  std::int64_t last = ReadOn(*stalled, 0, head);
  CHECK(last < head);
  const Error end = Read(stalled->Finish());
  if (cut) {
    CHECK(end.code == grpc::StatusCode::CANCELLED);
  } else {
    CHECK(end.code == grpc::StatusCode::RESOURCE_EXHAUSTED);
    CHECK(end.reason() == "READER_TOO_SLOW");
    CHECK(end.fact("last_sequence") == std::to_string(last));
  }
  v1::FollowJournalRequest resume;
  resume.set_after_sequence(last);
  Context second;
  auto stream = server.As<v1::JournalService>("auditor")->FollowJournal(&second, resume);
  CHECK(ReadOn(*stream, last, head) == head);
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
