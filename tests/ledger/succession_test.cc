// Merger and division.
#include "ledger/succession.h"

#include <catch2/catch.hpp>
#include <string>
#include <variant>

#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

const Document kPaper{"ruling", {1}};

Succeed Merge(AccountId predecessor, AccountId successor) {
  return {predecessor, successor, {}, {}, kPaper};
}

Obligation& Due(World& world, AccountId unit, std::int64_t obligation, std::int64_t surrendered,
                std::optional<Instant> completed_at = {}) {
  world.Owe(unit, obligation, surrendered);
  Obligation& due = world.obligations.at({unit, Sector::kPower, "2019-20"});
  due.completed_at = completed_at;
  return due;
}

const Obligation& DueOf(const World& world, AccountId unit) {
  return world.obligations.at({unit, Sector::kPower, "2019-20"});
}

TEST_CASE(
    "a merger moves every position into the same bucket, closes the account and names its heir") {
  World world;
  world.Hold(kUnit, kCea1920, 10);
  world.Hold(kUnit, kCea21, 20);
  world.Hold(kUnit, kCea1920, 30, Bucket::kFrozen);
  world.Hold(kUnit, kCea21, 40, Bucket::kPledged);
  world.Hold(kUnit, kCea21, 50, Bucket::kOwnSurrenderOnly);
  world.Hold(kUnit, kCcer, 60);
  world.Hold(kUnit, kCny, 70);
  world.Hold(kOtherUnit, kCea1920, 1);
  world.SetStatus(kUnit, AccountStatus::kRestricted, {});
  REQUIRE(world.Do(kOperator, Merge(kUnit, kOtherUnit)) == "accepted");
  CHECK(world.Balance(kOtherUnit, kCea1920) == 11);
  CHECK(world.Balance(kOtherUnit, kCea21) == 20);
  CHECK(world.Balance(kOtherUnit, kCea1920, Bucket::kFrozen) == 30);
  CHECK(world.Balance(kOtherUnit, kCea21, Bucket::kPledged) == 40);
  CHECK(world.Balance(kOtherUnit, kCea21, Bucket::kOwnSurrenderOnly) == 50);
  CHECK(world.Balance(kOtherUnit, kCcer) == 60);
  CHECK(world.Balance(kOtherUnit, kCny) == 70);
  for (const auto& [key, position] : world.positions) {
    if (key.account == kUnit) CHECK(position.balance.value == 0);
  }
  const Account& closed = world.accounts.at(kUnit);
  CHECK(closed.status == AccountStatus::kClosed);
  CHECK(closed.status_since == world.now);
  CHECK(closed.successor == kOtherUnit);
  CHECK(closed.social_credit_code == "code-1001");
  CHECK(world.accounts.at(kOtherUnit) == World().accounts.at(kOtherUnit));
}

TEST_CASE("a merged holder's code stays taken, and nobody succeeds him twice") {
  World world;
  REQUIRE(world.Do(kOperator, Merge(kUnit, kOtherUnit)) == "accepted");
  CHECK(world.Ask(kOperator,
                  OpenAccount{AccountKind::kInstitution, "code-1001", "name", "", Sector::kNone}) ==
        "HOLDER_HAS_ACCOUNT account=" + No(kUnit));
  CHECK(world.Ask(kOperator, Merge(kUnit, kFarUnit)) ==
        "ACCOUNT_STATUS_FORBIDS account=" + No(kUnit) + " status=CLOSED");
  CHECK(world.Ask(kOperator, Merge(kFarUnit, kUnit)) ==
        "ACCOUNT_STATUS_FORBIDS account=" + No(kUnit) + " status=CLOSED");
}

TEST_CASE("whatever waits for something has to come to an end before a merger") {
  for (const Bucket bucket : {Bucket::kTrading, Bucket::kTradeLocked, Bucket::kPendingSurrender,
                              Bucket::kPendingCancellation, Bucket::kPendingCarryOver,
                              Bucket::kPendingTransfer, Bucket::kPendingWithdrawal}) {
    World world;
    world.Hold(kUnit, kCea1920, 1, bucket);
    world.Hold(kUnit, kCea1920, 5);
    CHECK(world.Ask(kOperator, Merge(kUnit, kOtherUnit)) ==
          "BUSINESS_OPEN account=" + No(kUnit) +
              " instrument=CEA1920 bucket=" + std::string(BucketName(bucket)) + " balance=1");
    // A part of what is REGISTERED can go all the same.
    CHECK(world.Ask(kOperator, Succeed{kUnit, kOtherUnit, {{"CEA1920", {5}}}, {}, kPaper}) ==
          "accepted");
  }
}

TEST_CASE("a succession makes its checks in order") {
  World world;
  CHECK(world.Ask(kOperator, Merge(kUnit, kUnit)) == "SAME_ACCOUNT account=" + No(kUnit));
  CHECK(world.Ask(kOperator, Merge(kNobody, kUnit)) == "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  CHECK(world.Ask(kOperator, Merge(kUnit, kNobody)) == "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  CHECK(world.Ask(kOperator, Merge(kAuthority, kNationalAccount)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kAuthority) +
            " kind=PROVINCIAL_AUTHORITY | ACCOUNT_KIND_FORBIDS account=" + No(kNationalAccount) +
            " kind=NATIONAL");
  world.SetStatus(kOtherUnit, AccountStatus::kClosing, {});
  world.Hold(kUnit, kCea1920, 1, Bucket::kTrading);
  world.Hold(kUnit, kCea21, 1);
  world.Hold(kOtherUnit, kCea21, kMost);
  CHECK(Reasons(world.Decide(world.RequestOf(kOperator, Merge(kUnit, kOtherUnit)))) ==
        "ACCOUNT_STATUS_FORBIDS BUSINESS_OPEN BALANCE_OVERFLOW");
  Succeed part{kUnit,
               kOtherUnit,
               {{"CEA99", {1}}, {"CNY", {1}}, {"CEA21", {2}}},
               {{Sector::kPower, "2021", {1}, {1}, {1}}},
               kPaper};
  CHECK(Reasons(world.Decide(world.RequestOf(kOperator, part))) ==
        "ACCOUNT_STATUS_FORBIDS INSTRUMENT_NOT_FOUND INSTRUMENT_KIND_FORBIDS INSUFFICIENT_HOLDING "
        "INSUFFICIENT_HOLDING OBLIGATION_NOT_DETERMINED BALANCE_OVERFLOW");
}

TEST_CASE("a part is what the predecessor has, and no tonne more") {
  World world;
  world.Hold(kUnit, kCea1920, 10);
  world.Hold(kUnit, kCea1920, 10, Bucket::kFrozen);
  Due(world, kUnit, 20, 15).verified_emissions = {25};
  Succeed part{kUnit,
               kOtherUnit,
               {{"CEA1920", {11}}},
               {{Sector::kPower, "2019-20", {26}, {21}, {16}}},
               kPaper};
  const std::string too_large =
      "OBLIGATION_PART_TOO_LARGE account=" + No(kUnit) + " sector=POWER period=2019-20 figure=";
  CHECK(world.Ask(kOperator, part) ==
        "INSUFFICIENT_HOLDING requested_tco2e=11 available_tco2e=10 account=" + No(kUnit) +
            " instrument=CEA1920 | " + too_large +
            "verified_emissions requested_tco2e=26 available_tco2e=25 | " + too_large +
            "obligation requested_tco2e=21 available_tco2e=20 | " + too_large +
            "surrendered requested_tco2e=16 available_tco2e=15");
  part.holdings[0].quantity = {10};
  part.obligations[0] = {Sector::kPower, "2019-20", {25}, {20}, {15}};
  CHECK(world.Ask(kOperator, part) == "accepted");
}

TEST_CASE("a division gives exactly its parts and leaves the account open with the rest") {
  World world;
  world.Hold(kUnit, kCea1920, 10);
  world.Hold(kUnit, kCea21, 20);
  Due(world, kUnit, 20, 12).verified_emissions = {25};
  const Account before = world.accounts.at(kUnit);
  const Succeed part{
      kUnit, kOtherUnit, {{"CEA1920", {4}}}, {{Sector::kPower, "2019-20", {10}, {8}, {8}}}, kPaper};
  REQUIRE(world.Do(kOperator, part) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920) == 6);
  CHECK(world.Balance(kOtherUnit, kCea1920) == 4);
  CHECK(world.Balance(kUnit, kCea21) == 20);
  CHECK(DueOf(world, kUnit) == Obligation{{kUnit, Sector::kPower, "2019-20"}, {15}, {12}, {4}, {}});
  // What is complete by this is so at its arrival.
  CHECK(DueOf(world, kOtherUnit) ==
        Obligation{{kOtherUnit, Sector::kPower, "2019-20"}, {10}, {8}, {8}, world.received_at});
  CHECK(world.accounts.at(kUnit) == before);
  // The last step: the rest goes, and the account is closed.
  REQUIRE(world.Do(kOperator, Merge(kUnit, kFarUnit)) == "accepted");
  CHECK(world.Balance(kFarUnit, kCea1920) == 6);
  CHECK(DueOf(world, kFarUnit) ==
        Obligation{{kFarUnit, Sector::kPower, "2019-20"}, {15}, {12}, {4}, {}});
  CHECK(world.accounts.at(kUnit).successor == kFarUnit);
}

TEST_CASE("obligations of the same sector and period become one with the sums") {
  World world;
  Due(world, kUnit, 20, 5).verified_emissions = {22};
  Due(world, kOtherUnit, 30, 10).verified_emissions = {33};
  world.Owe(kUnit, 7, 0, "2021");
  REQUIRE(world.Do(kOperator, Merge(kUnit, kOtherUnit)) == "accepted");
  CHECK(DueOf(world, kOtherUnit) ==
        Obligation{{kOtherUnit, Sector::kPower, "2019-20"}, {55}, {50}, {15}, {}});
  CHECK(world.obligations.at({kOtherUnit, Sector::kPower, "2021"}).obligation.value == 7);
  for (const char* period : {"2019-20", "2021"}) {
    const Obligation& left = world.obligations.at({kUnit, Sector::kPower, period});
    CHECK(left == Obligation{left.key, {}, {}, {}, world.received_at});
  }
}

TEST_CASE("what two complete obligations become was complete at the later of the two times") {
  const Instant early = Beijing(2021, 12, 1);
  const Instant late = Beijing(2021, 12, 2);
  const auto merged = [](const World& start) {
    World world = start;
    REQUIRE(world.Do(kOperator, Merge(kUnit, kOtherUnit)) == "accepted");
    return DueOf(world, kOtherUnit).completed_at;
  };
  World world;
  Due(world, kUnit, 20, 20, early);
  CHECK(merged(world) == early);  // the other has none
  Due(world, kOtherUnit, 30, 31, late);
  CHECK(merged(world) == late);
  Due(world, kUnit, 20, 20, late);
  Due(world, kOtherUnit, 30, 31, early);
  CHECK(merged(world) == late);
  // Nothing was due, so when that was said does not make the other late.
  Due(world, kUnit, 0, 0, late).verified_emissions = {9};
  CHECK(merged(world) == early);
  Due(world, kUnit, 20, 20, early);
  Due(world, kOtherUnit, 0, 0, late);
  CHECK(merged(world) == early);
  // One surplus covers what is open of the other, or not.
  Due(world, kOtherUnit, 30, 31, early);
  Due(world, kUnit, 20, 19);
  CHECK(merged(world) == world.received_at);
  Due(world, kUnit, 20, 18);
  CHECK_FALSE(merged(world).has_value());
}

TEST_CASE("a part that takes the surrendered tonnes with it opens the rest again") {
  World world;
  const Instant done = Beijing(2021, 12, 1);
  Due(world, kUnit, 20, 20, done);
  REQUIRE(
      world.Do(
          kOperator,
          Succeed{kUnit, kOtherUnit, {}, {{Sector::kPower, "2019-20", {0}, {5}, {6}}}, kPaper}) ==
      "accepted");
  CHECK_FALSE(DueOf(world, kUnit).completed_at.has_value());
  CHECK(DueOf(world, kOtherUnit).completed_at == done);
  REQUIRE(world.Do(
              kOperator,
              Succeed{kUnit, kFarUnit, {}, {{Sector::kPower, "2019-20", {0}, {1}, {0}}}, kPaper}) ==
          "accepted");
  CHECK(DueOf(world, kUnit).completed_at == world.received_at);
  CHECK_FALSE(DueOf(world, kFarUnit).completed_at.has_value());
}

TEST_CASE("an obligation goes to a unit only, an empty one nowhere") {
  World world;
  Due(world, kUnit, 0, 0, world.now).verified_emissions = {0};
  CHECK(world.Ask(kOperator, Merge(kUnit, kInstitution)) == "accepted");
  const std::string forbids =
      "ACCOUNT_KIND_FORBIDS account=" + No(kInstitution) + " kind=INSTITUTION";
  Due(world, kUnit, 1, 1, world.now);
  CHECK(world.Ask(kOperator, Merge(kUnit, kInstitution)) == forbids);
  CHECK(
      world.Ask(
          kOperator,
          Succeed{kUnit, kInstitution, {}, {{Sector::kPower, "2019-20", {1}, {1}, {1}}}, kPaper}) ==
      forbids);
  world.Hold(kUnit, kCea1920, 1);
  CHECK(world.Ask(kOperator, Succeed{kUnit, kInstitution, {{"CEA1920", {1}}}, {}, kPaper}) ==
        "accepted");
}

TEST_CASE("sums that leave 64 bits are refused with their figure") {
  World world;
  Due(world, kUnit, 1, 1).verified_emissions = {1};
  Due(world, kOtherUnit, kMost, kMost).verified_emissions = {kMost - 1};
  const std::string overflow =
      "BALANCE_OVERFLOW account=" + No(kOtherUnit) + " sector=POWER period=2019-20 figure=";
  const std::string by = " balance_tco2e=9223372036854775807 requested_tco2e=1";
  CHECK(world.Ask(kOperator, Merge(kUnit, kOtherUnit)) ==
        overflow + "obligation" + by + " | " + overflow + "surrendered" + by);
}

}  // namespace
}  // namespace registry::ledger::testing
