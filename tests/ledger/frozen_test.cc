// What becomes of what a freeze holds: judicial deduction, surrender with the court's consent.
#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "ledger/surrender.h"
#include "tests/ledger/freezing.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

const ObligationKey kDue{kUnit, Sector::kPower, "2019-20"};

// kUnit owes 500 and holds 100, of which one freeze wants 60 and another 50.
World TwoFreezes() {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  world.Owe(kUnit, 500);
  Freezing(world, OnQuantity(kUnit, 60));
  Freezing(world, OnQuantity(kUnit, 50));
  return world;
}

DeductFrozen Deduct(int freeze, std::int64_t quantity, AccountId to = kInstitution,
                    std::string instrument = "CEA1920") {
  return {Sequence{freeze}, std::move(instrument), {quantity}, to, {"ruling", {}}};
}

SurrenderFrozen Consent(int freeze, std::int64_t quantity, std::string period = "2019-20",
                        std::string instrument = "CEA1920") {
  return {Sequence{freeze}, std::move(instrument), {quantity},
          Sector::kPower,   std::move(period),     {"consent", {}}};
}

TEST_CASE("a deduction takes what the freeze holds, to the tonne, and the freeze shrinks by it") {
  World world = TwoFreezes();
  CHECK(world.Ask(kOperator, Deduct(1, 61)) ==
        "FROZEN_TOO_LITTLE freeze=1 instrument=CEA1920 requested_tco2e=61 held_tco2e=60");
  CHECK(world.Ask(kOperator, Deduct(2, 41)) ==
        "FROZEN_TOO_LITTLE freeze=2 instrument=CEA1920 requested_tco2e=41 held_tco2e=40");
  CHECK(world.Ask(kOperator, Deduct(2, 40)) == "accepted");
  REQUIRE(world.Do(kOperator, Deduct(1, 25)) == "accepted");
  CHECK(Shares(world) == "1:35/35 2:40/50");
  CHECK(world.Balance(kInstitution, kCea1920) == 25);
  CHECK(world.rules.freezes.at(Sequence{1}).deducted == Quantity{25});
  CHECK(world.rules.freezes.at(Sequence{1}).state == FreezeState::kInForce);
}

TEST_CASE("a freeze of which nothing is left is used up, and the others keep what they hold") {
  World world = TwoFreezes();
  REQUIRE(world.Do(kOperator, Deduct(1, 60)) == "accepted");
  CHECK(Shares(world) == "2:40/50");
  const Freeze used = world.rules.freezes.at(Sequence{1});
  CHECK(used.state == FreezeState::kUsedUp);
  CHECK(used.quantity == Quantity{0});
  CHECK(used.deducted == Quantity{60});
  const std::string over = "FREEZE_NOT_IN_FORCE freeze=1 state=USED_UP";
  CHECK(world.Ask(kOperator, Deduct(1, 1)) == over);
  CHECK(world.Ask(kOperator, Consent(1, 1)) == over);
  CHECK(world.Ask(kOperator, ReleaseFreeze{Sequence{1}, "", {}}) == over);
  // A freeze that still waits for the rest of its quantity is not.
  REQUIRE(world.Do(kOperator, Deduct(2, 40)) == "accepted");
  CHECK(Shares(world) == "2:0/10");
  world.Hold(kOtherUnit, kCea1920, 30);
  REQUIRE(world.Do(kOperator, Giving(kOtherUnit, kUnit, 30)) == "accepted");
  CHECK(Shares(world) == "2:10/10");
  CHECK(world.Balance(kUnit, kCea1920) == 20);
  REQUIRE(world.Do(kOperator, Consent(2, 10)) == "accepted");
  CHECK(world.rules.freezes.at(Sequence{2}).state == FreezeState::kUsedUp);
  CHECK(world.rules.freezes.at(Sequence{2}).deducted == Quantity{40});
  CHECK(world.rules.freezes.at(Sequence{2}).surrendered == Quantity{10});
  CHECK(world.rules.frozen_accounts.empty());
}

TEST_CASE("a freeze of all an account holds does not shrink, of an account or of its holder") {
  for (const FreezeHolding& order : {OnAccount(kUnit), OnHolder("code-1001")}) {
    World world;
    world.Hold(kUnit, kCea1920, 100);
    world.Hold(kUnit, kCea21, 5);
    world.Owe(kUnit, 500);
    Freezing(world, order);
    REQUIRE(world.Do(kOperator, Deduct(1, 30)) == "accepted");
    REQUIRE(world.Do(kOperator, Deduct(1, 5, kInstitution, "CEA21")) == "accepted");
    REQUIRE(world.Do(kOperator, Consent(1, 70)) == "accepted");
    const Freeze& freeze = world.rules.freezes.at(Sequence{1});
    CHECK(freeze.state == FreezeState::kInForce);
    CHECK(freeze.deducted == Quantity{35});
    CHECK(freeze.surrendered == Quantity{70});
    CHECK(Shares(world) == "1:0/all");
    CHECK(world.obligations.at(kDue).surrendered == Quantity{70});
  }
}

TEST_CASE("a deduction is refused with every check that fails, in their order") {
  World world = TwoFreezes();
  world.Hold(kInstitution, kCea1920, kMost - 9);
  CHECK(world.Ask(kOperator, Deduct(1, 9)) == "accepted");
  CHECK(world.Ask(kOperator, Deduct(1, 10)) ==
        "BALANCE_OVERFLOW account=" + No(kInstitution) +
            " instrument=CEA1920 balance_tco2e=9223372036854775798 requested_tco2e=10");
  CHECK(world.Ask(kOperator, Deduct(1, 61)) ==
        "FROZEN_TOO_LITTLE freeze=1 instrument=CEA1920 requested_tco2e=61 held_tco2e=60 | "
        "BALANCE_OVERFLOW account=" +
            No(kInstitution) +
            " instrument=CEA1920 balance_tco2e=9223372036854775798 requested_tco2e=61");
  CHECK(world.Ask(kOperator, Deduct(9, 1, kNobody, "CEA99")) ==
        "FREEZE_NOT_FOUND freeze=9 | ACCOUNT_NOT_FOUND account=" + No(kNobody) +
            " | INSTRUMENT_NOT_FOUND instrument=CEA99");
  CHECK(world.Ask(kOperator, Deduct(1, 1, kUnit)) == "SAME_ACCOUNT account=" + No(kUnit));
  CHECK(world.Ask(kOperator, Deduct(1, 1, kInstitution, "CNY")) ==
        "INSTRUMENT_KIND_FORBIDS instrument=CNY kind=MONEY | FROZEN_TOO_LITTLE freeze=1 "
        "instrument=CNY requested_tco2e=1 held_tco2e=0");
  CHECK(world.Ask(kOperator, Deduct(1, 1, kInstitution, "CEA21")) ==
        "FROZEN_TOO_LITTLE freeze=1 instrument=CEA21 requested_tco2e=1 held_tco2e=0");
  world.SetStatus(kNationalAccount, AccountStatus::kClosed, {});
  world.now = kEnds;
  CHECK(world.Ask(kOperator, Deduct(1, 500, kNationalAccount)) ==
        "FREEZE_NOT_IN_FORCE freeze=1 state=EXPIRED | ACCOUNT_KIND_FORBIDS account=" +
            No(kNationalAccount) + " kind=NATIONAL | ACCOUNT_STATUS_FORBIDS account=" +
            No(kNationalAccount) + " status=CLOSED");
}

TEST_CASE("what is deducted falls to the freezes of who gets it") {
  World world = TwoFreezes();
  Freezing(world, OnQuantity(kInstitution, 15));
  REQUIRE(world.Do(kOperator, Deduct(1, 25)) == "accepted");
  CHECK(Shares(world, kInstitution) == "3:15/15");
  CHECK(world.Balance(kInstitution, kCea1920) == 10);
}

TEST_CASE("a deduction from an account that is closing is made; a closing one gets none") {
  World world = TwoFreezes();
  world.SetStatus(kUnit, AccountStatus::kClosing, {});
  CHECK(world.Ask(kOperator, Deduct(1, 1)) == "accepted");
  world.SetStatus(kInstitution, AccountStatus::kClosing, {});
  CHECK(world.Ask(kOperator, Deduct(1, 1)).starts_with("ACCOUNT_STATUS_FORBIDS"));
}

TEST_CASE("a stop and a freeze of a code that nobody has hold nothing") {
  World world;
  world.Owe(kUnit, 500);
  Freezing(world, OnProcess(CommandType::kCancel));
  Freezing(world, OnHolder("nobody"));
  for (const int freeze : {1, 2}) {
    const std::string nothing = "FROZEN_TOO_LITTLE freeze=" + std::to_string(freeze) +
                                " instrument=CEA1920 requested_tco2e=1 held_tco2e=0";
    CHECK(world.Ask(kOperator, Deduct(freeze, 1)) == nothing);
    CHECK(world.Ask(kOperator, Consent(freeze, 1)) == nothing);
    CHECK(world.Ask(kOperator, Consent(freeze, 1, "2019-20", "CEA99")) ==
          "INSTRUMENT_NOT_FOUND instrument=CEA99");
    CHECK(world.Ask(kOperator, ReleaseFreeze{Sequence{freeze}, "", {}}) == "accepted");
  }
}

TEST_CASE("frozen allowances are surrendered with consent, from that freeze's part alone") {
  World world = TwoFreezes();
  const Surrender free{kUnit, Sector::kPower, "2019-20", {{"CEA1920", {1}}}, false};
  CHECK(world.Ask(kRepresentative, free).starts_with("INSUFFICIENT_HOLDING"));
  CHECK(world.Ask(kRepresentative, Consent(1, 1)) == "DENIED");
  CHECK(world.Ask(kOperator, Consent(2, 41)) ==
        "FROZEN_TOO_LITTLE freeze=2 instrument=CEA1920 requested_tco2e=41 held_tco2e=40");
  REQUIRE(world.Do(kOperator, Consent(2, 40)) == "accepted");
  CHECK(Shares(world) == "1:60/60 2:0/10");
  CHECK(world.obligations.at(kDue).surrendered == Quantity{40});
  CHECK(world.Balance(kSurrenderAccount, kCea1920) == 40);
  CHECK(world.rules.freezes.at(Sequence{2}).surrendered == Quantity{40});
}

TEST_CASE(
    "a surrender with consent completes the obligation at its arrival, and never goes above") {
  World world = TwoFreezes();
  world.Owe(kUnit, 30);
  CHECK(world.Ask(kOperator, Consent(1, 31)) ==
        "SURRENDER_ABOVE_DUE requested_tco2e=31 open_tco2e=30");
  REQUIRE(world.Do(kOperator, Consent(1, 30)) == "accepted");
  CHECK(world.obligations.at(kDue).completed_at == world.received_at);
}

// The same answer for whatever says that there is too little.
std::string Common(std::string answer, const char* too_little) {
  const auto at = answer.find(too_little);
  if (at == std::string::npos) return answer;
  const auto end = answer.find(" | ", at);
  return answer.replace(at, (end == std::string::npos ? answer.size() : end) - at, "TOO_LITTLE");
}

TEST_CASE("a surrender with consent is refused as any surrender is") {
  // The same world for both: what one has REGISTERED the other has FROZEN.
  struct Case {
    const char* period;
    const char* instrument;
    std::int64_t quantity;
    AccountStatus status;
  };
  const Case cases[] = {{"2019-20", "CEA1920", 101, AccountStatus::kOpen},
                        {"2019-20", "CEA1920", 501, AccountStatus::kClosing},
                        {"2019-20", "CEA21", 1, AccountStatus::kOpen},
                        {"2019-20", "CEA21", 8, AccountStatus::kOpen},
                        {"2019-20", "CCER:1:2020", 1, AccountStatus::kOpen},
                        {"2019-20", "CNY", 1, AccountStatus::kOpen},
                        {"2019-20", "CEA99", 600, AccountStatus::kClosed},
                        {"2021", "CEA1920", 1, AccountStatus::kOpen},
                        {"1999", "CEA1920", 600, AccountStatus::kRestricted},
                        {"2019-20", "CEA1920", 1, AccountStatus::kRestricted}};
  for (const Case& c : cases) {
    INFO(c.period << " " << c.instrument << " " << c.quantity);
    World world;
    world.Hold(kUnit, kCea1920, 100);
    world.Hold(kUnit, kCea21, 7);
    world.Hold(kSurrenderAccount, kCea1920, kMost - 500);
    world.Owe(kUnit, 500);
    World frozen = world;
    Freezing(frozen, OnAccount(kUnit));
    for (World* each : {&world, &frozen}) each->SetStatus(kUnit, c.status, {});
    const Surrender free{kUnit, Sector::kPower, c.period, {{c.instrument, {c.quantity}}}, false};
    CHECK(Common(world.Ask(kAuthority13, free), "INSUFFICIENT_HOLDING") ==
          Common(frozen.Ask(kOperator, Consent(1, c.quantity, c.period, c.instrument)),
                 "FROZEN_TOO_LITTLE"));
  }
}

TEST_CASE("what left a freeze in all stays within 64 bits") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  world.Owe(kUnit, 500);
  Freezing(world, OnAccount(kUnit));
  world.rules.freezes.at(Sequence{1}).deducted = {kMost - 9};
  world.rules.freezes.at(Sequence{1}).surrendered = {kMost - 9};
  CHECK(world.Ask(kOperator, Deduct(1, 9)) == "accepted");
  CHECK(world.Ask(kOperator, Deduct(1, 10)) ==
        "BALANCE_OVERFLOW deducted_tco2e=9223372036854775798 requested_tco2e=10");
  CHECK(world.Ask(kOperator, Consent(1, 9)) == "accepted");
  CHECK(world.Ask(kOperator, Consent(1, 10)) ==
        "BALANCE_OVERFLOW surrendered_tco2e=9223372036854775798 requested_tco2e=10");
}

TEST_CASE("a sum that leaves 64 bits is said once, and after what is wrong before it") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  world.Hold(kSurrenderAccount, kCea1920, 1);
  world.Hold(kInstitution, kCea1920, 1);
  world.Owe(kUnit, 500, 1);
  Freezing(world, OnAccount(kUnit));
  world.rules.freezes.at(Sequence{1}).deducted = {1};
  world.rules.freezes.at(Sequence{1}).surrendered = {1};
  const auto reasons = [&](const Command& command) {
    return Reasons(world.Decide(world.RequestOf(kOperator, command)));
  };
  CHECK(reasons(Deduct(1, kMost)) == "FROZEN_TOO_LITTLE BALANCE_OVERFLOW");
  CHECK(reasons(Consent(1, kMost)) == "SURRENDER_ABOVE_DUE FROZEN_TOO_LITTLE BALANCE_OVERFLOW");
}

}  // namespace
}  // namespace registry::ledger::testing
