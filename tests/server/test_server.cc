#include "tests/server/test_server.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "absl/time/time.h"
#include "server/bootstrap.h"
#include "server/convert.h"
#include "server/random.h"
#include "storage/journal.h"

namespace registry::testing {
namespace {

// Deleted when the program ends.
class Directory {
 public:
  Directory() {
    std::string name = std::filesystem::temp_directory_path() / "registry-pki-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    path_ = name;
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

std::string FileText(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

ledger::RegisterParticipant Office(const std::string& name, ledger::Role role,
                                   const std::string& province = "") {
  return {name, role, province, std::nullopt};
}

}  // namespace

const std::string& Certificates() {
  static const Directory directory;
  static const bool made = [] {
    std::string command = std::string(REGISTRY_SOURCE_DIR) + "/tools/dev-pki " + directory.path();
    for (const ledger::RegisterParticipant& office : Offices()) command += " " + office.name;
    command += " stranger unit-1 --expired operator --other-ca operator";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
    return true;
  }();
  static_cast<void>(made);
  return directory.path();
}

const std::vector<ledger::RegisterParticipant>& Offices() {
  using ledger::Role;
  static const std::vector<ledger::RegisterParticipant> offices = {
      Office("operator", Role::kRegistryOperator),
      Office("reviewer", Role::kRegistryReviewer),
      Office("security", Role::kSecurityAdministrator),
      Office("auditor", Role::kAuditor),
      Office("ministry", Role::kMinistry),
      Office("supervisor", Role::kSupervisingDepartment),
      Office("trading-system", Role::kTradingSystem),
      Office("authority-11", Role::kProvincialAuthority, "11"),
      Office("authority-13", Role::kProvincialAuthority, "13"),
      Office("console", Role::kConsole),
      Office("platform", Role::kManagementPlatform),
  };
  return offices;
}

const std::vector<server::FirstPerson>& Persons() {
  static const std::vector<server::FirstPerson> persons = [] {
    constexpr char kIssuer[] = "https://identity.registry.example,";
    const std::vector<std::vector<std::string>> rows = {
        {"sec-1", "sec-1", "security,initiate+approve"},
        {"sec-2", "sec-2", "security,initiate+approve"},
        {"op-1", "op-1", "operator,initiate"},
        {"op-2", "op-2", "operator,initiate+approve"},
        {"rev-1", "rev-1", "reviewer,approve"},
        {"rev-2", "rev-2", "reviewer,approve"},
        {"rev-3", "rev-3", "reviewer,read"},
        {"both-1", "both-1", "operator,initiate"},
        {"both-1", "both-1-again", "reviewer,approve"},
        {"aud-1", "aud-1", "auditor,read"},
        {"min-1", "min-1", "ministry,initiate"},
        {"min-2", "min-2", "ministry,approve"},
        {"p13-1", "p13-1", "authority-13,initiate"},
    };
    std::string text = "code,identity_number,issuer,subject,participant,powers\n";
    for (const auto& row : rows) {
      text += row[0] + ",ID-" + row[0] + "," + kIssuer + row[1] + "," + row[2] + "\n";
    }
    return server::ParsePersons(text).value();
  }();
  return persons;
}

const TokenMaker& IdentityProvider() {
  static const TokenMaker provider("https://identity.registry.example", "carbon-registry");
  return provider;
}

TestServer::TestServer(const TestServerOptions& options) {
  server::BootstrapOptions bootstrap;
  bootstrap.database = database_.Connection("registry_writer");
  bootstrap.clock = options.clock;
  const google::protobuf::Timestamp begins = At(options.replay_begins);
  bootstrap.replay_begins = {begins.seconds() * 1'000'000};
  const auto persons = options.persons ? Persons() : std::vector<server::FirstPerson>();
  const absl::Status opened = server::Bootstrap(bootstrap, Offices(), persons);
  if (!opened.ok()) throw std::runtime_error(opened.ToString());
  if (options.persons) {
    options_.tokens = {Certificates() + "/token-keys.json", "https://identity.registry.example",
                       "carbon-registry"};
    IdentityProvider().WriteJwks(options_.tokens.keys_file);
  }
  options_.listen = "127.0.0.1:0";
  options_.database = bootstrap.database;
  options_.reader_database = database_.Connection("registry_reader");
  options_.certificates = {Certificates() + "/server.crt", Certificates() + "/server.key",
                           Certificates() + "/ca.crt"};
  options_.clock = options.clock;
  options_.log_file = "/dev/null";
  options_.limits = options.limits;
  options_.metrics_listen = options.metrics_listen;
  Restart();
}

TestServer::~TestServer() { channels_.clear(); }

void TestServer::Restart() {
  channels_.clear();
  server_.reset();
  auto started = server::RegistryServer::Start(options_);
  if (!started.ok()) throw std::runtime_error(started.status().ToString());
  server_ = *std::move(started);
}

std::shared_ptr<grpc::Channel> TestServer::Channel(const std::string& identity) {
  std::shared_ptr<grpc::Channel>& channel = channels_[identity];
  if (channel == nullptr) channel = NewChannel(identity);
  return channel;
}

std::shared_ptr<grpc::Channel> TestServer::NewChannel(const std::string& identity,
                                                      grpc::ChannelArguments arguments) const {
  return ChannelTo(server_->address(), identity, std::move(arguments));
}

std::shared_ptr<grpc::Channel> TestServer::ChannelTo(const std::string& address,
                                                     const std::string& identity,
                                                     grpc::ChannelArguments arguments) {
  grpc::SslCredentialsOptions credentials;
  credentials.pem_root_certs = FileText(Certificates() + "/ca.crt");
  if (!identity.empty()) {
    credentials.pem_cert_chain = FileText(Certificates() + "/" + identity + ".crt");
    credentials.pem_private_key = FileText(Certificates() + "/" + identity + ".key");
  }
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::SslCredentials(credentials), arguments);
}

std::unique_ptr<server::RegistryServer> TestServer::Another() const {
  server::ServerOptions options = options_;
  options.server_name = "another";
  options.metrics_listen.clear();
  auto started = server::RegistryServer::Start(options);
  if (!started.ok()) throw std::runtime_error(started.status().ToString());
  return *std::move(started);
}

void TestServer::Register(const ledger::RegisterParticipant& participant) {
  storage::JournalOptions options;
  options.connection = options_.database;
  options.clock_mode = options_.clock;
  options.server_name = "ceremony";
  auto journal = storage::Journal::Open(options);
  if (!journal.ok()) throw std::runtime_error(journal.status().ToString());
  std::vector<ledger::Request> requests(1);
  requests[0].key = {ledger::kCeremony, server::RandomRequestId()};
  requests[0].command = participant;
  server::Salt(requests);
  const auto answers = (*journal)->Write(requests);
  const auto* recorded = std::get_if<ledger::Recorded>(&answers.front());
  if (recorded == nullptr || !std::holds_alternative<ledger::Accepted>(recorded->outcome)) {
    throw std::runtime_error("the participant was refused");
  }
}

Context::Context() { set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20)); }

Context::Context(const std::string& subject, const std::string& office) : Context() {
  AddMetadata("authorization", "Bearer " + IdentityProvider().Sign(subject));
  if (!office.empty()) AddMetadata("x-registry-office", office);
}

std::string NewId() { return server::ToText(server::RandomRequestId()); }

std::string SocialCreditCode(int number, std::string_view region) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  constexpr int kWeights[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
  constexpr int kOrganisationWeights[] = {3, 7, 9, 10, 5, 8, 4, 2};
  std::string organisation = std::to_string(10'000'000 + number);
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += (organisation[i] - '0') * kOrganisationWeights[i];
  const int check = 11 - sum % 11;
  organisation += check == 10 ? "X" : std::to_string(check % 11);
  std::string code = "91" + std::string(region) + organisation;
  sum = 0;
  for (std::size_t i = 0; i < 17; ++i) {
    sum += static_cast<int>(kAlphabet.find(code[i])) * kWeights[i];
  }
  return code + kAlphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

google::protobuf::Timestamp At(const std::string& rfc3339) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, rfc3339, &time, &error)) throw std::runtime_error(error);
  return server::ToProto(ledger::Instant{absl::ToUnixMicros(time)});
}

v1::Document Paper(const std::string& number) {
  v1::Document document;
  document.set_number(number);
  document.set_sha256(std::string(32, '\x5a'));
  return document;
}

std::string Error::fact(const std::string& name) const {
  for (const google::rpc::ErrorInfo& info : infos) {
    const auto found = info.metadata().find(name);
    if (found != info.metadata().end()) return found->second;
  }
  return {};
}

Error Read(const google::rpc::Status& status) {
  Error error;
  error.code = static_cast<grpc::StatusCode>(status.code());
  error.message = status.message();
  for (const google::protobuf::Any& detail : status.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::RetryInfo retry;
    if (detail.UnpackTo(&info)) error.infos.push_back(info);
    if (detail.UnpackTo(&error.bad_request)) continue;
    error.retry = error.retry || detail.UnpackTo(&retry);
  }
  return error;
}

Error Read(const grpc::Status& status) {
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  details.set_code(status.error_code());
  details.set_message(status.error_message());
  return Read(details);
}

}  // namespace registry::testing
