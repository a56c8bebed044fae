// The way out for a unit that cannot reach zero: dissolved, or bankrupt.
#include <catch2/catch.hpp>
#include <string>
#include <variant>

#include "ledger/change_account_status.h"
#include "ledger/succession.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

const CloseDissolved kClose{kUnit, kAuthority, "bankrupt", {"ruling", {1}}};

TEST_CASE("what a dissolved unit holds goes to its receiver, what serves nothing is cancelled") {
  World world;
  world.now = {world.rules.periods["2019-20"].deadline.micros - 1};
  world.Hold(kUnit, kCea1920, 10);
  world.Hold(kUnit, kCea21, 20);
  world.Hold(kUnit, kCcer, 30);
  world.Hold(kUnit, kCny, 40);
  world.Hold(kAuthority, kCea21, 1);
  World late = world;
  REQUIRE(world.Do(kOperator, kClose) == "accepted");
  CHECK(world.Balance(kAuthority, kCea1920) == 10);
  CHECK(world.Balance(kAuthority, kCea21) == 21);
  CHECK(world.Balance(kAuthority, kCcer) == 30);
  CHECK(world.Balance(kAuthority, kCny) == 40);
  CHECK(world.Balance(kCancellationAccount, kCea1920) == 0);
  CHECK(world.accounts.at(kUnit).status == AccountStatus::kClosed);
  CHECK(world.accounts.at(kUnit).status_since == world.now);
  CHECK_FALSE(world.accounts.at(kUnit).successor.has_value());

  // A microsecond later the deadline is not after now, and CEA1920 serves nothing.
  late.now.micros += 1;
  REQUIRE(late.Do(kOperator, kClose) == "accepted");
  CHECK(late.Balance(kAuthority, kCea1920) == 0);
  CHECK(late.Balance(kCancellationAccount, kCea1920) == 10);
  CHECK(late.Balance(kAuthority, kCea21) == 21);
  // Credits and money are no vintages of allowances.
  CHECK(late.Balance(kAuthority, kCcer) == 30);
  CHECK(late.Balance(kAuthority, kCny) == 40);
  for (const auto& [key, position] : late.positions) {
    if (key.account == kUnit) CHECK(position.balance.value == 0);
  }
}

TEST_CASE("a vintage that serves two periods serves until the later deadline") {
  World world;
  world.Hold(kUnit, kCea1920, 10);
  world.rules.instruments["CEA1920"].eligible_periods = {"2019-20", "2021"};
  world.now = world.rules.periods["2019-20"].deadline;
  World late = world;
  REQUIRE(world.Do(kOperator, kClose) == "accepted");
  CHECK(world.Balance(kAuthority, kCea1920) == 10);
  late.now = world.rules.periods["2021"].deadline;
  REQUIRE(late.Do(kOperator, kClose) == "accepted");
  CHECK(late.Balance(kCancellationAccount, kCea1920) == 10);
}

TEST_CASE("what is still due of a dissolved unit is entered as uncollected, and is due no more") {
  World world;
  world.Owe(kUnit, 10, 4);
  world.Owe(kUnit, 20, 25, "2021");
  REQUIRE(world.Do(kOperator, kClose) == "accepted");
  const Obligation& open = world.obligations.at({kUnit, Sector::kPower, "2019-20"});
  CHECK(open == Obligation{open.key, {10}, {10}, {4}, {}, {6}});
  CHECK(OpenOf(open).value == 0);
  CHECK(world.obligations.at({kUnit, Sector::kPower, "2021"}).uncollected.value == 0);
}

TEST_CASE(
    "what is open of an obligation is what was neither surrendered nor entered as uncollected") {
  const auto open = [](std::int64_t due, std::int64_t surrendered, std::int64_t uncollected) {
    return OpenOf({{}, {}, {due}, {surrendered}, {}, {uncollected}}).value;
  };
  CHECK(open(10, 0, 0) == 10);
  CHECK(open(10, 4, 5) == 1);
  CHECK(open(10, 4, 6) == 0);
  CHECK(open(10, 4, 7) == 0);
  CHECK(open(10, 11, 0) == 0);
  CHECK(open(0, kMost, kMost) == 0);
  CHECK(open(kMost, 0, kMost) == 0);
}

TEST_CASE("a dissolution is not done while a position is anything but REGISTERED") {
  for (int i = 1; i <= kBucketCount; ++i) {
    const auto bucket = static_cast<Bucket>(i);
    World world;
    world.Hold(kUnit, kCea21, 3, bucket);
    CHECK(world.Ask(kOperator, kClose) ==
          (bucket == Bucket::kRegistered
               ? "accepted"
               : "BUSINESS_OPEN account=" + No(kUnit) +
                     " instrument=CEA21 bucket=" + std::string(BucketName(bucket)) + " balance=3"));
  }
}

TEST_CASE("a dissolution makes its checks in order") {
  World world;
  const auto ask = [&world](AccountId account, AccountId receiver) {
    return world.Ask(kOperator, CloseDissolved{account, receiver, "bankrupt", {}});
  };
  world.Hold(kUnit, kCea1920, 1);
  CHECK(ask(kUnit, kUnit) == "SAME_ACCOUNT account=" + No(kUnit));
  CHECK(ask(kNobody, kAuthority) == "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  CHECK(ask(kUnit, kNobody) == "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  CHECK(ask(kAuthority, kCancellationAccount) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kAuthority) +
            " kind=PROVINCIAL_AUTHORITY | ACCOUNT_KIND_FORBIDS account=" +
            No(kCancellationAccount) + " kind=CANCELLATION");
  CHECK(ask(kUnit, kNationalAccount) == "accepted");
  CHECK(ask(kUnit, kInstitution) == "accepted");
  world.SetStatus(kUnit, AccountStatus::kClosed, {});
  world.SetStatus(kFarUnit, AccountStatus::kClosing, {});
  world.Hold(kUnit, kCea1920, 1, Bucket::kFrozen);
  world.Hold(kUnit, kCea21, 1, Bucket::kPledged);
  world.Hold(kFarUnit, kCea1920, kMost);
  CHECK(Reasons(world.Decide(
            world.RequestOf(kOperator, CloseDissolved{kUnit, kFarUnit, "bankrupt", {}}))) ==
        "ACCOUNT_STATUS_FORBIDS ACCOUNT_STATUS_FORBIDS BUSINESS_OPEN BUSINESS_OPEN "
        "BALANCE_OVERFLOW");
}

TEST_CASE("a receiver or a cancellation without room is refused with both figures") {
  World world;
  world.Hold(kUnit, kCea1920, 1);
  world.Hold(kAuthority, kCea1920, kMost);
  world.Hold(kCancellationAccount, kCea1920, kMost);
  const auto overflow = [](AccountId account) {
    return "BALANCE_OVERFLOW account=" + No(account) +
           " instrument=CEA1920 balance_tco2e=9223372036854775807 requested_tco2e=1";
  };
  CHECK(world.Ask(kOperator, kClose) == overflow(kAuthority));
  world.now = world.rules.periods["2019-20"].deadline;
  CHECK(world.Ask(kOperator, kClose) == overflow(kCancellationAccount));
}

TEST_CASE("a freeze that waits for arrivals and holds nothing is not in the way of a dissolution") {
  World world;
  Freeze freeze;
  freeze.id = Sequence{5};
  freeze.scope = FreezeScope::kQuantity;
  freeze.account = kUnit;
  freeze.instrument = "CEA21";
  freeze.quantity = {100};
  freeze.until = {world.now.micros + 1};
  world.rules.Put(freeze);
  world.Hold(kUnit, kCea1920, 1);
  CHECK(world.Ask(kOperator, kClose) == "accepted");
}

}  // namespace
}  // namespace registry::ledger::testing
