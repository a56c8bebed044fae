#include "tests/cli/cycle/live_registry.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace registry::cli::testing {
namespace {

const std::string kSource = REGISTRY_SOURCE_DIR;
constexpr int kStartTimeoutMs = 30'000;

// Starts a program whose standard output goes to `output` and whose log goes to `log`.
pid_t Spawn(const std::vector<std::string>& command, int output, const std::string& log) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + command[0]);
  return pid;
}

int WaitFor(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// The first line, or what there is of it when the writer ends or the time is over.
std::string ReadLine(int descriptor) {
  std::string line;
  pollfd ready{descriptor, POLLIN, 0};
  while (poll(&ready, 1, kStartTimeoutMs) > 0) {
    char c = 0;
    if (read(descriptor, &c, 1) != 1 || c == '\n') break;
    line += c;
  }
  return line;
}

}  // namespace

Folder::Folder() {
  std::string name = std::filesystem::temp_directory_path() / "cycle-test-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

const std::string& Identities() {
  static const Folder folder;
  static const std::string path = [] {
    std::string command = kSource + "/tools/dev-pki " + folder.path().string();
    std::ifstream participants(kSource + "/tools/dev-participants.csv");
    std::string line;
    std::getline(participants, line);  // the header
    while (std::getline(participants, line)) command += " " + line.substr(0, line.find(','));
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
    return folder.path().string();
  }();
  return path;
}

LiveRegistry::LiveRegistry() {
  std::vector<std::string> bootstrap = Command();
  bootstrap.insert(bootstrap.end(),
                   {"--bootstrap", kSource + "/tools/dev-participants.csv", "--single-person"});
  const int status =
      WaitFor(Spawn(bootstrap, STDERR_FILENO, (folder_.path() / "bootstrap.log").string()));
  if (status != 0) throw std::runtime_error("the bootstrap ended with " + std::to_string(status));
  Start();
}

LiveRegistry::~LiveRegistry() {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  WaitFor(pid_);
}

std::vector<std::string> LiveRegistry::Command() const {
  const std::string& pki = Identities();
  return {std::string(REGISTRY_BINARY_DIR) + "/bin/registryd",
          "--listen=127.0.0.1:0",
          "--server-name=test",
          "--database=" + database_.Connection("registry_writer"),
          "--reader-database=" + database_.Connection("registry_reader"),
          "--tls-certificate=" + pki + "/server.crt",
          "--tls-key=" + pki + "/server.key",
          "--tls-client-ca=" + pki + "/ca.crt",
          "--clock=replay",
          "--log-calls=false"};
}

void LiveRegistry::Start() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  pid_ = Spawn(Command(), ends[1], (folder_.path() / "server.log").string());
  close(ends[1]);
  const std::string line = ReadLine(ends[0]);
  close(ends[0]);
  const std::string serving = "serving on ";
  if (!line.starts_with(serving)) throw std::runtime_error("the server did not start: " + line);
  address_ = line.substr(serving.size());
}

void LiveRegistry::Kill() {
  kill(pid_, SIGKILL);
  WaitFor(pid_);
  pid_ = -1;
}

Run LiveRegistry::Ctl(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(),
                   {"--server", address_, "--identities", Identities(), "--attempts", "3"});
  return testing::Ctl(arguments);
}

}  // namespace registry::cli::testing
