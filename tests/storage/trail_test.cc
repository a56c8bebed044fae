// The trail in PostgreSQL: no row is lost and none stands twice, whatever becomes of the line.
#include <catch2/catch.hpp>
#include <pqxx/pqxx>

#include "tests/storage/book.h"
#include "tests/storage/cutting_proxy.h"
#include "tests/storage/trail_rows.h"

namespace registry::testing {
namespace {

using storage::TrailRow;
using Cut = CuttingProxy::Cut;

TEST_CASE("every column of a row comes back as it was written, and absent ones absent") {
  TestDatabase database;
  const auto writer = OpenWriter(database.Connection("registry_trail"));
  TrailRow full = ReadOf(1, "operator", Unit(0));
  full.person = "zhang-7";
  full.channel = "console";
  full.code = 7;
  full.reason = "CALLER_NOT_ENTITLED";
  full.about.other_account = Unit(1);
  full.about.subject = "(2026)京01执字第7号";
  full.about.request_id = ledger::RequestId{1, 2, 3, 250, 251};
  full.sequence = ledger::Sequence{9};
  full.decision = storage::TrailDecision::kReplayed;
  full.calls = 3;
  TrailRow bare;
  bare.at = {kNoon};
  bare.method = "RegistryService/GetRegistryStatus";
  Write(*writer, {full, bare});

  storage::ReaderPool pool(Auditor(database));
  const auto lines = SearchAll(&pool, {}, 10);
  REQUIRE(lines.size() == 2);
  const TrailRow& empty = lines[0].row;
  CHECK(empty.participant.empty());
  CHECK(empty.person.empty());
  CHECK_FALSE(empty.about.account);
  CHECK_FALSE(empty.about.request_id);
  CHECK_FALSE(empty.sequence);
  CHECK(lines[1].server == "test");
  const TrailRow& row = lines[1].row;
  CHECK(row.at == full.at);
  CHECK(row.method == full.method);
  CHECK(row.participant == "operator");
  CHECK(row.person == "zhang-7");
  CHECK(row.channel == "console");
  CHECK(row.code == 7);
  CHECK(row.reason == "CALLER_NOT_ENTITLED");
  CHECK(row.about.account == Unit(0));
  CHECK(row.about.other_account == Unit(1));
  CHECK(row.about.subject == full.about.subject);
  CHECK(row.about.request_id == full.about.request_id);
  CHECK(row.sequence == ledger::Sequence{9});
  CHECK(row.decision == storage::TrailDecision::kReplayed);
  CHECK(row.shown == 1);
  CHECK(row.calls == 3);
  CHECK(row.micros == 250);
}

TEST_CASE("a commit of the trail in doubt is done again, and no row is lost or stands twice") {
  const Cut cut = GENERATE(Cut::kBeforeCommit, Cut::kAfterCommit);
  TestDatabase database;
  CuttingProxy proxy;
  const auto writer = OpenWriter(proxy.Through(database.Connection("registry_trail")));
  Write(*writer, {ReadOf(0, "auditor", Unit(0))});  // takes its numbers
  std::vector<TrailRow> rows;
  for (int i = 1; i <= 50; ++i) rows.push_back(ReadOf(i, "auditor", Unit(i)));
  proxy.CutNext(cut);
  CHECK(absl::IsUnavailable(writer->Write(rows)));
  CHECK(CountRows(database) == (cut == Cut::kAfterCommit ? 51 : 1));
  CHECK(writer->Write(rows).ok());
  CHECK(CountRows(database) == 51);
  storage::ReaderPool pool(Auditor(database));
  CHECK(SearchAll(&pool, {}, 7).size() == 51);
}

TEST_CASE("a killed connection of the trail's is opened again with the next rows") {
  TestDatabase database;
  const auto writer = OpenWriter(database.Connection("registry_trail"));
  Write(*writer, {ReadOf(0, "auditor", Unit(0))});
  pqxx::connection connection(database.Connection("postgres"));
  pqxx::nontransaction(connection)
      .exec(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = "
          "'registry_trail' AND datname = current_database()");
  std::vector<TrailRow> rows = {ReadOf(1, "auditor", Unit(0))};
  CHECK(absl::IsUnavailable(writer->Write(rows)));
  CHECK(writer->Write(rows).ok());
  CHECK(CountRows(database) == 2);
}

TEST_CASE("two servers write into one trail, across the end of a partition") {
  TestDatabase database;
  pqxx::connection connection(database.Connection("postgres"));
  pqxx::nontransaction(connection)
      .exec("SELECT setval('registry.trail_number', 16777216 - 2 * 4096)");
  const auto one = OpenWriter(database.Connection("registry_trail"));
  const auto other = OpenWriter(database.Connection("registry_trail"));
  for (int i = 0; i < 3; ++i) {
    Write(*one, std::vector<TrailRow>(3'000, ReadOf(i, "auditor", Unit(0))));
    Write(*other, std::vector<TrailRow>(3'000, ReadOf(i, "auditor", Unit(0))));
  }
  CHECK(CountRows(database) == 18'000);
  CHECK(
      pqxx::nontransaction(connection)
          .exec1("SELECT count(*) FROM pg_inherits WHERE inhparent = 'registry.trail'::regclass")[0]
          .as<int>() == 3);
}

TEST_CASE("a text that PostgreSQL takes for none is refused, and nothing of it is written") {
  TestDatabase database;
  const auto writer = OpenWriter(database.Connection("registry_trail"));
  TrailRow broken = ReadOf(1, std::string("a\0b", 3), Unit(0));
  std::vector<TrailRow> rows = {ReadOf(0, "auditor", Unit(0)), broken};
  CHECK(absl::IsInternal(writer->Write(rows)));
  rows[1].participant = "\xC3\x28";
  CHECK(absl::IsInternal(writer->Write(rows)));
  CHECK(CountRows(database) == 0);
}

}  // namespace
}  // namespace registry::testing
