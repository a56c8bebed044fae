#include "bench/baseline.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "bench/cluster.h"
#include "bench/command.h"
#include "tests/support/test_database.h"

namespace registry::bench {
namespace {

const std::string kFolder = std::string(REGISTRY_SOURCE_DIR) + "/bench/";
constexpr const char* kPgbench = "/usr/lib/postgresql/15/bin/pgbench";
constexpr std::int64_t kMostCopied = 200'000;
constexpr const char* kCopyDatabase = "bench_copy";

// The number after the last `label` in `text`.
double NumberAfter(const std::string& text, std::string_view label) {
  const std::size_t at = text.rfind(label);
  if (at == std::string::npos)
    throw std::runtime_error("no \"" + std::string(label) + "\" in " + text);
  return std::strtod(text.c_str() + at + label.size(), nullptr);
}

// pgbench's log: client, transaction, microseconds, ...
void ReadLatencies(const std::string& directory, PgbenchResult& result) {
  std::vector<double> ms;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (!entry.path().filename().string().starts_with("pgbench_log.")) continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      std::istringstream fields(line);
      double client = 0, number = 0, micros = 0;
      if (fields >> client >> number >> micros) ms.push_back(micros / 1'000);
    }
    std::filesystem::remove(entry.path());
  }
  if (ms.empty()) return;
  std::sort(ms.begin(), ms.end());
  result.p50_ms = ms[ms.size() / 2];
  result.p99_ms = ms[ms.size() * 99 / 100];
}

struct CopiedTable {
  const char* name;
  const char* query;  // of the records from :first to before :end
};

// Every table that a settled trade reaches, but the balances.
constexpr CopiedTable kTables[] = {
    {"request",
     "SELECT r.* FROM registry.decision AS d JOIN registry.request AS r USING (participant_id, "
     "request_id)"
     " WHERE d.record_number >= :first AND d.record_number < :end ORDER BY d.record_number"},
    {"decision",
     "SELECT d.* FROM registry.decision AS d"
     " WHERE d.record_number >= :first AND d.record_number < :end ORDER BY d.record_number"},
    {"posting",
     "SELECT p.* FROM registry.decision AS d JOIN registry.posting AS p USING (sequence)"
     " WHERE d.record_number >= :first AND d.record_number < :end ORDER BY p.sequence, p.ordinal"},
    {"trade",
     "SELECT t.* FROM registry.decision AS d JOIN registry.trade AS t USING (trade_id)"
     " WHERE d.record_number >= :first AND d.record_number < :end ORDER BY d.record_number"},
    {"commit_batch",
     "SELECT b.* FROM registry.commit_batch AS b"
     " WHERE b.last_record >= :first AND b.last_record < :end ORDER BY b.last_record"},
};

std::string With(std::string query, std::int64_t first, std::int64_t end) {
  const auto replace = [&query](const std::string& name, std::int64_t value) {
    for (std::size_t at = 0; (at = query.find(name)) != std::string::npos;) {
      query.replace(at, name.size(), std::to_string(value));
    }
  };
  replace(":first", first);
  replace(":end", end);
  return query;
}

}  // namespace

void MakeBaseline() {
  MakeDatabase(kBaseline, "");
  Psql(kBaseline, kFolder + "baseline_schema.sql");
  Sql(kBaseline, "VACUUM ANALYZE");
}

PgbenchResult RunPgbench(int clients, double seconds, const std::string& directory) {
  std::vector<std::string> argv = {kPgbench, "-n",
                                   "-M",     "prepared",
                                   "-f",     kFolder + "baseline_transfer.sql",
                                   "-c",     std::to_string(clients),
                                   "-j",     std::to_string(std::min(clients, Cores())),
                                   "-T",     std::to_string(std::max(1, static_cast<int>(seconds))),
                                   "-h",     testing::TestDatabase::SocketDirectory(),
                                   "-p",     std::to_string(testing::TestDatabase::Port()),
                                   "-U",     "postgres"};
  if (clients == 1) {
    argv.insert(argv.end(), {"-l", "--log-prefix=" + directory + "/pgbench_log"});
  }
  argv.emplace_back(kBaseline);
  const std::string said = RunCommand(argv).output;
  PgbenchResult result;
  result.transactions =
      static_cast<std::int64_t>(NumberAfter(said, "number of transactions actually processed: "));
  result.per_second = NumberAfter(said, "tps = ");
  result.mean_ms = NumberAfter(said, "latency average = ");
  if (clients == 1) ReadLatencies(directory, result);
  return result;
}

CopyFiles ExportRows(const std::string& database, std::int64_t first, std::int64_t end,
                     const std::string& directory) {
  const std::string folder = directory + "/rows";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  CopyFiles files{folder + "/in.sql", std::min(end - first, kMostCopied)};
  end = first + files.transactions;
  const std::string out_script = folder + "/out.sql";
  std::ofstream out(out_script);
  std::ofstream in(files.script);
  in << "\\timing on\n";
  for (std::int64_t chunk = first; chunk < end; chunk += kTransactionsPerCommit) {
    const std::int64_t chunk_end = std::min(end, chunk + kTransactionsPerCommit);
    in << "BEGIN;\n";
    for (const CopiedTable& table : kTables) {
      const std::string file = folder + "/" + table.name + "." + std::to_string(chunk);
      out << "\\copy (" << With(table.query, chunk, chunk_end) << ") TO '" << file << "'\n";
      in << "\\copy registry." << table.name << " FROM '" << file << "'\n";
    }
    in << "COMMIT;\n";
  }
  out.close();
  in.close();
  Psql(database, out_script);
  return files;
}

CopyResult RunCopy(const CopyFiles& files) {
  MakeDatabase(kCopyDatabase, kEmptyRegistry);
  Sql(kCopyDatabase, "CHECKPOINT");
  const Usage before = ReadUsage({}, kCopyDatabase);
  const std::string said = Psql(kCopyDatabase, files.script);
  CopyResult result;
  result.usage = ReadUsage({}, kCopyDatabase) - before;
  constexpr std::string_view kTime = "Time: ";
  for (std::size_t at = 0; (at = said.find(kTime, at)) != std::string::npos;) {
    at += kTime.size();
    result.seconds += std::strtod(said.c_str() + at, nullptr) / 1'000;
  }
  const Rows rows = CountRegistryRows(kCopyDatabase);
  if (rows.recorded != files.transactions || rows.postings != rows.recorded) {
    throw std::runtime_error("copied " + std::to_string(rows.recorded) + " of " +
                             std::to_string(files.transactions) + " transactions");
  }
  result.transactions = rows.recorded;
  DropDatabase(kCopyDatabase);
  return result;
}

double CopyHoldingsOut(const std::string& database, const std::string& directory,
                       std::int64_t& rows) {
  const std::string file = directory + "/holdings.csv";
  const Finished finished = RunCommand(
      {"psql", "-X", "-q", "-d", Connection(database), "-c",
       "\\copy (SELECT h.account_id, i.code, h.bucket, h.balance, h.last_sequence"
       " FROM registry.holding AS h"
       " JOIN (SELECT DISTINCT ON (account_id) account_id, province FROM registry.account"
       " ORDER BY account_id, sequence DESC) AS a USING (account_id)"
       " JOIN (SELECT DISTINCT ON (instrument_id) instrument_id, code FROM registry.instrument"
       " ORDER BY instrument_id, sequence DESC) AS i USING (instrument_id)"
       " WHERE h.balance <> 0 ORDER BY h.position_id) TO '" +
           file + "'"});
  std::ifstream written(file);
  rows = std::count(std::istreambuf_iterator<char>(written), {}, '\n');
  return finished.seconds;
}

}  // namespace registry::bench
