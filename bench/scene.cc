#include "bench/scene.h"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "bench/cluster.h"
#include "bench/command.h"
#include "bench/seed.h"

namespace registry::bench {
namespace {

const std::string kPrograms = std::string(REGISTRY_BINARY_DIR) + "/bin/";
constexpr const char* kParticipants =
    "name,role,province,account\n"
    "operator,registry_operator,,\n"
    "ministry,ministry,,\n"
    "authority-13,provincial_authority,13,\n"
    "trading-system,trading_system,,\n"
    "auditor,auditor,,\n";
constexpr std::chrono::seconds kStart(60);
constexpr int kStopMillis = 30'000;

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Server::Server(crash::Process process, std::string address)
    : process_(std::move(process)), address_(std::move(address)) {}

Server::~Server() {
  process_.Signal(SIGTERM);
  process_.Wait(kStopMillis);
}

Scene::Scene()
    : directory_((std::filesystem::temp_directory_path() / "registry-bench-").string() +
                 std::to_string(getpid())) {
  std::filesystem::create_directories(directory_);
  std::filesystem::permissions(directory_, std::filesystem::perms::owner_all);
  RunCommand({std::string(REGISTRY_SOURCE_DIR) + "/tools/dev-pki", pki(), "operator", "ministry",
              "authority-13", "trading-system", "auditor"});
  std::ofstream(directory_ + "/participants.csv") << kParticipants;
  const std::vector<std::string> many = {"CEA1920", "CEA21", "CEA22", "CEA23", "CEA24", "CEA25"};
  OpenBook(seeded());
  accounts_ = Seed(StartServer(seeded(), "seed").address(), pki(), kAccounts, {kInstrument}, true);
  OpenBook(holdings());
  Seed(StartServer(holdings(), "seed").address(), pki(), 3'400, many, false);
  for (const char* database : {seeded(), holdings()}) Sql(database, "VACUUM ANALYZE");
}

Scene::~Scene() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::vector<std::string> Scene::Arguments(const std::string& database, const std::string& address,
                                          const std::string& name) const {
  return {kPrograms + "registryd",
          "--listen=" + address,
          "--database=" + Connection(database, "registry_writer"),
          "--reader-database=" + Connection(database, "registry_reader"),
          "--tls-certificate=" + pki() + "/server.crt",
          "--tls-key=" + pki() + "/server.key",
          "--tls-client-ca=" + pki() + "/ca.crt",
          "--server-name=" + name};
}

void Scene::OpenBook(const std::string& database) const {
  MakeDatabase(database, kEmptyRegistry);
  std::vector<std::string> arguments = Arguments(database, "127.0.0.1:0", "bootstrap");
  arguments.insert(arguments.end(), {"--bootstrap", directory_ + "/participants.csv", "--single-person"});
  RunCommand(arguments);
}

Server Scene::StartServer(const std::string& database, const std::string& name,
                          const std::string& program) const {
  static int started = 0;
  const std::string log = directory_ + "/" + name + "-" + std::to_string(++started) + ".log";
  std::vector<std::string> arguments = Arguments(database, "127.0.0.1:0", name);
  arguments.front() = kPrograms + program;
  crash::Process process(arguments, log);
  const auto deadline = std::chrono::steady_clock::now() + kStart;
  constexpr std::string_view kServing = "serving on ";
  while (process.running() && std::chrono::steady_clock::now() < deadline) {
    const std::string text = ReadText(log);
    const std::size_t at = text.find(kServing);
    const std::size_t end = text.find('\n', at);
    if (at != std::string::npos && end != std::string::npos) {
      const std::size_t begin = at + kServing.size();
      return {std::move(process), text.substr(begin, end - begin)};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  throw std::runtime_error("registryd did not start: " + ReadText(log));
}

void Scene::Check(const Server& server) const {
  RunCommand({kPrograms + "registryctl", "--server", server.address(), "--identity", pki(),
              "auditor", "check"});
}

}  // namespace registry::bench
