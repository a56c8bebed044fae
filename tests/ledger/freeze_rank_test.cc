// Several freezes on one account: who is served first, and what becomes of it when one ends.
#include <catch2/catch.hpp>
#include <optional>
#include <set>
#include <string>

#include "tests/ledger/freezing.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

const std::string kCode = "code-" + std::to_string(Raw(kUnit));

World Holding(std::int64_t quantity) {
  World world;
  world.Hold(kUnit, kCea1920, quantity);
  world.Hold(kOtherUnit, kCea1920, 1'000);
  return world;
}

void Arrive(World& world, std::int64_t quantity) {
  REQUIRE(world.Do(kOperator, Giving(kOtherUnit, kUnit, quantity)) == "accepted");
}

TEST_CASE("the earlier freeze is served first, whatever it is about") {
  World world = Holding(100);
  REQUIRE(Raw(Freezing(world, OnQuantity(kUnit, 60))) == 1);
  REQUIRE(Raw(Freezing(world, OnQuantity(kUnit, 70))) == 2);
  REQUIRE(Raw(Freezing(world, OnHolder(kCode))) == 3);
  REQUIRE(Raw(Freezing(world, OnAccount(kUnit))) == 4);
  REQUIRE(Raw(Freezing(world, OnQuantity(kUnit, 5))) == 5);
  CHECK(Shares(world) == "1:60/60 2:40/70 3:0/all 4:0/all 5:0/5");
  CHECK(Shares(world, kUnit, "CEA21") == "3:0/all 4:0/all");
  CHECK(Shares(world, kOtherUnit).empty());
  CHECK(Shares(world, kUnit, "CNY").empty());
  Arrive(world, 30);
  CHECK(Shares(world) == "1:60/60 2:70/70 3:0/all 4:0/all 5:0/5");
  Arrive(world, 1);
  CHECK(Shares(world) == "1:60/60 2:70/70 3:1/all 4:0/all 5:0/5");
  CHECK(world.Balance(kUnit, kCea1920) == 0);
}

TEST_CASE("a waiting freeze takes over what an ended one held, and the rest is free") {
  World world = Holding(100);
  Freezing(world, OnQuantity(kUnit, 80));
  Freezing(world, OnQuantity(kUnit, 50));
  Freezing(world, OnQuantity(kUnit, 10));
  CHECK(Shares(world) == "1:80/80 2:20/50 3:0/10");
  REQUIRE(world.Do(kOperator, ReleaseFreeze{Sequence{1}, "", {}}) == "accepted");
  CHECK(Shares(world) == "2:50/50 3:10/10");
  CHECK(world.Balance(kUnit, kCea1920) == 40);
  REQUIRE(world.Do(kOperator, ReleaseFreeze{Sequence{3}, "", {}}) == "accepted");
  CHECK(Shares(world) == "2:50/50");
  CHECK(world.Balance(kUnit, kCea1920) == 50);
}

TEST_CASE("one that is released while all of it is wanted leaves nothing free") {
  World world = Holding(100);
  Freezing(world, OnAccount(kUnit));
  Freezing(world, OnQuantity(kUnit, 150));
  REQUIRE(world.Do(kOperator, ReleaseFreeze{Sequence{1}, "", {}}) == "accepted");
  CHECK(Shares(world) == "2:100/150");
  CHECK(world.Balance(kUnit, kCea1920) == 0);
  Arrive(world, 60);
  CHECK(Shares(world) == "2:150/150");
  CHECK(world.Balance(kUnit, kCea1920) == 10);
}

TEST_CASE("an unlimited freeze in front leaves a limited one waiting, behind it nothing") {
  World front = Holding(100);
  Freezing(front, OnAccount(kUnit));
  Freezing(front, OnQuantity(kUnit, 40));
  CHECK(Shares(front) == "1:100/all 2:0/40");
  REQUIRE(front.Do(kOperator, ReleaseFreeze{Sequence{1}, "", {}}) == "accepted");
  CHECK(Shares(front) == "2:40/40");
  CHECK(front.Balance(kUnit, kCea1920) == 60);

  World behind = Holding(100);
  Freezing(behind, OnQuantity(kUnit, 40));
  Freezing(behind, OnAccount(kUnit));
  CHECK(Shares(behind) == "1:40/40 2:60/all");
  REQUIRE(behind.Do(kOperator, ReleaseFreeze{Sequence{2}, "", {}}) == "accepted");
  CHECK(Shares(behind) == "1:40/40");
  CHECK(behind.Balance(kUnit, kCea1920) == 60);
}

TEST_CASE("a renewal before expiry keeps the rank") {
  World world = Holding(100);
  const Instant soon{world.now.micros + 10};
  Freezing(world, OnQuantity(kUnit, 80, soon));
  Freezing(world, OnQuantity(kUnit, 80));
  REQUIRE(world.Do(kOperator, RenewFreeze{Sequence{1}, kEnds, {}}) == "accepted");
  CHECK(Shares(world) == "1:80/80 2:20/80");
  world.now = soon;
  CHECK(Shares(world) == "1:80/80 2:20/80");
}

TEST_CASE("a freeze that is ordered again after its end stands last") {
  World world = Holding(100);
  const Instant soon{world.now.micros + 10};
  Freezing(world, OnQuantity(kUnit, 80, soon));
  Freezing(world, OnQuantity(kUnit, 70));
  world.now = soon;
  REQUIRE(world.Do(kHouse, ExpireFreeze{Sequence{1}}) == "accepted");
  REQUIRE(Raw(Freezing(world, OnQuantity(kUnit, 80))) == 4);
  CHECK(Shares(world) == "2:70/70 4:30/80");
}

TEST_CASE("from its end on a freeze holds nothing, also before that is recorded") {
  World world = Holding(100);
  const Instant soon{world.now.micros + 10};
  Freezing(world, OnAccount(kUnit, soon));
  Freezing(world, OnQuantity(kUnit, 40));
  world.now = {soon.micros - 1};
  CHECK(Shares(world) == "1:100/all 2:0/40");
  world.now = soon;
  CHECK(Shares(world) == "2:40/40");
  // Nothing more is taken, not into the one that is over and not into the one that has all.
  Arrive(world, 5);
  CHECK(world.Balance(kUnit, kCea1920) == 5);
  // A new one finds what nobody holds any more before what is registered.
  REQUIRE(Raw(Freezing(world, OnQuantity(kUnit, 62))) == 4);
  CHECK(Shares(world) == "2:40/40 4:62/62");
  CHECK(Frozen(world) == 102);
  CHECK(world.Balance(kUnit, kCea1920) == 3);
}

TEST_CASE("a freeze that was over and its record meet in one balance") {
  World world = Holding(100);
  const Instant soon{world.now.micros + 10};
  Freezing(world, OnAccount(kUnit, soon));
  Freezing(world, OnQuantity(kUnit, 30, soon));
  Freezing(world, OnQuantity(kUnit, 40));
  world.now = soon;
  REQUIRE(world.Do(kHouse, ExpireFreeze{Sequence{2}}) == "accepted");
  CHECK(Frozen(world) == 40);
  REQUIRE(world.Do(kHouse, ExpireFreeze{Sequence{1}}) == "accepted");
  CHECK(Frozen(world) == 40);
  CHECK(world.Balance(kUnit, kCea1920) == 60);
}

TEST_CASE("freezes whose sum leaves 64 bits want everything") {
  World world = Holding(100);
  Freezing(world, OnQuantity(kUnit, kMost));
  Freezing(world, OnQuantity(kUnit, kMost));
  CHECK(Frozen(world) == 100);
  CHECK(StillWanted(world.rules, world.accounts.at(kUnit), world.rules.instruments.at("CEA1920"),
                    {100}) == std::nullopt);
  Arrive(world, 50);
  CHECK(Frozen(world) == 150);
  REQUIRE(world.Do(kOperator, ReleaseFreeze{Sequence{1}, "", {}}) == "accepted");
  CHECK(Frozen(world) == 150);
  REQUIRE(world.Do(kOperator, ReleaseFreeze{Sequence{2}, "", {}}) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920) == 150);
}

TEST_CASE("what is still wanted is counted by the day of the order, and not below zero") {
  World world = Holding(0);
  const Account& account = world.accounts.at(kUnit);
  const Instrument& instrument = world.rules.instruments.at("CEA1920");
  const auto wanted = [&](std::int64_t frozen, std::optional<Instant> before = {},
                          std::optional<Instant> now = {}) {
    return StillWanted(world.rules, account, instrument, {frozen}, before, now);
  };
  CHECK(wanted(0) == Quantity{0});
  Freezing(world, OnQuantity(kUnit, 60));
  const Instant first = world.now;
  world.now.micros += 1;
  Freezing(world, OnQuantity(kUnit, 50, Beijing(2022, 1, 1)));
  CHECK(wanted(0) == Quantity{110});
  CHECK(wanted(110) == Quantity{0});
  CHECK(wanted(111) == Quantity{0});
  CHECK(wanted(20, world.now) == Quantity{40});
  CHECK(wanted(20, first) == Quantity{0});
  CHECK(wanted(20, {}, Beijing(2022, 1, 1)) == Quantity{40});
  Freezing(world, OnAccount(kUnit));
  CHECK(wanted(500) == std::nullopt);
  CHECK(wanted(20, world.now) == Quantity{40});
}

TEST_CASE("the indices of freezes follow every change of one") {
  Rules rules;
  Freeze freeze;
  freeze.id = Sequence{4};
  freeze.scope = FreezeScope::kHolder;
  freeze.social_credit_code = "code";
  rules.Put(freeze);
  CHECK(rules.frozen_holders.at("code") == std::set<Sequence>{Sequence{4}});
  freeze.account = kUnit;  // a merger
  rules.Put(freeze);
  CHECK(rules.frozen_holders.empty());
  CHECK(rules.frozen_accounts.at(kUnit) == std::set<Sequence>{Sequence{4}});
  freeze.account = kOtherUnit;
  rules.Put(freeze);
  CHECK_FALSE(rules.frozen_accounts.contains(kUnit));
  Freeze second = freeze;
  second.id = Sequence{5};
  rules.Put(second);
  freeze.state = FreezeState::kReleased;
  rules.Put(freeze);
  CHECK(rules.frozen_accounts.at(kOtherUnit) == std::set<Sequence>{Sequence{5}});
  CHECK(rules.freezes.size() == 2);
}

}  // namespace
}  // namespace registry::ledger::testing
