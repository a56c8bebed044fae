// The commands of accounts' lives, of transfers at will and of staff: what they send, and what is
// shown.
#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "carbon/registry/v1/access.pb.h"
#include "carbon/registry/v1/account_life.pb.h"
#include "carbon/registry/v1/transfer.pb.h"
#include "tests/cli/fake_registry.h"
#include "tests/sim/temporary_folder.h"

namespace registry::cli::testing {
namespace {

namespace v1 = carbon::registry::v1;

v1::WriteResponse Accepted(const std::string& account = "") {
  v1::WriteResponse response;
  response.mutable_accepted()->set_sequence(1'042);
  response.mutable_accepted()->set_account(account);
  return response;
}

// A folder with the files of an application.
struct Papers {
  std::string File(const std::string& name, const std::string& text) const {
    const std::string path = (folder.path() / name).string();
    std::ofstream(path) << text;
    return path;
  }
  sim::testing::TemporaryFolder folder;
};

std::vector<std::string> With(std::vector<std::string> arguments) {
  for (const char* more : {"--document", "paper 7", "--document-sha256"}) arguments.push_back(more);
  arguments.emplace_back(64, 'a');
  return arguments;
}

}  // namespace

TEST_CASE("an application names each paper with its file, and an identity only by a file") {
  FakeRegistry registry;
  registry.AnswerWith(Accepted("00001009-02"));
  const Papers papers;
  const std::string licence = papers.File("licence", "a licence");
  const std::string charter = papers.File("charter", "a charter");
  const Run run =
      Ctl(registry, {"account", "apply", "--kind", "individual", "--code", "91570522087163776G",
                     "--name", "Somebody", "--identity-file", papers.File("id", "E12345678\r\n"),
                     "--document", "L-1", licence, "--document", "C-1", charter});
  CHECK(run.err == "");
  CHECK(run.code == ExitCode::kDone);
  CHECK(run.out.ends_with("account 00001009-02\n"));
  const auto sent = Last<v1::ApplyForAccountRequest>(registry);
  CHECK(sent.kind() == v1::ACCOUNT_KIND_INDIVIDUAL);
  CHECK(sent.identity_number() == "E12345678");
  REQUIRE(sent.documents_size() == 2);
  CHECK(sent.documents(1).number() == "C-1");
  CHECK(sent.documents(1).sha256().size() == 32);
  CHECK(sent.documents(0).sha256() != sent.documents(1).sha256());
}

TEST_CASE("a review and a reply say how they end") {
  FakeRegistry registry;
  registry.AnswerWith(Accepted());
  const std::vector<std::string> review = {"account", "review", "00001009-02"};
  CHECK(Ctl(registry, review).code == ExitCode::kUsage);
  auto passed = review;
  passed.push_back("--passed");
  CHECK(Ctl(registry, passed).code == ExitCode::kDone);
  CHECK(Last<v1::ReviewApplicationRequest>(registry).passed());
  auto refused = review;
  refused.insert(refused.end(), {"--refused", "no licence"});
  CHECK(Ctl(registry, refused).code == ExitCode::kDone);
  CHECK_FALSE(Last<v1::ReviewApplicationRequest>(registry).passed());
  CHECK(Last<v1::ReviewApplicationRequest>(registry).cause() == "no licence");
  passed.insert(passed.end(), {"--refused", "no licence"});
  CHECK(Ctl(registry, passed).code == ExitCode::kUsage);

  const auto reply = With({"account", "decide-objection", "00001009-02", "--cause", "valid"});
  CHECK(Ctl(registry, reply).code == ExitCode::kUsage);
  auto lifted = reply;
  lifted.push_back("--lift");
  CHECK(Ctl(registry, lifted).code == ExitCode::kDone);
  CHECK(Last<v1::DecideObjectionRequest>(registry).lifted());
  lifted.push_back("--keep");
  CHECK(Ctl(registry, lifted).code == ExitCode::kUsage);
}

TEST_CASE("a succession reads its parts from flags") {
  FakeRegistry registry;
  registry.AnswerWith(Accepted());
  const auto parts =
      With({"account", "succeed", "00001009-02", "00001001-05", "--holding", "CEA21=1000",
            "--holding", "CEA1920=7", "--obligation", "power:2021=900,850,0"});
  CHECK(Ctl(registry, parts).code == ExitCode::kDone);
  const auto sent = Last<v1::SucceedAccountRequest>(registry);
  CHECK(sent.predecessor_account() == "00001009-02");
  CHECK(sent.successor_account() == "00001001-05");
  REQUIRE(sent.holdings_size() == 2);
  CHECK(sent.holdings(1).instrument() == "CEA1920");
  CHECK(sent.holdings(1).quantity_tco2e() == 7);
  REQUIRE(sent.obligations_size() == 1);
  CHECK(sent.obligations(0).sector() == v1::SECTOR_POWER);
  CHECK(sent.obligations(0).period() == "2021");
  CHECK(sent.obligations(0).obligation_tco2e() == 850);
  const std::size_t calls = registry.calls().size();
  for (const char* wrong : {"CEA21", "=5", "CEA21=", "CEA21=-5", "CEA21=1e3"}) {
    CHECK(Ctl(registry,
              With({"account", "succeed", "00001009-02", "00001001-05", "--holding", wrong}))
              .code == ExitCode::kUsage);
  }
  for (const char* wrong : {"power:2021=1,2", "power:2021=1,2,3,4", "coal:2021=1,2,3",
                            "power=2021:1,2,3", "2021=1,2,3"}) {
    CHECK(Ctl(registry,
              With({"account", "succeed", "00001009-02", "00001001-05", "--obligation", wrong}))
              .code == ExitCode::kUsage);
  }
  CHECK(registry.calls().size() == calls);
}

TEST_CASE("what is late is shown with its term") {
  FakeRegistry registry;
  v1::ListOverdueResponse response;
  v1::OverdueAccount& late = *response.add_accounts();
  late.set_kind(v1::OVERDUE_KIND_OPENING);
  late.mutable_due_time()->set_seconds(1'640'941'200);
  late.mutable_account()->set_account("00001009-02");
  late.mutable_account()->set_status(v1::ACCOUNT_STATUS_REVIEWED);
  late.mutable_account()->mutable_status_time()->set_seconds(1'640'336'400);
  late.mutable_account()->set_province("13");
  registry.AnswerWith(response);
  const Run run = Ctl(registry, {"account", "overdue", "--kind", "opening", "--province", "13"});
  CHECK(run.out ==
        "account      late with  due                  status    since                objection  "
        "province\n"
        "00001009-02  opening    2021-12-31 17:00:00  reviewed  2021-12-24 17:00:00             "
        "13\n");
  CHECK(Last<v1::ListOverdueRequest>(registry).kind() == v1::OVERDUE_KIND_OPENING);
  CHECK(Ctl(registry, {"--json", "account", "overdue"}).out.starts_with("[{"));
  registry.AnswerWith(v1::ListOverdueResponse());
  CHECK(Ctl(registry, {"account", "overdue"}).out == "nothing is late\n");
}

TEST_CASE("a transfer without a subcommand is the one with a ground, and asks for all of it") {
  FakeRegistry registry;
  registry.AnswerWith(Accepted());
  const Run missing = Ctl(registry, {"transfer", "--from", "00001001-05"});
  CHECK(missing.code == ExitCode::kUsage);
  CHECK(missing.err.find("--to") != std::string::npos);
  CHECK(Ctl(registry, With({"transfer", "--from", "00001001-05", "--to", "00001009-02",
                            "--instrument", "CEA21", "--quantity", "5", "--ground", "return"}))
            .code == ExitCode::kDone);
  CHECK(Last<v1::TransferRequest>(registry).ground() == v1::TRANSFER_GROUND_RETURN);
  CHECK(Ctl(registry, {"transfer", "at-will", "--from", "00001001-05", "--to", "00001009-02",
                       "--instrument", "CEA21", "--quantity", "5"})
            .code == ExitCode::kDone);
  CHECK(registry.calls().back().method == "TransferService/TransferAtWill");
  CHECK(Last<v1::TransferAtWillRequest>(registry).quantity_tco2e() == 5);
  CHECK(Ctl(registry, {"transfer", "trust", "00001001-05", "00001009-02"}).code == ExitCode::kDone);
  CHECK(Last<v1::TrustAccountRequest>(registry).trusted_account() == "00001009-02");
  CHECK(Ctl(registry, {"transfer", "abort", "00001001-05", "1042", "--cause", "x"}).code ==
        ExitCode::kDone);
  CHECK(Last<v1::AbortTransferRequest>(registry).transfer() == "1042");
}

TEST_CASE("somebody is listed by a file with his number, and struck off by a flag") {
  FakeRegistry registry;
  registry.AnswerWith(Accepted());
  const Papers papers;
  auto listed = With({"staff", "register", "--of", "verifier", "--identity-file",
                      papers.File("id", "E12345678\n")});
  CHECK(Ctl(registry, listed).code == ExitCode::kDone);
  CHECK(Last<v1::RegisterStaffRequest>(registry).active());
  CHECK(Last<v1::RegisterStaffRequest>(registry).staff_of() == v1::STAFF_OF_VERIFIER);
  CHECK(Last<v1::RegisterStaffRequest>(registry).identity_number() == "E12345678");
  listed.push_back("--struck-off");
  CHECK(Ctl(registry, listed).code == ExitCode::kDone);
  CHECK_FALSE(Last<v1::RegisterStaffRequest>(registry).active());
}

}  // namespace registry::cli::testing
