// What is due and what is handed in for it.
#include "ledger/surrender.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <variant>

#include "ledger/determine_obligation.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

const ObligationKey kDue{kUnit, Sector::kPower, "2019-20"};

std::string ReasonsOf(const World& world, ParticipantId who, Command command) {
  return Reasons(world.Decide(world.RequestOf(who, std::move(command))));
}

DetermineObligation Determination(std::int64_t obligation, AccountId unit = kUnit) {
  return {unit, Sector::kPower, "2019-20", {obligation + 7}, {obligation}};
}

Surrender Surrendering(std::int64_t quantity) {
  return {kUnit, Sector::kPower, "2019-20", {{"CEA1920", {quantity}}}, false};
}

World Owing(std::int64_t obligation, std::int64_t held) {
  World world;
  world.Owe(kUnit, obligation);
  world.Hold(kUnit, kCea1920, held);
  return world;
}

TEST_CASE("a determination records emissions and what is due for them") {
  World world;
  REQUIRE(world.Do(kAuthority13, Determination(1000)) == "accepted");
  CHECK(world.obligations.at(kDue) == Obligation{kDue, {1007}, {1000}, {0}, std::nullopt});
}

TEST_CASE("an obligation of zero is complete when it is determined") {
  World world;
  const DetermineObligation nothing{kUnit, Sector::kPower, "2019-20", {0}, {0}};
  REQUIRE(world.Do(kAuthority13, nothing) == "accepted");
  CHECK(world.obligations.at(kDue) == Obligation{kDue, {0}, {0}, {0}, world.received_at});
}

TEST_CASE("a unit owes for each sector and period apart") {
  World world;
  DetermineObligation steel = Determination(5);
  steel.sector = Sector::kSteel;
  REQUIRE(world.Do(kAuthority13, Determination(1000)) == "accepted");
  REQUIRE(world.Do(kAuthority13, steel) == "accepted");
  CHECK(world.obligations.size() == 2);
}

TEST_CASE("a determination goes down to what was surrendered, not below") {
  World world = Owing(1000, 600);
  REQUIRE(world.Do(kAuthority13, Surrendering(600)) == "accepted");
  CHECK(world.Ask(kAuthority13, Determination(599)) ==
        "OBLIGATION_BELOW_SURRENDERED obligation_tco2e=599 surrendered_tco2e=600");
  world.received_at.micros += 5;
  REQUIRE(world.Do(kAuthority13, Determination(600)) == "accepted");
  CHECK(world.obligations.at(kDue) == Obligation{kDue, {607}, {600}, {600}, world.received_at});
}

TEST_CASE("a determination that opens an obligation again takes its completion away") {
  World world = Owing(600, 700);
  REQUIRE(world.Do(kAuthority13, Surrendering(600)) == "accepted");
  const Instant completed = world.received_at;
  world.received_at.micros += 5;
  REQUIRE(world.Do(kAuthority13, Determination(600)) == "accepted");
  CHECK(world.obligations.at(kDue).completed_at == completed);
  REQUIRE(world.Do(kAuthority13, Determination(601)) == "accepted");
  CHECK(world.obligations.at(kDue).completed_at == std::nullopt);
  REQUIRE(world.Do(kAuthority13, Surrendering(1)) == "accepted");
  CHECK(world.obligations.at(kDue).completed_at == world.received_at);
}

TEST_CASE(
    "with a surplus a determination goes up, also where it stays below what was surrendered") {
  World world = Owing(100, 120);
  Surrender surplus = Surrendering(120);
  surplus.allow_surplus = true;
  REQUIRE(world.Do(kAuthority13, surplus) == "accepted");
  CHECK(world.Ask(kAuthority13, Determination(99)) ==
        "OBLIGATION_BELOW_SURRENDERED obligation_tco2e=99 surrendered_tco2e=120");
  CHECK(world.Ask(kAuthority13, Determination(100)) == "accepted");
  CHECK(world.Ask(kAuthority13, Determination(110)) == "accepted");
  CHECK(world.Ask(kAuthority13, Determination(121)) == "accepted");
}

TEST_CASE("a determination lists every check that fails in order") {
  World world;
  CHECK(ReasonsOf(world, kAuthority13, Determination(1, kNobody)) == "DENIED");
  world.SetStatus(kAuthority, AccountStatus::kClosed, {});
  const ObligationKey key{kAuthority, Sector::kNone, "1999"};
  world.obligations[key] = {key, {9}, {9}, {9}, {}};
  const Request request = world.RequestOf(
      kAuthority13, DetermineObligation{kAuthority, Sector::kNone, "1999", {8}, {8}});
  CHECK(Text(world.Decide(request)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kAuthority) +
            " kind=PROVINCIAL_AUTHORITY | ACCOUNT_STATUS_FORBIDS account=" + No(kAuthority) +
            " status=CLOSED | SECTOR_MISMATCH sector=NONE | PERIOD_NOT_FOUND period=1999 | "
            "OBLIGATION_BELOW_SURRENDERED obligation_tco2e=8 surrendered_tco2e=9");
  world.SetStatus(kUnit, AccountStatus::kRestricted, {});
  CHECK(world.Ask(kAuthority13, Determination(1)) == "accepted");
}

TEST_CASE("a surrender hands each line in and completes what it reaches") {
  World world = Owing(1000, 400);
  world.rules.instruments.at("CEA21").eligible_periods = {"2019-20"};
  world.Hold(kUnit, kCea21, 700);
  const Request request = world.RequestOf(
      kAuthority13,
      Surrender{kUnit, Sector::kPower, "2019-20", {{"CEA1920", {400}}, {"CEA21", {600}}}, false});
  CHECK(std::get<Effects>(world.Decide(request)) ==
        Effects{{{{kUnit, kCea1920, Bucket::kRegistered},
                  {kSurrenderAccount, kCea1920, Bucket::kRegistered},
                  {400}},
                 {{kUnit, kCea21, Bucket::kRegistered},
                  {kSurrenderAccount, kCea21, Bucket::kRegistered},
                  {600}}},
                {Obligation{kDue, {1000}, {1000}, {1000}, world.received_at}}});
}

TEST_CASE("a surrender of one allowance too many is rejected with both numbers") {
  World world = Owing(2000, 600);
  CHECK(world.Ask(kRepresentative, Surrendering(601)) ==
        "INSUFFICIENT_HOLDING requested_tco2e=601 available_tco2e=600 account=" + No(kUnit) +
            " instrument=CEA1920");
  CHECK(world.Do(kRepresentative, Surrendering(600)) == "accepted");
  CHECK(world.obligations.at(kDue).completed_at == std::nullopt);
}

TEST_CASE("a surrender of one allowance above what is open is rejected with both numbers") {
  World world = Owing(1000, 5000);
  REQUIRE(world.Do(kRepresentative, Surrendering(400)) == "accepted");
  CHECK(world.Ask(kRepresentative, Surrendering(601)) ==
        "SURRENDER_ABOVE_DUE requested_tco2e=601 open_tco2e=600");
  REQUIRE(world.Do(kRepresentative, Surrendering(600)) == "accepted");
  CHECK(world.Ask(kRepresentative, Surrendering(1)) ==
        "SURRENDER_ABOVE_DUE requested_tco2e=1 open_tco2e=0");
}

TEST_CASE("a surplus is handed in where the request allows it, and does not move the completion") {
  World world = Owing(1000, 5000);
  Surrender surplus = Surrendering(1001);
  surplus.allow_surplus = true;
  REQUIRE(world.Do(kRepresentative, surplus) == "accepted");
  const Instant completed = world.received_at;
  CHECK(world.obligations.at(kDue) == Obligation{kDue, {1000}, {1000}, {1001}, completed});
  world.received_at.micros += 5;
  REQUIRE(world.Do(kRepresentative, surplus) == "accepted");
  CHECK(world.obligations.at(kDue) == Obligation{kDue, {1000}, {1000}, {2002}, completed});
  CHECK(world.Ask(kRepresentative, Surrendering(1)) ==
        "SURRENDER_ABOVE_DUE requested_tco2e=1 open_tco2e=0");
}

TEST_CASE("completion is the arrival of the request, at the deadline or after it") {
  for (const std::int64_t after : {0, 1}) {
    World world = Owing(1000, 1000);
    world.received_at = {world.rules.FindPeriod("2019-20")->deadline.micros + after};
    world.now = {world.received_at.micros + 100};
    REQUIRE(world.Do(kRepresentative, Surrendering(1000)) == "accepted");
    CHECK(world.obligations.at(kDue).completed_at == world.received_at);
  }
}

TEST_CASE("nothing is surrendered without a determination") {
  World world;
  world.Hold(kUnit, kCea1920, 10);
  const std::string none =
      "OBLIGATION_NOT_DETERMINED account=" + No(kUnit) + " sector=POWER period=2019-20";
  CHECK(world.Ask(kRepresentative, Surrendering(1)) == none);
  world.Owe(kUnit, 10, 0, "2021");
  world.Owe(kOtherUnit, 10);
  CHECK(world.Ask(kRepresentative, Surrendering(1)) == none);
}

TEST_CASE("a vintage serves the periods that it is eligible for") {
  World world = Owing(100, 100);
  world.Hold(kUnit, kCea21, 100);
  Surrender surrender = Surrendering(1);
  surrender.lines[0].instrument = "CEA21";
  CHECK(world.Ask(kRepresentative, surrender) ==
        "INSTRUMENT_NOT_ELIGIBLE instrument=CEA21 period=2019-20");
  surrender.period = "2021";
  world.Owe(kUnit, 10, 0, "2021");
  CHECK(world.Ask(kRepresentative, surrender) == "accepted");
}

TEST_CASE("credits wait for the offset office, money is never surrendered") {
  World world = Owing(100, 100);
  world.Hold(kUnit, kCcer, 100);
  world.Hold(kUnit, kCny, 100);
  Surrender surrender = Surrendering(1);
  surrender.lines[0].instrument = "CCER:1:2020";
  CHECK(world.Ask(kRepresentative, surrender) == "OFFSET_NOT_OPEN instrument=CCER:1:2020");
  surrender.lines[0].instrument = "CNY";
  CHECK(world.Ask(kRepresentative, surrender) ==
        "INSTRUMENT_KIND_FORBIDS instrument=CNY kind=MONEY");
}

TEST_CASE("a restricted unit surrenders, a closing one does not") {
  World world = Owing(100, 100);
  world.SetStatus(kUnit, AccountStatus::kRestricted, {});
  CHECK(world.Ask(kRepresentative, Surrendering(1)) == "accepted");
  world.SetStatus(kUnit, AccountStatus::kClosing, {});
  CHECK(world.Ask(kRepresentative, Surrendering(1)) ==
        "ACCOUNT_STATUS_FORBIDS account=" + No(kUnit) + " status=CLOSING");
}

TEST_CASE("a surrender that leaves 64 bits is refused") {
  World world = Owing(1000, 10);
  world.Hold(kSurrenderAccount, kCea1920, kMost - 9);
  CHECK(world.Ask(kRepresentative, Surrendering(9)) == "accepted");
  CHECK(world.Ask(kRepresentative, Surrendering(10)) ==
        "BALANCE_OVERFLOW account=" + No(kSurrenderAccount) +
            " instrument=CEA1920 balance_tco2e=9223372036854775798 requested_tco2e=10");
  world.Hold(kSurrenderAccount, kCea1920, 0);
  world.Owe(kUnit, kMost, kMost - 9);
  Surrender surplus = Surrendering(10);
  surplus.allow_surplus = true;
  CHECK(world.Ask(kRepresentative, surplus) ==
        "BALANCE_OVERFLOW surrendered_tco2e=9223372036854775798 requested_tco2e=10");
}

TEST_CASE("lines whose sum leaves 64 bits are refused, whatever is due or allowed") {
  World world = Owing(kMost - 1, kMost);
  world.rules.instruments.at("CEA21").eligible_periods = {"2019-20"};
  world.Hold(kUnit, kCea21, kMost);
  Surrender surrender = Surrendering(kMost);
  surrender.lines.push_back({"CEA21", {kMost}});
  const std::string overflow =
      "BALANCE_OVERFLOW surrendered_tco2e=0 requested_tco2e=9223372036854775807";
  CHECK(
      world.Ask(kRepresentative, surrender) ==
      "SURRENDER_ABOVE_DUE requested_tco2e=9223372036854775807 open_tco2e=9223372036854775806 | " +
          overflow);
  world.Owe(kUnit, kMost);
  CHECK(world.Ask(kRepresentative, surrender) == overflow);
  surrender.allow_surplus = true;
  CHECK(world.Ask(kRepresentative, surrender) == overflow);
}

TEST_CASE("a surrender lists every check that fails in order") {
  World world;
  Surrender surrender{kAuthority,
                      Sector::kPower,
                      "1999",
                      {{"CEA99", {1}}, {"CCER:1:2020", {2}}, {"CNY", {3}}, {"CEA1920", {4}}},
                      false};
  world.SetStatus(kAuthority, AccountStatus::kClosed, {});
  CHECK(ReasonsOf(world, kAuthority13, surrender) ==
        "ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS PERIOD_NOT_FOUND OBLIGATION_NOT_DETERMINED "
        "INSTRUMENT_NOT_FOUND OFFSET_NOT_OPEN INSTRUMENT_KIND_FORBIDS INSUFFICIENT_HOLDING "
        "INSUFFICIENT_HOLDING INSUFFICIENT_HOLDING");
  world.Owe(kUnit, 5, 0, "2021");
  surrender = {kUnit, Sector::kPower, "2021", {{"CEA1920", {4}}, {"CEA21", {2}}}, false};
  world.Hold(kSurrenderAccount, kCea21, kMost);
  CHECK(ReasonsOf(world, kRepresentative, surrender) ==
        "INSTRUMENT_NOT_ELIGIBLE SURRENDER_ABOVE_DUE INSUFFICIENT_HOLDING INSUFFICIENT_HOLDING "
        "BALANCE_OVERFLOW");
}

}  // namespace
}  // namespace registry::ledger::testing
