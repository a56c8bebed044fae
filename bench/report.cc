#include "bench/report.h"

#include <sys/utsname.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/cluster.h"
#include "bench/command.h"
#include "bench/meter.h"

namespace registry::bench {
namespace {

using nlohmann::json;

std::string Line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::string FieldOf(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name)) continue;
    const std::size_t at = line.find_first_not_of(" \t", line.find(':') + 1);
    return at == std::string::npos ? "" : line.substr(at);
  }
  return {};
}

json ToJson(const Sample& sample) {
  return {{"seconds", sample.seconds},
          {"transactions", sample.transactions},
          {"per_second", sample.per_second},
          {"p50_ms", sample.p50_ms},
          {"p99_ms", sample.p99_ms},
          {"mean_ms", sample.mean_ms},
          {"server_cpu_us", sample.server_cpu},
          {"postgres_cpu_us", sample.postgres_cpu},
          {"client_cpu_us", sample.client_cpu},
          {"others_cpu_share", sample.others_cpu},
          {"requests_per_commit", sample.per_commit},
          {"wal_bytes", sample.wal_bytes},
          {"table_bytes", sample.table_bytes},
          {"server_vm_hwm_mb", sample.peak_mb},
          {"deadlocks", sample.deadlocks},
          {"feed_behind", sample.feed_behind}};
}

}  // namespace

Origin FindOrigin(const std::string& registry_database, Timing timing) {
  Origin origin;
  origin.timing = timing;
  origin.settings = Settings(registry_database);
  origin.commit = Line(RunCommand({"git", "-C", REGISTRY_SOURCE_DIR, "describe", "--always",
                                   "--dirty", "--abbrev=12"})
                           .output);
  utsname system{};
  uname(&system);
  origin.machine = {{"cores", std::to_string(Cores())},
                    {"processor", FieldOf("/proc/cpuinfo", "model name")},
                    {"memory", FieldOf("/proc/meminfo", "MemTotal")},
                    {"kernel", system.release}};
  return origin;
}

void PrintOrigin(const Origin& origin) {
  std::printf("commit %s\n", origin.commit.c_str());
  for (const auto& [name, value] : origin.machine) {
    std::printf("%-44s %s\n", name.c_str(), value.c_str());
  }
  for (const auto& [name, value] : origin.settings) {
    std::printf("%-44s %s\n", name.c_str(), value.c_str());
  }
}

void PrintSampleHead() {
  std::printf("\n%-14s %9s %8s %8s | %7s %7s %7s us | %8s %7s %7s %6s %7s\n", "side", "per s",
              "p50 ms", "p99 ms", "server", "PG", "client", "a commit", "WAL B", "table B", "MB",
              "others");
}

void PrintSample(const std::string& name, const Sample& s) {
  std::printf("%-14s %9.0f %8.3f %8.3f | %7.1f %7.1f %7.1f    | %8.1f %7.0f %7.0f %6.0f %6.0f%%\n",
              name.c_str(), s.per_second, s.p50_ms, s.p99_ms, s.server_cpu, s.postgres_cpu,
              s.client_cpu, s.per_commit, s.wal_bytes, s.table_bytes, s.peak_mb,
              100 * s.others_cpu);
  std::fflush(stdout);
}

std::vector<Round> Counted(const std::vector<Round>& rounds) {
  return rounds.size() < 2 ? rounds : std::vector<Round>(rounds.begin() + 1, rounds.end());
}

void PrintRows(const std::vector<const Row*>& rows, const std::vector<Round>& rounds) {
  const std::vector<Round> counted = Counted(rounds);
  std::printf("\n%-26s %7s  %-16s %6s %6s  %s\n", "row", "median", "range", "must", "aim",
              "verdict");
  for (const Row* row : rows) {
    const Summary summary = Summarize(*row, counted);
    char range[40];
    std::snprintf(range, sizeof range, "%.3f to %.3f", summary.low, summary.high);
    std::printf("%-26s %7.3f  %-16s %s%.2f %s%.2f  %s\n", std::string(row->key).c_str(),
                summary.median, range, row->better == Better::kMore ? "≥ " : "≤ ", row->must,
                row->better == Better::kMore ? "≥ " : "≤ ", row->aim,
                Verdict(*row, summary).c_str());
  }
  std::fflush(stdout);
}

std::map<std::string, Summary> ReadJson(const std::string& path) {
  std::ifstream file(path);
  std::map<std::string, Summary> last;
  const json all = json::parse(file);
  for (const auto& [key, row] : all.at("rows").items()) {
    Summary& summary = last[key];
    summary.median = row.at("median");
    summary.low = row.at("low");
    summary.high = row.at("high");
  }
  return last;
}

bool CompareWith(const std::map<std::string, Summary>& last, const std::vector<const Row*>& rows,
                 const std::vector<Round>& rounds) {
  bool good = true;
  for (const Row* row : rows) {
    const auto known = last.find(std::string(row->key));
    if (known == last.end()) continue;
    const Summary now = Summarize(*row, Counted(rounds));
    if (!Worse(*row, now, known->second)) continue;
    good = false;
    std::printf("WORSE than last time: %s was %.3f, is %.3f\n", known->first.c_str(),
                known->second.median, now.median);
  }
  if (good) std::printf("no row is worse than last time\n");
  return good;
}

void WriteJson(const std::string& path, const Origin& origin, const std::vector<const Row*>& rows,
               const std::vector<Round>& rounds) {
  const std::vector<Round> counted = Counted(rounds);
  json out = {{"commit", origin.commit},
              {"machine", origin.machine},
              {"settings", origin.settings},
              {"warm_up_seconds", origin.timing.warm_up},
              {"measured_seconds", origin.timing.measured},
              {"first_round_discarded", rounds.size() > 1}};
  for (const Row* row : rows) {
    const Summary summary = Summarize(*row, counted);
    json& entry = out["rows"][std::string(row->key)];
    entry = {{"measure", row->measure},
             {"must", row->must},
             {"aim", row->aim},
             {"median", summary.median},
             {"low", summary.low},
             {"high", summary.high},
             {"resolved", summary.resolved},
             {"verdict", Verdict(*row, summary)}};
    for (const Round& round : rounds) entry["rounds"].push_back(row->ratio(round));
  }
  for (const Round& round : rounds) {
    json samples;
    for (const auto& [name, sample] : round) samples[name] = ToJson(sample);
    out["rounds"].push_back(samples);
  }
  std::ofstream(path) << out.dump(2) << '\n';
}

}  // namespace registry::bench
