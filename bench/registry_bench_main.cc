// How fast the registry is beside PostgreSQL alone, on one cluster, on the same cores: make bench.
// Usage: registry_bench [--rounds N] [--rows KEY,KEY] [--json FILE] [--last FILE]
// Ends with 3 when a row is worse than in the file of the last time.
#include <grpc/grpc.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "bench/cluster.h"
#include "bench/feed_readers.h"
#include "bench/report.h"
#include "bench/rounds.h"
#include "bench/rows.h"
#include "bench/scene.h"

namespace registry::bench {
namespace {

constexpr int kWorse = 3;

struct Options {
  int rounds = 5;
  std::set<std::string> keys;  // empty: all
  std::string json = "build/bench.json";
  std::string last;  // empty: nothing to compare with
};

Options Parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    const std::string flag = argv[i];
    const std::string value = i + 1 < argc ? argv[i + 1] : "";
    if (flag == "--rounds") {
      options.rounds = std::atoi(value.c_str());
    } else if (flag == "--rows") {
      std::istringstream list(value);
      for (std::string key; std::getline(list, key, ',');) options.keys.insert(key);
    } else if (flag == "--json") {
      options.json = value;
    } else if (flag == "--last") {
      options.last = value;
    } else {
      throw std::invalid_argument("unknown flag " + flag);
    }
  }
  if (options.rounds < 1) throw std::invalid_argument("--rounds takes a number from 1 on");
  return options;
}

std::vector<const Row*> Chosen(std::set<std::string> keys) {
  std::vector<const Row*> rows;
  for (const Row& row : AllRows()) {
    if (keys.empty() || keys.contains(std::string(row.key))) rows.push_back(&row);
  }
  for (const Row* row : rows) keys.erase(std::string(row->key));
  if (!keys.empty()) throw std::invalid_argument("no row is called " + *keys.begin());
  return rows;
}

int Run(int argc, char** argv) {
  const Options options = Parse(argc, argv);
  const std::vector<const Row*> rows = Chosen(options.keys);
  std::set<std::string> wanted;
  for (const Row* row : rows) wanted.insert(row->needs.begin(), row->needs.end());
  // One round is for a quick look; its figures are those of the round that is discarded otherwise.
  const Timing timing = options.rounds == 1 ? Timing{2, 5, 300'000} : Timing{};

  std::printf("seeding\n");
  std::fflush(stdout);
  KeepCheckpointsOut();
  const Scene scene;
  const Origin origin = FindOrigin(Scene::seeded(), timing);
  PrintOrigin(origin);
  Rounds bench(scene, timing, PrintSample);
  std::vector<Round> rounds;
  for (int number = 1; number <= options.rounds; ++number) {
    PrintSampleHead();
    rounds.push_back(bench.Run(number, wanted));
    std::printf("round %d of %d: the book agrees with its journal\n", number, options.rounds);
    WriteJson(options.json, origin, rows, rounds);
  }
  PrintRows(rows, rounds);
  std::printf("every round and setting: %s\n", options.json.c_str());
  if (options.last.empty()) return 0;
  return CompareWith(ReadJson(options.last), rows, rounds) ? 0 : kWorse;
}

}  // namespace
}  // namespace registry::bench

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  // As the server: Debian's Abseil looks for deadlock cycles at every lock of gRPC's.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  try {
    if (argc > 2 && std::string_view(argv[1]) == registry::bench::kFollow) {
      return registry::bench::FollowFeed({argv + 2, argv + argc});
    }
    return registry::bench::Run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "registry_bench: %s\n", error.what());
    return 1;
  }
}
