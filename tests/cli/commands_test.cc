// What commands send and how answers are shown: tables, JSON, pages.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "carbon/registry/v1/account.pb.h"
#include "carbon/registry/v1/allocation.pb.h"
#include "carbon/registry/v1/compliance.pb.h"
#include "carbon/registry/v1/holding.pb.h"
#include "carbon/registry/v1/journal.pb.h"
#include "client/uuid.h"
#include "tests/cli/fake_registry.h"

namespace registry::cli::testing {
namespace {

namespace v1 = carbon::registry::v1;

template <typename Message>
Message Parsed(const Call& call) {
  Message message;
  REQUIRE(message.ParseFromString(call.request));
  return message;
}

v1::WriteResponse Accepted() {
  v1::WriteResponse response;
  v1::Accepted* accepted = response.mutable_accepted();
  accepted->set_sequence(1'234);
  accepted->set_record_number(1'240);
  accepted->mutable_record_time()->set_seconds(1'640'941'200);
  v1::Posting* posting = accepted->add_postings();
  posting->mutable_transferring()->set_account("00001001-05");
  posting->mutable_transferring()->set_instrument("CEA1920");
  posting->mutable_transferring()->set_bucket(v1::BUCKET_REGISTERED);
  *posting->mutable_acquiring() = posting->transferring();
  posting->mutable_acquiring()->set_bucket(v1::BUCKET_TRADING);
  posting->set_quantity(5'000);
  posting->set_transferring_balance(1'000'000);
  posting->set_acquiring_balance(5'000);
  return response;
}

}  // namespace

TEST_CASE("an accepted command shows its place and its postings with both balances") {
  FakeRegistry registry;
  registry.AnswerWith(Accepted());
  const Run run = Ctl(registry, {"move", "to-trading", "00001001-05", "--instrument", "CEA1920",
                                 "--quantity", "5000"});
  CHECK(run.code == ExitCode::kDone);
  CHECK(run.out ==
        "accepted as transaction 1,234, record 1,240, at 2021-12-31 17:00:00\n"
        "transferring            acquiring            instrument  quantity  balance after  balance "
        "after\n"
        "00001001-05 registered  00001001-05 trading  CEA1920        5,000      1,000,000          "
        "5,000\n");
  const auto request = Parsed<v1::AllocateRequest>(registry.calls().at(0));
  CHECK(client::IsUuid(request.request_id()));
}

TEST_CASE("--validate-only is passed on and said") {
  FakeRegistry registry;
  registry.AnswerWith(Accepted());
  const Run run =
      Ctl(registry, {"period", "create", "2019-20", "--first-year", "2019", "--last-year", "2020",
                     "--deadline", "2021-12-31T17:00:00+08:00", "--validate-only"});
  CHECK(run.out.find("nothing was recorded") != std::string::npos);
  const auto request = Parsed<v1::CreateCompliancePeriodRequest>(registry.calls().at(0));
  CHECK(request.validate_only());
  CHECK(request.period() == "2019-20");
  CHECK(request.last_year() == 2020);
  CHECK(request.deadline_time().seconds() == 1'640'941'200);
}

TEST_CASE("a surrender sends its lines in their order") {
  FakeRegistry registry;
  registry.AnswerWith(Accepted());
  const Run run = Ctl(registry, {"surrender", "00001001-05", "--period", "2021", "--line",
                                 "CEA1920=5", "--line", "CEA21=7", "--allow-surplus"});
  CHECK(run.code == ExitCode::kDone);
  const auto request = Parsed<v1::SurrenderRequest>(registry.calls().at(0));
  REQUIRE(request.lines_size() == 2);
  CHECK(request.lines(0).instrument() == "CEA1920");
  CHECK(request.lines(0).quantity_tco2e() == 5);
  CHECK(request.lines(1).quantity_tco2e() == 7);
  CHECK(request.allow_surplus());
  CHECK(request.sector() == v1::SECTOR_POWER);
  CHECK(Ctl(registry, {"surrender", "00001001-05", "--period", "2021", "--line", "CEA1920"}).code ==
        ExitCode::kUsage);
}

TEST_CASE("an issue sends the digest of its paper") {
  FakeRegistry registry;
  registry.AnswerWith(Accepted());
  const std::vector<std::string> issue = {
      "issue",       "--plan",     "P", "--instrument", "CEA1920",   "--sector", "power", "--to",
      "00001001-05", "--quantity", "5", "--document",   "MEE 2020-3"};
  CHECK(Ctl(registry, issue).code == ExitCode::kUsage);  // no paper
  auto with_file = issue;
  with_file.insert(with_file.end(),
                   {"--document-file", std::string(REGISTRY_SOURCE_DIR) + "/.clang-format"});
  CHECK(Ctl(registry, with_file).code == ExitCode::kDone);
  const auto request = Parsed<v1::IssueRequest>(registry.calls().at(0));
  CHECK(request.document().number() == "MEE 2020-3");
  CHECK(request.document().sha256().size() == 32);
}

TEST_CASE("a list fetches every page and shows the moment it answers for") {
  FakeRegistry registry;
  registry.AnswerBy([](const Call& call) {
    const auto request = Parsed<v1::ListHoldingsRequest>(call);
    v1::ListHoldingsResponse response;
    v1::Holding* holding = response.add_holdings();
    holding->mutable_position()->set_account(request.page_token().empty() ? "00001001-05"
                                                                          : "00001002-89");
    holding->mutable_position()->set_instrument("CEA1920");
    holding->mutable_position()->set_bucket(v1::BUCKET_TRADING);
    holding->set_balance(1'000);
    response.set_as_of_sequence(4'000);
    if (request.page_token().empty()) response.set_next_page_token("second");
    return FakeRegistry::Reply{{response.SerializeAsString()}, {}};
  });
  const Run run = Ctl(registry, {"holdings", "--province", "13", "--as-of-sequence", "4000"});
  CHECK(run.out ==
        "account      instrument  bucket   balance  last moved by\n"
        "00001001-05  CEA1920     trading    1,000              0\n"
        "00001002-89  CEA1920     trading    1,000              0\n"
        "as of transaction 4,000\n");
  REQUIRE(registry.calls().size() == 2);
  const auto second = Parsed<v1::ListHoldingsRequest>(registry.calls().at(1));
  CHECK(second.page_token() == "second");
  CHECK(second.province() == "13");
  CHECK(second.as_of().sequence() == 4'000);

  const Run json = Ctl(registry, {"holdings", "--json"});
  const auto parsed = nlohmann::json::parse(json.out);
  REQUIRE(parsed.size() == 2);
  CHECK(parsed[1]["position"]["account"] == "00001002-89");
  CHECK(parsed[1]["balance"] == "1000");

  const Run limited = Ctl(registry, {"holdings", "--limit", "1"});
  CHECK(limited.out.find("00001002-89") == std::string::npos);
}

TEST_CASE("an empty list is a sentence, and an empty array") {
  FakeRegistry registry;
  registry.AnswerWith(v1::ListAccountsResponse());
  CHECK(Ctl(registry, {"account", "list"}).out == "no such accounts\n");
  CHECK(nlohmann::json::parse(Ctl(registry, {"account", "list", "--json"}).out).empty());
}

TEST_CASE("one object is JSON of the protocol") {
  FakeRegistry registry;
  v1::Account account;
  account.set_account("00001001-05");
  account.set_kind(v1::ACCOUNT_KIND_NATIONAL);
  registry.AnswerWith(account);
  const auto json =
      nlohmann::json::parse(Ctl(registry, {"account", "get", "00001001-05", "--json"}).out);
  CHECK(json["kind"] == "ACCOUNT_KIND_NATIONAL");
  CHECK(json["province"] == "");
}

TEST_CASE("the journal is followed on after a break, without a transaction missed or twice") {
  FakeRegistry registry;
  registry.AnswerBy([](const Call& call) {
    const auto request = Parsed<v1::FollowJournalRequest>(call);
    FakeRegistry::Reply reply;
    for (std::int64_t next = request.after_sequence() + 1; next <= request.after_sequence() + 2;
         ++next) {
      v1::JournalEvent event;
      event.mutable_transaction()->set_sequence(next);
      event.mutable_transaction()->set_type(v1::TRANSACTION_TYPE_OPEN_ACCOUNT);
      event.mutable_transaction()->mutable_account()->set_account("A" + std::to_string(next));
      reply.messages.push_back(event.SerializeAsString());
    }
    reply.status = grpc::Status(grpc::StatusCode::UNAVAILABLE, "the line was cut");
    return reply;
  });
  const Run run = Ctl(registry, {"journal", "follow", "--limit", "5"});
  CHECK(run.code == ExitCode::kDone);
  CHECK(run.out ==
        "1    open_account  A1\n2    open_account  A2\n3    open_account  A3\n"
        "4    open_account  A4\n5    open_account  A5\n");
}

TEST_CASE("registryctl links nothing that speaks to a database") {
  std::ifstream program(std::string(REGISTRY_BINARY_DIR) + "/bin/registryctl", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(program), {}};
  REQUIRE(bytes.size() > 100'000);
  for (const char* name : {"libpq", "pqxx", "registry7storage"}) {
    INFO(name);
    CHECK(bytes.find(name) == std::string::npos);
  }
}

}  // namespace registry::cli::testing
