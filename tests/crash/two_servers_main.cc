// Two servers on one database, 64 clients each, all on the same ten accounts; every five seconds
// one of the servers is killed and started again. Both have to commit at least 30 % of the
// decisions, PostgreSQL may count no deadlock, and the checker may find nothing.
//
// Usage: two_servers [--seconds N] [--seed S]
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <pqxx/pqxx>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/crash/checker.h"
#include "tests/crash/scene.h"

namespace registry::crash {
namespace {

constexpr int kWorkers = 128;  // every second one asks the second server
constexpr int kAccounts = 10;
constexpr double kShareAtLeast = 0.30;

long long Number(const pqxx::field& field) {
  return field.is_null() ? 0 : std::strtoll(field.c_str(), nullptr, 10);
}

int Run(int seconds, unsigned long long seed) {
  Scene scene(std::string(REGISTRY_BINARY_DIR) + "/bin/registryd", kAccounts);
  const std::string logs = Scene::MakeLogDirectory(scene.directory() + "/clients");
  const std::string writer = scene.Connection("registry_writer");
  const int ports[2] = {FreePort(), FreePort()};
  const std::string names[2] = {"server-a", "server-b"};
  Process servers[2] = {scene.StartServer(ports[0], writer, names[0]),
                        scene.StartServer(ports[1], writer, names[1])};
  Process clients = scene.StartClients(
      "127.0.0.1:" + std::to_string(ports[0]) + ",127.0.0.1:" + std::to_string(ports[1]), kWorkers,
      seed, logs);
  std::mt19937_64 random(seed);
  int kills = 0;
  for (int second = 5; second <= seconds; second += 5) {
    std::this_thread::sleep_for(std::chrono::seconds(5));
    const std::size_t victim = (static_cast<std::size_t>(kills) + seed) % 2;
    servers[victim].Signal(SIGKILL);
    servers[victim].Wait(10'000);
    servers[victim] = scene.StartServer(ports[victim], writer, names[victim]);
    ++kills;
  }
  std::this_thread::sleep_for(std::chrono::seconds(2));
  clients.Signal(SIGTERM);
  const int drained = clients.Wait(60'000);
  for (Process& server : servers) {
    server.Signal(SIGTERM);
    server.Wait(15'000);
  }

  const CheckResult result = Check(logs, scene.Connection());
  pqxx::connection connection(scene.Connection());
  pqxx::work work(connection);
  const auto shares = work.exec(
      "SELECT server, sum(last_record - first_record + 1), count(*) FROM registry.commit_batch "
      "WHERE server IN ('server-a', 'server-b') "
      "GROUP BY server ORDER BY server");
  const long long deadlocks = Number(
      work.exec1("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")[0]);
  long long total = 0;
  for (const auto& row : shares) total += Number(row[1]);
  bool shared = shares.size() == 2;
  std::printf("seed %llu, %d s, %d kills\n\n%-10s %12s %8s %10s\n", seed, seconds, kills, "server",
              "decisions", "share", "batches");
  for (const auto& row : shares) {
    const double share =
        total == 0 ? 0 : static_cast<double>(Number(row[1])) / static_cast<double>(total);
    shared = shared && share >= kShareAtLeast;
    std::printf("%-10s %12lld %7.1f%% %10lld\n", row[0].c_str(), Number(row[1]), 100 * share,
                Number(row[2]));
  }
  std::printf(
      "\nacknowledged %lld, refused %lld, never answered %lld, deadlocks %lld, violations %lld\n",
      result.acknowledged, result.refused, result.never_answered, deadlocks,
      result.violation_count);
  for (const std::string& violation : result.violations)
    std::printf("VIOLATION %s\n", violation.c_str());
  const bool good = shared && deadlocks == 0 && result.violation_count == 0 &&
                    result.never_answered == 0 && drained == 0 && result.acknowledged > 0;
  if (good)
    std::filesystem::remove_all(scene.directory());
  else
    std::printf("failed; files are kept in %s\n", scene.directory().c_str());
  return good ? 0 : 1;
}

}  // namespace
}  // namespace registry::crash

int main(int argc, char** argv) {
  try {
    int seconds = 20;
    unsigned long long seed = std::random_device{}();
    for (int i = 1; i + 1 < argc; i += 2) {
      const std::string argument = argv[i];
      if (argument == "--seconds")
        seconds = std::stoi(argv[i + 1]);
      else if (argument == "--seed")
        seed = std::stoull(argv[i + 1]);
      else
        throw std::runtime_error("unknown argument " + argument);
    }
    return registry::crash::Run(seconds, seed);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "two_servers: %s\n", error.what());
    return 1;
  }
}
