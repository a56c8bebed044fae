// Caps and issuing.
#include "ledger/issue.h"

#include <catch2/catch.hpp>
#include <string>
#include <variant>

#include "ledger/issuance_cap.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

const IssuanceCapKey kKey{"plan-2020-3", "CEA1920", Sector::kPower};

SetIssuanceCap Cap(std::int64_t cap) {
  return {"plan-2020-3", "CEA1920", Sector::kPower, {cap}, {}};
}

Issue Issuing(std::int64_t quantity, AccountId to = kAuthority) {
  return {"plan-2020-3", "CEA1920", Sector::kPower, to, {quantity}, {}};
}

TEST_CASE("a cap is set, raised, and lowered to what was issued but not below") {
  World world;
  REQUIRE(world.Do(kMinistry, Cap(0)) == "accepted");
  REQUIRE(world.Do(kMinistry, Cap(1000)) == "accepted");
  REQUIRE(world.Do(kOperator, Issuing(600)) == "accepted");
  CHECK(world.Ask(kMinistry, Cap(599)) ==
        "ISSUANCE_CAP_BELOW_ISSUED cap_tco2e=599 issued_tco2e=600");
  REQUIRE(world.Do(kMinistry, Cap(600)) == "accepted");
  CHECK(world.caps.at(kKey) == IssuanceCap{kKey, {600}, {600}});
}

TEST_CASE("a cap is for an instrument of allowances that exists") {
  const World world;
  SetIssuanceCap cap = Cap(1);
  cap.instrument = "CEA99";
  CHECK(world.Ask(kMinistry, cap) == "INSTRUMENT_NOT_FOUND instrument=CEA99");
  cap.instrument = "CNY";
  CHECK(world.Ask(kMinistry, cap) == "INSTRUMENT_KIND_FORBIDS instrument=CNY kind=MONEY");
  cap.instrument = "CCER:1:2020";
  CHECK(world.Ask(kMinistry, cap) == "INSTRUMENT_KIND_FORBIDS instrument=CCER:1:2020 kind=CREDIT");
}

TEST_CASE("a cap lists every check that fails in order") {
  World world;
  const IssuanceCapKey money{"plan", "CNY", Sector::kPower};
  world.caps[money] = {money, {10}, {10}};
  CHECK(Reasons(world.Decide(
            world.RequestOf(kMinistry, SetIssuanceCap{"plan", "CNY", Sector::kPower, {9}, {}}))) ==
        "INSTRUMENT_KIND_FORBIDS ISSUANCE_CAP_BELOW_ISSUED");
}

TEST_CASE("issuing makes the issuance account minus what was issued") {
  World world;
  world.Do(kMinistry, Cap(1000));
  const Decision decision = world.Decide(world.RequestOf(kOperator, Issuing(600)));
  CHECK(std::get<Effects>(decision) == Effects{{{{kIssuanceAccount, kCea1920, Bucket::kRegistered},
                                                 {kAuthority, kCea1920, Bucket::kRegistered},
                                                 {600}}},
                                               {IssuanceCap{kKey, {1000}, {600}}}});
  REQUIRE(world.Do(kOperator, Issuing(600)) == "accepted");
  CHECK(world.Balance(kIssuanceAccount, kCea1920) == -600);
  CHECK(world.Balance(kAuthority, kCea1920) == 600);
}

TEST_CASE("exactly the cap is issued, one allowance more is refused with all three numbers") {
  World world;
  world.Do(kMinistry, Cap(1000));
  REQUIRE(world.Do(kOperator, Issuing(600)) == "accepted");
  CHECK(world.Ask(kOperator, Issuing(401)) ==
        "ISSUANCE_CAP_EXCEEDED requested_tco2e=401 cap_tco2e=1000 issued_tco2e=600");
  CHECK(world.Do(kOperator, Issuing(400, kNationalAccount)) == "accepted");
  CHECK(world.Ask(kOperator, Issuing(1)) ==
        "ISSUANCE_CAP_EXCEEDED requested_tco2e=1 cap_tco2e=1000 issued_tco2e=1000");
}

TEST_CASE("a cap of another plan or sector does not count") {
  World world;
  world.Do(kMinistry, Cap(1000));
  Issue issue = Issuing(1);
  issue.plan = "other";
  CHECK(world.Ask(kOperator, issue) ==
        "ISSUANCE_CAP_NOT_SET plan=other instrument=CEA1920 sector=POWER");
  issue = Issuing(1);
  issue.sector = Sector::kSteel;
  CHECK(world.Ask(kOperator, issue) ==
        "ISSUANCE_CAP_NOT_SET plan=plan-2020-3 instrument=CEA1920 sector=STEEL");
}

TEST_CASE("allowances are issued to authorities and the national account only") {
  World world;
  world.Do(kMinistry, Cap(1000));
  CHECK(world.Ask(kOperator, Issuing(1, kNobody)) == "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  CHECK(world.Ask(kOperator, Issuing(1, kUnit)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kUnit) + " kind=KEY_EMITTING_UNIT");
  CHECK(world.Ask(kOperator, Issuing(1, kIssuanceAccount)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kIssuanceAccount) + " kind=ISSUANCE");
  world.SetStatus(kAuthority, AccountStatus::kRestricted, {});
  CHECK(world.Ask(kOperator, Issuing(1)) == "accepted");
  world.SetStatus(kAuthority, AccountStatus::kClosing, {});
  CHECK(world.Ask(kOperator, Issuing(1)) ==
        "ACCOUNT_STATUS_FORBIDS account=" + No(kAuthority) + " status=CLOSING");
}

TEST_CASE("issuing that leaves 64 bits on either side is refused") {
  World world;
  world.Do(kMinistry, Cap(kMost));
  world.Hold(kAuthority, kCea1920, kMost - 5);
  CHECK(world.Ask(kOperator, Issuing(5)) == "accepted");
  CHECK(world.Ask(kOperator, Issuing(6)) ==
        "BALANCE_OVERFLOW account=" + No(kAuthority) +
            " instrument=CEA1920 balance_tco2e=9223372036854775802 requested_tco2e=6");
  world.Hold(kAuthority, kCea1920, 0);
  world.Hold(kIssuanceAccount, kCea1920, 5 - kMost);
  CHECK(world.Ask(kOperator, Issuing(5)) == "accepted");
  CHECK(world.Ask(kOperator, Issuing(6)) ==
        "BALANCE_OVERFLOW account=" + No(kIssuanceAccount) +
            " instrument=CEA1920 balance_tco2e=-9223372036854775802 requested_tco2e=6");
}

TEST_CASE(
    "all that is issued fits one balance, so what is given back within the book always fits") {
  World world;
  world.Do(kMinistry, Cap(kMost));
  world.Hold(kIssuanceAccount, kCea1920, -kMost);
  world.Hold(kUnit, kCea1920, kMost - 1);
  world.Hold(kUnit, kCea1920, 1, Bucket::kFrozen);
  CHECK(world.Ask(kOperator, Issuing(1)).starts_with("BALANCE_OVERFLOW"));
}

TEST_CASE("issuing lists every check that fails in order") {
  World world;
  world.SetStatus(kUnit, AccountStatus::kClosed, {});
  Issue issue = Issuing(1, kUnit);
  issue.instrument = "CNY";
  CHECK(Reasons(world.Decide(world.RequestOf(kOperator, issue))) ==
        "ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS INSTRUMENT_KIND_FORBIDS ISSUANCE_CAP_NOT_SET");
  issue = Issuing(8, kNobody);
  issue.instrument = "CEA99";
  CHECK(Reasons(world.Decide(world.RequestOf(kOperator, issue))) ==
        "ACCOUNT_NOT_FOUND INSTRUMENT_NOT_FOUND ISSUANCE_CAP_NOT_SET");
  world.Do(kMinistry, Cap(7));
  world.Hold(kAuthority, kCea1920, kMost);
  CHECK(Reasons(world.Decide(world.RequestOf(kOperator, Issuing(8)))) ==
        "ISSUANCE_CAP_EXCEEDED BALANCE_OVERFLOW");
}

}  // namespace
}  // namespace registry::ledger::testing
