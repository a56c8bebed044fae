// Who may search and export the trail, by which pages, and what comes out whole.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "tests/server/small_book.h"
#include "tests/server/trail_asks.h"

namespace registry::testing {

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
