#include "tests/stories/server_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "tests/stories/teller.h"
#include "tests/support/token_maker.h"

namespace registry::stories {
namespace {

using std::chrono::seconds;

constexpr char kAudience[] = "carbon-registry";
constexpr char kBeginsText[] = "2021-01-01T00:00:00+08:00";  // kBegins

std::string FileText(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Both of its outputs go to the end of `log`.
pid_t Start(const std::vector<std::string>& arguments, const std::string& log) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("fork failed");
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // it does not outlive the test
    if (getppid() != parent) _exit(127);
    const int fd = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
  return pid;
}

// Whether it ended within the time; its status then.
bool WaitFor(pid_t pid, seconds time, int& status) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (waitpid(pid, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

void Kill(pid_t pid) {
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}

void RunToEnd(const std::vector<std::string>& arguments, const std::string& log) {
  const pid_t pid = Start(arguments, log);
  int status = 0;
  if (!WaitFor(pid, seconds(120), status)) Kill(pid);
  if (status != 0) throw std::runtime_error(arguments[0] + " failed:\n" + FileText(log));
}

std::string Participants() {
  std::string text = "name,role,province,account\n";
  for (const Office& office : kOffices) {
    std::string role{ledger::RoleName(office.role)};
    std::transform(role.begin(), role.end(), role.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    text += std::string(office.name) + "," + role + "," + std::string(office.province) + ",\n";
  }
  return text;
}

class Directory {
 public:
  Directory() {
    path_ = std::filesystem::temp_directory_path() / "registry-stories-XXXXXX";
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("cannot make " + path_);
    std::vector<std::string> arguments = {std::string(REGISTRY_SOURCE_DIR) + "/tools/dev-pki",
                                          path_ + "/pki"};
    for (const Office& office : kOffices) arguments.emplace_back(office.name);
    RunToEnd(arguments, path_ + "/pki.log");
    std::ofstream(path_ + "/participants.csv") << Participants();
  }
  ~Directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The provider of the stories' persons.
const testing::TokenMaker& Provider() {
  static const testing::TokenMaker provider(kIssuer, kAudience);
  return provider;
}

}  // namespace

const std::string& Workplace() {
  static const Directory directory;
  return directory.path();
}

std::string TokenFile(const std::string& person) {
  const std::string path = Workplace() + "/" + person + ".token";
  testing::ReplaceFile(path, Provider().Sign(person));
  return path;
}

ServerProcess::ServerProcess(const testing::TestDatabase& database)
    : log_(Workplace() + "/" + database.name() + ".log") {
  const std::vector<std::string> common = {std::string(REGISTRY_BINARY_DIR) + "/bin/registryd",
                                           "--database=" + database.Connection("registry_writer"),
                                           "--clock=replay", "--server-name=stories"};
  std::vector<std::string> arguments = common;
  arguments.push_back("--bootstrap=" + Workplace() + "/participants.csv");
  arguments.push_back("--single-person");
  arguments.push_back(std::string("--replay-begins=") + kBeginsText);
  RunToEnd(arguments, log_);

  const std::string keys = Workplace() + "/token-keys.json";
  Provider().WriteJwks(keys);
  arguments = common;
  arguments.insert(
      arguments.end(),
      {"--listen=127.0.0.1:0", "--reader-database=" + database.Connection("registry_reader"),
       "--tls-certificate=" + Workplace() + "/pki/server.crt",
       "--tls-key=" + Workplace() + "/pki/server.key",
       "--tls-client-ca=" + Workplace() + "/pki/ca.crt", "--token-keys=" + keys,
       std::string("--token-issuer=") + kIssuer, std::string("--token-audience=") + kAudience,
       "--log-file=/dev/null"});
  pid_ = Start(arguments, log_);
  const std::string announcement = "serving on ";
  const auto end = std::chrono::steady_clock::now() + seconds(60);
  while (std::chrono::steady_clock::now() < end) {
    const std::string text = FileText(log_);
    const std::size_t place = text.find(announcement);
    const std::size_t line_end = place == std::string::npos ? place : text.find('\n', place);
    if (line_end != std::string::npos) {
      const std::size_t begin = place + announcement.size();
      address_ = text.substr(begin, line_end - begin);
      return;
    }
    int status = 0;
    if (WaitFor(pid_, seconds(0), status)) {
      throw std::runtime_error("registryd ended at its start:\n" + FileText(log_));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  Kill(pid_);
  throw std::runtime_error("registryd does not serve:\n" + FileText(log_));
}

ServerProcess::~ServerProcess() {
  int status = 0;
  kill(pid_, SIGTERM);
  if (!WaitFor(pid_, seconds(15), status)) Kill(pid_);
}

}  // namespace registry::stories
