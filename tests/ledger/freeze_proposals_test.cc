// Freezes that meet what waits for a second person, and second persons for freezes.
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "ledger/second_person.h"
#include "tests/ledger/freezing.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

using Answers = std::vector<std::string>;

// A book for persons; kUnit holds 100, of which 60 wait for the approval of a transfer: proposal 1.
World Waiting60() {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  world.NeedSecondPersons();
  REQUIRE(world.DoAs(kOperator, "op-1", Giving(kUnit, kOtherUnit, 60)) == "waiting");
  return world;
}

std::string Order60(World& world, const FreezeHolding& order) {
  return world.DoAs(kOperator, "op-2", order);
}

ApproveProposal Yes(const World& world, Sequence proposal) {
  return {proposal, world.HashOf(proposal)};
}

std::int64_t Pending(const World& world) {
  return world.Balance(kUnit, kCea1920, Bucket::kPendingTransfer);
}

TEST_CASE("a freeze during a pending proposal leaves alone what waits, and refuses the approval") {
  for (const FreezeHolding& order :
       {OnAccount(kUnit), OnHolder("code-1001"), OnQuantity(kUnit, 41), OnQuantity(kUnit, 100)}) {
    World world = Waiting60();
    REQUIRE(Order60(world, order) == "accepted");
    CHECK(Frozen(world) == 40);
    CHECK(Pending(world) == 60);
    const std::int64_t left = order.quantity == Quantity{41} ? 59 : 0;
    const std::string refused =
        "INSUFFICIENT_HOLDING requested_tco2e=60 available_tco2e=" + std::to_string(left) +
        " account=" + No(kUnit) + " instrument=CEA1920";
    CHECK(world.DoAs(kReviewer, "rev-1", Yes(world, Sequence{1})) == refused);
    CHECK(world.proposals.at(Sequence{1}).state == ProposalState::kOpen);
    CHECK(Pending(world) == 60);
    // What would come of it, asked without approving.
    CHECK(world.house.empty());
  }
}

TEST_CASE("a freeze that has all it wants does not hinder the approval") {
  World world = Waiting60();
  REQUIRE(Order60(world, OnQuantity(kUnit, 40)) == "accepted");
  CHECK(world.DoAs(kReviewer, "rev-1", Yes(world, Sequence{1})) == "accepted");
  CHECK(world.Balance(kOtherUnit, kCea1920) == 60);
  CHECK(Frozen(world) == 40);
  CHECK(world.house.empty());
}

TEST_CASE("a freeze that is over when the last approval comes does not hinder it") {
  World world = Waiting60();
  const Instant soon{world.now.micros + 10};
  REQUIRE(Order60(world, OnQuantity(kUnit, 70, soon)) == "accepted");
  world.now = {soon.micros - 1};
  CHECK(
      world.AskAs(kReviewer, "rev-1", Yes(world, Sequence{1})).starts_with("INSUFFICIENT_HOLDING"));
  world.now = soon;  // its end is not recorded yet
  CHECK(world.DoAs(kReviewer, "rev-1", Yes(world, Sequence{1})) == "accepted");
}

TEST_CASE("rejected, withdrawn or expired, what waited falls to the freeze") {
  for (const int how : {0, 1, 2}) {
    INFO(how);
    World world = Waiting60();
    REQUIRE(Order60(world, OnQuantity(kUnit, 90)) == "accepted");
    const Sequence proposal{1};
    if (how == 0) {
      REQUIRE(world.DoAs(kReviewer, "rev-1",
                         RejectProposal{proposal, world.HashOf(proposal), "no"}) == "accepted");
    } else if (how == 1) {
      REQUIRE(world.DoAs(kOperator, "op-1", WithdrawProposal{proposal, ""}) == "accepted");
    } else {
      world.now = world.proposals.at(proposal).expires_at;
      REQUIRE(world.DoAs(kHouse, "", ExpireProposal{proposal}) == "accepted");
    }
    CHECK(Frozen(world) == 90);
    CHECK(Pending(world) == 0);
    CHECK(world.Balance(kUnit, kCea1920) == 10);
    CHECK(world.house == Answers{"accepted"});
    CHECK(world.Ask(kHouse, TakeFrozen{kUnit, kCea1920, Bucket::kRegistered}) ==
          "NOTHING_TO_FREEZE account=" + No(kUnit));
  }
}

TEST_CASE("what comes back in several vintages falls to the freezes of each") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  world.Hold(kUnit, kCea21, 9);
  world.NeedSecondPersons();
  REQUIRE(world.DoAs(kOperator, "op-1", Giving(kUnit, kOtherUnit, 60)) == "waiting");
  REQUIRE(world.DoAs(kOperator, "op-1", Giving(kUnit, kOtherUnit, 9, "CEA21")) == "waiting");
  REQUIRE(Order60(world, OnQuantity(kUnit, 50)) == "accepted");
  REQUIRE(Order60(world, OnAccount(kUnit)) == "accepted");
  REQUIRE(world.DoAs(kOperator, "op-1", WithdrawProposal{Sequence{2}, ""}) == "accepted");
  REQUIRE(world.DoAs(kOperator, "op-1", WithdrawProposal{Sequence{1}, ""}) == "accepted");
  CHECK(Shares(world) == "3:50/50 4:50/all");
  CHECK(Shares(world, kUnit, "CEA21") == "4:9/all");
}

TEST_CASE("surrenders and cancellations that wait are not taken") {
  World world = Waiting60();
  world.Hold(kUnit, kCea1920, 7, Bucket::kPendingSurrender);
  REQUIRE(world.DoAs(kRepresentative, "rep-1", Cancel{kUnit, "CEA1920", {5}, ""}) == "waiting");
  REQUIRE(Order60(world, OnAccount(kUnit)) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingSurrender) == 7);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingCancellation) == 5);
  CHECK(Frozen(world) == 35);
  CHECK(world.DoAs(kRepresentative, "rep-2", Yes(world, Sequence{2}))
            .starts_with("INSUFFICIENT_HOLDING"));
}

TEST_CASE("a stop of a process is met when a proposal is executed, and its other answers are not") {
  World world = Waiting60();
  REQUIRE(Order60(world, OnProcess(CommandType::kTransfer)) == "accepted");
  const std::string stopped =
      "PROCESS_STOPPED process=TRANSFER freeze=2 until=2022-05-31T16:00:00Z";
  CHECK(world.DoAs(kReviewer, "rev-1", Yes(world, Sequence{1})) == stopped);
  CHECK(world.AskAs(kOperator, "op-1", Giving(kUnit, kOtherUnit, 1)) == stopped);
  CHECK(world.proposals.at(Sequence{1}).state == ProposalState::kOpen);
  CHECK(world.AskAs(kReviewer, "rev-1",
                    RejectProposal{Sequence{1}, world.HashOf(Sequence{1}), "no"}) == "accepted");
  CHECK(world.AskAs(kOperator, "op-2", WithdrawProposal{Sequence{1}, ""}) == "accepted");
  REQUIRE(world.DoAs(kOperator, "op-1", ReleaseFreeze{Sequence{2}, "", {}}) == "waiting");
  REQUIRE(world.DoAs(kReviewer, "rev-1", Yes(world, Sequence{3})) == "accepted");
  CHECK(world.DoAs(kReviewer, "rev-1", Yes(world, Sequence{1})) == "accepted");
}

TEST_CASE("a freeze acts at once; what ends it or takes from it waits for a second person") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  world.Owe(kUnit, 500);
  world.NeedSecondPersons();
  REQUIRE(world.DoAs(kOperator, "op-1", OnQuantity(kUnit, 80)) == "accepted");
  CHECK(world.DoAs(kOperator, "op-1", RenewFreeze{Sequence{1}, {kEnds.micros + 1}, {}}) ==
        "accepted");
  const auto ask = [&](Command command) {
    World there = world;
    return there.DoAs(kOperator, "op-1", std::move(command));
  };
  CHECK(ask(ReleaseFreeze{Sequence{1}, "", {}}) == "waiting");
  CHECK(ask(DeductFrozen{Sequence{1}, "CEA1920", {30}, kInstitution, {}}) == "waiting");
  CHECK(ask(SurrenderFrozen{Sequence{1}, "CEA1920", {30}, Sector::kPower, "2019-20", {}}) ==
        "waiting");
}

TEST_CASE("a deduction that waits holds nothing back, and is checked again when it is approved") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  world.Owe(kUnit, 500);
  world.NeedSecondPersons();
  REQUIRE(world.DoAs(kOperator, "op-1", OnQuantity(kUnit, 80)) == "accepted");
  const DeductFrozen deduct{Sequence{1}, "CEA1920", {50}, kInstitution, {}};
  REQUIRE(world.DoAs(kOperator, "op-1", deduct) == "waiting");
  const Sequence first = world.sequence;
  REQUIRE(world.DoAs(kOperator, "op-1", deduct) == "waiting");
  const Sequence second = world.sequence;
  CHECK(Frozen(world) == 80);
  REQUIRE(world.DoAs(kReviewer, "rev-1", Yes(world, first)) == "accepted");
  CHECK(world.Balance(kInstitution, kCea1920) == 50);
  CHECK(world.DoAs(kReviewer, "rev-1", Yes(world, second)) ==
        "FROZEN_TOO_LITTLE freeze=1 instrument=CEA1920 requested_tco2e=50 held_tco2e=30");
  world.now = kEnds;
  CHECK(world.AskAs(kReviewer, "rev-1", Yes(world, second)).starts_with("PROPOSAL_EXPIRED"));
}

TEST_CASE("a freeze that a policy lets wait takes what there is when it is approved") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  world.Hold(kOtherUnit, kCea1920, 30);
  world.NeedSecondPersons();
  world.rules.policies[{
      PolicyKind::kApprovalsNeeded, Role::kRegistryOperator, CommandType::kFreezeHolding, {}}]
                      [Instant{}] = 1;
  REQUIRE(world.DoAs(kOperator, "op-1", OnAccount(kUnit)) == "waiting");
  const Sequence proposal = world.sequence;
  CHECK(world.Balance(kUnit, kCea1920) == 100);  // it holds nothing back
  world.Hold(kUnit, kCea1920, 130);
  REQUIRE(world.DoAs(kReviewer, "rev-1", Yes(world, proposal)) == "accepted");
  CHECK(Frozen(world) == 130);
  // Its number is that of the approval, from which on it counts.
  CHECK(Shares(world) == std::to_string(Raw(proposal) + 1) + ":130/all");
}

TEST_CASE("a released freeze that waited gives what others do not want") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  world.NeedSecondPersons();
  REQUIRE(world.DoAs(kOperator, "op-1", OnQuantity(kUnit, 80)) == "accepted");
  REQUIRE(world.DoAs(kOperator, "op-1", ReleaseFreeze{Sequence{1}, "", {}}) == "waiting");
  REQUIRE(world.DoAs(kOperator, "op-2", OnQuantity(kUnit, 30)) == "accepted");
  CHECK(Shares(world) == "1:80/80 3:20/30");
  REQUIRE(world.DoAs(kReviewer, "rev-1", Yes(world, Sequence{2})) == "accepted");
  CHECK(Shares(world) == "3:30/30");
  CHECK(world.Balance(kUnit, kCea1920) == 70);
  CHECK(world.house.empty());
}

}  // namespace
}  // namespace registry::ledger::testing
