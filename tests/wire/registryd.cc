#include "tests/wire/registryd.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <pqxx/pqxx>
#include <stdexcept>
#include <thread>

namespace registry::wire {
namespace {

constexpr char kParticipants[] = REGISTRY_SOURCE_DIR "/tests/wire/participants.csv";
constexpr char kPersons[] = REGISTRY_SOURCE_DIR "/tests/wire/persons.csv";
constexpr char kProgram[] = REGISTRY_BINARY_DIR "/bin/registryd";
constexpr int kStopTimeoutMs = 20'000;

// Deleted when the program ends.
class Directory {
 public:
  Directory() {
    std::string name = std::filesystem::temp_directory_path() / "registry-wire-XXXXXX";
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

}  // namespace

const std::vector<std::string>& Participants() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> read;
    std::ifstream file(kParticipants);
    std::string line;
    std::getline(file, line);  // the heading
    while (std::getline(file, line)) read.push_back(line.substr(0, line.find(',')));
    read.emplace_back("unit");
    return read;
  }();
  return names;
}

const std::string& Certificates() {
  static const Directory directory;
  static const bool made = [] {
    std::string command = REGISTRY_SOURCE_DIR "/tools/dev-pki " + directory.path();
    for (const std::string& name : Participants()) command += " " + name;
    command +=
        " unit-buyer unit-far unit-late unit-gone stranger --expired operator --other-ca operator";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
    return true;
  }();
  static_cast<void>(made);
  return directory.path();
}

const testing::TokenMaker& IdentityProvider() {
  static const testing::TokenMaker provider("https://identity.registry.example", "carbon-registry");
  return provider;
}

std::vector<std::string> Registryd::NoRateLimits() {
  return {"--rate-limit=0", "--rate-limit-public=0", "--rate-limit-strangers=0"};
}

Registryd::Registryd(std::string clock, bool persons, std::vector<std::string> flags)
    : clock_(std::move(clock)), persons_(persons), flags_(std::move(flags)) {
  log_ = Certificates() + "/" + database_.name() + ".log";
  crash::RunToEnd(
      {kProgram, "--database=" + database_.Connection("registry_writer"), "--clock=" + clock_,
       "--replay-begins=2021-07-16T10:00:00+08:00", std::string("--bootstrap=") + kParticipants,
       persons ? std::string("--bootstrap-persons=") + kPersons : "--single-person"},
      log_);
  Start();
}

Registryd::~Registryd() {
  channels_.clear();
  Stop();
}

std::vector<std::string> Registryd::Arguments() const {
  const std::string& pki = Certificates();
  std::vector<std::string> arguments = {
      kProgram,
      "--listen=" + listen_,
      "--server-name=wire",
      "--database=" + database_.Connection("registry_writer"),
      "--reader-database=" + database_.Connection("registry_reader"),
      "--tls-certificate=" + pki + "/server.crt",
      "--tls-key=" + pki + "/server.key",
      "--tls-client-ca=" + pki + "/ca.crt",
      "--clock=" + clock_,
      "--log-file=/dev/null"};
  arguments.insert(arguments.end(), flags_.begin(), flags_.end());
  if (persons_) {
    const std::string keys = pki + "/token-keys.json";
    IdentityProvider().WriteJwks(keys);
    arguments.insert(arguments.end(),
                     {"--token-keys=" + keys, "--token-issuer=https://identity.registry.example",
                      "--token-audience=carbon-registry"});
  }
  return arguments;
}

Metadata Registryd::Person(const std::string& subject, const std::string& office) {
  Metadata metadata = {{"authorization", "Bearer " + IdentityProvider().Sign(subject)}};
  if (!office.empty()) metadata.emplace_back("x-registry-office", office);
  return metadata;
}

void Registryd::Start() {
  std::filesystem::remove(log_);
  process_ = crash::Process(Arguments(), log_);
  const std::string ready = "serving on ";
  for (int i = 0; i < 3'000 && process_.running(); ++i) {
    const std::string said = std::filesystem::exists(log_) ? FileText(log_) : "";
    const std::size_t begin = said.find(ready);
    const std::size_t end = said.find('\n', begin == std::string::npos ? 0 : begin);
    if (begin != std::string::npos && end != std::string::npos) {
      address_ = said.substr(begin + ready.size(), end - begin - ready.size());
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  throw std::runtime_error("registryd does not serve: " + FileText(log_));
}

void Registryd::Stop() {
  process_.Signal(SIGTERM);
  process_.Wait(kStopTimeoutMs);
}

void Registryd::Restart() {
  channels_.clear();
  Stop();
  Start();
}

void Registryd::Kill() {
  process_.Signal(SIGKILL);
  process_.Wait(kStopTimeoutMs);
}

void Registryd::StartAgain() {
  listen_ = address_;
  Start();
}

std::shared_ptr<grpc::Channel> Registryd::Channel(const std::string& identity) {
  std::shared_ptr<grpc::Channel>& channel = channels_[identity];
  if (channel == nullptr) channel = NewChannel(identity);
  return channel;
}

std::shared_ptr<grpc::Channel> Registryd::NewChannel(const std::string& identity) const {
  grpc::SslCredentialsOptions credentials;
  credentials.pem_root_certs = FileText(Certificates() + "/ca.crt");
  if (!identity.empty()) {
    credentials.pem_cert_chain = FileText(Certificates() + "/" + identity + ".crt");
    credentials.pem_private_key = FileText(Certificates() + "/" + identity + ".key");
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(address_, grpc::SslCredentials(credentials), arguments);
}

std::int64_t Registryd::Decisions() const {
  pqxx::connection connection(database_.Connection("registry_auditor"));
  pqxx::read_transaction transaction(connection);
  return transaction.exec1("SELECT count(*) FROM registry.decision")[0].as<std::int64_t>();
}

}  // namespace registry::wire
