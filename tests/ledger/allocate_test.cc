// Initial distribution and its take-back.
#include "ledger/allocate.h"

#include <catch2/catch.hpp>
#include <string>
#include <variant>

#include "ledger/decide.h"
#include "ledger/return_allowances.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

Allocate Allocation(std::int64_t quantity, AccountId from = kAuthority, AccountId to = kUnit) {
  return {from, to, "CEA1920", "2019-20", AllocationStep::kPreAllocation, {quantity}};
}

ReturnAllowances Return(std::int64_t quantity, AccountId from = kUnit, AccountId to = kAuthority) {
  return {from, to, "CEA1920", "2019-20", {quantity}};
}

std::string ReasonsOf(const World& world, ParticipantId who, Command command) {
  return Reasons(world.Decide(world.RequestOf(who, std::move(command))));
}

TEST_CASE("an authority allocates to a unit of its province") {
  World world;
  world.Hold(kAuthority, kCea1920, 1000);
  const Decision decision = world.Decide(world.RequestOf(kAuthority13, Allocation(1000)));
  CHECK(std::get<Effects>(decision) == Effects{{{{kAuthority, kCea1920, Bucket::kRegistered},
                                                 {kUnit, kCea1920, Bucket::kRegistered},
                                                 {1000}}},
                                               {}});
}

TEST_CASE("an authority allocates exactly what it holds, not one allowance more") {
  World world;
  world.Hold(kAuthority, kCea1920, 1000);
  CHECK(world.Ask(kAuthority13, Allocation(1001)) ==
        "INSUFFICIENT_HOLDING requested_tco2e=1001 available_tco2e=1000 account=" + No(kAuthority) +
            " instrument=CEA1920");
  CHECK(world.Ask(kAuthority13, Allocation(1000)) == "accepted");
}

TEST_CASE("the national account allocates to authorities, authorities to units, nobody else") {
  World world;
  for (const AccountId account : {kNationalAccount, kAuthority, kUnit}) {
    world.Hold(account, kCea1920, 10);
  }
  CHECK(world.Ask(kOperator, Allocation(1, kNationalAccount, kAuthority)) == "accepted");
  CHECK(world.Ask(kOperator, Allocation(1, kNationalAccount, kUnit)) ==
        "ACCOUNT_KIND_FORBIDS kind=NATIONAL acquiring_kind=KEY_EMITTING_UNIT");
  CHECK(world.Ask(kOperator, Allocation(1, kAuthority, kFarAuthority)) ==
        "ACCOUNT_KIND_FORBIDS kind=PROVINCIAL_AUTHORITY acquiring_kind=PROVINCIAL_AUTHORITY");
  CHECK(world.Ask(kOperator, Allocation(1, kUnit, kOtherUnit)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kUnit) + " kind=KEY_EMITTING_UNIT");
  CHECK(world.Ask(kOperator, Allocation(1, kAuthority, kInstitution)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kInstitution) + " kind=INSTITUTION");
  CHECK(world.Ask(kOperator, Allocation(1, kAuthority, kNationalAccount)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kNationalAccount) + " kind=NATIONAL");
}

TEST_CASE("a unit of another province gets nothing from an authority") {
  World world;
  world.Hold(kAuthority, kCea1920, 10);
  // The authority learns nothing about accounts elsewhere; the registry is told what is wrong.
  CHECK(world.Ask(kAuthority13, Allocation(1, kAuthority, kFarUnit)) == "DENIED");
  CHECK(world.Ask(kAuthority13, Allocation(1, kAuthority, kNobody)) == "DENIED");
  CHECK(world.Ask(kOperator, Allocation(1, kAuthority, kFarUnit)) ==
        "PROVINCE_MISMATCH province=13 acquiring_province=11");
}

TEST_CASE("a restricted unit is allocated to, a restricted authority does not allocate") {
  World world;
  world.Hold(kAuthority, kCea1920, 10);
  world.SetStatus(kUnit, AccountStatus::kRestricted, {});
  CHECK(world.Ask(kAuthority13, Allocation(1)) == "accepted");
  world.SetStatus(kAuthority, AccountStatus::kRestricted, {});
  CHECK(world.Ask(kAuthority13, Allocation(1)) ==
        "ACCOUNT_STATUS_FORBIDS account=" + No(kAuthority) + " status=RESTRICTED");
}

TEST_CASE("an allocation lists every check that fails in order") {
  World world;
  CHECK(world.Ask(kOperator, Allocation(1, kAuthority, kAuthority)) ==
        "SAME_ACCOUNT account=" + No(kAuthority) +
            " | INSUFFICIENT_HOLDING requested_tco2e=1 available_tco2e=0 account=" +
            No(kAuthority) + " instrument=CEA1920");
  CHECK(ReasonsOf(world, kOperator, Allocation(1, kNobody, AccountId{1998})) ==
        "ACCOUNT_NOT_FOUND ACCOUNT_NOT_FOUND");
  world.SetStatus(kUnit, AccountStatus::kClosed, {});
  world.SetStatus(kOtherUnit, AccountStatus::kClosed, {});
  CHECK(ReasonsOf(world, kOperator, Allocation(1, kUnit, kOtherUnit)) ==
        "ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS ACCOUNT_STATUS_FORBIDS INSUFFICIENT_HOLDING");
  Allocate allocate = Allocation(1, kAuthority, kFarUnit);
  allocate.instrument = "CNY";
  allocate.period = "1999";
  CHECK(ReasonsOf(world, kOperator, allocate) ==
        "PROVINCE_MISMATCH INSTRUMENT_KIND_FORBIDS PERIOD_NOT_FOUND INSUFFICIENT_HOLDING");
  allocate.instrument = "CEA99";
  CHECK(ReasonsOf(world, kOperator, allocate) ==
        "PROVINCE_MISMATCH INSTRUMENT_NOT_FOUND PERIOD_NOT_FOUND");
  world.Hold(kFarUnit, kCea1920, kMost);
  CHECK(ReasonsOf(world, kOperator, Allocation(1, kAuthority, kFarUnit)) ==
        "PROVINCE_MISMATCH INSUFFICIENT_HOLDING BALANCE_OVERFLOW");
}

TEST_CASE("an allocation that leaves 64 bits on the acquiring side is refused") {
  World world;
  world.Hold(kAuthority, kCea1920, 10);
  world.Hold(kUnit, kCea1920, kMost - 9);
  CHECK(world.Ask(kAuthority13, Allocation(9)) == "accepted");
  CHECK(world.Ask(kAuthority13, Allocation(10)) ==
        "BALANCE_OVERFLOW account=" + No(kUnit) +
            " instrument=CEA1920 balance_tco2e=9223372036854775798 requested_tco2e=10");
}

TEST_CASE("a unit returns to its authority, exactly what it holds and not one allowance more") {
  World world;
  world.Hold(kUnit, kCea1920, 300);
  world.Hold(kUnit, kCea1920, 50, Bucket::kTrading);
  CHECK(world.Ask(kAuthority13, Return(301)) ==
        "INSUFFICIENT_HOLDING requested_tco2e=301 available_tco2e=300 account=" + No(kUnit) +
            " instrument=CEA1920");
  const Decision decision = world.Decide(world.RequestOf(kAuthority13, Return(300)));
  CHECK(std::get<Effects>(decision) == Effects{{{{kUnit, kCea1920, Bucket::kRegistered},
                                                 {kAuthority, kCea1920, Bucket::kRegistered},
                                                 {300}}},
                                               {}});
  world.SetStatus(kUnit, AccountStatus::kRestricted, {});
  CHECK(world.Ask(kAuthority13, Return(300)) == "accepted");
}

TEST_CASE("allowances are returned by units to the authority of their province only") {
  World world;
  world.Hold(kUnit, kCea1920, 300);
  CHECK(world.Ask(kAuthority13, Return(1, kUnit, kFarAuthority)) == "DENIED");
  CHECK(world.Ask(kAuthority13, Return(1, kUnit, kNobody)) == "DENIED");
  // Whoever may act for all provinces would be told why.
  const Request far = world.RequestOf(kAuthority13, Return(1, kUnit, kFarAuthority));
  const Snapshot snapshot = world.Load(Touches(world.rules, {}, far));
  const Decision decision = DecideOn(Context{world.rules, snapshot, NewIds{}, {}, {}},
                                     std::get<ReturnAllowances>(far.command));
  REQUIRE(std::get<Rejection>(decision).checks.size() == 1);
  CHECK(std::get<Rejection>(decision).checks[0].reason == Reason::kProvinceMismatch);
  CHECK(world.Ask(kAuthority13, Return(1, kUnit, kOtherUnit)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kOtherUnit) + " kind=KEY_EMITTING_UNIT");
  world.Hold(kAuthority, kCea1920, 1);
  CHECK(world.Ask(kAuthority13, Return(1, kAuthority, kUnit)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kAuthority) +
            " kind=PROVINCIAL_AUTHORITY | ACCOUNT_KIND_FORBIDS account=" + No(kUnit) +
            " kind=KEY_EMITTING_UNIT");
}

TEST_CASE("a return lists every check that fails in order") {
  World world;
  CHECK(ReasonsOf(world, kAuthority13, Return(1, kUnit, kUnit)) ==
        "SAME_ACCOUNT INSUFFICIENT_HOLDING");
  world.SetStatus(kUnit, AccountStatus::kClosing, {});
  world.SetStatus(kOtherUnit, AccountStatus::kClosed, {});
  world.Hold(kOtherUnit, kCea1920, kMost);
  ReturnAllowances give_back = Return(1, kUnit, kOtherUnit);
  give_back.period = "1999";
  CHECK(ReasonsOf(world, kAuthority13, give_back) ==
        "ACCOUNT_STATUS_FORBIDS ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS "
        "PERIOD_NOT_FOUND INSUFFICIENT_HOLDING BALANCE_OVERFLOW");
  give_back.instrument = "CCER:1:2020";
  CHECK(ReasonsOf(world, kAuthority13, give_back) ==
        "ACCOUNT_STATUS_FORBIDS ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS "
        "INSTRUMENT_KIND_FORBIDS PERIOD_NOT_FOUND INSUFFICIENT_HOLDING");
  give_back.instrument = "CEA99";
  CHECK(ReasonsOf(world, kAuthority13, give_back) ==
        "ACCOUNT_STATUS_FORBIDS ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS "
        "INSTRUMENT_NOT_FOUND PERIOD_NOT_FOUND");
}

}  // namespace
}  // namespace registry::ledger::testing
