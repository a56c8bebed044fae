// One side of a comparison, measured once.
#ifndef BENCH_SAMPLE_H_
#define BENCH_SAMPLE_H_

#include <cstdint>
#include <map>
#include <string>

namespace registry::bench {

struct Sample {
  double seconds = 0;
  std::int64_t transactions = 0;  // rows that PostgreSQL has more than before
  double per_second = 0;
  double p50_ms = 0;  // of calls; 0: not measured
  double p99_ms = 0;
  double mean_ms = 0;
  // Microseconds of one core for a transaction.
  double server_cpu = 0;
  double postgres_cpu = 0;
  double client_cpu = 0;
  double others_cpu =
      0;  // what the rest of the machine used meanwhile, as a share of all its cores
  double per_commit = 0;  // transactions
  double wal_bytes = 0;   // for a transaction
  double table_bytes = 0;
  double peak_mb = 0;  // most memory of a server
  std::int64_t deadlocks = 0;
  std::int64_t feed_behind = 0;  // transactions that a reader had not got at the last answer
};

// By the name of what was measured.
using Round = std::map<std::string, Sample>;

}  // namespace registry::bench

#endif  // BENCH_SAMPLE_H_
