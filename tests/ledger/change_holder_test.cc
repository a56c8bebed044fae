// What is known of a holder, and the kind of his account.
#include <catch2/catch.hpp>
#include <string>
#include <variant>

#include "ledger/account_life.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

const Document kPaper{"paper", {1}};

ChangeParticulars Particulars(AccountId account) { return {account, "", "", {}, kPaper}; }

TEST_CASE("only the particulars that are given change, and the name is kept apart") {
  World world;
  ChangeParticulars change = Particulars(kUnit);
  change.holder_name = "Unit under a new name";
  const Account before = world.accounts.at(kUnit);
  CHECK(std::get<Effects>(world.Decide(world.RequestOf(kOperator, change))) ==
        Effects{{}, {before, HolderParticulars{kUnit, "Unit under a new name"}}});
  change = Particulars(kUnit);
  change.province = "11";
  change.sector = Sector::kSteel;
  Account after = before;
  after.province = "11";
  after.sector = Sector::kSteel;
  CHECK(std::get<Effects>(world.Decide(world.RequestOf(kOperator, change))) ==
        Effects{{}, {after}});
}

TEST_CASE("particulars make their checks in order") {
  World world;
  CHECK(world.Ask(kOperator, Particulars(kNobody)) == "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  ChangeParticulars change = Particulars(kNationalAccount);
  change.sector = Sector::kSteel;
  world.SetStatus(kNationalAccount, AccountStatus::kClosed, {});
  CHECK(world.Ask(kOperator, change) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kNationalAccount) +
            " kind=NATIONAL | ACCOUNT_STATUS_FORBIDS account=" + No(kNationalAccount) +
            " status=CLOSED | SECTOR_MISMATCH kind=NATIONAL sector=STEEL");
}

TEST_CASE("a unit keeps a sector and others have none") {
  const World world;
  ChangeParticulars change = Particulars(kUnit);
  change.sector = Sector::kNone;
  CHECK(world.Ask(kOperator, change) == "SECTOR_MISMATCH kind=KEY_EMITTING_UNIT sector=NONE");
  change = Particulars(kInstitution);
  change.sector = Sector::kSteel;
  CHECK(world.Ask(kOperator, change) == "SECTOR_MISMATCH kind=INSTITUTION sector=STEEL");
}

ChangeAccountKind ToInstitution(AccountId account) {
  return {account, AccountKind::kInstitution, Sector::kNone, "", kPaper};
}
ChangeAccountKind ToUnit(AccountId account) {
  return {account, AccountKind::kKeyEmittingUnit, Sector::kSteel, "13", kPaper};
}

TEST_CASE("an institution becomes a key emitting unit and the other way round, with its holding") {
  World world;
  world.Hold(kInstitution, kCea1920, 5);
  const Account before = world.accounts.at(kInstitution);
  REQUIRE(world.Do(kOperator, ToUnit(kInstitution)) == "accepted");
  Account after = before;
  after.kind = AccountKind::kKeyEmittingUnit;
  after.sector = Sector::kSteel;
  after.province = "13";
  CHECK(world.accounts.at(kInstitution) == after);
  CHECK(world.Balance(kInstitution, kCea1920) == 5);
  REQUIRE(world.Do(kOperator, ToInstitution(kInstitution)) == "accepted");
  CHECK(world.accounts.at(kInstitution).sector == Sector::kNone);
  CHECK(world.accounts.at(kInstitution).province == "13");
}

TEST_CASE("a change of kind makes its checks in order") {
  World world;
  CHECK(world.Ask(kOperator, ToInstitution(kNobody)) == "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  ChangeAccountKind change = ToUnit(kInstitution);
  change.kind = AccountKind::kProvincialAuthority;
  change.province = "";
  world.accounts.at(kInstitution).province = "";
  world.SetStatus(kInstitution, AccountStatus::kClosing, {});
  CHECK(world.Ask(kOperator, change) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kInstitution) +
            " kind=PROVINCIAL_AUTHORITY | ACCOUNT_STATUS_FORBIDS account=" + No(kInstitution) +
            " status=CLOSING | PROVINCE_MISMATCH kind=PROVINCIAL_AUTHORITY province= | "
            "SECTOR_MISMATCH kind=PROVINCIAL_AUTHORITY sector=STEEL");
  CHECK(world.Ask(kOperator, ToInstitution(kNationalAccount)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kNationalAccount) + " kind=NATIONAL");
  world.Owe(kUnit, 1);
  world.SetStatus(kUnit, AccountStatus::kClosed, {});
  change = ToInstitution(kUnit);
  change.sector = Sector::kPower;
  CHECK(Reasons(world.Decide(world.RequestOf(kOperator, change))) ==
        "ACCOUNT_STATUS_FORBIDS SECTOR_MISMATCH OBLIGATION_OPEN");
}

TEST_CASE("a new unit needs a province and a sector") {
  const World world;
  ChangeAccountKind change = ToUnit(kInstitution);
  change.province = "";
  change.sector = Sector::kNone;
  CHECK(world.Ask(kOperator, change) ==
        "PROVINCE_MISMATCH kind=KEY_EMITTING_UNIT province= | SECTOR_MISMATCH "
        "kind=KEY_EMITTING_UNIT sector=NONE");
}

TEST_CASE("no organisation becomes a natural person, of whom the list of staff would be asked") {
  const World world;
  ChangeAccountKind change = ToInstitution(kUnit);
  change.kind = AccountKind::kIndividual;
  CHECK(world.Ask(kOperator, change) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kUnit) + " kind=INDIVIDUAL");
  CHECK(world.Ask(kOperator, ToInstitution(kIndividual)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kIndividual) + " kind=INSTITUTION");
}

TEST_CASE("a unit that owes a tonne stays a unit, for nobody else can surrender it") {
  World world;
  world.Owe(kUnit, 10, 9);
  CHECK(world.Ask(kOperator, ToInstitution(kUnit)) ==
        "OBLIGATION_OPEN account=" + No(kUnit) + " sector=POWER period=2019-20 open_tco2e=1");
  ChangeAccountKind steel = ToUnit(kUnit);
  CHECK(world.Ask(kOperator, steel) == "accepted");
  world.Owe(kUnit, 10, 10);
  CHECK(world.Ask(kOperator, ToInstitution(kUnit)) == "accepted");
}

}  // namespace
}  // namespace registry::ledger::testing
