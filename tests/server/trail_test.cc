// What the trail says of each kind of call, over the wire and in PostgreSQL.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <pqxx/pqxx>
#include <thread>

#include "carbon/registry/v1/batch.grpc.pb.h"
#include "ledger/account_number.h"
#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::testing {
namespace {

using Filter = v1::TrailFilter;

grpc::Status GetAccount(TestServer& server, const std::string& caller, const std::string& account) {
  v1::GetAccountRequest request;
  request.set_account(account);
  v1::Account answer;
  Context context;
  return server.As<v1::AccountService>(caller)->GetAccount(&context, request, &answer);
}

grpc::Status Transfer(TestServer& server, const std::string& caller,
                      const v1::TransferRequest& request) {
  v1::WriteResponse answer;
  Context context;
  return server.As<v1::TransferService>(caller)->Transfer(&context, request, &answer);
}

grpc::Status Search(TestServer& server, const v1::SearchTrailRequest& request,
                    v1::SearchTrailResponse* answer, const std::string& caller = "auditor") {
  Context context;
  answer->Clear();
  return server.As<v1::AuditService>(caller)->SearchTrail(&context, request, answer);
}

// All pages, without the searches' own rows.
std::vector<v1::TrailEntry> SearchAll(TestServer& server, const Filter& filter, int page_size = 0) {
  v1::SearchTrailRequest request;
  v1::SearchTrailResponse answer;
  *request.mutable_filter() = filter;
  request.set_page_size(page_size);
  std::vector<v1::TrailEntry> entries;
  do {
    RequireOk(Search(server, request, &answer));
    for (const v1::TrailEntry& entry : answer.entries()) {
      if (entry.method() != "AuditService/SearchTrail") entries.push_back(entry);
    }
    request.set_page_token(answer.next_page_token());
  } while (!answer.next_page_token().empty());
  return entries;
}

// The entries, as soon as there are so many: rows are written some milliseconds after the answer.
std::vector<v1::TrailEntry> Await(TestServer& server, const Filter& filter, std::size_t count) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  for (;;) {
    auto entries = SearchAll(server, filter);
    if (entries.size() >= count || std::chrono::steady_clock::now() > give_up) return entries;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

Filter OfMethod(const std::string& method) {
  Filter filter;
  filter.set_method(method);
  return filter;
}

Filter OfAccount(const std::string& account) {
  Filter filter;
  filter.set_account(account);
  return filter;
}

std::int64_t Rows(TestServer& server) {
  pqxx::connection connection(server.database().Connection("postgres"));
  return pqxx::nontransaction(connection)
      .exec1("SELECT count(*) FROM registry.trail")[0]
      .as<std::int64_t>();
}

// Runs SQL as the superuser.
void Execute(TestServer& server, const std::string& sql) {
  pqxx::connection connection(server.database().Connection("postgres"));
  pqxx::nontransaction(connection).exec(sql);
}

void KillTrailConnection(TestServer& server) {
  Execute(server,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'registry_trail' "
          "AND datname = current_database()");
}

}  // namespace

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

TEST_CASE("the trail is the auditor's, and its page tokens are bound as all others") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  for (int i = 0; i < 5; ++i) RequireOk(GetAccount(server, "supervisor", book.units[0]));
  Await(server, OfMethod("AccountService/GetAccount"), 5);
  v1::SearchTrailRequest request;
  v1::SearchTrailResponse answer;
  for (const ledger::RegisterParticipant& office : Offices()) {
    INFO(office.name);
    const auto code = Search(server, request, &answer, office.name).error_code();
    CHECK(code ==
          (office.name == "auditor" ? grpc::StatusCode::OK : grpc::StatusCode::PERMISSION_DENIED));
    Context context;
    auto stream =
        server.As<v1::AuditService>(office.name)->ExportTrail(&context, v1::ExportTrailRequest());
    v1::ExportTrailResponse part;
    while (stream->Read(&part)) continue;
    CHECK(stream->Finish().error_code() == code);
  }
  request.set_page_size(2);
  *request.mutable_filter() = OfAccount(book.units[0]);
  RequireOk(Search(server, request, &answer));
  CHECK(answer.entries_size() == 2);
  const std::string token = answer.next_page_token();
  REQUIRE_FALSE(token.empty());
  request.set_page_token(token);
  RequireOk(Search(server, request, &answer));
  // Another filter, a changed token, another listing.
  *request.mutable_filter() = OfAccount(book.units[1]);
  CHECK(Read(Search(server, request, &answer)).reason() == "REQUEST_MISSHAPEN");
  *request.mutable_filter() = OfAccount(book.units[0]);
  for (std::size_t i = 0; i < token.size(); i += 7) {
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    request.set_page_token(forged);
    CHECK(Read(Search(server, request, &answer)).reason() == "REQUEST_MISSHAPEN");
  }
  v1::ExportTrailRequest exported;
  exported.set_page_token(token);
  *exported.mutable_filter() = request.filter();
  Context context;
  auto stream = server.As<v1::AuditService>("auditor")->ExportTrail(&context, exported);
  v1::ExportTrailResponse part;
  CHECK_FALSE(stream->Read(&part));
  CHECK(stream->Finish().error_code() == grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_CASE("an export has what a search has, and goes on where it was broken off") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  Execute(server, R"sql(
INSERT INTO registry.trail (trail_id, at, server, method, participant, code, decision, shown, calls, micros)
SELECT i, timestamptz '2020-01-01' + i * interval '1 second', 'old', 'AccountService/GetAccount', 'old', 0, 0, 1, 1, 1
FROM generate_series(100000, 102499) AS i)sql");
  Execute(server, "SELECT setval('registry.trail_number', 131072)");
  server.Restart();  // which takes numbers anew: the old rows have lower ones
  v1::ExportTrailRequest request;
  request.mutable_filter()->set_participant("old");
  std::vector<v1::TrailEntry> entries;
  std::string token;
  {
    grpc::ClientContext context;
    auto stream = server.As<v1::AuditService>("auditor")->ExportTrail(&context, request);
    v1::ExportTrailResponse part;
    REQUIRE(stream->Read(&part));
    entries.assign(part.entries().begin(), part.entries().end());
    token = part.next_page_token();
    context.TryCancel();
    while (stream->Read(&part)) continue;
    stream->Finish();
  }
  REQUIRE_FALSE(token.empty());
  request.set_page_token(token);
  Context context;
  auto stream = server.As<v1::AuditService>("auditor")->ExportTrail(&context, request);
  v1::ExportTrailResponse part;
  while (stream->Read(&part)) {
    entries.insert(entries.end(), part.entries().begin(), part.entries().end());
    token = part.next_page_token();
  }
  RequireOk(stream->Finish());
  CHECK(token.empty());
  REQUIRE(entries.size() == 2'500);
  for (std::size_t i = 1; i < entries.size(); ++i) {
    CHECK(entries[i].time().seconds() == entries[i - 1].time().seconds() + 1);
  }
  // The export itself is in the trail, from its beginning.
  const auto rows = Await(server, OfMethod("AuditService/ExportTrail"), 4);
  REQUIRE(rows.size() == 4);
  CHECK(std::count_if(rows.begin(), rows.end(),
                      [](const v1::TrailEntry& row) { return row.reason() == "BEGUN"; }) == 2);
  CHECK(std::any_of(rows.begin(), rows.end(),
                    [](const v1::TrailEntry& row) { return row.shown() == 1'500; }));
}

TEST_CASE("the shapes of a search are checked") {
  TestServer server;
  v1::SearchTrailRequest request;
  v1::SearchTrailResponse answer;
  const auto refused = [&](const std::function<void(Filter&)>& change) {
    request.Clear();
    change(*request.mutable_filter());
    const auto error = Read(Search(server, request, &answer));
    return error.bad_request.field_violations_size() == 1
               ? error.bad_request.field_violations(0).field()
               : error.reason();
  };
  CHECK(refused([](Filter& f) { f.set_account("00001001-06"); }) == "filter.account");
  CHECK(refused([](Filter& f) { f.set_person("a\nb"); }) == "filter.person");
  CHECK(refused([](Filter& f) { f.set_subject(std::string(129, 'x')); }) == "filter.subject");
  CHECK(refused([](Filter& f) { f.mutable_from_time()->set_seconds(-1); }) == "filter.from_time");
}

}  // namespace registry::testing
