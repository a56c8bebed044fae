// Encumbrances for a creditor: off unless a policy says otherwise.
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/ledger/freezing.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

Pledge Pledging(std::int64_t quantity) { return {kUnit, "CEA1920", {quantity}, "bank", {}}; }

void Switch(World& world, std::int64_t on, Instant from = {}) {
  world.rules.policies[{
      PolicyKind::kCommandSwitch, Role::kRegistryOperator, CommandType::kPledge, {}}][from] = on;
}

World Holding() {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  Switch(world, 1);
  return world;
}

std::int64_t Pledged(const World& world) {
  return world.Balance(kUnit, kCea1920, Bucket::kPledged);
}

TEST_CASE("there are no pledges unless a policy switches them on, from its date on") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  const std::string off = "COMMAND_OFF command=PLEDGE";
  CHECK(world.Ask(kOperator, Pledging(1)) == off);
  Switch(world, 1, world.now);
  CHECK(world.Ask(kOperator, Pledging(1)) == "accepted");
  world.now.micros -= 1;
  CHECK(world.Ask(kOperator, Pledging(1)) == off);
}

TEST_CASE("a pledge takes what is registered and gives it back, also while pledges are off") {
  World world = Holding();
  REQUIRE(world.Do(kOperator, Pledging(60)) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920) == 40);
  CHECK(Pledged(world) == 60);
  Freeze fact;
  fact.id = Sequence{1};
  fact.scope = FreezeScope::kPledge;
  fact.account = kUnit;
  fact.instrument = "CEA1920";
  fact.quantity = {60};
  fact.authority = "bank";
  fact.from = fact.recorded_at = world.now;
  CHECK(world.rules.freezes.at(Sequence{1}) == fact);
  CHECK(Shares(world).empty());
  Switch(world, 0);
  REQUIRE(world.Do(kOperator, ReleasePledge{Sequence{1}, {}}) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920) == 100);
  CHECK(Pledged(world) == 0);
  CHECK(world.rules.freezes.at(Sequence{1}).state == FreezeState::kReleased);
  CHECK(world.Ask(kOperator, ReleasePledge{Sequence{1}, {}}) ==
        "FREEZE_NOT_IN_FORCE freeze=1 state=RELEASED");
}

TEST_CASE("a pledge is refused with every check that fails, in their order") {
  World world = Holding();
  CHECK(world.Ask(kOperator, Pledging(100)) == "accepted");
  world.Hold(kUnit, kCea1920, kMost - 9, Bucket::kPledged);
  CHECK(world.Ask(kOperator, Pledging(101)) ==
        "INSUFFICIENT_HOLDING requested_tco2e=101 available_tco2e=100 account=" + No(kUnit) +
            " instrument=CEA1920 | BALANCE_OVERFLOW account=" + No(kUnit) +
            " instrument=CEA1920 balance_tco2e=9223372036854775798 requested_tco2e=101");
  CHECK(world.Ask(kOperator, Pledging(10)).starts_with("BALANCE_OVERFLOW"));
  CHECK(world.Ask(kOperator, Pledging(9)) == "accepted");
  Pledge wrong = Pledging(1);
  wrong.account = kNobody;
  wrong.instrument = "CEA99";
  CHECK(world.Ask(kOperator, wrong) ==
        "ACCOUNT_NOT_FOUND account=" + No(kNobody) + " | INSTRUMENT_NOT_FOUND instrument=CEA99");
  wrong.account = kAuthority;
  wrong.instrument = "CNY";
  world.SetStatus(kAuthority, AccountStatus::kRestricted, {});
  CHECK(world.Ask(kOperator, wrong) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kAuthority) +
            " kind=PROVINCIAL_AUTHORITY | ACCOUNT_STATUS_FORBIDS account=" + No(kAuthority) +
            " status=RESTRICTED | INSTRUMENT_KIND_FORBIDS instrument=CNY kind=MONEY | "
            "INSUFFICIENT_HOLDING requested_tco2e=1 available_tco2e=0 account=" +
            No(kAuthority) + " instrument=CNY");
}

TEST_CASE("a pledge is not a freeze, nor the other way round") {
  World world = Holding();
  Freezing(world, OnQuantity(kUnit, 10));
  REQUIRE(world.Do(kOperator, Pledging(60)) == "accepted");
  CHECK(world.Ask(kOperator, ReleasePledge{Sequence{1}, {}}) == "FREEZE_NOT_FOUND freeze=1");
  CHECK(world.Ask(kOperator, ReleasePledge{Sequence{9}, {}}) == "FREEZE_NOT_FOUND freeze=9");
  CHECK(world.Ask(kOperator, ReleaseFreeze{Sequence{2}, "", {}}) == "FREEZE_NOT_FOUND freeze=2");
  world.Hold(kUnit, kCea1920, kMost - 59);
  CHECK(world.Ask(kOperator, ReleasePledge{Sequence{2}, {}}) ==
        "BALANCE_OVERFLOW account=" + No(kUnit) +
            " instrument=CEA1920 balance_tco2e=9223372036854775748 requested_tco2e=60");
}

TEST_CASE("what is pledged is not frozen, and falls to the freezes when it comes back") {
  World world = Holding();
  REQUIRE(world.Do(kOperator, Pledging(60)) == "accepted");
  REQUIRE(Raw(Freezing(world, OnQuantity(kUnit, 70))) == 2);
  CHECK(Frozen(world) == 40);
  CHECK(Pledged(world) == 60);
  CHECK(world.Ask(kOperator, Pledging(1)).starts_with("INSUFFICIENT_HOLDING"));
  REQUIRE(world.Do(kOperator, ReleasePledge{Sequence{1}, {}}) == "accepted");
  CHECK(Frozen(world) == 70);
  CHECK(world.Balance(kUnit, kCea1920) == 30);
  CHECK(world.house == std::vector<std::string>{"accepted"});
}

TEST_CASE("a pledge waits for a second person in a book for persons, and keeps what it needs") {
  World world = Holding();
  world.NeedSecondPersons();
  REQUIRE(world.DoAs(kOperator, "op-1", Pledging(60)) == "waiting");
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingTransfer) == 60);
  REQUIRE(world.DoAs(kReviewer, "rev-1", ApproveProposal{Sequence{1}, world.HashOf(Sequence{1})}) ==
          "accepted");
  CHECK(Pledged(world) == 60);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingTransfer) == 0);
  CHECK(world.rules.freezes.at(Sequence{2}).quantity == Quantity{60});
  REQUIRE(world.DoAs(kOperator, "op-1", ReleasePledge{Sequence{2}, {}}) == "waiting");
  REQUIRE(world.DoAs(kReviewer, "rev-1", ApproveProposal{Sequence{3}, world.HashOf(Sequence{3})}) ==
          "accepted");
  CHECK(world.Balance(kUnit, kCea1920) == 100);
}

}  // namespace
}  // namespace registry::ledger::testing
