// What is taken away acts within a second: on the own server and on another one, on connections
// and on streams that are open.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <future>
#include <string>
#include <thread>

#include "cli/certificate_file.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::testing {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Certificates of our CA beside those of dev-pki: second/operator, and one with two URIs.
void MakeMoreCertificates() {
  static const bool made = [] {
    const auto signed_by_ours = [](const std::string& path, const std::string& names) {
      const std::string command =
          "cd " + Certificates() +
          " && mkdir -p second && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
          "-nodes -sha256 -config /dev/null -days 30 -CA ca.crt -CAkey ca.key -subj /CN=operator "
          "-addext extendedKeyUsage=clientAuth -addext subjectAltName=" +
          names + " -keyout " + path + ".key -out " + path + ".crt 2>/dev/null";
      if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
    };
    const std::string uri = "URI:spiffe://registry.example/participant/";
    signed_by_ours("second/operator", uri + "operator");
    signed_by_ours("second/two-names", uri + "operator," + uri + "auditor");
    return true;
  }();
  static_cast<void>(made);
}

std::string Fingerprint(const std::string& identity) {
  return cli::ReadCertificate(Certificates() + "/" + identity + ".crt")->fingerprint;
}

Error WhoAmI(const std::shared_ptr<grpc::Channel>& channel) {
  v1::CallerIdentity caller;
  Context context;
  return Read(
      v1::AccessService::NewStub(channel)->GetCaller(&context, v1::GetCallerRequest(), &caller));
}

grpc::StatusCode Health(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::health::v1::HealthCheckResponse response;
  Context context;
  return grpc::health::v1::Health::NewStub(channel)
      ->Check(&context, grpc::health::v1::HealthCheckRequest(), &response)
      .error_code();
}

void Enter(TestServer& server, const std::string& identity, const std::string& participant,
           const std::string& from = "2020-01-01T00:00:00Z",
           const std::string& until = "2100-01-01T00:00:00Z") {
  v1::RegisterCertificateRequest request;
  request.set_request_id(NewId());
  request.set_participant(participant);
  request.set_fingerprint(Fingerprint(identity));
  *request.mutable_valid_from_time() = At(from);
  *request.mutable_valid_until_time() = At(until);
  v1::WriteResponse response;
  Context context;
  RequireOk(
      server.As<v1::AccessService>("security")->RegisterCertificate(&context, request, &response));
}

void Revoke(TestServer& server, const std::string& identity, const std::string& participant) {
  v1::RevokeCertificateRequest request;
  request.set_request_id(NewId());
  request.set_participant(participant);
  request.set_fingerprint(Fingerprint(identity));
  request.set_cause("key lost");
  v1::WriteResponse response;
  Context context;
  RequireOk(
      server.As<v1::AccessService>("security")->RevokeCertificate(&context, request, &response));
}

// How long until a caller is refused, at most five seconds.
milliseconds UntilRefused(const std::shared_ptr<grpc::Channel>& channel, Clock::time_point since) {
  while (WhoAmI(channel).code == grpc::StatusCode::OK) {
    if (Clock::now() - since > std::chrono::seconds(5)) break;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return std::chrono::duration_cast<milliseconds>(Clock::now() - since);
}

// A stream that somebody follows; says how it ended, and when.
class Follower {
 public:
  Follower(const std::shared_ptr<grpc::Channel>& channel, const std::string& person = "")
      : stub_(v1::JournalService::NewStub(channel)) {
    if (!person.empty()) {
      context_.AddMetadata("authorization", "Bearer " + IdentityProvider().Sign(person));
    }
    reader_ = stub_->FollowJournal(&context_, v1::FollowJournalRequest());
    v1::JournalEvent event;
    REQUIRE(reader_->Read(&event));
    ended_ = std::async(std::launch::async, [this] {
      v1::JournalEvent next;
      while (reader_->Read(&next)) {
      }
      const grpc::Status status = reader_->Finish();
      return std::pair(status, Clock::now());
    });
  }
  ~Follower() { context_.TryCancel(); }

  std::pair<grpc::Status, Clock::time_point> End() {
    if (ended_.wait_for(std::chrono::seconds(5)) != std::future_status::ready) {
      context_.TryCancel();
    }
    return ended_.get();
  }

 private:
  Context context_;
  std::unique_ptr<v1::JournalService::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::JournalEvent>> reader_;
  std::future<std::pair<grpc::Status, Clock::time_point>> ended_;
};

void CheckEndedWithin(Follower& follower, Clock::time_point since, const std::string& reason) {
  const auto [status, at] = follower.End();
  CHECK(status.error_code() == grpc::StatusCode::UNAUTHENTICATED);
  CHECK(Read(status).reason() == reason);
  CHECK(at - since < std::chrono::seconds(1));
}

}  // namespace

TEST_CASE("a certificate with two names is nobody's") {
  MakeMoreCertificates();
  TestServer server;
  const auto channel = server.NewChannel("second/two-names");
  CHECK(WhoAmI(channel).reason() == "CALLER_UNKNOWN");
  CHECK(Health(channel) == grpc::StatusCode::UNAUTHENTICATED);
  CHECK(WhoAmI(server.NewChannel("second/operator")).code == grpc::StatusCode::OK);
}

TEST_CASE("from the first entered certificate on only entered ones in their time are accepted") {
  MakeMoreCertificates();
  TestServer server;
  const auto first = server.NewChannel("operator");
  const auto second = server.NewChannel("second/operator");
  CHECK(WhoAmI(first).code == grpc::StatusCode::OK);
  Enter(server, "second/operator", "operator");
  CHECK(WhoAmI(first).reason() == "CALLER_UNKNOWN");
  CHECK(Health(first) == grpc::StatusCode::UNAUTHENTICATED);
  CHECK(WhoAmI(second).code == grpc::StatusCode::OK);
  // A rotation: both, then the old one goes.
  Enter(server, "operator", "operator");
  CHECK(WhoAmI(first).code == grpc::StatusCode::OK);
  Revoke(server, "operator", "operator");
  CHECK(WhoAmI(first).reason() == "CALLER_UNKNOWN");
  CHECK(WhoAmI(second).code == grpc::StatusCode::OK);
  // Those of others are not touched; one that is out of its entered time is nobody's.
  CHECK(WhoAmI(server.Channel("auditor")).code == grpc::StatusCode::OK);
  Enter(server, "auditor", "auditor", "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
  CHECK(WhoAmI(server.Channel("auditor")).reason() == "CALLER_UNKNOWN");
}

TEST_CASE("one that was revoked without having been entered is refused, and others are not") {
  MakeMoreCertificates();
  TestServer server;
  Revoke(server, "operator", "operator");
  CHECK(WhoAmI(server.NewChannel("operator")).reason() == "CALLER_UNKNOWN");
  CHECK(WhoAmI(server.NewChannel("second/operator")).code == grpc::StatusCode::OK);
}

TEST_CASE("a revoked certificate is refused on open connections and streams of two servers") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  const auto another = server.Another();
  const auto here = server.NewChannel("auditor");
  const auto there = TestServer::ChannelTo(another->address(), "auditor");
  REQUIRE(WhoAmI(here).code == grpc::StatusCode::OK);
  REQUIRE(WhoAmI(there).code == grpc::StatusCode::OK);
  Follower follows_here(here), follows_there(there);

  const auto revoked = Clock::now();
  Revoke(server, "auditor", "auditor");
  CHECK(WhoAmI(here).reason() == "CALLER_UNKNOWN");  // the very next call
  const milliseconds elsewhere = UntilRefused(there, revoked);
  CHECK(elsewhere < milliseconds(1'000));
  WARN("refused on the other server after " << elsewhere.count() << " ms");
  CheckEndedWithin(follows_here, revoked, "CALLER_UNKNOWN");
  CheckEndedWithin(follows_there, revoked, "CALLER_UNKNOWN");
}

TEST_CASE("a suspended participant is refused until it is resumed") {
  TestServer server;
  const auto change = [&](bool active) {
    v1::ChangeParticipantRequest request;
    request.set_request_id(NewId());
    request.set_participant("trading-system");
    request.set_active(active);
    request.set_cause("incident 4");
    v1::WriteResponse response;
    Context context;
    RequireOk(
        server.As<v1::AccessService>("security")->ChangeParticipant(&context, request, &response));
  };
  const auto channel = server.Channel("trading-system");
  CHECK(WhoAmI(channel).code == grpc::StatusCode::OK);
  change(false);
  CHECK(WhoAmI(channel).reason() == "CALLER_UNKNOWN");
  change(true);
  CHECK(WhoAmI(channel).code == grpc::StatusCode::OK);
}

TEST_CASE("the stream of a person who is suspended, or whose token ends, is ended") {
  TestServerOptions options;
  options.persons = true;
  TestServer server(options);
  Follower follower(server.Channel("console"), "aud-1");

  // Short tokens are good ones.
  v1::FollowJournalRequest all;
  Context brief;
  brief.AddMetadata("authorization",
                    "Bearer " + IdentityProvider().Sign("aud-1", std::chrono::seconds(2)));
  const auto journal = server.As<v1::JournalService>("console");
  const auto short_lived = journal->FollowJournal(&brief, all);
  v1::JournalEvent event;
  const auto begun = Clock::now();
  while (short_lived->Read(&event)) {
  }
  const grpc::Status expired = short_lived->Finish();
  CHECK(Read(expired).reason() == "TOKEN_EXPIRED");
  CHECK(Clock::now() - begun < std::chrono::seconds(4));

  v1::ChangePersonRequest request;
  request.set_request_id(NewId());
  request.set_person("aud-1");
  v1::Subject& subject = *request.add_subjects();
  subject.set_issuer("https://identity.registry.example");
  subject.set_subject("aud-1");
  request.set_active(false);
  request.set_cause("left");
  v1::WriteResponse response;
  Context context("sec-1");
  const auto suspended = Clock::now();
  RequireOk(server.As<v1::AccessService>("console")->ChangePerson(&context, request, &response));
  CHECK(response.has_accepted());
  CheckEndedWithin(follower, suspended, "PERSON_UNKNOWN");
}

TEST_CASE("two servers close a proposal once, whichever comes first") {
  TestServerOptions options;
  options.persons = true;
  TestServer server(options);
  const auto another = server.Another();
  // A policy waits for sec-2.
  v1::SetPolicyRequest request;
  request.set_request_id(NewId());
  v1::Policy& policy = *request.mutable_policy();
  policy.set_kind(v1::POLICY_KIND_PERSON_REQUIRED);
  policy.set_role(v1::ROLE_PUBLIC);
  policy.set_value(1);
  *policy.mutable_from_time() = At("2030-01-01T00:00:00Z");
  *request.mutable_document() = Paper("order 5");
  v1::WriteResponse waiting;
  Context propose("sec-1");
  RequireOk(server.As<v1::AccessService>("console")->SetPolicy(&propose, request, &waiting));
  REQUIRE(waiting.has_waiting());
  v1::AdvanceClockRequest advance;
  advance.set_request_id(NewId());
  *advance.mutable_time() = At("2021-07-30T10:00:00+08:00");
  v1::WriteResponse moved;
  Context operates("op-1");
  RequireOk(server.As<v1::RegistryService>("console")->AdvanceClock(&operates, advance, &moved));

  v1::GetProposalRequest ask;
  ask.set_proposal(waiting.waiting().proposal());
  v1::ProposalDetails details;
  for (int i = 0; i < 100; ++i) {
    Context context("aud-1");
    RequireOk(server.As<v1::ProposalService>("console")->GetProposal(&context, ask, &details));
    if (details.proposal().state() == v1::PROPOSAL_STATE_EXPIRED) break;
    std::this_thread::sleep_for(milliseconds(50));
  }
  CHECK(details.proposal().state() == v1::PROPOSAL_STATE_EXPIRED);
  std::this_thread::sleep_for(options.limits.expiry_look);  // the other one's turn
  v1::RegistryStatus status;
  Context context("aud-1");
  RequireOk(server.As<v1::RegistryService>("console")->GetRegistryStatus(
      &context, v1::GetRegistryStatusRequest(), &status));
  CHECK(status.sequence() == moved.accepted().sequence() + 1);
}

}  // namespace registry::testing
