#include "tests/storage/trail_rows.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <pqxx/pqxx>

namespace registry::testing {

using storage::TrailFilter;
using storage::TrailLine;
using storage::TrailRow;

TrailRow ReadOf(std::int64_t second, const std::string& participant, ledger::AccountId account) {
  TrailRow row;
  row.at = {kNoon + second * 1'000'000};
  row.method = "AccountService/GetAccount";
  row.participant = participant;
  row.about.account = account;
  row.shown = 1;
  row.micros = 250;
  return row;
}

std::unique_ptr<storage::TrailWriter> OpenWriter(const std::string& connection) {
  auto writer = storage::TrailWriter::Open(connection, "test");
  if (!writer.ok()) FAIL(writer.status().ToString());
  return *std::move(writer);
}

void Write(storage::TrailWriter& writer, std::vector<TrailRow> rows) {
  const absl::Status status = writer.Write(rows);
  if (!status.ok()) FAIL(status.ToString());
}

storage::PoolOptions Auditor(const TestDatabase& database) {
  storage::PoolOptions options;
  options.connection = database.Connection("registry_auditor");
  options.trail = true;
  return options;
}

std::vector<TrailLine> SearchAll(storage::ReaderPool* pool, const TrailFilter& filter, int size) {
  const storage::TrailReader reader(pool);
  std::vector<TrailLine> lines;
  std::optional<storage::TrailPlace> place;
  do {
    auto page = reader.Search(filter, place, size);
    if (!page.ok()) FAIL(page.status().ToString());
    CHECK(static_cast<int>(page->lines.size()) <= size);
    std::move(page->lines.begin(), page->lines.end(), std::back_inserter(lines));
    place = page->next;
  } while (place);
  return lines;
}

std::int64_t CountRows(const TestDatabase& database) {
  pqxx::connection connection(database.Connection("postgres"));
  return pqxx::nontransaction(connection)
      .exec1("SELECT count(*) FROM registry.trail")[0]
      .as<std::int64_t>();
}

}  // namespace registry::testing
