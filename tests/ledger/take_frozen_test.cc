// What is put under freeze after its order: what arrives, and what the day's delivery left.
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/calendar.h"
#include "ledger/decide.h"
#include "tests/ledger/freezing.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

using Answers = std::vector<std::string>;

World Trading(std::int64_t tonnes) {
  World world;
  world.Hold(kUnit, kCea1920, tonnes, Bucket::kTrading);
  world.Hold(kOtherUnit, kCea1920, 1'000);
  world.Hold(kOtherUnit, kCea1920, 1'000, Bucket::kTrading);
  return world;
}

SettleTrade Buying(const World& world, std::int64_t tonnes) {
  static int number = 0;
  const Instant matched{StartOfDay(world.now).micros + 14 * 3'600'000'000LL};
  return {"T" + std::to_string(++number),
          "CEA1920",
          TradingMethod::kListed,
          kOtherUnit,
          kUnit,
          {tonnes},
          {1},
          {tonnes},
          matched};
}

TakeFrozen Take(Bucket bucket, AccountId account = kUnit, InstrumentId instrument = kCea1920) {
  return {account, instrument, bucket};
}

void GoTo(World& world, Instant now) { world.now = world.received_at = now; }

const std::string kNothing = "NOTHING_TO_FREEZE account=" + No(kUnit);

TEST_CASE("arrivals are taken up to what is ordered, each by a record of the registry's own") {
  World world;
  world.Hold(kAuthority, kCea1920, 1'000);
  Freezing(world, OnQuantity(kUnit, 50));
  const Allocate give{kAuthority, kUnit, "CEA1920", "2019-20", {}, {30}};
  REQUIRE(world.Do(kAuthority13, give) == "accepted");
  CHECK(Raw(world.sequence) == 3);
  CHECK(Frozen(world) == 30);
  REQUIRE(world.Do(kAuthority13, give) == "accepted");
  CHECK(Frozen(world) == 50);
  CHECK(world.Balance(kUnit, kCea1920) == 10);
  CHECK(world.house == Answers{"accepted", "accepted"});
  REQUIRE(world.Do(kAuthority13, give) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920) == 40);
  CHECK(world.house.size() == 2);
  CHECK(Raw(world.sequence) == 6);
}

TEST_CASE("what the day's delivery leaves is taken from the next day on") {
  World world = Trading(80);
  GoTo(world, Beijing(2021, 12, 20, 23, 59, 59, 999'999));
  Freezing(world, OnQuantity(kUnit, 60));
  CHECK(world.Ask(kHouse, Take(Bucket::kTrading)) == kNothing);
  REQUIRE(world.Do(kExchange, Buying(world, 5)) == "accepted");
  CHECK(Frozen(world) == 0);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kTrading) == 85);
  GoTo(world, Beijing(2021, 12, 21));
  REQUIRE(world.Do(kHouse, Take(Bucket::kTrading)) == "accepted");
  CHECK(Frozen(world) == 60);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kTrading) == 25);
  CHECK(world.Ask(kHouse, Take(Bucket::kTrading)) == kNothing);
  CHECK(world.house.empty());
}

TEST_CASE("a purchase under a freeze of an earlier day is taken when it is delivered") {
  World world = Trading(0);
  Freezing(world, OnQuantity(kUnit, 60));
  GoTo(world, Beijing(2021, 12, 21, 16));
  Freezing(world, OnAccount(kUnit));  // of today
  REQUIRE(world.Do(kExchange, Buying(world, 70)) == "accepted");
  CHECK(Shares(world) == "1:60/60 2:0/all");
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kTrading) == 10);
  GoTo(world, Beijing(2021, 12, 22, 16));
  REQUIRE(world.Do(kExchange, Buying(world, 1)) == "accepted");
  CHECK(Frozen(world) == 71);
  CHECK(world.house == Answers{"accepted", "accepted"});
}

TEST_CASE("what leaves trading for registration falls to a freeze of the same day") {
  World world = Trading(80);
  Freezing(world, OnAccount(kUnit));
  REQUIRE(world.Do(kExchange, MoveFromTrading{kUnit, "CEA1920", {30}}) == "accepted");
  CHECK(Frozen(world) == 30);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kTrading) == 50);
}

TEST_CASE("a freeze's seller delivers what he sold before") {
  World world = Trading(0);
  world.Hold(kUnit, kCea1920, 40, Bucket::kTrading);
  Freezing(world, OnAccount(kUnit));
  SettleTrade sale = Buying(world, 40);
  std::swap(sale.seller, sale.buyer);
  REQUIRE(world.Do(kExchange, sale) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kTrading) == 0);
}

TEST_CASE("the registry takes nothing where nothing is ordered, held or left") {
  World world = Trading(80);
  CHECK(world.Ask(kHouse, Take(Bucket::kRegistered)) == kNothing);
  Freezing(world, OnQuantity(kUnit, 10, Beijing(2021, 12, 22)));
  GoTo(world, Beijing(2021, 12, 21));
  CHECK(world.Ask(kHouse, Take(Bucket::kTrading)) == "accepted");
  for (const Bucket bucket : {Bucket::kRegistered, Bucket::kPendingSurrender, Bucket::kFrozen,
                              Bucket::kPledged, Bucket::kTradeLocked}) {
    world.Hold(kUnit, kCea1920, bucket == Bucket::kRegistered ? 0 : 5, bucket);
    INFO(BucketName(bucket));
    CHECK(world.Ask(kHouse, Take(bucket)) == kNothing);
  }
  CHECK(world.Ask(kHouse, Take(Bucket::kTrading, kUnit, kCea21)) == kNothing);
  CHECK(world.Ask(kHouse, Take(Bucket::kTrading, kUnit, InstrumentId{99})) == kNothing);
  CHECK(world.Ask(kHouse, Take(Bucket::kTrading, kNobody)) ==
        "NOTHING_TO_FREEZE account=" + No(kNobody));
  CHECK(world.Ask(kOperator, Take(Bucket::kTrading)) == "DENIED");
  world.Hold(kUnit, kCea1920, 5, Bucket::kFrozen);
  GoTo(world, {Beijing(2021, 12, 22).micros - 1});
  CHECK(world.Ask(kHouse, Take(Bucket::kTrading)) == "accepted");
  GoTo(world, Beijing(2021, 12, 22));
  CHECK(world.Ask(kHouse, Take(Bucket::kTrading)) == kNothing);
}

// What FollowUps says of what a request does, decided and applied on exactly what it touches.
std::vector<TakeFrozen> FollowUpsOf(const World& world, const Request& request,
                                    const Rules& asked_with) {
  const Touched touched = Touches(world.rules, world.ids, request);
  Snapshot after = world.Load(touched);
  const Decision decision = ledger::Decide(world.rules, after, world.ids, world.now, request);
  const auto& effects = std::get<Effects>(decision);
  after.Apply(effects, world.ids.sequence);
  const auto takes = FollowUps(asked_with, after, world.now, effects);
  CHECK_FALSE(after.fault().has_value());
  return takes;
}

TEST_CASE("without freezes nothing is added to what is touched, and nothing follows") {
  World world = Trading(10);
  const Request request = world.RequestOf(kOperator, Giving(kOtherUnit, kUnit, 1));
  Touched touched = TouchedByCommand(world.rules, request.command);
  CHECK(Touches(world.rules, world.ids, request) == touched);
  CHECK(FollowUpsOf(world, request, world.rules).empty());
  // Nor with freezes that are over, pledges and stops.
  Freezing(world, OnAccount(kUnit));
  REQUIRE(world.Do(kOperator, ReleaseFreeze{Sequence{1}, "", {}}) == "accepted");
  Freezing(world, OnProcess(CommandType::kCancel));
  CHECK(Touches(world.rules, world.ids, request) == touched);
}

TEST_CASE("where a freeze may want what arrives, the frozen position is touched too") {
  World world = Trading(10);
  const Request request = world.RequestOf(kOperator, Giving(kOtherUnit, kUnit, 1));
  const Touched before = Touches(world.rules, world.ids, request);
  const auto added = [&] {
    Touched expected = before;
    expected.positions.insert({kUnit, kCea1920, Bucket::kFrozen});
    return expected;
  };
  World account = world;
  Freezing(account, OnAccount(kUnit));
  CHECK(Touches(account.rules, account.ids, request) == added());
  CHECK(FollowUpsOf(account, request, account.rules).size() == 1);
  World elsewhere = world;
  Freezing(elsewhere, OnAccount(kFarUnit));
  CHECK(Touches(elsewhere.rules, elsewhere.ids, request) == before);
  // Whose account a code's is, only the account says.
  World holder = world;
  Freezing(holder, OnHolder("code-1003"));
  Touched both = added();
  both.positions.insert({kOtherUnit, kCea1920, Bucket::kFrozen});
  CHECK(Touches(holder.rules, holder.ids, request) == both);
  CHECK(FollowUpsOf(holder, request, holder.rules).empty());
  // The registry's own accounts have no holder.
  const Request surrender = holder.RequestOf(kAuthority13, Cancel{kUnit, "CEA1920", {1}, ""});
  CHECK_FALSE(Touches(holder.rules, holder.ids, surrender)
                  .positions.contains({kCancellationAccount, kCea1920, Bucket::kFrozen}));
}

TEST_CASE("what a release sets free is not taken again, whichever rules the journal asks with") {
  World world = Trading(0);
  world.Hold(kUnit, kCea1920, 10);
  Freezing(world, OnAccount(kUnit));
  const Request release = world.RequestOf(kOperator, ReleaseFreeze{Sequence{1}, "", {}});
  CHECK(FollowUpsOf(world, release, world.rules).empty());
  Rules after = world.rules;
  Freeze released = after.freezes.at(Sequence{1});
  released.state = FreezeState::kReleased;
  after.Put(released);
  CHECK(FollowUpsOf(world, release, after).empty());
}

TEST_CASE("a freeze that moves to another account meets what is registered there") {
  World world = Trading(0);
  world.Hold(kUnit, kCea1920, 10);
  Freezing(world, OnAccount(kUnit));
  Freeze moved = world.rules.freezes.at(Sequence{1});
  moved.account = kOtherUnit;
  Snapshot after =
      world.Load({{kUnit, kOtherUnit}, {}, {}, {kUnit, kOtherUnit}, {}, {}, {}, {}, {}});
  const auto takes = FollowUps(world.rules, after, world.now, Effects{{}, {moved}});
  REQUIRE(takes.size() == 1);
  CHECK(takes[0].account == kOtherUnit);
  CHECK(takes[0].bucket == Bucket::kRegistered);
  CHECK_FALSE(after.fault().has_value());
}

TEST_CASE("a merger brings its freezes along, and they meet what the successor holds") {
  World world;
  world.Hold(kUnit, kCea1920, 40);
  world.Hold(kOtherUnit, kCea1920, 25);
  world.Hold(kOtherUnit, kCea21, 3);
  Freezing(world, OnAccount(kUnit));
  Freezing(world, OnHolder("code-1001"));
  Freezing(world, OnQuantity(kOtherUnit, 10));
  REQUIRE(world.Do(kOperator, Succeed{kUnit, kOtherUnit, {}, {}, {}}) == "accepted");
  CHECK(Shares(world, kOtherUnit) == "1:65/all 2:0/all 3:0/10");
  CHECK(Shares(world, kOtherUnit, "CEA21") == "1:3/all 2:0/all");
  CHECK(world.house == Answers{"accepted", "accepted"});
  CHECK(Shares(world, kUnit).empty());
  REQUIRE(world.Do(kOperator, ReleaseFreeze{Sequence{1}, "", {}}) == "accepted");
  REQUIRE(world.Do(kOperator, ReleaseFreeze{Sequence{2}, "", {}}) == "accepted");
  CHECK(Shares(world, kOtherUnit) == "3:10/10");
  CHECK(world.Balance(kOtherUnit, kCea1920) == 55);
}

}  // namespace
}  // namespace registry::ledger::testing
