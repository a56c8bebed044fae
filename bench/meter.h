// What a run used and left behind, from /proc and from PostgreSQL.
#ifndef BENCH_METER_H_
#define BENCH_METER_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace registry::bench {

// Differences between two readings, in microseconds of one core and in bytes.
struct Usage {
  double seconds = 0;
  std::int64_t server_cpu = 0;
  std::int64_t postgres_cpu = 0;
  std::int64_t client_cpu = 0;  // ours, and that of programs that ended meanwhile
  std::int64_t busy_cpu = 0;    // of the whole machine, whoever it was
  std::int64_t wal_bytes = 0;
  std::int64_t table_bytes = 0;
  std::int64_t deadlocks = 0;

  Usage& operator+=(const Usage& other);
  friend Usage operator-(Usage after, const Usage& before);
};

// As of now. `servers`: process ids of registryd. `database`: whose size and deadlocks.
Usage ReadUsage(const std::vector<pid_t>& servers, const std::string& database);

// Most memory that a process ever held, in bytes (VmHWM).
std::int64_t PeakBytes(pid_t process);

int Cores();

// Rows of a database, counted.
struct Rows {
  std::int64_t recorded = 0;  // decisions, refusals included
  std::int64_t accepted = 0;
  std::int64_t postings = 0;
  std::int64_t commits = 0;

  friend Rows operator-(Rows after, const Rows& before);
};
Rows CountRegistryRows(const std::string& database);
Rows CountBaselineRows(const std::string& database);

}  // namespace registry::bench

#endif  // BENCH_METER_H_
