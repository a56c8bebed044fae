// A registry that answers what a test tells it to: the services of the protocol over TLS in the
// test's own process, with a development CA's certificates.
#ifndef TESTS_CLI_FAKE_REGISTRY_H_
#define TESTS_CLI_FAKE_REGISTRY_H_

#include <grpcpp/grpcpp.h>

#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/cli/ctl.h"

namespace registry::cli::testing {

// Folder of this program's certificates, made once: operator, trading-system, auditor and
// other/operator, which is signed by another CA.
const std::string& Certificates();

// One call that arrived: "AccountService/GetAccount" and the message's bytes.
struct Call {
  std::string method;
  std::string request;
};

class FakeRegistry {
 public:
  // Answers one call: the messages to send and how it ends.
  struct Reply {
    std::vector<std::string> messages;
    grpc::Status status;
    bool stays_open = false;  // after the messages, until the caller leaves
  };
  using Answer = std::function<Reply(const Call& call)>;

  FakeRegistry();
  ~FakeRegistry();

  // From now on every call is answered so.
  void AnswerBy(Answer answer);
  void AnswerWith(const grpc::Status& status) {
    AnswerBy([status](const Call&) { return Reply{{}, status}; });
  }
  void AnswerWith(const google::protobuf::Message& message) {
    AnswerBy([bytes = message.SerializeAsString()](const Call&) { return Reply{{bytes}, {}}; });
  }

  const std::string& address() const { return address_; }
  std::vector<Call> calls() const;

 private:
  class Service;
  class Reactor;

  Reply Take(const Call& call);

  std::string address_;
  mutable std::mutex mutex_;
  Answer answer_;
  std::vector<Call> calls_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<grpc::Server> server_;
};

// The message of the newest call.
template <typename Message>
Message Last(const FakeRegistry& registry) {
  Message message;
  REQUIRE(message.ParseFromString(registry.calls().back().request));
  return message;
}

// A status with google.rpc details, as the registry sends it.
grpc::Status WithDetails(grpc::StatusCode code, const std::string& message,
                         const std::vector<const google::protobuf::Message*>& details);
// A refusal with one reason and its facts.
grpc::Status Refused(const std::string& reason, const std::map<std::string, std::string>& facts);

// registryctl against a fake, as the operator, with few and short attempts.
Run Ctl(const FakeRegistry& registry, const std::vector<std::string>& arguments);

}  // namespace registry::cli::testing

#endif  // TESTS_CLI_FAKE_REGISTRY_H_
