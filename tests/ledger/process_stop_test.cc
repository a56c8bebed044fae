// Stops of one process for the whole registry.
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "tests/ledger/freezing.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

TEST_CASE("a stop of a process meets everybody, names itself, and ends at its time") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  REQUIRE(Raw(Freezing(world, OnProcess(CommandType::kMoveToTrading))) == 1);
  CHECK(world.rules.freezes.at(Sequence{1}).process == CommandType::kMoveToTrading);
  const MoveToTrading move{kUnit, "CEA1920", {1}};
  const std::string stopped =
      "PROCESS_STOPPED process=MOVE_TO_TRADING freeze=1 until=2022-05-31T16:00:00Z";
  CHECK(world.Ask(kRepresentative, move) == stopped);
  CHECK(world.Ask(kOperator, move) == stopped);
  CHECK(world.Ask(kOperator, MoveToTrading{kNobody, "CEA99", {1}}) == stopped);
  CHECK(world.Ask(kAuditor, move) == "DENIED");
  CHECK(world.Ask(kOperator, Cancel{kUnit, "CEA1920", {1}, ""}) == "accepted");
  CHECK(Frozen(world) == 0);
  SECTION("by itself") {
    world.now = {kEnds.micros - 1};
    CHECK(world.Ask(kOperator, move) ==
          stopped.substr(0, stopped.find(" until")) + " until=2022-05-31T16:00:00Z");
    world.now = kEnds;
    CHECK(world.Ask(kOperator, move) == "accepted");
    CHECK(world.Do(kHouse, ExpireFreeze{Sequence{1}}) == "accepted");
  }
  SECTION("by release, when no other stop is left") {
    REQUIRE(Raw(Freezing(world, OnProcess(CommandType::kMoveToTrading))) == 2);
    REQUIRE(world.Do(kOperator, ReleaseFreeze{Sequence{1}, "", {}}) == "accepted");
    CHECK(
        world.Ask(kOperator, move).starts_with("PROCESS_STOPPED process=MOVE_TO_TRADING freeze=2"));
    REQUIRE(world.Do(kOperator, ReleaseFreeze{Sequence{2}, "", {}}) == "accepted");
  }
  CHECK(world.rules.stops.empty());
  CHECK(world.Ask(kOperator, move) == "accepted");
}

TEST_CASE("what moves allowances or opens accounts can be stopped, and nothing else") {
  using enum CommandType;
  const std::set<CommandType> stoppable = {
      kOpenAccount,        kIssue,           kAllocate,       kReturnAllowances, kMoveToTrading,
      kMoveFromTrading,    kTransfer,        kSettleTrade,    kSurrender,        kCancel,
      kDeductFrozen,       kSurrenderFrozen, kPledge,         kReleasePledge,    kApplyForAccount,
      kOpenAppliedAccount, kSucceed,         kCloseDissolved, kTransferAtWill};
  for (int number = 1; number <= kCommandTypeCount; ++number) {
    const auto type = static_cast<CommandType>(number);
    INFO(CommandTypeName(type));
    CHECK(MayBeStopped(type) == stoppable.contains(type));
    const World world;
    CHECK(world.Ask(kOperator, OnProcess(type)) ==
          (stoppable.contains(type)
               ? "accepted"
               : "PROCESS_NOT_STOPPABLE process=" + std::string(CommandTypeName(type))));
  }
}

}  // namespace
}  // namespace registry::ledger::testing
