// A registry server of a test: a database of its own, certificates of a development CA, and stubs
// for whoever calls. The server runs in the test's process; nothing of it is faked.
#ifndef TESTS_SERVER_TEST_SERVER_H_
#define TESTS_SERVER_TEST_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "carbon/registry/v1/access.grpc.pb.h"
#include "carbon/registry/v1/account.grpc.pb.h"
#include "carbon/registry/v1/allocation.grpc.pb.h"
#include "carbon/registry/v1/audit.grpc.pb.h"
#include "carbon/registry/v1/batch.grpc.pb.h"
#include "carbon/registry/v1/compliance.grpc.pb.h"
#include "carbon/registry/v1/holding.grpc.pb.h"
#include "carbon/registry/v1/journal.grpc.pb.h"
#include "carbon/registry/v1/proposal.grpc.pb.h"
#include "carbon/registry/v1/registry.grpc.pb.h"
#include "carbon/registry/v1/settlement.grpc.pb.h"
#include "carbon/registry/v1/transfer.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "ledger/book.h"
#include "server/bootstrap.h"
#include "server/registry_server.h"
#include "tests/support/test_database.h"
#include "tests/support/token_maker.h"

namespace registry::testing {

namespace v1 = carbon::registry::v1;

// The directory of this program's certificates, made once by tools/dev-pki: every office below,
// "stranger" (right CA, no participant), expired/operator and other/operator (another CA).
const std::string& Certificates();

// The offices of every test's book: operator, reviewer, security, auditor, ministry, supervisor,
// trading-system, authority-11, authority-13, console, platform.
const std::vector<ledger::RegisterParticipant>& Offices();

// The persons of a book that has some: each one's code is its subject too. sec-1 and sec-2
// (security), op-1 and op-2 (operator; op-2 also approves), rev-1, rev-2 and rev-3 (reviewer),
// both-1 (operator and reviewer, also known as both-1-again), aud-1 (auditor), min-1 and min-2
// (ministry), p13-1 (authority-13).
const std::vector<server::FirstPerson>& Persons();
// Who issues their tokens.
const TokenMaker& IdentityProvider();

struct TestServerOptions {
  ledger::ClockMode clock = ledger::ClockMode::kReplay;
  std::string replay_begins = "2021-07-16T10:00:00+08:00";
  server::Limits limits;
  std::string metrics_listen;
  // Opened with Persons(), so that offices of people are heard only through them and commands wait
  // for second ones; and with their identity provider.
  bool persons = false;
};

class TestServer {
 public:
  explicit TestServer(const TestServerOptions& options = {});
  ~TestServer();

  // A stub of an office under an identity: `As<v1::AccountService>("operator")`. Channels are kept.
  template <typename Service>
  std::unique_ptr<typename Service::Stub> As(const std::string& identity) {
    return Service::NewStub(Channel(identity));
  }
  std::shared_ptr<grpc::Channel> Channel(const std::string& identity);
  // A new connection.
  std::shared_ptr<grpc::Channel> NewChannel(const std::string& identity,
                                            grpc::ChannelArguments arguments = {}) const;

  TestDatabase& database() { return database_; }
  server::RegistryServer& server() { return *server_; }
  const server::ServerOptions& options() const { return options_; }
  const std::string& metrics_address() const { return server_->metrics_address(); }
  // Enters a participant by the ceremony, beside the server, as another one would.
  void Register(const ledger::RegisterParticipant& participant);
  void Restart();
  // One more server on the same book.
  std::unique_ptr<server::RegistryServer> Another() const;
  // A new connection to another server than this one's.
  static std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address,
                                                  const std::string& identity,
                                                  grpc::ChannelArguments arguments = {});

 private:
  TestDatabase database_;
  server::ServerOptions options_;
  std::unique_ptr<server::RegistryServer> server_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
};

// A call's context with a deadline that no test should reach.
class Context : public grpc::ClientContext {
 public:
  Context();
  // Of a person who calls through the console, for an office when it has several.
  explicit Context(const std::string& subject, const std::string& office = "");
};

std::string NewId();  // a random UUID
std::string SocialCreditCode(int number, std::string_view region = "130000");
google::protobuf::Timestamp At(const std::string& rfc3339);
v1::Document Paper(const std::string& number);

// The details of an error as a test reads them.
struct Error {
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string message;
  std::vector<google::rpc::ErrorInfo> infos;
  google::rpc::BadRequest bad_request;
  bool retry = false;

  std::string reason() const { return infos.empty() ? "" : infos.front().reason(); }
  std::string fact(const std::string& name) const;
};
Error Read(const grpc::Status& status);
Error Read(const google::rpc::Status& status);

}  // namespace registry::testing

#endif  // TESTS_SERVER_TEST_SERVER_H_
