// The commands of the courts' office: what they send, and what is shown.
#include <catch2/catch.hpp>
#include <string>

#include "carbon/registry/v1/freeze.pb.h"
#include "tests/cli/fake_registry.h"

namespace registry::cli::testing {
namespace {

namespace v1 = carbon::registry::v1;

const char kHex[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

std::vector<std::string> With(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::vector<std::string> Order(const std::vector<std::string>& more) {
  return With({"freeze", "order", "--case", "case 7", "--authority", "Intermediate court", "--from",
               "2021-07-15T10:00:00+08:00", "--until", "2022-01-15T10:00:00+08:00", "--document",
               "order 7", "--document-sha256", kHex},
              more);
}

v1::Freeze NewFreeze() {
  v1::Freeze freeze;
  freeze.set_freeze("1042");
  freeze.set_scope(v1::FREEZE_SCOPE_QUANTITY);
  freeze.set_state(v1::FREEZE_STATE_IN_FORCE);
  freeze.set_account("00001001-05");
  freeze.set_instrument("CEA1920");
  freeze.set_quantity_tco2e(12'500);
  freeze.set_case_number("case 7");
  freeze.set_authority("Intermediate court");
  freeze.mutable_from_time()->set_seconds(1'626'314'400);
  freeze.mutable_until_time()->set_seconds(1'642'212'000);
  return freeze;
}

bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("what a freeze is about follows from what is named") {
  FakeRegistry registry;
  v1::WriteResponse accepted;
  accepted.mutable_accepted()->set_sequence(1'042);
  registry.AnswerWith(accepted);
  struct Row {
    std::vector<std::string> arguments;
    v1::FreezeScope scope;
  };
  const Row rows[] = {
      {{"--account", "00001001-05"}, v1::FREEZE_SCOPE_ACCOUNT},
      {{"--holder", "911300001000000012"}, v1::FREEZE_SCOPE_HOLDER},
      {{"--account", "00001001-05", "--instrument", "CEA1920", "--quantity", "10"},
       v1::FREEZE_SCOPE_QUANTITY},
      {{"--process", "transfer"}, v1::FREEZE_SCOPE_PROCESS},
  };
  for (const Row& row : rows) {
    INFO(row.arguments.front());
    CHECK(Ctl(registry, Order(row.arguments)).code == ExitCode::kDone);
    const auto sent = Last<v1::FreezeHoldingRequest>(registry);
    CHECK(sent.scope() == row.scope);
    CHECK(sent.case_number() == "case 7");
    CHECK(sent.until_time().seconds() == 1'642'212'000);
    CHECK(sent.document().sha256().size() == 32);
  }
  CHECK(Last<v1::FreezeHoldingRequest>(registry).process() == v1::TRANSACTION_TYPE_TRANSFER);
  const std::size_t before = registry.calls().size();
  for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
           {},
           {"--account", "00001001-05", "--process", "transfer"},
           {"--account", "00001001-05", "--holder", "911300001000000012"},
           {"--account", "00001001-05", "--instrument", "CEA1920"},
           {"--holder", "911300001000000012", "--instrument", "CEA1920", "--quantity", "10"},
           {"--process", "everything"}}) {
    CHECK(Ctl(registry, Order(wrong)).code == ExitCode::kUsage);
  }
  CHECK(registry.calls().size() == before);
}

TEST_CASE("what becomes of a freeze is sent with its number and its paper") {
  FakeRegistry registry;
  v1::WriteResponse accepted;
  accepted.mutable_accepted()->set_sequence(1'043);
  registry.AnswerWith(accepted);
  const auto run = [&](const std::vector<std::string>& arguments) {
    const Run ran =
        Ctl(registry, With(arguments, {"--document", "ruling 8", "--document-sha256", kHex}));
    INFO(ran.err);
    CHECK(ran.code == ExitCode::kDone);
    return registry.calls().back().method;
  };
  CHECK(run({"freeze", "renew", "1042", "--until", "2022-06-01T00:00:00+08:00"}) ==
        "FreezeService/RenewFreeze");
  CHECK(Last<v1::RenewFreezeRequest>(registry).freeze() == "1042");
  CHECK(run({"freeze", "release", "1042", "--cause", "paid"}) == "FreezeService/ReleaseFreeze");
  CHECK(Last<v1::ReleaseFreezeRequest>(registry).cause() == "paid");
  CHECK(run({"freeze", "deduct", "1042", "--instrument", "CEA1920", "--quantity", "5", "--to",
             "00001002-10"}) == "FreezeService/DeductFrozen");
  CHECK(Last<v1::DeductFrozenRequest>(registry).acquiring_account() == "00001002-10");
  CHECK(run({"freeze", "surrender", "1042", "--instrument", "CEA1920", "--quantity", "5",
             "--sector", "power", "--period", "2019-20"}) == "FreezeService/SurrenderFrozen");
  CHECK(Last<v1::SurrenderFrozenRequest>(registry).sector() == v1::SECTOR_POWER);
  CHECK(run({"pledge", "record", "00001001-05", "--instrument", "CEA1920", "--quantity", "5",
             "--pledgee", "First bank"}) == "FreezeService/PledgeHolding");
  CHECK(Last<v1::PledgeHoldingRequest>(registry).pledgee() == "First bank");
  CHECK(run({"pledge", "release", "1050"}) == "FreezeService/ReleasePledge");
  CHECK(Last<v1::ReleasePledgeRequest>(registry).pledge() == "1050");
}

TEST_CASE("a freeze is shown with what it holds, and a list has one line for each") {
  FakeRegistry registry;
  v1::FreezeDetails details;
  *details.mutable_freeze() = NewFreeze();
  registry.AnswerWith(details);
  const Run empty = Ctl(registry, {"freeze", "show", "1042"});
  CHECK(Contains(empty.out, "00001001-05 CEA1920 12,500"));
  CHECK(Contains(empty.out, "it holds nothing"));
  v1::FreezeHolds& holds = *details.add_holds();
  holds.set_account("00001001-05");
  holds.set_instrument("CEA1920");
  holds.set_held_tco2e(9'800);
  registry.AnswerWith(details);
  const Run shown = Ctl(registry, {"freeze", "show", "1042"});
  CHECK(shown.code == ExitCode::kDone);
  for (const char* part : {"1042", "in_force", "case 7", "Intermediate court", "9,800"}) {
    INFO(part);
    CHECK(Contains(shown.out, part));
  }

  v1::ListFreezesResponse listed;
  *listed.add_freezes() = NewFreeze();
  *listed.add_freezes() = NewFreeze();
  listed.mutable_freezes(1)->set_freeze("1043");
  registry.AnswerWith(listed);
  const Run list = Ctl(registry, {"freeze", "list", "--account", "00001001-05", "--case", "case 7",
                                  "--state", "in_force", "--scope", "quantity"});
  CHECK(list.code == ExitCode::kDone);
  CHECK(Contains(list.out, "1043"));
  const auto asked = Last<v1::ListFreezesRequest>(registry);
  CHECK(asked.account() == "00001001-05");
  CHECK(asked.case_number() == "case 7");
  CHECK(asked.state() == v1::FREEZE_STATE_IN_FORCE);
  CHECK(asked.scope() == v1::FREEZE_SCOPE_QUANTITY);
  const Run json = Ctl(registry, {"--json", "freeze", "list"});
  CHECK(Contains(json.out, "\"freeze\""));
  registry.AnswerWith(v1::ListFreezesResponse());
  CHECK(Contains(Ctl(registry, {"freeze", "list"}).out, "no such freezes"));
}

TEST_CASE("a refusal about a freeze comes with advice") {
  FakeRegistry registry;
  registry.AnswerWith(Refused("FREEZE_NOT_FOUND", {{"freeze", "7"}}));
  const Run run = Ctl(registry, {"freeze", "release", "7", "--cause", "x", "--document", "d",
                                 "--document-sha256", kHex});
  CHECK(run.code == ExitCode::kRefused);
  CHECK(Contains(run.err, "freeze list"));
}

}  // namespace registry::cli::testing
