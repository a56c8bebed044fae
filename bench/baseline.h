// The other side: PostgreSQL without a registry in front of it.
#ifndef BENCH_BASELINE_H_
#define BENCH_BASELINE_H_

#include <cstdint>
#include <string>

#include "bench/meter.h"

namespace registry::bench {

inline constexpr const char* kBaseline = "bench_baseline";
inline constexpr int kTransactionsPerCommit = 5'000;  // of COPY

// Balances and postings of bench/baseline_schema.sql, as many accounts as the registry has.
void MakeBaseline();

struct PgbenchResult {
  std::int64_t transactions = 0;
  double per_second = 0;  // without the time to connect, by pgbench's own clock
  double mean_ms = 0;
  double p50_ms = 0;  // with one client only
  double p99_ms = 0;
};
// bench/baseline_transfer.sql for so long. `directory`: for pgbench's log.
PgbenchResult RunPgbench(int clients, double seconds, const std::string& directory);

// Writes the rows of every table that the records [first, end) reached into files in `directory`,
// in chunks that are to be committed together, and a psql script that copies them in.
struct CopyFiles {
  std::string script;
  std::int64_t transactions = 0;
};
CopyFiles ExportRows(const std::string& database, std::int64_t first, std::int64_t end,
                     const std::string& directory);

struct CopyResult {
  double seconds = 0;  // the sum of what psql timed
  std::int64_t transactions = 0;
  Usage usage;
};
// Copies the files into the empty tables of a new database.
CopyResult RunCopy(const CopyFiles& files);

// psql -c '\copy …' of all holdings, joined as the registry's listing has them, as one process.
// Returns its wall time; `rows` becomes their number.
double CopyHoldingsOut(const std::string& database, const std::string& directory,
                       std::int64_t& rows);

}  // namespace registry::bench

#endif  // BENCH_BASELINE_H_
