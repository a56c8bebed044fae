// registryd as a program: what it prints, how it ends, and with which status.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <pqxx/pqxx>

#include "tests/server/test_server.h"

namespace registry::testing {
namespace {

// A running registryd; its two outputs come together.
class Program {
 public:
  explicit Program(std::vector<std::string> flags) {
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    child_ = fork();
    REQUIRE(child_ >= 0);
    if (child_ == 0) {
      dup2(ends[1], STDOUT_FILENO);
      dup2(ends[1], STDERR_FILENO);
      std::string path = std::string(REGISTRY_BINARY_DIR) + "/bin/registryd";
      std::vector<char*> arguments = {path.data()};
      for (std::string& flag : flags) arguments.push_back(flag.data());
      arguments.push_back(nullptr);
      execv(path.c_str(), arguments.data());
      _exit(127);
    }
    close(ends[1]);
    output_end_ = ends[0];
  }
  ~Program() {
    if (child_ > 0) {
      kill(child_, SIGKILL);
      waitpid(child_, nullptr, 0);
    }
    close(output_end_);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Reads until the text is there or the program has closed its output.
  bool Says(const std::string& text) {
    char buffer[4096];
    while (output_.find(text) == std::string::npos) {
      const ssize_t size = read(output_end_, buffer, sizeof(buffer));
      if (size <= 0) return false;
      output_.append(buffer, static_cast<std::size_t>(size));
    }
    return true;
  }
  void Signal(int signal) const { kill(child_, signal); }
  // Everything to the end; the exit status.
  int Wait() {
    Says("\x01");
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  const std::string& output() const { return output_; }

 private:
  pid_t child_ = 0;
  int output_end_ = -1;
  std::string output_;
};

std::vector<std::string> ServeFlags(TestDatabase& database) {
  return {"--listen=127.0.0.1:0",
          "--database=" + database.Connection("registry_writer"),
          "--reader-database=" + database.Connection("registry_reader"),
          "--tls-certificate=" + Certificates() + "/server.crt",
          "--tls-key=" + Certificates() + "/server.key",
          "--tls-client-ca=" + Certificates() + "/ca.crt"};
}

std::string ParticipantsFile() {
  const std::string path = Certificates() + "/participants.csv";
  std::ofstream(path) << "name,role,province,account\noperator,registry_operator,,\n";
  return path;
}

}  // namespace

TEST_CASE("registryd opens a book once, serves, and ends well on a signal") {
  TestDatabase database;
  const std::vector<std::string> bootstrap = {
      "--database=" + database.Connection("registry_writer"), "--bootstrap=" + ParticipantsFile()};
  {
    Program empty(ServeFlags(database));
    CHECK(empty.Wait() == 1);
    CHECK(empty.output().find("--bootstrap") != std::string::npos);
  }
  {
    Program opening(bootstrap);
    CHECK(opening.Wait() == 0);
  }
  {
    Program again(bootstrap);
    CHECK(again.Wait() == 1);
    CHECK(again.output().find("already") != std::string::npos);
  }
  for (const int signal : {SIGTERM, SIGINT}) {
    Program serving(ServeFlags(database));
    REQUIRE(serving.Says("serving on 127.0.0.1:"));
    serving.Signal(signal);
    CHECK(serving.Wait() == 0);
  }
}

TEST_CASE("registryd refuses another schema and names both versions") {
  TestDatabase database;
  {
    pqxx::connection connection(database.Connection("postgres"));
    pqxx::work work(connection);
    work.exec(
        "create or replace function registry.schema_version() returns integer language sql "
        "as 'select 77'");
    work.commit();
  }
  Program refused(ServeFlags(database));
  CHECK(refused.Wait() == 1);
  CHECK(refused.output().find("77") != std::string::npos);
  CHECK(refused.output().find('1') != std::string::npos);
}

TEST_CASE("registryd ends with 2 when it was started wrongly") {
  const std::string file = ParticipantsFile();
  for (const std::vector<std::string>& flags :
       {std::vector<std::string>{"--lisen=x"},
        {},
        {"--database=x", "--bootstrap=/nowhere"},
        {"--database=x"},
        {"--database=x", "--reader-database=x"},
        {"--database=x", "--bootstrap=" + file, "--replay-begins=noon"}}) {
    Program wrong(flags);
    CHECK(wrong.Wait() == 2);
  }
  Program help({"--help"});
  CHECK(help.Wait() == 0);
}

}  // namespace registry::testing
