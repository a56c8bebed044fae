// With 256 calls in flight at least twenty requests share a commit, without any timer. The server's
// own counts of requests and batches are in its log every ten seconds (event "statistics").
//
// Usage: group_commit
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <pqxx/pqxx>
#include <string>
#include <thread>

#include "tests/crash/checker.h"
#include "tests/crash/scene.h"

namespace registry::crash {
namespace {

constexpr int kInFlight = 256;
constexpr double kRequestsPerCommitAtLeast = 20;

int Run() {
  Scene scene(std::string(REGISTRY_BINARY_DIR) + "/bin/registryd", 200);
  const std::string logs = Scene::MakeLogDirectory(scene.directory() + "/clients");
  const int port = FreePort();
  Process server = scene.StartServer(port, scene.Connection("registry_writer"), "grouped");
  Process clients = scene.StartClients("127.0.0.1:" + std::to_string(port), kInFlight, 1, logs);
  std::this_thread::sleep_for(std::chrono::seconds(5));
  clients.Signal(SIGTERM);
  const int drained = clients.Wait(60'000);
  server.Signal(SIGTERM);
  server.Wait(15'000);

  const CheckResult result = Check(logs, scene.Connection());
  pqxx::connection connection(scene.Connection());
  pqxx::work work(connection);
  const pqxx::row row = work.exec1(
      "SELECT count(*), sum(last_record - first_record + 1) FROM registry.commit_batch WHERE "
      "server = "
      "'grouped'");
  const double batches = static_cast<double>(std::strtoll(row[0].c_str(), nullptr, 10));
  const double requests =
      row[1].is_null() ? 0 : static_cast<double>(std::strtoll(row[1].c_str(), nullptr, 10));
  const double per_commit = batches > 0 ? requests / batches : 0;
  std::printf(
      "%d in flight: %.0f requests, %.0f commits, %.1f requests for each commit, %lld violations\n",
      kInFlight, requests, batches, per_commit, result.violation_count);
  const bool good = drained == 0 && result.violation_count == 0 && result.never_answered == 0 &&
                    per_commit >= kRequestsPerCommitAtLeast;
  if (good) std::filesystem::remove_all(scene.directory());
  return good ? 0 : 1;
}

}  // namespace
}  // namespace registry::crash

int main() {
  try {
    return registry::crash::Run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "group_commit: %s\n", error.what());
    return 1;
  }
}
