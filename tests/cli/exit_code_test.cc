// The table of exit codes, walked: every path is provoked over TLS, and docs/registryctl.md names
// the same codes, texts and next steps as the program.
#include "cli/exit_code.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "carbon/registry/v1/account.pb.h"
#include "carbon/registry/v1/audit.pb.h"
#include "carbon/registry/v1/reason.pb.h"
#include "cli/reason_advice.h"
#include "tests/cli/fake_registry.h"

namespace registry::cli::testing {
namespace {

namespace v1 = carbon::registry::v1;

const std::vector<std::string> kGet = {"account", "get", "00001001-05"};

std::string Documentation() {
  std::ifstream file(std::string(REGISTRY_SOURCE_DIR) + "/docs/registryctl.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

v1::Account AnAccount() {
  v1::Account account;
  account.set_account("00001001-05");
  account.set_kind(v1::ACCOUNT_KIND_KEY_EMITTING_UNIT);
  account.set_status(v1::ACCOUNT_STATUS_OPEN);
  account.set_province("13");
  return account;
}

}  // namespace

TEST_CASE("a call that is answered ends with 0") {
  FakeRegistry registry;
  registry.AnswerWith(AnAccount());
  const Run run = Ctl(registry, kGet);
  CHECK(run.code == ExitCode::kDone);
  CHECK(Contains(run.out, "00001001-05"));
  CHECK(run.err.empty());
}

TEST_CASE(
    "a finding of the check ends with 1 and names account, instrument, bucket, both figures") {
  FakeRegistry registry;
  v1::CheckRegistryResponse finding;
  finding.mutable_finding()->set_check("balance");
  finding.mutable_finding()->set_account("00001001-05");
  finding.mutable_finding()->set_instrument("CEA1920");
  finding.mutable_finding()->set_bucket(v1::BUCKET_TRADING);
  finding.mutable_finding()->set_expected("600");
  finding.mutable_finding()->set_found("601");
  v1::CheckRegistryResponse verdict;
  verdict.mutable_verdict()->set_findings(1);
  registry.AnswerBy([&](const Call&) {
    return FakeRegistry::Reply{{finding.SerializeAsString(), verdict.SerializeAsString()}, {}};
  });
  const Run run = Ctl(registry, {"check"});
  CHECK(run.code == ExitCode::kFinding);
  for (const char* part : {"00001001-05", "CEA1920", "trading", "600", "601"}) {
    CHECK(Contains(run.out, part));
  }
}

TEST_CASE("a check without a verdict is not a passed one") {
  FakeRegistry registry;
  registry.AnswerBy([](const Call&) { return FakeRegistry::Reply{}; });
  CHECK(Ctl(registry, {"check"}).code == ExitCode::kInDoubt);
}

TEST_CASE("what cannot be used ends with 2") {
  SECTION("no command") { CHECK(Ctl({}).code == ExitCode::kUsage); }
  SECTION("an unknown command") { CHECK(Ctl({"mint"}).code == ExitCode::kUsage); }
  SECTION("a missing option") { CHECK(Ctl({"account", "open"}).code == ExitCode::kUsage); }
  SECTION("a word that is none") {
    CHECK(Ctl({"account", "list", "--kind", "wallet"}).code == ExitCode::kUsage);
  }
  SECTION("a quantity of zero") {
    CHECK(Ctl({"move", "to-trading", "00001001-05", "--instrument", "CEA1920", "--quantity", "0"})
              .code == ExitCode::kUsage);
  }
  SECTION("no certificate") {
    const Run run = Ctl({"status"});
    CHECK(run.code == ExitCode::kUsage);
    CHECK(Contains(run.err, "--identity DIR NAME"));
  }
  SECTION("a certificate that cannot be read") {
    const Run run = Ctl({"status", "--identity", "/nowhere", "operator"});
    CHECK(run.code == ExitCode::kUsage);
    CHECK(Contains(run.err, "/nowhere"));
  }
  SECTION("a request id that is none") {
    CHECK(Ctl({"clock", "advance", "2021-07-01T09:00:00+08:00", "--request-id", "seven"}).code ==
          ExitCode::kUsage);
  }
  SECTION("a field that the registry finds misshapen") {
    FakeRegistry registry;
    google::rpc::BadRequest bad;
    bad.add_field_violations()->set_field("account");
    bad.mutable_field_violations(0)->set_description("has wrong check digits");
    registry.AnswerWith(WithDetails(grpc::StatusCode::INVALID_ARGUMENT, "misshapen", {&bad}));
    const Run run = Ctl(registry, kGet);
    CHECK(run.code == ExitCode::kUsage);
    CHECK(Contains(run.err, "account: has wrong check digits"));
  }
}

TEST_CASE("a refusal ends with 3, with reason, facts, request id and what to do") {
  FakeRegistry registry;
  registry.AnswerWith(
      Refused("INSUFFICIENT_HOLDING", {{"requested_tco2e", "601"}, {"available_tco2e", "600"}}));
  const std::string id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
  const Run run = Ctl(registry, {"move", "to-trading", "00001001-05", "--instrument", "CEA1920",
                                 "--quantity", "601", "--request-id", id});
  CHECK(run.code == ExitCode::kRefused);
  CHECK(Contains(run.err, "INSUFFICIENT_HOLDING  available_tco2e=600  requested_tco2e=601"));
  CHECK(Contains(run.err, "request id: " + id));
  CHECK(Contains(run.err, std::string("next: ") + std::string(AdviceFor("INSUFFICIENT_HOLDING"))));
  CHECK(registry.calls().size() == 1);
}

TEST_CASE("other ends of a call have their own codes and next steps") {
  struct Row {
    grpc::StatusCode status;
    ExitCode code;
  };
  const Row row = GENERATE(Row{grpc::StatusCode::UNAUTHENTICATED, ExitCode::kNotEntitled},
                           Row{grpc::StatusCode::PERMISSION_DENIED, ExitCode::kNotEntitled},
                           Row{grpc::StatusCode::NOT_FOUND, ExitCode::kNotFound},
                           Row{grpc::StatusCode::OUT_OF_RANGE, ExitCode::kUsage},
                           Row{grpc::StatusCode::UNAVAILABLE, ExitCode::kInDoubt},
                           Row{grpc::StatusCode::DEADLINE_EXCEEDED, ExitCode::kInDoubt},
                           Row{grpc::StatusCode::ABORTED, ExitCode::kInDoubt},
                           Row{grpc::StatusCode::RESOURCE_EXHAUSTED, ExitCode::kInDoubt},
                           Row{grpc::StatusCode::INTERNAL, ExitCode::kInternal},
                           Row{grpc::StatusCode::UNIMPLEMENTED, ExitCode::kInternal},
                           Row{grpc::StatusCode::UNKNOWN, ExitCode::kInternal},
                           Row{grpc::StatusCode::ALREADY_EXISTS, ExitCode::kRequestIdReused});
  FakeRegistry registry;
  registry.AnswerWith(grpc::Status(row.status, "a sentence"));
  const Run run = Ctl(registry, kGet);
  CHECK(run.code == row.code);
  CHECK(Contains(run.err, "a sentence"));
  CHECK(Contains(run.err, std::string(ExitPathOf(row.code).text)));
  CHECK(Contains(run.err, std::string("next: ") + std::string(ExitPathOf(row.code).next)));
}

TEST_CASE("a server that is not there, or of another CA, ends with 6") {
  const std::vector<std::string> attempts = {"--attempts", "1", "--timeout", "5"};
  std::vector<std::string> nobody = {"--server",     "127.0.0.1:9", "--identity",
                                     Certificates(), "operator",    "status"};
  nobody.insert(nobody.end(), attempts.begin(), attempts.end());
  CHECK(Ctl(nobody).code == ExitCode::kInDoubt);

  FakeRegistry registry;
  registry.AnswerWith(AnAccount());
  std::vector<std::string> stranger = {"--server",   registry.address(),
                                       "--identity", Certificates() + "/other",
                                       "operator",   "status"};
  stranger.insert(stranger.end(), attempts.begin(), attempts.end());
  CHECK(Ctl(stranger).code == ExitCode::kInDoubt);
  CHECK(registry.calls().empty());
}

TEST_CASE("with --json a failure is an object on stderr") {
  FakeRegistry registry;
  registry.AnswerWith(Refused("SAME_ACCOUNT", {{"account", "00001001-05"}}));
  std::vector<std::string> arguments = kGet;
  arguments.push_back("--json");
  const Run run = Ctl(registry, arguments);
  CHECK(run.code == ExitCode::kRefused);
  CHECK(run.err.front() == '{');
  CHECK(Contains(run.err, "\"exit\": 3"));
  CHECK(Contains(run.err, "\"reason\": \"SAME_ACCOUNT\""));
  CHECK(Contains(run.err, "\"account\": \"00001001-05\""));
}

TEST_CASE("docs/registryctl.md has every exit code with its text and next step") {
  const std::string documentation = Documentation();
  for (const ExitPath& path : ExitPaths()) {
    const std::string row = "| " + std::to_string(static_cast<int>(path.code)) + " | " +
                            std::string(path.text) + " | " + std::string(path.next) + " |";
    INFO(row);
    CHECK(Contains(documentation, row));
  }
}

TEST_CASE("every reason of the protocol has advice") {
  const auto* reasons = v1::Reason_descriptor();
  for (int i = 1; i < reasons->value_count(); ++i) {
    const std::string reason = reasons->value(i)->name().substr(std::string("REASON_").size());
    INFO(reason);
    CHECK_FALSE(AdviceFor(reason).empty());
  }
}

}  // namespace registry::cli::testing
