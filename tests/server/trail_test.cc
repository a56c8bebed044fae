// What the trail says of each kind of call, over the wire and in PostgreSQL.
#include <catch2/catch.hpp>
#include <map>

#include "carbon/registry/v1/batch.grpc.pb.h"
#include "ledger/account_number.h"
#include "tests/server/small_book.h"
#include "tests/server/trail_asks.h"

namespace registry::testing {

TEST_CASE("an answered read leaves who, what, which account and how many records") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  RequireOk(GetAccount(server, "supervisor", book.units[0]));
  const auto entries = Await(server, OfMethod("AccountService/GetAccount"), 1);
  REQUIRE(entries.size() == 1);
  const v1::TrailEntry& entry = entries.front();
  CHECK(entry.participant() == "supervisor");
  CHECK(entry.code() == "OK");
  CHECK(entry.reason().empty());
  CHECK(entry.account() == book.units[0]);
  CHECK(entry.shown() == 1);
  CHECK(entry.calls() == 1);
  CHECK(entry.server() == "registry");
  CHECK(entry.time().seconds() == At("2021-07-16T10:00:00+08:00").seconds());
  CHECK(entry.duration_micros() > 0);
  CHECK_FALSE(entry.has_record_number());
}

TEST_CASE("a page of three accounts says that three were shown") {
  TestServer server;
  MakeSmallBook(server);
  v1::ListAccountsRequest request;
  request.set_page_size(3);
  request.set_province("13");
  v1::ListAccountsResponse answer;
  Context context;
  RequireOk(server.As<v1::AccountService>("auditor")->ListAccounts(&context, request, &answer));
  REQUIRE(answer.accounts_size() == 3);
  const auto entries = Await(server, OfMethod("AccountService/ListAccounts"), 1);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].shown() == 3);
  CHECK(entries[0].subject() == "13");
}

TEST_CASE("a denied read names the foreign account, whether or not there is one") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  const std::string nobodys = ledger::FormatAccountNumber(ledger::AccountId{999'999});
  for (const std::string& account : {book.far_unit, nobodys}) {
    // Beyond its province; and an office that may read no account at all.
    CHECK(Read(GetAccount(server, "authority-13", account)).reason() == "CALLER_NOT_ENTITLED");
    CHECK(Read(GetAccount(server, "security", account)).reason() == "CALLER_NOT_ENTITLED");
  }
  Filter filter = OfAccount(book.far_unit);
  filter.set_method("AccountService/GetAccount");
  const auto entries = Await(server, filter, 2);
  REQUIRE(entries.size() == 2);
  for (const v1::TrailEntry& entry : entries) {
    CHECK(entry.code() == "PERMISSION_DENIED");
    CHECK(entry.reason() == "CALLER_NOT_ENTITLED");
    CHECK(entry.shown() == 0);
  }
  CHECK(Await(server, OfMethod("AccountService/GetAccount"), 4).size() == 4);
}

TEST_CASE(
    "misshapen, unknown and denied writes leave a row, and a recorded one leaves its decision") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  v1::TransferRequest good = NewTransfer(book.units[0], book.units[1], 10);
  good.mutable_document()->set_number("paper 9");
  RequireOk(Transfer(server, "operator", good));
  RequireOk(Transfer(server, "operator", good));  // again
  v1::TransferRequest other = good;
  other.set_quantity_tco2e(11);
  CHECK(Read(Transfer(server, "operator", other)).reason() == "REQUEST_ID_REUSED");
  const v1::TransferRequest much = NewTransfer(book.units[0], book.units[1], 10'000);
  CHECK(Read(Transfer(server, "operator", much)).reason() == "INSUFFICIENT_HOLDING");
  CHECK(Read(Transfer(server, "auditor", NewTransfer(book.units[0], book.units[1], 1))).reason() ==
        "CALLER_NOT_ENTITLED");
  v1::TransferRequest misshapen = NewTransfer(book.units[0], book.units[1], -1);
  CHECK(Read(Transfer(server, "operator", misshapen)).reason() == "REQUEST_MISSHAPEN");
  CHECK(Transfer(server, "stranger", good).error_code() == grpc::StatusCode::UNAUTHENTICATED);

  // Of the account: everything but the stranger's call, which is not read at all.
  const auto of_account = [&] {
    std::vector<v1::TrailEntry> entries;
    for (const v1::TrailEntry& entry : SearchAll(server, OfAccount(book.units[1]), 2)) {
      if (entry.method() == "TransferService/Transfer" || entry.method() == "TRANSFER") {
        entries.push_back(entry);
      }
    }
    return entries;
  };
  Await(server, OfMethod("TransferService/Transfer"), 5);
  const auto entries = of_account();
  std::map<std::string, v1::TrailEntry> by_reason;
  int again = 0, recorded = 0;
  for (const v1::TrailEntry& entry : entries) {
    CHECK(entry.account() == book.units[0]);
    CHECK(entry.other_account() == book.units[1]);
    if (entry.has_record_number()) ++recorded;
    if (entry.decision() == v1::TRAIL_DECISION_REPLAYED) ++again;
    by_reason[entry.reason()] = entry;
  }
  CHECK(entries.size() == 6);
  CHECK(recorded == 1);  // the transfer itself; the refusal stands here as a row
  CHECK(again == 1);
  CHECK(by_reason["INSUFFICIENT_HOLDING"].request_id() == much.request_id());
  CHECK(by_reason["INSUFFICIENT_HOLDING"].decision() == v1::TRAIL_DECISION_RECORDED);
  CHECK(by_reason["CALLER_NOT_ENTITLED"].participant() == "auditor");
  CHECK(by_reason["REQUEST_MISSHAPEN"].code() == "INVALID_ARGUMENT");
  CHECK(by_reason["REQUEST_ID_REUSED"].code() == "ALREADY_EXISTS");

  // Of the participant: each call once, with both decisions from the journal.
  Filter filter;
  filter.set_participant("operator");
  int decisions = 0, rows = 0;
  for (const v1::TrailEntry& entry : SearchAll(server, filter, 3)) {
    if (entry.method() == "TRANSFER") ++decisions;
    if (entry.method() == "TransferService/Transfer") ++rows;
  }
  CHECK(decisions == 2);
  CHECK(rows == 3);  // again, reused, misshapen

  // Of the paper.
  Filter paper;
  paper.set_subject("paper 9");
  CHECK(SearchAll(server, paper).size() == 3);  // the decision, again, reused

  // Of a name that is no participant's.
  Filter stranger;
  stranger.set_participant("stranger");
  const auto unknown = Await(server, stranger, 1);
  REQUIRE(unknown.size() == 1);
  CHECK(unknown[0].code() == "UNAUTHENTICATED");
  CHECK(unknown[0].reason() == "CALLER_UNKNOWN");
}

TEST_CASE("in a call with many requests each refused or repeated one has a row of its own") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  v1::WriteBatchRequest batch;
  for (const std::int64_t quantity : {1, 2, 10'000, -5}) {
    *batch.add_entries()->mutable_transfer() = NewTransfer(book.units[0], book.units[1], quantity);
  }
  v1::SurrenderRequest& surrender = *batch.add_entries()->mutable_surrender();
  surrender.set_request_id(NewId());
  surrender.set_unit_account(book.units[0]);
  v1::WriteBatchResponse answer;
  const auto send = [&] {
    Context context;
    RequireOk(server.As<v1::BatchService>("operator")->WriteBatch(&context, batch, &answer));
  };
  const std::string method = "BatchService/WriteBatch";
  send();
  auto entries = Await(server, OfMethod(method), 4);
  std::map<std::string, int> reasons;
  for (const v1::TrailEntry& entry : entries) ++reasons[entry.reason()];
  CHECK(reasons == std::map<std::string, int>{{"", 1},  // the call
                                              {"REQUEST_MISSHAPEN", 1},
                                              {"CALLER_NOT_ENTITLED", 1}});
  Filter filter = OfAccount(book.units[0]);
  filter.set_method(method);
  CHECK(SearchAll(server, filter).size() == 3);  // with the refusal
  send();                                        // the three recorded ones again
  filter.set_participant("operator");
  CHECK(Await(server, filter, 8).size() == 8);

  // All recorded and accepted: the journal says it all.
  batch.Clear();
  for (int i = 0; i < 3; ++i) {
    *batch.add_entries()->mutable_transfer() = NewTransfer(book.units[0], book.units[1], 1);
  }
  const std::size_t before = SearchAll(server, OfMethod(method)).size();
  send();
  RequireOk(GetAccount(server, "auditor", book.units[0]));  // a row behind it
  Await(server, OfMethod("AccountService/GetAccount"), 1);
  CHECK(SearchAll(server, OfMethod(method)).size() == before);
}

TEST_CASE("a stream leaves its beginning at once and its end with what was sent") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  const std::string method = "JournalService/FollowJournal";
  {
    grpc::ClientContext context;
    v1::FollowJournalRequest request;
    request.set_account(book.units[0]);
    auto stream = server.As<v1::JournalService>("auditor")->FollowJournal(&context, request);
    v1::JournalEvent event;
    REQUIRE(stream->Read(&event));
    const auto begun = Await(server, OfMethod(method), 1);
    REQUIRE(begun.size() == 1);
    CHECK(begun[0].reason() == "BEGUN");
    CHECK(begun[0].account() == book.units[0]);
    context.TryCancel();
    while (stream->Read(&event)) continue;
    stream->Finish();
  }
  const auto entries = Await(server, OfMethod(method), 2);
  REQUIRE(entries.size() == 2);
  CHECK(entries[1].code() == "CANCELLED");
  CHECK(entries[1].shown() >= 1);
  CHECK(entries[1].account() == book.units[0]);

  Context context;
  auto denied = server.As<v1::JournalService>("authority-13")
                    ->FollowJournal(&context, v1::FollowJournalRequest());
  v1::JournalEvent event;
  CHECK_FALSE(denied->Read(&event));
  CHECK(denied->Finish().error_code() == grpc::StatusCode::PERMISSION_DENIED);
  const auto after = Await(server, OfMethod(method), 3);
  REQUIRE(after.size() == 3);
  CHECK(after[2].reason() == "CALLER_NOT_ENTITLED");
}

}  // namespace registry::testing
