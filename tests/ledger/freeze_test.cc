// What is frozen, on which order, for how long, and what ends it: check by check.
#include "ledger/freeze.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/ledger/freezing.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

// kUnit holds 100 of CEA1920 and 7 of CEA21.
World Holding() {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  world.Hold(kUnit, kCea21, 7);
  return world;
}

std::string CodeOf(AccountId account) { return "code-" + std::to_string(Raw(account)); }

TEST_CASE("a freeze of an account takes all that is registered, of every vintage") {
  World world = Holding();
  world.Hold(kUnit, kCny, 500);
  world.Hold(kUnit, kCea1920, 30, Bucket::kTrading);
  world.Hold(kUnit, kCea1920, 4, Bucket::kPendingSurrender);
  const Sequence freeze = Freezing(world, OnAccount(kUnit));
  REQUIRE(Raw(freeze) == 1);
  CHECK(Frozen(world) == 100);
  CHECK(Frozen(world, kUnit, kCea21) == 7);
  CHECK(world.Balance(kUnit, kCea1920) == 0);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kTrading) == 30);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingSurrender) == 4);
  CHECK(world.Balance(kUnit, kCny) == 500);
  Freeze expected;
  expected.id = freeze;
  expected.scope = FreezeScope::kAccount;
  expected.account = kUnit;
  expected.case_number = "(2021) Ji 01 Zhi 42";
  expected.authority = "court";
  expected.from = kOrdered;
  expected.until = kEnds;
  expected.recorded_at = world.now;
  CHECK(world.rules.freezes.at(freeze) == expected);
  CHECK(world.Ask(kRepresentative, Cancel{kUnit, "CEA1920", {1}, ""}) ==
        "INSUFFICIENT_HOLDING requested_tco2e=1 available_tco2e=0 account=" + No(kUnit) +
            " instrument=CEA1920");
}

TEST_CASE("a freeze of a quantity takes so much of one vintage, and no more") {
  for (const std::int64_t quantity : {1, 99, 100, 101}) {
    INFO(quantity);
    World world = Holding();
    const Sequence freeze = Freezing(world, OnQuantity(kUnit, quantity));
    CHECK(Frozen(world) == std::min<std::int64_t>(quantity, 100));
    CHECK(world.Balance(kUnit, kCea1920) == 100 - std::min<std::int64_t>(quantity, 100));
    CHECK(Frozen(world, kUnit, kCea21) == 0);
    CHECK(world.rules.freezes.at(freeze).quantity.value == quantity);
    CHECK(world.rules.freezes.at(freeze).instrument == "CEA1920");
  }
}

TEST_CASE("a freeze of a holder takes what his account holds, and waits for one that he opens") {
  World world = Holding();
  REQUIRE(Raw(Freezing(world, OnHolder(CodeOf(kUnit)))) == 1);
  CHECK(Frozen(world) == 100);
  CHECK(Frozen(world, kUnit, kCea21) == 7);
  CHECK(world.rules.freezes.at(Sequence{1}).account == std::nullopt);

  REQUIRE(Raw(Freezing(world, OnHolder("new"))) == 2);
  REQUIRE(world.Do(kOperator, OpenAccount{AccountKind::kInstitution, "new", "name", "", {}}) ==
          "accepted");
  const AccountId opened{1008};
  world.Hold(kOtherUnit, kCea1920, 50);
  REQUIRE(world.Do(kOperator, Giving(kOtherUnit, opened, 20)) == "accepted");
  CHECK(Frozen(world, opened) == 20);
  CHECK(world.Balance(opened, kCea1920) == 0);
  CHECK(world.house == std::vector<std::string>{"accepted"});
}

TEST_CASE("what may not be frozen stays free, whoever's name a freeze gives") {
  World world;
  world.Hold(kAuthority, kCea1920, 10);
  CHECK(world.Ask(kOperator, OnAccount(kAuthority)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kAuthority) + " kind=PROVINCIAL_AUTHORITY");
  REQUIRE(Raw(Freezing(world, OnHolder(CodeOf(kAuthority)))) == 1);
  CHECK(Frozen(world, kAuthority) == 0);
  CHECK(world.Balance(kAuthority, kCea1920) == 10);
  world.Hold(kUnit, kCea1920, 10);
  REQUIRE(world.Do(kOperator, Giving(kUnit, kAuthority, 5)) == "accepted");
  CHECK(world.Balance(kAuthority, kCea1920) == 15);
  CHECK(world.house.empty());
}

TEST_CASE("an order is refused with every check that fails, in their order") {
  World world = Holding();
  CHECK(world.Ask(kOperator, OnAccount(kNobody)) == "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  CHECK(world.Ask(kOperator, OnQuantity(kNobody, 1, kEnds, "CEA99")) ==
        "ACCOUNT_NOT_FOUND account=" + No(kNobody) + " | INSTRUMENT_NOT_FOUND instrument=CEA99");
  FreezeHolding wrong = OnQuantity(kAuthority, 1, world.now, "CNY");
  world.SetStatus(kAuthority, AccountStatus::kClosed, {});
  CHECK(world.Ask(kOperator, wrong) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kAuthority) +
            " kind=PROVINCIAL_AUTHORITY | ACCOUNT_STATUS_FORBIDS account=" + No(kAuthority) +
            " status=CLOSED | INSTRUMENT_KIND_FORBIDS instrument=CNY kind=MONEY | "
            "FREEZE_DATES_INVALID from=2021-12-01T01:00:00Z until=2021-12-20T08:00:01Z "
            "now=2021-12-20T08:00:01Z");
  CHECK(world.Ask(kOperator, OnQuantity(kUnit, 1, kEnds, "CCER:1:2020")) ==
        "INSTRUMENT_KIND_FORBIDS instrument=CCER:1:2020 kind=CREDIT");
  CHECK(world.Ask(kOperator, OnProcess(CommandType::kFreezeHolding, world.now)) ==
        "PROCESS_NOT_STOPPABLE process=FREEZE_HOLDING | FREEZE_DATES_INVALID "
        "from=2021-12-01T01:00:00Z until=2021-12-20T08:00:01Z now=2021-12-20T08:00:01Z");
  CHECK(world.Ask(kRepresentative, OnAccount(kUnit)) == "DENIED");
  CHECK(world.Ask(kAuthority13, OnAccount(kUnit)) == "DENIED");
}

TEST_CASE("a court's order meets an account that is restricted or closing, not a closed one") {
  for (const auto& [status, answer] : {std::pair{AccountStatus::kRestricted, "accepted"},
                                       {AccountStatus::kClosing, "accepted"},
                                       {AccountStatus::kClosed, "ACCOUNT_STATUS_FORBIDS"},
                                       {AccountStatus::kApplied, "ACCOUNT_STATUS_FORBIDS"},
                                       {AccountStatus::kReviewed, "ACCOUNT_STATUS_FORBIDS"}}) {
    World world = Holding();
    world.SetStatus(kUnit, status, {});
    CHECK(world.Ask(kOperator, OnAccount(kUnit)).starts_with(answer));
  }
}

TEST_CASE("an order is dated now or before, and ends after now, to the microsecond") {
  const World world = Holding();
  const auto ask = [&](std::int64_t from, std::int64_t until) {
    FreezeHolding order = OnAccount(kUnit, {world.now.micros + until});
    order.from = {world.now.micros + from};
    return world.Ask(kOperator, order).substr(0, 20);
  };
  CHECK(ask(0, 1) == "accepted");
  CHECK(ask(1, 2) == "FREEZE_DATES_INVALID");
  CHECK(ask(0, 0) == "FREEZE_DATES_INVALID");
  CHECK(ask(-5, -1) == "FREEZE_DATES_INVALID");
  CHECK(ask(-5, 1) == "accepted");
}

TEST_CASE("a freeze is in force until its end, and at that microsecond no more") {
  Freeze freeze;
  freeze.until = kEnds;
  CHECK(InForce(freeze, {kEnds.micros - 1}));
  CHECK_FALSE(InForce(freeze, kEnds));
  for (const auto state : {FreezeState::kReleased, FreezeState::kExpired, FreezeState::kUsedUp}) {
    freeze.state = state;
    CHECK_FALSE(InForce(freeze, {kEnds.micros - 1}));
  }
  freeze.state = FreezeState::kInForce;
  freeze.scope = FreezeScope::kPledge;
  CHECK(InForce(freeze, kEnds));  // a pledge has no time
}

TEST_CASE("a renewal lets a freeze last longer, before its time is over") {
  World world = Holding();
  const Sequence freeze = Freezing(world, OnAccount(kUnit));
  const auto ask = [&](Instant until) {
    return world.Ask(kOperator, RenewFreeze{freeze, until, {}});
  };
  CHECK(ask(kEnds) ==
        "FREEZE_DATES_INVALID from=2021-12-01T01:00:00Z until=2022-05-31T16:00:00Z "
        "now=2021-12-20T08:00:01Z");
  CHECK(ask({kEnds.micros + 1}) == "accepted");
  world.now = {kEnds.micros - 1};
  const Freeze before = world.rules.freezes.at(freeze);
  REQUIRE(world.Do(kOperator, RenewFreeze{freeze, Beijing(2023, 6, 1), {}}) == "accepted");
  Freeze renewed = before;
  renewed.until = Beijing(2023, 6, 1);
  CHECK(world.rules.freezes.at(freeze) == renewed);
  world.now = kEnds;
  CHECK(world.Ask(kHouse, ExpireFreeze{freeze}) ==
        "FREEZE_NOT_ENDED freeze=1 until=2023-05-31T16:00:00Z now=2022-05-31T16:00:00Z");
  world.now = Beijing(2023, 6, 1);
  CHECK(ask(Beijing(2024, 6, 1)) == "FREEZE_NOT_IN_FORCE freeze=1 state=EXPIRED");
  CHECK(ask(kEnds) ==
        "FREEZE_NOT_IN_FORCE freeze=1 state=EXPIRED | FREEZE_DATES_INVALID "
        "from=2021-12-01T01:00:00Z until=2022-05-31T16:00:00Z now=2023-05-31T16:00:00Z");
}

TEST_CASE("released, everything is registered again") {
  World world = Holding();
  const Sequence freeze = Freezing(world, OnAccount(kUnit));
  REQUIRE(world.Do(kOperator, ReleaseFreeze{freeze, "paid", {}}) == "accepted");
  CHECK(Frozen(world) == 0);
  CHECK(Frozen(world, kUnit, kCea21) == 0);
  CHECK(world.Balance(kUnit, kCea1920) == 100);
  CHECK(world.Balance(kUnit, kCea21) == 7);
  CHECK(world.rules.freezes.at(freeze).state == FreezeState::kReleased);
  CHECK(world.house.empty());  // nothing is taken back
  const std::string ended = "FREEZE_NOT_IN_FORCE freeze=1 state=RELEASED";
  CHECK(world.Ask(kOperator, ReleaseFreeze{freeze, "", {}}) == ended);
  CHECK(world.Ask(kOperator, RenewFreeze{freeze, Beijing(2025, 1, 1), {}}) == ended);
  CHECK(world.Ask(kHouse, ExpireFreeze{freeze}) == ended);
  CHECK(world.rules.frozen_accounts.empty());
}

TEST_CASE("a freeze expires at its time by the registry itself, not a microsecond before") {
  for (const FreezeHolding& order :
       {OnAccount(kUnit), OnQuantity(kUnit, 60), OnHolder(CodeOf(kUnit))}) {
    World world = Holding();
    const Sequence freeze = Freezing(world, order);
    world.now = {kEnds.micros - 1};
    CHECK(world.Ask(kHouse, ExpireFreeze{freeze}) ==
          "FREEZE_NOT_ENDED freeze=1 until=2022-05-31T16:00:00Z now=2022-05-31T15:59:59.999999Z");
    CHECK(world.Ask(kOperator, ReleaseFreeze{freeze, "", {}}) == "accepted");
    world.now = kEnds;
    CHECK(world.Ask(kOperator, ReleaseFreeze{freeze, "", {}}) ==
          "FREEZE_NOT_IN_FORCE freeze=1 state=EXPIRED");
    CHECK(world.Ask(kOperator, ExpireFreeze{freeze}) == "DENIED");
    REQUIRE(world.Do(kHouse, ExpireFreeze{freeze}) == "accepted");
    CHECK(world.Balance(kUnit, kCea1920) == 100);
    CHECK(Frozen(world) == 0);
    CHECK(world.rules.freezes.at(freeze).state == FreezeState::kExpired);
    CHECK(world.Ask(kHouse, ExpireFreeze{freeze}) == "FREEZE_NOT_IN_FORCE freeze=1 state=EXPIRED");
  }
}

TEST_CASE("a freeze that does not exist, and a pledge, are not found") {
  World world = Holding();
  Freeze pledge;
  pledge.id = Sequence{5};
  pledge.scope = FreezeScope::kPledge;
  pledge.account = kUnit;
  pledge.instrument = "CEA1920";
  world.rules.Put(pledge);
  CHECK(world.rules.frozen_accounts.empty());
  for (const Sequence id : {Sequence{0}, Sequence{5}, Sequence{9}}) {
    const std::string none = "FREEZE_NOT_FOUND freeze=" + std::to_string(Raw(id));
    CHECK(world.Ask(kOperator, RenewFreeze{id, kEnds, {}}) == none);
    CHECK(world.Ask(kOperator, ReleaseFreeze{id, "", {}}) == none);
    CHECK(world.Ask(kHouse, ExpireFreeze{id}) == none);
    CHECK(world.Ask(kOperator, DeductFrozen{id, "CEA1920", {1}, kOtherUnit, {}}) == none);
    CHECK(world.Ask(kOperator,
                    SurrenderFrozen{id, "CEA1920", {1}, Sector::kPower, "2019-20", {}}) == none);
  }
}

}  // namespace
}  // namespace registry::ledger::testing
