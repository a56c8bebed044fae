#include "bench/meter.h"

#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <pqxx/pqxx>
#include <sstream>
#include <thread>

#include "bench/cluster.h"

namespace registry::bench {
namespace {

std::int64_t TicksToMicros(std::int64_t ticks) {
  static const std::int64_t per_second = sysconf(_SC_CLK_TCK);
  return ticks * 1'000'000 / per_second;
}

struct ProcessTimes {
  pid_t parent = 0;
  std::int64_t own = 0;       // ticks, user and system
  std::int64_t children = 0;  // of those that ended and were waited for
};

// /proc/PID/stat; the name in parentheses may hold anything, so the numbers begin after the last
// one. Zeros for a process that is no more.
ProcessTimes ReadTimes(const std::string& process) {
  std::ifstream file("/proc/" + process + "/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t end = text.rfind(')');
  if (end == std::string::npos) return {};
  std::istringstream fields(text.substr(end + 1));
  ProcessTimes times;
  std::string field;
  std::int64_t user = 0, system = 0, children_user = 0, children_system = 0;
  fields >> field >> times.parent;
  for (int i = 5; i < 14; ++i) fields >> field;
  fields >> user >> system >> children_user >> children_system;
  times.own = user + system;
  times.children = children_user + children_system;
  return times;
}

// The postmaster, its children, and those that have ended.
std::int64_t PostgresMicros() {
  const pid_t postmaster = Postmaster();
  const ProcessTimes times = ReadTimes(std::to_string(postmaster));
  std::int64_t ticks = times.own + times.children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const ProcessTimes child = ReadTimes(name);
    if (child.parent == postmaster) ticks += child.own;
  }
  return TicksToMicros(ticks);
}

std::int64_t ClientMicros() {
  std::int64_t micros = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    getrusage(static_cast<__rusage_who>(who), &usage);
    for (const timeval& time : {usage.ru_utime, usage.ru_stime}) {
      micros += std::int64_t{time.tv_sec} * 1'000'000 + time.tv_usec;
    }
  }
  return micros;
}

// Everything but idle and waiting for the disk.
std::int64_t MachineMicros() {
  std::ifstream file("/proc/stat");
  std::string word;
  std::int64_t user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, soft_irq = 0,
               stolen = 0;
  file >> word >> user >> nice >> system >> idle >> waiting >> irq >> soft_irq >> stolen;
  return TicksToMicros(user + nice + system + irq + soft_irq + stolen);
}

Rows Count(const std::string& database, const std::string& sql) {
  pqxx::connection connection(Connection(database));
  const pqxx::row row = pqxx::nontransaction(connection).exec(sql)[0];
  const auto number = [&](int column) { return std::stoll(row[column].c_str()); };
  return {number(0), number(1), number(2), number(3)};
}

}  // namespace

Usage& Usage::operator+=(const Usage& other) {
  seconds += other.seconds;
  server_cpu += other.server_cpu;
  postgres_cpu += other.postgres_cpu;
  client_cpu += other.client_cpu;
  busy_cpu += other.busy_cpu;
  wal_bytes += other.wal_bytes;
  table_bytes += other.table_bytes;
  deadlocks += other.deadlocks;
  return *this;
}

Usage operator-(Usage after, const Usage& before) {
  after.seconds -= before.seconds;
  after.server_cpu -= before.server_cpu;
  after.postgres_cpu -= before.postgres_cpu;
  after.client_cpu -= before.client_cpu;
  after.busy_cpu -= before.busy_cpu;
  after.wal_bytes -= before.wal_bytes;
  after.table_bytes -= before.table_bytes;
  after.deadlocks -= before.deadlocks;
  return after;
}

Usage ReadUsage(const std::vector<pid_t>& servers, const std::string& database) {
  Usage usage;
  {
    pqxx::connection connection(Connection(database));
    const pqxx::row row = pqxx::nontransaction(connection)
                              .exec(
                                  "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn, "
                                  "pg_database_size(current_database()), "
                                  "(SELECT deadlocks FROM pg_stat_database WHERE datname = "
                                  "current_database())")[0];
    usage.wal_bytes = std::stoll(row[0].c_str());
    usage.table_bytes = std::stoll(row[1].c_str());
    usage.deadlocks = std::stoll(row[2].c_str());
  }
  // A backend that has just lost its client ends and is waited for; seen in between, its time would
  // be counted nowhere.
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  for (const pid_t server : servers) {
    usage.server_cpu += TicksToMicros(ReadTimes(std::to_string(server)).own);
  }
  usage.postgres_cpu = PostgresMicros();
  usage.client_cpu = ClientMicros();
  usage.busy_cpu = MachineMicros();
  usage.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  return usage;
}

std::int64_t PeakBytes(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  for (std::string word; file >> word;) {
    std::int64_t kilobytes = 0;
    if (word == "VmHWM:" && file >> kilobytes) return kilobytes * 1'024;
  }
  return 0;
}

int Cores() { return static_cast<int>(std::thread::hardware_concurrency()); }

Rows operator-(Rows after, const Rows& before) {
  after.recorded -= before.recorded;
  after.accepted -= before.accepted;
  after.postings -= before.postings;
  after.commits -= before.commits;
  return after;
}

Rows CountRegistryRows(const std::string& database) {
  return Count(database, R"sql(
SELECT count(*), count(sequence), (SELECT count(*) FROM registry.posting),
       (SELECT count(*) FROM registry.commit_batch)
FROM registry.decision)sql");
}

Rows CountBaselineRows(const std::string& database) {
  return Count(database, "SELECT n, n, n, n FROM (SELECT count(*) AS n FROM posting) AS counted");
}

}  // namespace registry::bench
