// Opening an account and its life.
#include <catch2/catch.hpp>
#include <string>
#include <variant>

#include "ledger/change_account_status.h"
#include "ledger/open_account.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

OpenAccount UnitToOpen() {
  return {AccountKind::kKeyEmittingUnit, "91310116660779822N", "Unit of the first cycle", "13",
          Sector::kPower};
}

TEST_CASE("an account is opened under the next number, with its holder's name apart") {
  World world;
  const Request request = world.RequestOf(kOperator, UnitToOpen());
  const Decision decision = world.Decide(request);
  CHECK(std::get<Effects>(decision) ==
        Effects{{},
                {Account{AccountId{1008}, AccountKind::kKeyEmittingUnit, AccountStatus::kOpen,
                         "91310116660779822N", "13", Sector::kPower, world.now},
                 HolderParticulars{AccountId{1008}, "Unit of the first cycle"}}});
}

TEST_CASE("a kind that nobody applies for is not opened") {
  const World world;
  OpenAccount open = UnitToOpen();
  open.sector = Sector::kNone;
  open.kind = AccountKind::kNational;
  CHECK(world.Ask(kOperator, open) == "ACCOUNT_KIND_FORBIDS kind=NATIONAL");
  open.kind = AccountKind::kSettlementBank;
  CHECK(world.Ask(kOperator, open) == "ACCOUNT_KIND_FORBIDS kind=SETTLEMENT_BANK");
  // Who he is has to be known first: he applies.
  open.kind = AccountKind::kIndividual;
  CHECK(world.Ask(kOperator, open) == "ACCOUNT_KIND_FORBIDS kind=INDIVIDUAL");
}

TEST_CASE("a unit and an authority need a province, others do not") {
  const World world;
  OpenAccount open = UnitToOpen();
  open.province = "";
  CHECK(world.Ask(kOperator, open) == "PROVINCE_MISMATCH kind=KEY_EMITTING_UNIT province=");
  open.sector = Sector::kNone;
  open.kind = AccountKind::kProvincialAuthority;
  CHECK(world.Ask(kOperator, open) == "PROVINCE_MISMATCH kind=PROVINCIAL_AUTHORITY province=");
  open.kind = AccountKind::kInstitution;
  CHECK(world.Ask(kOperator, open) == "accepted");
}

TEST_CASE("a unit needs a sector, others have none") {
  const World world;
  OpenAccount open = UnitToOpen();
  open.sector = Sector::kNone;
  CHECK(world.Ask(kOperator, open) == "SECTOR_MISMATCH kind=KEY_EMITTING_UNIT sector=NONE");
  open = UnitToOpen();
  open.kind = AccountKind::kInstitution;
  CHECK(world.Ask(kOperator, open) == "SECTOR_MISMATCH kind=INSTITUTION sector=POWER");
}

TEST_CASE("a subject has one account") {
  World world;
  REQUIRE(world.Do(kOperator, UnitToOpen()) == "accepted");
  OpenAccount again = UnitToOpen();
  again.kind = AccountKind::kInstitution;
  again.sector = Sector::kNone;
  CHECK(world.Ask(kOperator, again) == "HOLDER_HAS_ACCOUNT account=" + No(AccountId{1008}));
}

TEST_CASE("an opening lists every check that fails in order") {
  World world;
  REQUIRE(world.Do(kOperator, UnitToOpen()) == "accepted");
  OpenAccount open = UnitToOpen();
  open.kind = AccountKind::kCustody;
  CHECK(Reasons(world.Decide(world.RequestOf(kOperator, open))) ==
        "ACCOUNT_KIND_FORBIDS SECTOR_MISMATCH HOLDER_HAS_ACCOUNT");
  open.kind = AccountKind::kProvincialAuthority;
  open.province = "";
  CHECK(Reasons(world.Decide(world.RequestOf(kOperator, open))) ==
        "PROVINCE_MISMATCH SECTOR_MISMATCH HOLDER_HAS_ACCOUNT");
}

ChangeAccountStatus Change(AccountId account, AccountStatus status) {
  return {account, status, "licence expired"};
}

TEST_CASE("a status holds from the instant that is recorded") {
  World world;
  REQUIRE(world.Do(kOperator, Change(kUnit, AccountStatus::kRestricted)) == "accepted");
  CHECK(world.accounts.at(kUnit).status == AccountStatus::kRestricted);
  CHECK(world.accounts.at(kUnit).status_since == world.now);
  CHECK(world.accounts.at(kUnit).province == "13");
}

TEST_CASE("an account goes open, restricted, open, closing, closed and no further") {
  World world;
  for (const AccountStatus status : {AccountStatus::kRestricted, AccountStatus::kOpen,
                                     AccountStatus::kClosing, AccountStatus::kClosed}) {
    CHECK(world.Do(kOperator, Change(kUnit, status)) == "accepted");
  }
  CHECK(world.Do(kOperator, Change(kUnit, AccountStatus::kOpen)) ==
        "STATUS_CHANGE_FORBIDDEN account=" + No(kUnit) + " status=CLOSED new_status=OPEN");
}

TEST_CASE("the status of an absent account and of the registry's own cannot be changed") {
  const World world;
  CHECK(world.Ask(kOperator, Change(kNobody, AccountStatus::kRestricted)) ==
        "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  CHECK(world.Ask(kOperator, Change(kNobody, AccountStatus::kClosed)) ==
        "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  CHECK(world.Ask(kOperator, Change(kIssuanceAccount, AccountStatus::kRestricted)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kIssuanceAccount) + " kind=ISSUANCE");
}

TEST_CASE("an account that holds one tonne is not closed, whatever the bucket") {
  for (const Bucket bucket : {Bucket::kRegistered, Bucket::kTrading, Bucket::kFrozen}) {
    World world;
    world.SetStatus(kUnit, AccountStatus::kClosing, {});
    world.Hold(kUnit, kCea1920, 1, bucket);
    world.Hold(kUnit, kCea21, 0, bucket);
    world.Hold(kOtherUnit, kCea1920, 5, bucket);
    CHECK(world.Ask(kOperator, Change(kUnit, AccountStatus::kClosed)) ==
          "ACCOUNT_NOT_EMPTY account=" + No(kUnit) +
              " instrument=CEA1920 bucket=" + std::string(BucketName(bucket)) + " balance=1");
    world.Hold(kUnit, kCea1920, 0, bucket);
    CHECK(world.Ask(kOperator, Change(kUnit, AccountStatus::kClosed)) == "accepted");
  }
}

TEST_CASE(
    "an account is not closed while one tonne is due of any period, but of what is uncollected") {
  World world;
  world.SetStatus(kUnit, AccountStatus::kClosing, {});
  world.Owe(kUnit, 10, 9);
  world.Owe(kUnit, 20, 30, "2021");
  world.Owe(kOtherUnit, 5);
  CHECK(world.Ask(kOperator, Change(kUnit, AccountStatus::kClosed)) ==
        "OBLIGATION_OPEN account=" + No(kUnit) + " sector=POWER period=2019-20 open_tco2e=1");
  CHECK(world.Ask(kOperator, Change(kUnit, AccountStatus::kOpen)) == "accepted");
  world.Owe(kUnit, 21, 20, "2021");
  CHECK(Reasons(world.Decide(world.RequestOf(kOperator, Change(kUnit, AccountStatus::kClosed)))) ==
        "OBLIGATION_OPEN OBLIGATION_OPEN");
  for (auto& [key, obligation] : world.obligations) obligation.uncollected = {1};
  CHECK(world.Ask(kOperator, Change(kUnit, AccountStatus::kClosed)) == "accepted");
  world.Owe(kUnit, 10, 10);
  CHECK(world.Ask(kOperator, Change(kUnit, AccountStatus::kClosed)) == "accepted");
}

Freeze FreezeOf(std::int64_t id, FreezeScope scope, const World& world) {
  Freeze freeze;
  freeze.id = Sequence{id};
  freeze.scope = scope;
  freeze.until = {world.now.micros + 1};
  return freeze;
}

TEST_CASE("an account is not closed while a freeze in force names it or its holder") {
  World world;
  world.SetStatus(kUnit, AccountStatus::kClosing, {});
  Freeze of_account = FreezeOf(5, FreezeScope::kAccount, world);
  of_account.account = kUnit;
  Freeze of_quantity = FreezeOf(6, FreezeScope::kQuantity, world);
  of_quantity.account = kUnit;
  Freeze of_holder = FreezeOf(7, FreezeScope::kHolder, world);
  of_holder.social_credit_code = world.accounts.at(kUnit).social_credit_code;
  Freeze of_other = FreezeOf(8, FreezeScope::kAccount, world);
  of_other.account = kOtherUnit;
  Freeze of_process = FreezeOf(9, FreezeScope::kProcess, world);
  of_process.process = CommandType::kTransfer;
  for (const Freeze& freeze : {of_account, of_quantity, of_holder, of_other, of_process}) {
    world.rules.Put(freeze);
  }
  const std::string frozen = "ACCOUNT_FROZEN account=" + No(kUnit) + " freeze=";
  CHECK(world.Ask(kOperator, Change(kUnit, AccountStatus::kClosed)) ==
        frozen + "5 | " + frozen + "6 | " + frozen + "7");
  CHECK(world.Ask(kOperator, Change(kUnit, AccountStatus::kOpen)) == "accepted");
  // Its time is over, though nobody has recorded that.
  World later = world;
  later.now.micros += 1;
  CHECK(later.Ask(kOperator, Change(kUnit, AccountStatus::kClosed)) == "accepted");
  for (Freeze freeze : {of_account, of_quantity, of_holder}) {
    freeze.state = FreezeState::kReleased;
    world.rules.Put(freeze);
  }
  CHECK(world.Ask(kOperator, Change(kUnit, AccountStatus::kClosed)) == "accepted");
  // Its holder's freeze has got the account of a successor.
  of_holder.account = kOtherUnit;
  world.rules.Put(of_holder);
  CHECK(world.Ask(kOperator, Change(kUnit, AccountStatus::kClosed)) == "accepted");
}

TEST_CASE("a change of status lists every check that fails in order") {
  World world;
  world.SetStatus(kUnit, AccountStatus::kRestricted, {});
  world.Hold(kUnit, kCea1920, 1);
  world.Owe(kUnit, 1);
  Freeze freeze = FreezeOf(5, FreezeScope::kAccount, world);
  freeze.account = kUnit;
  world.rules.Put(freeze);
  CHECK(Reasons(world.Decide(world.RequestOf(kOperator, Change(kUnit, AccountStatus::kClosed)))) ==
        "STATUS_CHANGE_FORBIDDEN ACCOUNT_NOT_EMPTY OBLIGATION_OPEN ACCOUNT_FROZEN");
  world.Hold(kIssuanceAccount, kCea1920, -7);
  world.Hold(kIssuanceAccount, kCea21, -8);
  CHECK(Reasons(world.Decide(
            world.RequestOf(kOperator, Change(kIssuanceAccount, AccountStatus::kClosed)))) ==
        "ACCOUNT_KIND_FORBIDS STATUS_CHANGE_FORBIDDEN ACCOUNT_NOT_EMPTY ACCOUNT_NOT_EMPTY");
}

}  // namespace
}  // namespace registry::ledger::testing
