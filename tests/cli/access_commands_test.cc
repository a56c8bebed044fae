// The commands of access and of second persons: what they send, and what is shown.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "carbon/registry/v1/access.pb.h"
#include "carbon/registry/v1/proposal.pb.h"
#include "cli/app.h"
#include "tests/cli/fake_registry.h"
#include "tests/sim/temporary_folder.h"

namespace registry::cli::testing {
namespace {

namespace v1 = carbon::registry::v1;

std::string Last(const FakeRegistry& registry) { return registry.calls().back().method; }

bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

v1::WriteResponse Waiting() {
  v1::WriteResponse response;
  response.mutable_waiting()->set_proposal("1042");
  response.mutable_waiting()->set_approvals_needed(1);
  response.mutable_waiting()->mutable_expire_time()->set_seconds(1'640'941'200);
  return response;
}

std::string File(const sim::testing::TemporaryFolder& folder, const std::string& name,
                 const std::string& text) {
  const std::string path = (folder.path() / name).string();
  std::ofstream(path) << text;
  return path;
}

// Answers GetProposal with what is proposed, and every answer to it as accepted.
void OfferProposal(FakeRegistry& registry) {
  registry.AnswerBy([](const Call& call) {
    if (call.method != "ProposalService/GetProposal") {
      v1::WriteResponse response;
      response.mutable_accepted()->set_sequence(1'050);
      return FakeRegistry::Reply{{response.SerializeAsString()}, {}};
    }
    v1::ProposalDetails details;
    details.mutable_proposal()->set_proposal("1042");
    details.mutable_proposal()->set_state(v1::PROPOSAL_STATE_OPEN);
    details.mutable_proposal()->set_person("op-1");
    details.set_request_hash(std::string(32, '\x5a'));
    details.set_description("transfer: quantity_tco2e 500");
    details.mutable_accepted();
    return FakeRegistry::Reply{{details.SerializeAsString()}, {}};
  });
}

// registryctl with somebody at the terminal who says this.
Run CtlSaying(FakeRegistry& registry, const std::string& said, std::vector<std::string> arguments) {
  const std::vector<std::string> flags = {"--server", registry.address(), "--identity",
                                          Certificates(), "operator"};
  arguments.insert(arguments.begin(), flags.begin(), flags.end());
  std::ostringstream out, err;
  std::istringstream in(said);
  Session session(out, err, nullptr);
  session.input = &in;
  const ExitCode code = cli::Run(arguments, session);
  return {code, out.str(), err.str()};
}

}  // namespace

TEST_CASE("what waits for a second person ends with 0 and names the proposal") {
  FakeRegistry registry;
  registry.AnswerWith(Waiting());
  const Run run = Ctl(registry, {"participant", "register", "unit-7", "--role",
                                 "unit_representative", "--account", "00001001-05"});
  CHECK(run.code == ExitCode::kDone);
  CHECK(run.out == "waiting for a second person: proposal 1042, until 2021-12-31 17:00:00\n");
  const auto sent = Last<v1::RegisterParticipantRequest>(registry);
  CHECK(sent.participant() == "unit-7");
  CHECK(sent.role() == v1::ROLE_UNIT_REPRESENTATIVE);
  CHECK(sent.account() == "00001001-05");
  CHECK(Contains(
      Ctl(registry, {"participant", "suspend", "unit-7", "--cause", "x", "--validate-only"}).out,
      "would wait for a second person\n"));
  CHECK_FALSE(Last<v1::ChangeParticipantRequest>(registry).active());
}

TEST_CASE("a certificate is told by its fingerprint and its time") {
  FakeRegistry registry;
  registry.AnswerWith(Waiting());
  const std::string file = Certificates() + "/auditor.crt";
  REQUIRE(Ctl(registry, {"certificate", "register", "auditor", file}).code == ExitCode::kDone);
  const auto sent = Last<v1::RegisterCertificateRequest>(registry);
  CHECK(sent.participant() == "auditor");
  CHECK(sent.fingerprint().size() == 32);
  CHECK(sent.valid_until_time().seconds() - sent.valid_from_time().seconds() == 365 * 86'400);
  REQUIRE(
      Ctl(registry, {"certificate", "revoke", "auditor", "--file", file, "--cause", "lost"}).code ==
      ExitCode::kDone);
  CHECK(Last<v1::RevokeCertificateRequest>(registry).fingerprint() == sent.fingerprint());
  CHECK(Ctl(registry, {"certificate", "revoke", "auditor", "--cause", "lost"}).code ==
        ExitCode::kUsage);
  CHECK(
      Ctl(registry, {"certificate", "register", "auditor", Certificates() + "/auditor.key"}).code ==
      ExitCode::kUsage);
}

TEST_CASE("a person's subjects and seats come from flags, the identity number from a file") {
  FakeRegistry registry;
  registry.AnswerWith(Waiting());
  const sim::testing::TemporaryFolder folder;
  const std::string number = File(folder, "number", "110101199001010011\n");
  const std::vector<std::string> command = {"person",
                                            "register",
                                            "op-7",
                                            "--identity-file",
                                            number,
                                            "--subject",
                                            "https://i",
                                            "op-7",
                                            "--subject",
                                            "https://j",
                                            "op-7",
                                            "--seat",
                                            "operator=read+initiate",
                                            "--seat",
                                            "reviewer=approve"};
  REQUIRE(Ctl(registry, command).code == ExitCode::kDone);
  const auto sent = Last<v1::RegisterPersonRequest>(registry);
  CHECK(sent.identity_number() == "110101199001010011");
  REQUIRE(sent.subjects_size() == 2);
  CHECK(sent.subjects(1).issuer() == "https://j");
  REQUIRE(sent.seats_size() == 2);
  CHECK(sent.seats(0).powers(1) == v1::POWER_INITIATE);
  CHECK(sent.seats(1).participant() == "reviewer");
  CHECK(Ctl(registry, {"person", "change", "op-7", "--subject", "i", "s", "--seat", "operator",
                       "--cause", "x"})
            .code == ExitCode::kUsage);
}

TEST_CASE("an approval shows the request and asks; only yes sends it, over what was shown") {
  FakeRegistry registry;
  OfferProposal(registry);
  const Run refused = CtlSaying(registry, "no\n", {"proposal", "approve", "1042"});
  CHECK(refused.code == ExitCode::kDone);
  CHECK(Contains(refused.out, "quantity_tco2e 500"));
  CHECK(Contains(refused.out, "every check passes"));
  CHECK(Contains(refused.out, "nothing was done"));
  CHECK(Last(registry) == "ProposalService/GetProposal");

  CHECK(CtlSaying(registry, "yes\n", {"proposal", "approve", "1042"}).code == ExitCode::kDone);
  CHECK(Last<v1::ApproveProposalRequest>(registry).request_hash() == std::string(32, '\x5a'));
  CHECK(Ctl(registry, {"proposal", "approve", "1042"}).code == ExitCode::kUsage);  // nobody there
  CHECK(Ctl(registry, {"proposal", "reject", "1042", "--yes", "--cause", "wrong"}).code ==
        ExitCode::kDone);
  CHECK(Last<v1::RejectProposalRequest>(registry).cause() == "wrong");
  const std::size_t before = registry.calls().size();
  CHECK(Ctl(registry, {"proposal", "approve", "1042", "--hash", std::string(64, 'a')}).code ==
        ExitCode::kDone);
  CHECK(registry.calls().size() == before + 1);
  CHECK(Last<v1::ApproveProposalRequest>(registry).request_hash() == std::string(32, '\xaa'));
}

TEST_CASE("policy prints the table of rights and the dated policies") {
  FakeRegistry registry;
  v1::PolicyTable table;
  v1::CommandRight& right = *table.add_command_rights();
  right.set_role(v1::ROLE_MINISTRY);
  right.set_command(v1::TRANSACTION_TYPE_SET_ISSUANCE_CAP);
  right.set_scope(v1::SCOPE_ALL);
  v1::Policy& policy = *table.add_policies();
  policy.set_kind(v1::POLICY_KIND_APPROVALS_NEEDED);
  policy.set_role(v1::ROLE_REGISTRY_OPERATOR);
  policy.set_command(v1::TRANSACTION_TYPE_ISSUE);
  policy.set_above_tco2e(10'000'000);
  policy.set_value(2);
  registry.AnswerWith(table);
  const Run run = Ctl(registry, {"policy"});
  CHECK(run.code == ExitCode::kDone);
  CHECK(Contains(run.out, "ministry  do set_issuance_cap  all"));
  CHECK(Contains(run.out, "10,000,000"));
  CHECK(Ctl(registry, {"policy", "--json"}).out.find("commandRights") != std::string::npos);
}

TEST_CASE("a calendar is a file with a line for each working day of one year") {
  FakeRegistry registry;
  registry.AnswerWith(Waiting());
  const sim::testing::TemporaryFolder folder;
  const std::string paper = File(folder, "paper", "notice");
  const auto set = [&](const std::string& days) {
    return Ctl(registry, {"calendar", "set", File(folder, "days", days), "--document", "n 7",
                          "--document-file", paper})
        .code;
  };
  CHECK(set("2026-01-04\n2026-01-05\n\n2026-12-31\n") == ExitCode::kDone);
  const auto sent = Last<v1::SetCalendarRequest>(registry);
  CHECK(sent.calendar().year() == 2026);
  REQUIRE(sent.calendar().working_days_size() == 3);
  CHECK(sent.calendar().working_days(2) == 1231);
  CHECK(set("2026-01-04\n2027-01-05\n") == ExitCode::kUsage);
  CHECK(set("4 January\n") == ExitCode::kUsage);
}

}  // namespace registry::cli::testing
