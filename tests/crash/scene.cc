#include "tests/crash/scene.h"

#include <arpa/inet.h>
#include <grpcpp/grpcpp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <pqxx/pqxx>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "carbon/registry/v1/account.grpc.pb.h"
#include "carbon/registry/v1/allocation.grpc.pb.h"
#include "carbon/registry/v1/compliance.grpc.pb.h"
#include "ledger/social_credit_code.h"

namespace registry::crash {
namespace {

namespace v1 = carbon::registry::v1;

std::string Cluster() { return std::getenv("REGISTRY_TEST_CLUSTER"); }
const std::string kTools = std::string(REGISTRY_SOURCE_DIR) + "/tools/";

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string RequestId(int number) {
  char text[37];
  std::snprintf(text, sizeof text, "00000000-0000-4000-8000-%012d", number);
  return text;
}

std::string SocialCreditCode(int number) {
  char head[24];
  std::snprintf(head, sizeof head, "91130000%08d", number % 100'000'000);
  return ledger::CompleteSocialCreditCode(head);
}

class Seeder {
 public:
  std::string NextId() { return RequestId(++number_); }
  static std::string Expect(const grpc::Status& status, const v1::WriteResponse& response) {
    if (!status.ok()) throw std::runtime_error("seeding: " + status.error_message());
    return response.accepted().account();
  }

 private:
  int number_ = 0;
};

}  // namespace

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no free port");
  }
  close(fd);
  return ntohs(address.sin_port);
}

Scene::Scene(std::string registryd, int accounts)
    : registryd_(std::string(REGISTRY_BINARY_DIR) + "/bin/registryd") {
  directory_ =
      (std::filesystem::temp_directory_path() / ("registry-crash-" + std::to_string(getpid())))
          .string();
  std::filesystem::remove_all(directory_);
  std::filesystem::create_directories(directory_);
  RunToEnd(
      {kTools + "dev-pki", directory_ + "/pki", "operator", "ministry", "authority-13", "auditor"},
      directory_ + "/pki.log");
  const std::string participants = directory_ + "/participants.csv";
  std::ofstream(participants) << "name,role,province,account\n"
                                 "operator,registry_operator,,\n"
                                 "ministry,ministry,,\n"
                                 "authority-13,provincial_authority,13,\n"
                                 "auditor,auditor,,\n";
  auto arguments = ServerArguments(0, Connection("registry_writer"), "bootstrap");
  arguments.insert(arguments.end(), {"--bootstrap", participants, "--single-person"});
  RunToEnd(arguments, directory_ + "/bootstrap.log");
  const int port = FreePort();
  Process server = StartServer(port, Connection("registry_writer"), "seed");
  Seed(port, accounts);
  server.Signal(SIGTERM);
  server.Wait(15'000);
  registryd_ = std::move(registryd);  // a server with a planted fault may not even open a book
}

std::string Scene::ConnectionThrough(const std::string& directory, const std::string& role) const {
  return "host='" + directory + "' port=" + std::to_string(testing::TestDatabase::Port()) +
         " dbname=" + database_.name() + " user=" + role + " connect_timeout=10";
}

std::vector<std::string> Scene::ServerArguments(int port, const std::string& writer_connection,
                                                const std::string& name) const {
  return {registryd_,
          "--listen=127.0.0.1:" + std::to_string(port),
          "--database=" + writer_connection,
          "--reader-database=" + (reader_.empty() ? Connection("registry_reader") : reader_),
          "--tls-certificate=" + directory_ + "/pki/server.crt",
          "--tls-key=" + directory_ + "/pki/server.key",
          "--tls-client-ca=" + directory_ + "/pki/ca.crt",
          "--clock=system",
          "--server-name=" + name};
}

std::shared_ptr<grpc::Channel> Scene::Channel(int port, const std::string& identity) const {
  const std::string pki = directory_ + "/pki/";
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(
      "127.0.0.1:" + std::to_string(port),
      grpc::SslCredentials({ReadFile(pki + "ca.crt"), ReadFile(pki + identity + ".key"),
                            ReadFile(pki + identity + ".crt")}),
      arguments);
}

Process Scene::StartServer(int port, const std::string& writer_connection,
                           const std::string& name) {
  Process server(ServerArguments(port, writer_connection, name), directory_ + "/" + name + ".log");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (std::chrono::steady_clock::now() < deadline) {
    if (!server.running())
      throw std::runtime_error("the server ended at its start; see " + directory_ + "/" + name +
                               ".log");
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool listening =
        connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(fd);
    if (listening) return server;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  throw std::runtime_error("the server does not listen; see " + directory_ + "/" + name + ".log");
}

Process Scene::StartClients(const std::string& servers, int workers, unsigned long long seed,
                            const std::string& logs) {
  const std::string file = directory_ + "/accounts";
  std::ofstream list(file);
  for (const std::string& account : accounts_) list << account << '\n';
  list.close();
  return Process(
      {std::string(REGISTRY_BINARY_DIR) + "/bin/crash_client", servers, directory_ + "/pki",
       "operator", logs, file, std::to_string(workers), std::to_string(seed)},
      directory_ + "/clients.log");
}

std::string Scene::MakeLogDirectory(const std::string& path) {
  std::filesystem::create_directories(path);
  return path;
}

pid_t Scene::Postmaster() {
  std::ifstream file(Cluster() + "/data/postmaster.pid");
  pid_t pid = 0;
  file >> pid;
  return pid;
}

pid_t Scene::WriterBackend() const {
  pqxx::connection connection(Connection());
  pqxx::nontransaction work(connection);
  const auto rows = work.exec(
      "SELECT pid FROM pg_stat_activity WHERE usename = 'registry_writer' AND datname = "
      "current_database() "
      "AND state <> 'idle' LIMIT 1");
  return rows.empty() ? 0 : static_cast<pid_t>(std::strtol(rows[0][0].c_str(), nullptr, 10));
}

void Scene::RestartPostgres() const {
  RunToEnd({kTools + "pg-cluster", "start", Cluster()}, directory_ + "/postgres.log");
}

void Scene::ExecuteAsSuperuser(const std::string& sql) const {
  pqxx::connection connection(Connection());
  pqxx::work work(connection);
  work.exec(sql);
  work.commit();
}

void Scene::Seed(int port, int accounts) {
  Seeder seeder;
  const auto operator_channel = Channel(port, "operator");
  const auto ministry_channel = Channel(port, "ministry");
  const auto authority_channel = Channel(port, "authority-13");
  const auto stub = v1::AccountService::NewStub(operator_channel);
  const auto open = [&](v1::AccountKind kind, int number) {
    v1::OpenAccountRequest request;
    request.set_request_id(seeder.NextId());
    request.set_kind(kind);
    request.set_social_credit_code(SocialCreditCode(number));
    request.set_holder_name("Crash test holder " + std::to_string(number));
    request.set_province("13");
    if (kind == v1::ACCOUNT_KIND_KEY_EMITTING_UNIT) request.set_sector(v1::SECTOR_POWER);
    grpc::ClientContext context;
    v1::WriteResponse response;
    return Seeder::Expect(stub->OpenAccount(&context, request, &response), response);
  };
  const std::string authority = open(v1::ACCOUNT_KIND_PROVINCIAL_AUTHORITY, 1);
  for (int i = 0; i < accounts; ++i)
    accounts_.push_back(open(v1::ACCOUNT_KIND_KEY_EMITTING_UNIT, 1000 + i));

  v1::WriteResponse response;
  v1::CreateCompliancePeriodRequest period;
  period.set_request_id(seeder.NextId());
  period.set_period("2019-20");
  period.set_first_year(2019);
  period.set_last_year(2020);
  period.mutable_deadline_time()->set_seconds(1640941200);  // 2021-12-31T17:00:00+08:00
  {
    grpc::ClientContext context;
    Seeder::Expect(v1::ComplianceService::NewStub(ministry_channel)
                       ->CreateCompliancePeriod(&context, period, &response),
                   response);
  }
  v1::CreateInstrumentRequest instrument;
  instrument.set_request_id(seeder.NextId());
  instrument.set_instrument("CEA1920");
  instrument.set_kind(v1::INSTRUMENT_KIND_ALLOWANCE);
  instrument.set_vintage_first_year(2019);
  instrument.set_vintage_last_year(2020);
  instrument.add_eligible_periods("2019-20");
  const auto allocation = v1::AllocationService::NewStub(operator_channel);
  {
    grpc::ClientContext context;
    Seeder::Expect(allocation->CreateInstrument(&context, instrument, &response), response);
  }
  const std::int64_t each = 10'000;
  v1::SetIssuanceCapRequest cap;
  cap.set_request_id(seeder.NextId());
  cap.set_plan("crash");
  cap.set_instrument("CEA1920");
  cap.set_sector(v1::SECTOR_POWER);
  cap.set_cap_tco2e(each * accounts);
  cap.mutable_document()->set_number("crash test");
  cap.mutable_document()->set_sha256(std::string(32, '\1'));
  {
    grpc::ClientContext context;
    Seeder::Expect(
        v1::AllocationService::NewStub(ministry_channel)->SetIssuanceCap(&context, cap, &response),
        response);
  }
  v1::IssueRequest issue;
  issue.set_request_id(seeder.NextId());
  issue.set_plan("crash");
  issue.set_instrument("CEA1920");
  issue.set_sector(v1::SECTOR_POWER);
  issue.set_acquiring_account(authority);
  issue.set_quantity_tco2e(each * accounts);
  *issue.mutable_document() = cap.document();
  {
    grpc::ClientContext context;
    Seeder::Expect(allocation->Issue(&context, issue, &response), response);
  }
  const auto authority_stub = v1::AllocationService::NewStub(authority_channel);
  for (const std::string& account : accounts_) {
    v1::AllocateRequest allocate;
    allocate.set_request_id(seeder.NextId());
    allocate.set_transferring_account(authority);
    allocate.set_acquiring_account(account);
    allocate.set_instrument("CEA1920");
    allocate.set_period("2019-20");
    allocate.set_step(v1::ALLOCATION_STEP_PRE_ALLOCATION);
    allocate.set_quantity_tco2e(each);
    grpc::ClientContext context;
    Seeder::Expect(authority_stub->Allocate(&context, allocate, &response), response);
  }
}

}  // namespace registry::crash
