// What happens to a transfer at will while it waits for a second person, or for its day: freezes
// and stops above all.
#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "ledger/decide.h"
#include "tests/ledger/forgotten_keys.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

constexpr std::int64_t kDay = 86'400'000'000;

void SwitchOn(World& world) {
  for (const CommandType command : {CommandType::kTrustAccount, CommandType::kTransferAtWill}) {
    world.rules
        .policies[{PolicyKind::kCommandSwitch, Role::kUnitRepresentative, command, {}}][Instant{}] =
        1;
  }
}

// kUnit holds 100 and trusts kFarUnit.
World WillingWorld(bool persons) {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  if (persons) world.NeedSecondPersons();
  SwitchOn(world);
  world.rules.trusted[{kUnit, kFarUnit}] = {{kUnit, kFarUnit}, world.now};
  return world;
}

TransferAtWill Send(std::int64_t quantity) { return {kUnit, kFarUnit, "CEA1920", {quantity}}; }

// Proposed by rep-1.
World Proposed60() {
  World world = WillingWorld(true);
  REQUIRE(world.DoAs(kRepresentative, "rep-1", Send(60)) == "waiting");
  return world;
}

ApproveProposal Yes(const World& world, Sequence proposal = Sequence{1}) {
  return {proposal, world.HashOf(proposal)};
}

std::int64_t Pending(const World& world) {
  return world.Balance(kUnit, kCea1920, Bucket::kPendingTransfer);
}

FreezeHolding Freezing(std::int64_t quantity, const World& world) {
  FreezeHolding freeze;
  freeze.scope = quantity == 0 ? FreezeScope::kAccount : FreezeScope::kQuantity;
  freeze.account = kUnit;
  if (quantity != 0) freeze.instrument = "CEA1920";
  freeze.quantity = {quantity};
  freeze.case_number = "case-1";
  freeze.authority = "court";
  freeze.from = world.now;
  freeze.until = {world.now.micros + 100 * kDay};
  return freeze;
}

TEST_CASE("a proposed transfer at will waits where it will wait for its day") {
  World world = Proposed60();
  CHECK(world.Balance(kUnit, kCea1920) == 40);
  CHECK(Pending(world) == 60);
  CHECK(world.rules.delayed.empty());
  world.now.micros += kDay / 2;
  CHECK(world.AskAs(kRepresentative, "rep-1", Yes(world)) == "DENIED");  // may not approve
  const Decision decision = world.Decide(world.RequestAs(kRepresentative, "rep-2", Yes(world)));
  REQUIRE(std::holds_alternative<Effects>(decision));
  CHECK(std::get<Effects>(decision).postings.empty());
  REQUIRE(world.DoAs(kRepresentative, "rep-2", Yes(world)) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920) == 40);
  CHECK(Pending(world) == 60);
  // Its number and its delay are those of the approval.
  const DelayedTransfer& transfer = world.rules.delayed.at(Sequence{2});
  CHECK(transfer.quantity == Quantity{60});
  CHECK(transfer.asked_at == world.now);
  CHECK(transfer.due_at.micros == world.now.micros + kDay);
  world.now = transfer.due_at;
  REQUIRE(world.Do(kHouse, ExecuteTransfer{Sequence{2}}) == "accepted");
  CHECK(Pending(world) == 0);
  CHECK(world.Balance(kFarUnit, kCea1920) == 60);
}

TEST_CASE("an approval of a transfer at will reads each key that it names") {
  const World world = Proposed60();
  const Request request = world.RequestAs(kRepresentative, "rep-2", Yes(world));
  REQUIRE(Text(world.Decide(request)) == "accepted");
  int forgotten = 0;
  for (const auto& [kind, less] : EachForgetful(Touches(world.rules, world.ids, request))) {
    INFO(kind);
    CHECK(IsFaultOn(world, request, less));
    ++forgotten;
  }
  CHECK(forgotten == 5);  // two accounts, registered, pending, the proposal
}

TEST_CASE("a proposed transfer that is rejected or withdrawn comes back") {
  for (const bool rejected : {true, false}) {
    World world = Proposed60();
    REQUIRE((rejected ? world.DoAs(kRepresentative, "rep-2",
                                   RejectProposal{Sequence{1}, world.HashOf(Sequence{1}), "no"})
                      : world.DoAs(kRepresentative, "rep-1",
                                   WithdrawProposal{Sequence{1}, "no"})) == "accepted");
    CHECK(world.Balance(kUnit, kCea1920) == 100);
    CHECK(Pending(world) == 0);
    CHECK(world.rules.delayed.empty());
  }
}

TEST_CASE("beside what another proposal waits with, each takes its own") {
  World world = WillingWorld(true);
  REQUIRE(world.DoAs(kRepresentative, "rep-1", Send(60)) == "waiting");
  REQUIRE(world.DoAs(kRepresentative, "rep-1", Send(40)) == "waiting");
  CHECK(Pending(world) == 100);
  REQUIRE(world.DoAs(kRepresentative, "rep-2", Yes(world, Sequence{2})) == "accepted");
  REQUIRE(world.DoAs(kRepresentative, "rep-2",
                     RejectProposal{Sequence{1}, world.HashOf(Sequence{1}), "no"}) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920) == 60);
  CHECK(Pending(world) == 40);
}

TEST_CASE("the last approval checks trust, limit and switch again, and the proposal stays open") {
  const World proposed = Proposed60();
  const auto ask = [&](auto happens) {
    World world = proposed;
    happens(world);
    return world.AskAs(kRepresentative, "rep-2", Yes(world));
  };
  CHECK(ask([](World&) {}) == "accepted");
  CHECK(ask([](World& world) {
          REQUIRE(world.DoAs(kRepresentative, "rep-1", DistrustAccount{kUnit, kFarUnit}) ==
                  "accepted");
        }) == "ACCOUNT_NOT_TRUSTED account=" + No(kFarUnit));
  CHECK(ask([](World& world) {
          world.rules.policies[{
              PolicyKind::kDailyLimit, Role::kUnitRepresentative, CommandType::kTransferAtWill, {}}]
                              [Instant{}] = 59;
        }) == "DAILY_LIMIT_EXCEEDED requested_tco2e=60 used_tco2e=0 limit_tco2e=59");
  CHECK(ask([](World& world) {
          world.rules.policies[{PolicyKind::kCommandSwitch,
                                Role::kUnitRepresentative,
                                CommandType::kTransferAtWill,
                                {}}][Instant{}] = 0;
        }) == "COMMAND_OFF command=TRANSFER_AT_WILL");
}

TEST_CASE("trusting an account needs a second person") {
  World world;
  world.NeedSecondPersons();
  SwitchOn(world);
  REQUIRE(world.DoAs(kRepresentative, "rep-1", TrustAccount{kUnit, kFarUnit}) == "waiting");
  CHECK(world.rules.trusted.empty());
  world.now.micros += kDay;
  REQUIRE(world.DoAs(kRepresentative, "rep-2", Yes(world)) == "accepted");
  // The delay begins with the approval; no calendar: three days for each working day.
  CHECK(world.rules.trusted.at({kUnit, kFarUnit}).active_from.micros ==
        world.now.micros + 12 * kDay);
}

TEST_CASE("a freeze during a pending proposal stops its last approval") {
  World world = Proposed60();
  REQUIRE(world.DoAs(kOperator, "op-1", Freezing(0, world)) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kFrozen) == 40);
  CHECK(Pending(world) == 60);
  CHECK(world.AskAs(kRepresentative, "rep-2", Yes(world))
            .starts_with("INSUFFICIENT_HOLDING requested_tco2e=60 available_tco2e=0"));
}

// A transfer of 60 that waits, and a freeze ordered meanwhile.
World DueUnderFreeze(std::int64_t quantity) {
  World world = WillingWorld(false);
  REQUIRE(world.Do(kRepresentative, Send(60)) == "accepted");
  REQUIRE(world.Do(kOperator, Freezing(quantity, world)) == "accepted");
  world.now = world.rules.delayed.at(Sequence{1}).due_at;
  return world;
}

TEST_CASE("a waiting transfer does not escape a freeze: it fails, and falls to it") {
  World world = DueUnderFreeze(0);
  const Request request = world.RequestOf(kHouse, ExecuteTransfer{Sequence{1}});
  const Decision decision = world.Decide(request);
  REQUIRE(std::holds_alternative<Effects>(decision));
  Snapshot after = world.Load(Touches(world.rules, world.ids, request));
  after.Apply(std::get<Effects>(decision), Sequence{9});
  const auto takes = FollowUps(world.rules, after, world.now, std::get<Effects>(decision));
  REQUIRE(takes.size() == 1);
  CHECK(takes.front().account == kUnit);
  CHECK(takes.front().instrument == kCea1920);
  CHECK(takes.front().bucket == Bucket::kRegistered);
  REQUIRE(world.Do(kHouse, ExecuteTransfer{Sequence{1}}) == "accepted");
  CHECK(world.rules.delayed.at(Sequence{1}).state == DelayedState::kFailed);
  CHECK(world.rules.delayed.at(Sequence{1}).cause == "INSUFFICIENT_HOLDING");
  CHECK(world.Balance(kFarUnit, kCea1920) == 0);
}

TEST_CASE("a freeze takes its quantity of a waiting transfer, not one allowance more") {
  // 40 were there to be frozen: the freeze is served.
  World served = DueUnderFreeze(40);
  REQUIRE(served.Do(kHouse, ExecuteTransfer{Sequence{1}}) == "accepted");
  CHECK(served.rules.delayed.at(Sequence{1}).state == DelayedState::kDone);
  CHECK(served.Balance(kFarUnit, kCea1920) == 60);
  CHECK(served.Balance(kUnit, kCea1920, Bucket::kFrozen) == 40);
  // One more was asked for.
  World wanting = DueUnderFreeze(41);
  REQUIRE(wanting.Do(kHouse, ExecuteTransfer{Sequence{1}}) == "accepted");
  CHECK(wanting.rules.delayed.at(Sequence{1}).state == DelayedState::kFailed);
  CHECK(wanting.Balance(kFarUnit, kCea1920) == 0);
}

TEST_CASE("what is called off under a freeze falls to it") {
  World world = DueUnderFreeze(0);
  const Request request = world.RequestOf(kOperator, AbortTransfer{kUnit, Sequence{1}, "theft"});
  const Decision decision = world.Decide(request);
  REQUIRE(std::holds_alternative<Effects>(decision));
  Snapshot after = world.Load(Touches(world.rules, world.ids, request));
  after.Apply(std::get<Effects>(decision), Sequence{9});
  CHECK(FollowUps(world.rules, after, world.now, std::get<Effects>(decision)).size() == 1);
}

TEST_CASE("a stop of transfers at will also stops those under way") {
  World world = WillingWorld(false);
  REQUIRE(world.Do(kRepresentative, Send(60)) == "accepted");
  FreezeHolding stop;
  stop.scope = FreezeScope::kProcess;
  stop.process = CommandType::kTransferAtWill;
  stop.from = world.now;
  stop.until = {world.now.micros + 100 * kDay};
  REQUIRE(world.Do(kOperator, stop) == "accepted");
  CHECK(world.Ask(kRepresentative, Send(1)).starts_with("PROCESS_STOPPED"));
  world.now = world.rules.delayed.at(Sequence{1}).due_at;
  REQUIRE(world.Do(kHouse, ExecuteTransfer{Sequence{1}}) == "accepted");
  CHECK(world.rules.delayed.at(Sequence{1}).cause == "PROCESS_STOPPED");
  CHECK(world.Balance(kUnit, kCea1920) == 100);
}

}  // namespace
}  // namespace registry::ledger::testing
