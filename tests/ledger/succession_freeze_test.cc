// What becomes of freezes and pledges when their account's holder merges into another.
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ledger/freeze.h"
#include "ledger/succession.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

const Document kPaper{"ruling", {1}};
const Succeed kMerger{kUnit, kOtherUnit, {}, {}, kPaper};

Freeze Put(World& world, std::int64_t id, FreezeScope scope, std::optional<AccountId> account,
           std::int64_t quantity = 0) {
  Freeze freeze;
  freeze.id = Sequence{id};
  freeze.scope = scope;
  freeze.account = account;
  freeze.instrument = quantity == 0 ? "" : "CEA1920";
  freeze.quantity = {quantity};
  freeze.from = world.now;
  freeze.until = {world.now.micros + 1'000'000};
  freeze.case_number = "case-" + std::to_string(id);
  world.rules.Put(freeze);
  world.sequence = Sequence{id};
  world.ids.sequence = Sequence{id + 1};
  return freeze;
}

Freeze PutOfHolder(World& world, std::int64_t id, const std::string& code) {
  Freeze freeze = Put(world, id, FreezeScope::kHolder, {});
  freeze.social_credit_code = code;
  world.rules.Put(freeze);
  return freeze;
}

TEST_CASE("freezes and pledges of a merged holder name the successor's account and keep the rest") {
  World world;
  std::vector<Freeze> follow = {Put(world, 3, FreezeScope::kAccount, kUnit),
                                PutOfHolder(world, 4, "code-1001"),
                                Put(world, 5, FreezeScope::kQuantity, kUnit, 9),
                                Put(world, 6, FreezeScope::kPledge, kUnit, 7)};
  std::vector<Freeze> stay = {Put(world, 7, FreezeScope::kAccount, kOtherUnit),
                              PutOfHolder(world, 8, "code-1002"),
                              Put(world, 9, FreezeScope::kQuantity, kFarUnit, 9),
                              Put(world, 10, FreezeScope::kProcess, {})};
  Freeze ended = Put(world, 11, FreezeScope::kAccount, kUnit);
  ended.state = FreezeState::kReleased;
  world.rules.Put(ended);
  stay.push_back(ended);
  REQUIRE(world.Do(kOperator, kMerger) == "accepted");
  for (Freeze freeze : follow) {
    freeze.account = kOtherUnit;  // a freeze of the holder keeps the code of its order
    freeze.recorded_at = world.now;
    CHECK(world.rules.freezes.at(freeze.id) == freeze);
  }
  for (const Freeze& freeze : stay) CHECK(world.rules.freezes.at(freeze.id) == freeze);
  CHECK_FALSE(world.rules.frozen_accounts.contains(kUnit));
}

TEST_CASE("a freeze whose time is over goes along until its end is recorded, with what it holds") {
  World world;
  const Freeze over = Put(world, 3, FreezeScope::kQuantity, kUnit, 5);
  world.Hold(kUnit, kCea1920, 5, Bucket::kFrozen);
  world.now = over.until;
  REQUIRE(world.Do(kOperator, kMerger) == "accepted");
  CHECK(world.rules.freezes.at(over.id).account == kOtherUnit);
  REQUIRE(world.Do(kHouse, ExpireFreeze{over.id}) == "accepted");
  CHECK(world.Balance(kOtherUnit, kCea1920, Bucket::kFrozen) == 0);
  CHECK(world.Balance(kOtherUnit, kCea1920) == 5);
}

TEST_CASE("a freeze follows through two mergers") {
  World world;
  PutOfHolder(world, 4, "code-1001");
  world.Hold(kUnit, kCea1920, 5, Bucket::kFrozen);
  REQUIRE(world.Do(kOperator, kMerger) == "accepted");
  REQUIRE(world.Do(kOperator, Succeed{kOtherUnit, kFarUnit, {}, {}, kPaper}) == "accepted");
  CHECK(world.rules.freezes.at(Sequence{4}).account == kFarUnit);
  CHECK(world.Balance(kFarUnit, kCea1920, Bucket::kFrozen) == 5);
  REQUIRE(world.Do(kOperator, ReleaseFreeze{Sequence{4}, "paid", kPaper}) == "accepted");
  CHECK(world.Balance(kFarUnit, kCea1920) == 5);
}

TEST_CASE("what the successor sold on the day of the merger is delivered before the freeze") {
  World world;
  world.now = world.received_at = Beijing(2021, 12, 15, 10);
  Freeze old = Put(world, 3, FreezeScope::kQuantity, kUnit, 60);
  old.recorded_at = Beijing(2021, 12, 10, 10);
  old.until = Beijing(2022, 6, 1);
  world.rules.Put(old);
  world.Hold(kOtherUnit, kCea1920, 100, Bucket::kTrading);
  REQUIRE(world.Do(kOperator, kMerger) == "accepted");
  const auto sold = [&](Instant match_time) {
    world.now = world.received_at = match_time;
    return world.Ask(kExchange, SettleTrade{"T1",
                                            "CEA1920",
                                            TradingMethod::kListed,
                                            kOtherUnit,
                                            kFarUnit,
                                            {100},
                                            Fen{1},
                                            Fen{100},
                                            match_time});
  };
  CHECK(sold(Beijing(2021, 12, 15, 14)) == "accepted");
  CHECK(world.Ask(kHouse, TakeFrozen{kOtherUnit, kCea1920, Bucket::kTrading}) ==
        "NOTHING_TO_FREEZE account=" + No(kOtherUnit));
  CHECK(sold(Beijing(2021, 12, 16, 14)).starts_with("INSUFFICIENT_HOLDING"));
}

TEST_CASE("a part leaves freezes and what they hold where they are") {
  World world;
  const Freeze freeze = Put(world, 3, FreezeScope::kQuantity, kUnit, 5);
  world.Hold(kUnit, kCea1920, 5, Bucket::kFrozen);
  world.Hold(kUnit, kCea1920, 2);
  const Succeed part{kUnit, kOtherUnit, {{"CEA1920", {3}}}, {}, kPaper};
  CHECK(Reasons(world.Decide(world.RequestOf(kOperator, part))) == "INSUFFICIENT_HOLDING");
  const Succeed free{kUnit, kOtherUnit, {{"CEA1920", {2}}}, {}, kPaper};
  REQUIRE(world.Do(kOperator, free) == "accepted");
  CHECK(world.rules.freezes.at(freeze.id) == freeze);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kFrozen) == 5);
}

// World::Take does what the journal does: it lets the registry take what arrives under a freeze.
TEST_CASE("what comes to a successor whose account is frozen falls to the freeze") {
  World world;
  Put(world, 3, FreezeScope::kAccount, kOtherUnit);
  world.Hold(kUnit, kCea1920, 10);
  REQUIRE(world.Do(kOperator, kMerger) == "accepted");
  CHECK(world.Balance(kOtherUnit, kCea1920) == 0);
  CHECK(world.Balance(kOtherUnit, kCea1920, Bucket::kFrozen) == 10);
}

TEST_CASE("a freeze that comes along and is not full takes what the successor holds") {
  World world;
  Put(world, 3, FreezeScope::kQuantity, kUnit, 9);
  world.Hold(kUnit, kCea1920, 4, Bucket::kFrozen);
  world.Hold(kOtherUnit, kCea1920, 10);
  REQUIRE(world.Do(kOperator, kMerger) == "accepted");
  CHECK(world.Balance(kOtherUnit, kCea1920, Bucket::kFrozen) == 9);
  CHECK(world.Balance(kOtherUnit, kCea1920) == 5);
}

}  // namespace
}  // namespace registry::ledger::testing
