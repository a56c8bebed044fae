#include "tests/cli/fake_registry.h"

#include <grpcpp/generic/async_generic_service.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace registry::cli::testing {
namespace {

// Deleted when the program ends.
class Directory {
 public:
  Directory() {
    std::string name = std::filesystem::temp_directory_path() / "registryctl-test-XXXXXX";
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

std::string ToText(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  static_cast<void>(buffer.Dump(&slices));
  std::string text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

grpc::ByteBuffer ToBuffer(const std::string& text) {
  const grpc::Slice slice(text);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace

const std::string& Certificates() {
  static const Directory directory;
  static const bool made = [] {
    const std::string command = std::string(REGISTRY_SOURCE_DIR) + "/tools/dev-pki " +
                                directory.path() +
                                " operator trading-system auditor --other-ca operator";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
    return true;
  }();
  static_cast<void>(made);
  return directory.path();
}

// Any method: reads one message, sends the reply's messages one after the other, ends.
class FakeRegistry::Reactor final : public grpc::ServerGenericBidiReactor {
 public:
  Reactor(FakeRegistry& registry, std::string method)
      : registry_(registry), method_(std::move(method)) {
    StartRead(&request_);
  }

  void OnReadDone(bool) override {
    reply_ = registry_.Take({method_, ToText(request_)});
    Next();
  }
  void OnWriteDone(bool ok) override {
    if (ok) {
      Next();
    } else {
      Finish(grpc::Status::CANCELLED);
    }
  }
  void OnCancel() override {
    cancelled_ = true;
    if (open_.exchange(false)) Finish(grpc::Status::CANCELLED);
  }
  void OnDone() override { delete this; }

 private:
  void Next() {
    if (sent_ == reply_.messages.size()) {
      if (!reply_.stays_open) return Finish(reply_.status);
      open_ = true;
      if (cancelled_ && open_.exchange(false)) Finish(grpc::Status::CANCELLED);
      return;
    }
    response_ = ToBuffer(reply_.messages[sent_++]);
    StartWrite(&response_);
  }

  FakeRegistry& registry_;
  std::string method_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  Reply reply_;
  std::size_t sent_ = 0;
  std::atomic<bool> open_{false}, cancelled_{false};
};

class FakeRegistry::Service final : public grpc::CallbackGenericService {
 public:
  explicit Service(FakeRegistry& registry) : registry_(registry) {}

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    // "/carbon.registry.v1.AccountService/GetAccount"
    const std::string& full = context->method();
    return new Reactor(registry_, full.substr(full.rfind('.') + 1));
  }

 private:
  FakeRegistry& registry_;
};

FakeRegistry::FakeRegistry() : service_(std::make_unique<Service>(*this)) {
  AnswerWith(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "the test has not said what to answer"));
  const std::string& directory = Certificates();
  grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  tls.pem_root_certs = FileText(directory + "/ca.crt");
  tls.pem_key_cert_pairs.push_back(
      {FileText(directory + "/server.key"), FileText(directory + "/server.crt")});
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port);
  builder.RegisterCallbackGenericService(service_.get());
  server_ = builder.BuildAndStart();
  if (!server_ || port == 0) throw std::runtime_error("the fake registry did not start");
  address_ = "127.0.0.1:" + std::to_string(port);
}

FakeRegistry::~FakeRegistry() { server_->Shutdown(std::chrono::system_clock::now()); }

void FakeRegistry::AnswerBy(Answer answer) {
  const std::lock_guard lock(mutex_);
  answer_ = std::move(answer);
}

std::vector<Call> FakeRegistry::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

FakeRegistry::Reply FakeRegistry::Take(const Call& call) {
  const std::lock_guard lock(mutex_);
  calls_.push_back(call);
  return answer_(call);
}

grpc::Status WithDetails(grpc::StatusCode code, const std::string& message,
                         const std::vector<const google::protobuf::Message*>& details) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(message);
  for (const google::protobuf::Message* detail : details) status.add_details()->PackFrom(*detail);
  return {code, message, status.SerializeAsString()};
}

grpc::Status Refused(const std::string& reason, const std::map<std::string, std::string>& facts) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("registry.carbon");
  info.mutable_metadata()->insert(facts.begin(), facts.end());
  return WithDetails(grpc::StatusCode::FAILED_PRECONDITION, reason + ": a sentence", {&info});
}

Run Ctl(const FakeRegistry& registry, const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {"--server", registry.address(), "--identity", Certificates(),
                                  "operator", "--attempts",       "2",          "--timeout",
                                  "5"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return Ctl(all);
}

}  // namespace registry::cli::testing
