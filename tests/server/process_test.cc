// registryd as a program: what it prints, how it ends, and with which status.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <pqxx/pqxx>

#include "grpc/health/v1/health.grpc.pb.h"
#include "storage/statements.h"
#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::testing {
namespace {

// A running registryd; its two outputs come together.
class Program {
 public:
  // `descriptors`: how many it may have open; 0: as many as we.
  explicit Program(std::vector<std::string> flags, rlim_t descriptors = 0) {
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
      const rlimit limit{descriptors, descriptors};
      if (descriptors > 0) setrlimit(RLIMIT_NOFILE, &limit);
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

// "127.0.0.1:50443", once it serves.
std::string AddressOf(Program& serving) {
  const std::string ready = "serving on ";
  REQUIRE(serving.Says(ready));
  const std::size_t begin = serving.output().find(ready) + ready.size();
  REQUIRE(serving.Says("\n"));
  return serving.output().substr(begin, serving.output().find('\n', begin) - begin);
}

// Connections without a word on them.
class SilentConnections {
 public:
  SilentConnections(const std::string& address, int count) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port =
        htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < count; ++i) {
      const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      REQUIRE(connect(fd, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0);
      open_.push_back({fd, POLLIN, 0});
    }
  }
  ~SilentConnections() {
    for (const pollfd& one : open_) close(one.fd);
  }
  // Whether the other side ends one of them in time.
  bool OneIsEnded(int timeout_ms) { return poll(open_.data(), open_.size(), timeout_ms) > 0; }

 private:
  std::vector<pollfd> open_;
};

grpc::Status AskHealth(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::health::v1::HealthCheckResponse response;
  Context context;
  context.set_wait_for_ready(true);
  return grpc::health::v1::Health::NewStub(channel)->Check(
      &context, grpc::health::v1::HealthCheckRequest(), &response);
}

std::shared_ptr<grpc::Channel> NewChannel(const std::string& address) {
  const auto read = [](const std::string& name) {
    std::ifstream file(Certificates() + "/" + name);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  };
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
  return grpc::CreateCustomChannel(
      address, grpc::SslCredentials({read("ca.crt"), read("operator.key"), read("operator.crt")}),
      arguments);
}

std::string ParticipantsFile() {
  std::string path = Certificates() + "/participants.csv";
  std::ofstream(path) << "name,role,province,account\noperator,registry_operator,,\n";
  return path;
}

}  // namespace

TEST_CASE("registryd opens a book once, serves, and ends well on a signal") {
  TestDatabase database;
  const std::vector<std::string> bootstrap = {
      "--database=" + database.Connection("registry_writer"), "--bootstrap=" + ParticipantsFile(),
      "--single-person"};
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

TEST_CASE("registryd recovers an administrator, tells what it did, and ends") {
  TestDatabase database;
  const std::string folder = Certificates() + "/";
  const std::string connection = "--database=" + database.Connection("registry_writer");
  const auto write = [&](const char* name, const std::string& text) {
    std::ofstream(folder + name) << text;
    return folder + name;
  };
  const std::string offices = write("recover-offices.csv",
                                    "name,role,province,account\n"
                                    "operator,registry_operator,,\n"
                                    "reviewer,registry_reviewer,,\n"
                                    "security,security_administrator,,\n");
  const std::string persons = write("recover-persons.csv",
                                    "code,identity_number,issuer,subject,participant,powers\n"
                                    "sec-1,1,i,sec-1,security,initiate+approve\n"
                                    "sec-2,2,i,sec-2,security,initiate+approve\n"
                                    "op-1,3,i,op-1,operator,initiate\n"
                                    "rev-1,4,i,rev-1,reviewer,approve\n");
  const auto list = [&](const char* officer) {
    return write("recover.csv",
                 "participant,code,identity_number,issuer,subject,officer,second_officer,cause,"
                 "document,sha256\nsecurity,sec-3,5,i,sec-3,op-1," +
                     std::string(officer) + ",lost,D," + std::string(64, 'a') + "\n");
  };
  const auto run = [&](std::vector<std::string> flags, int code) {
    flags.push_back(connection);
    Program program(flags);
    CHECK(program.Wait() == code);
    return program.output();
  };
  CHECK(run({"--recover=" + list("rev-1")}, 1).find("empty") != std::string::npos);
  run({"--bootstrap=" + offices, "--bootstrap-persons=" + persons}, 0);
  CHECK(run({"--recover=" + list("sec-1")}, 1).find("OFFICER_NOT_ELIGIBLE person=sec-1") !=
        std::string::npos);
  CHECK(run({"--recover=" + list("rev-1")}, 0).find("recovered sec-3, transaction ") !=
        std::string::npos);
  CHECK(run({"--recover=" + list("rev-1")}, 0).find("recovered before: sec-3, transaction ") !=
        std::string::npos);
}

TEST_CASE("whoever uses up the descriptors keeps new callers out only while he does") {
  TestDatabase database;
  Program opening({"--database=" + database.Connection("registry_writer"),
                   "--bootstrap=" + ParticipantsFile(), "--single-person"});
  REQUIRE(opening.Wait() == 0);
  Program serving(ServeFlags(database), 160);
  const std::string address = AddressOf(serving);
  const auto early = NewChannel(address);
  RequireOk(AskHealth(early));
  {
    SilentConnections many(address, 300);
    CHECK(many.OneIsEnded(10'000));
    RequireOk(AskHealth(early));
  }
  RequireOk(AskHealth(NewChannel(address)));
  serving.Signal(SIGTERM);
  CHECK(serving.Wait() == 0);
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
  const std::string own = std::to_string(storage::kSchemaVersion);
  CHECK(refused.output().find("schema version 77, this program needs " + own) != std::string::npos);
}

TEST_CASE("registryd ends with 2 when it was started wrongly") {
  const std::string file = ParticipantsFile();
  for (const std::vector<std::string>& flags :
       {std::vector<std::string>{"--lisen=x"},
        {},
        {"--database=x", "--bootstrap=/nowhere", "--single-person"},
        {"--database=x", "--bootstrap=" + file},
        {"--database=x", "--bootstrap=" + file, "--bootstrap-persons=/nowhere"},
        {"--database=x", "--reader-database=x", "--tls-certificate=x", "--tls-key=x",
         "--tls-client-ca=x", "--token-issuer=x"},
        {"--database=x"},
        {"--database=x", "--reader-database=x"},
        {"--database=x", "--bootstrap=" + file, "--single-person", "--replay-begins=noon"},
        {"--database=x", "--recover=/nowhere"},
        {"--database=x", "--recover=" + file},  // a list of participants
        {"--database=x", "--recover=" + file, "--bootstrap=" + file, "--single-person"}}) {
    Program wrong(flags);
    CHECK(wrong.Wait() == 2);
  }
  Program help({"--help"});
  CHECK(help.Wait() == 0);
}

}  // namespace registry::testing
