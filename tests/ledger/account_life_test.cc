// The life of an account between its application and its restriction.
#include "ledger/account_life.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <variant>

#include "ledger/decide.h"
#include "ledger/open_account.h"
#include "ledger/staff.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

constexpr AccountId kNew{1008};
constexpr Digest kHim{7, 7, 7};
const Document kPaper{"paper", {1}};

ApplyForAccount Application() {
  return {AccountKind::kKeyEmittingUnit,
          "91310116660779822N",
          "Unit of the first cycle",
          "13",
          Sector::kPower,
          {},
          {},
          {kPaper}};
}

ApplyForAccount ApplicationOfPerson() {
  ApplyForAccount apply = Application();
  apply.kind = AccountKind::kIndividual;
  apply.sector = Sector::kNone;
  apply.identity = kHim;
  return apply;
}

// Working days of the end of 2021 and of January 2022; 3 January was a holiday, 29 and 30 were not.
Calendars Winter() {
  return {{2021, {2021, {1220, 1221, 1222, 1223, 1224, 1227, 1228, 1229, 1230, 1231}}},
          {2022, {2022, {104, 105, 106, 107, 110, 111, 112, 113, 114, 117, 118,
                         119, 120, 121, 124, 125, 126, 127, 128, 129, 130}}}};
}

std::string Status(const World& world, AccountId account) {
  return std::string(AccountStatusName(world.accounts.at(account).status));
}

TEST_CASE("an application gives the account its number and its holder's name, and no right yet") {
  World world;
  const Decision decision = world.Decide(world.RequestOf(kOperator, Application()));
  CHECK(std::get<Effects>(decision) ==
        Effects{{},
                {Account{kNew, AccountKind::kKeyEmittingUnit, AccountStatus::kApplied,
                         "91310116660779822N", "13", Sector::kPower, world.now},
                 HolderParticulars{kNew, "Unit of the first cycle"}}});
}

TEST_CASE(
    "an account is open after its application, its review and its opening, each with its time") {
  World world;
  REQUIRE(world.Do(kOperator, Application()) == "accepted");
  world.now.micros += 1;
  REQUIRE(world.Do(kReviewer, ReviewApplication{kNew, true, ""}) == "accepted");
  CHECK(Status(world, kNew) == "REVIEWED");
  CHECK(world.accounts.at(kNew).status_since == world.now);
  world.now.micros += 1;
  REQUIRE(world.Do(kOperator, OpenAppliedAccount{kNew}) == "accepted");
  CHECK(Status(world, kNew) == "OPEN");
  CHECK(world.accounts.at(kNew).status_since == world.now);
  CHECK(world.accounts.at(kNew).social_credit_code == "91310116660779822N");
}

TEST_CASE("an application makes the checks of an opening, in their order and with their facts") {
  World world;
  world.rules.staff[kHim] = {kHim, StaffOf::kVerifier, true};
  REQUIRE(world.Do(kOperator, Application()) == "accepted");
  ApplyForAccount apply = Application();
  apply.identity = kHim;
  apply.kind = AccountKind::kCustody;
  CHECK(world.Ask(kOperator, apply) ==
        "ACCOUNT_KIND_FORBIDS kind=CUSTODY | SECTOR_MISMATCH kind=CUSTODY sector=POWER | "
        "HOLDER_IN_CONFLICT | HOLDER_HAS_ACCOUNT account=" +
            No(kNew));
  apply.kind = AccountKind::kProvincialAuthority;
  apply.province = "";
  apply.account = kNobody;
  CHECK(Reasons(world.Decide(world.RequestOf(kOperator, apply))) ==
        "PROVINCE_MISMATCH SECTOR_MISMATCH HOLDER_IN_CONFLICT HOLDER_HAS_ACCOUNT "
        "ACCOUNT_NOT_FOUND");
  apply = Application();
  apply.account = kNew;
  CHECK(world.Ask(kOperator, apply) == "HOLDER_HAS_ACCOUNT account=" + No(kNew) +
                                           " | STATUS_CHANGE_FORBIDDEN account=" + No(kNew) +
                                           " status=APPLIED new_status=APPLIED");
}

TEST_CASE("what an opening in one step refuses, an application refuses alike") {
  for (int kind = 1; kind <= kAccountKindCount; ++kind) {
    for (const Sector sector : {Sector::kNone, Sector::kSteel}) {
      for (const char* province : {"", "13"}) {
        for (const char* code : {"91310116660779822N", "code-1001"}) {
          const World world;
          const auto of_kind = static_cast<AccountKind>(kind);
          INFO(AccountKindName(of_kind) << SectorName(sector) << province << code);
          const std::string in_one_step =
              world.Ask(kOperator, OpenAccount{of_kind, code, "name", province, sector});
          if (of_kind == AccountKind::kIndividual) {  // whose identity only an application has
            CHECK(in_one_step.starts_with("ACCOUNT_KIND_FORBIDS kind=INDIVIDUAL"));
            continue;
          }
          CHECK(in_one_step ==
                world.Ask(
                    kOperator,
                    ApplyForAccount{of_kind, code, "name", province, sector, {}, {}, {kPaper}}));
        }
      }
    }
  }
}

TEST_CASE("whoever is listed as staff may not hold allowances, until he is struck off") {
  World world;
  CHECK(world.Ask(kOperator, ApplicationOfPerson()) == "accepted");
  world.rules.staff[kHim] = {kHim, StaffOf::kExchange, true};
  CHECK(world.Ask(kOperator, ApplicationOfPerson()) == "HOLDER_IN_CONFLICT");
  ApplyForAccount other = ApplicationOfPerson();
  other.identity = Digest{8};
  CHECK(world.Ask(kOperator, other) == "accepted");
  world.rules.staff[kHim].active = false;
  CHECK(world.Ask(kOperator, ApplicationOfPerson()) == "accepted");
}

TEST_CASE("a subject has one account from its application on, whatever its status but REFUSED") {
  for (int status = 1; status <= kAccountStatusCount; ++status) {
    World world;
    REQUIRE(world.Do(kOperator, Application()) == "accepted");
    world.SetStatus(kNew, static_cast<AccountStatus>(status), {});
    const bool refused = static_cast<AccountStatus>(status) == AccountStatus::kRefused;
    INFO(Status(world, kNew));
    const std::string has = "HOLDER_HAS_ACCOUNT account=" + No(kNew);
    CHECK(world.Ask(kOperator, Application()) == (refused ? "accepted" : has));
    // In one step nobody gets past a review that did not pass.
    CHECK(world.Ask(kOperator, OpenAccount{AccountKind::kInstitution, "91310116660779822N", "name",
                                           "", Sector::kNone}) == has);
  }
}

TEST_CASE("who was refused applies again under his number, whether he names it or not") {
  for (const auto& named : {std::optional<AccountId>{}, std::optional(kNew)}) {
    World world;
    REQUIRE(world.Do(kOperator, Application()) == "accepted");
    REQUIRE(world.Do(kReviewer, ReviewApplication{kNew, false, "no licence"}) == "accepted");
    CHECK(Status(world, kNew) == "REFUSED");
    world.now.micros += 5;
    ApplyForAccount again = Application();
    again.kind = AccountKind::kInstitution;
    again.sector = Sector::kNone;
    again.account = named;
    REQUIRE(world.Do(kOperator, again) == "accepted");
    const Account& account = world.accounts.at(kNew);
    CHECK(account == Account{kNew, AccountKind::kInstitution, AccountStatus::kApplied,
                             "91310116660779822N", "13", Sector::kNone, world.now});
    CHECK(world.ids.account == AccountId{1009});  // no number is used up
    CHECK(world.Do(kReviewer, ReviewApplication{kNew, true, ""}) == "accepted");
  }
}

TEST_CASE("two applications of one subject in one batch come to one account") {
  const World world;
  const Request request = world.RequestOf(kOperator, Application());
  Snapshot snapshot = world.Load(Touches(world.rules, world.ids, request));
  const Decision first = Decide(world.rules, snapshot, world.ids, world.now, request);
  REQUIRE(Text(first) == "accepted");
  snapshot.Apply(std::get<Effects>(first), Sequence{1});
  NewIds next = world.ids;
  next.account = AccountId{1009};
  CHECK(Text(Decide(world.rules, snapshot, next, world.now, request)) ==
        "HOLDER_HAS_ACCOUNT account=" + No(kNew));
}

TEST_CASE("nobody applies again under another subject's refused account") {
  World world;
  REQUIRE(world.Do(kOperator, Application()) == "accepted");
  REQUIRE(world.Do(kReviewer, ReviewApplication{kNew, false, "no licence"}) == "accepted");
  ApplyForAccount other = Application();
  other.social_credit_code = "91110000710934519T";
  other.account = kNew;
  CHECK(world.Ask(kOperator, other) ==
        "STATUS_CHANGE_FORBIDDEN account=" + No(kNew) + " status=REFUSED new_status=APPLIED");
}

TEST_CASE("an application moves on by one step only") {
  struct Step {
    AccountStatus from;
    Command command;
    ParticipantId who;
    const char* to;
  };
  const Step steps[] = {
      {AccountStatus::kApplied, ReviewApplication{kUnit, true, ""}, kReviewer, "REVIEWED"},
      {AccountStatus::kApplied, ReviewApplication{kUnit, false, "no"}, kReviewer, "REFUSED"},
      {AccountStatus::kReviewed, OpenAppliedAccount{kUnit}, kOperator, "OPEN"},
  };
  for (const Step& step : steps) {
    for (int status = 1; status <= kAccountStatusCount; ++status) {
      World world;
      const auto from = static_cast<AccountStatus>(status);
      world.SetStatus(kUnit, from, {});
      INFO(step.to << " from " << AccountStatusName(from));
      CHECK(world.Ask(step.who, step.command) ==
            (from == step.from ? "accepted"
                               : "STATUS_CHANGE_FORBIDDEN account=" + No(kUnit) +
                                     " status=" + std::string(AccountStatusName(from)) +
                                     " new_status=" + step.to));
    }
  }
  const World world;
  CHECK(world.Ask(kReviewer, ReviewApplication{kNobody, true, ""}) ==
        "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  CHECK(world.Ask(kOperator, OpenAppliedAccount{kNobody}) ==
        "ACCOUNT_NOT_FOUND account=" + No(kNobody));
}

TEST_CASE("nobody opens what he was to review, and nobody reviews what he filed") {
  const World world;
  CHECK(world.Ask(kOperator, ReviewApplication{kUnit, true, ""}) == "DENIED");
  CHECK(world.Ask(kReviewer, Application()) == "DENIED");
  CHECK(world.Ask(kReviewer, OpenAppliedAccount{kUnit}) == "DENIED");
}

TEST_CASE("an account is due to be opened five working days after its review") {
  const Calendars calendars = Winter();
  Account account;
  account.status = AccountStatus::kReviewed;
  account.status_since = Beijing(2021, 12, 29, 9, 30, 0, 1);
  CHECK(DueAt(calendars, account) == Beijing(2022, 1, 6, 9, 30, 0, 1));
  // A year is missing: three days for each working day.
  CHECK(DueAt({{2021, calendars.at(2021)}}, account) == Beijing(2022, 1, 13, 9, 30, 0, 1));
  CHECK(DueAt({}, account) == Beijing(2022, 1, 13, 9, 30, 0, 1));
  for (const AccountStatus status :
       {AccountStatus::kApplied, AccountStatus::kOpen, AccountStatus::kRefused,
        AccountStatus::kRestricted, AccountStatus::kClosing, AccountStatus::kClosed}) {
    account.status = status;
    CHECK_FALSE(DueAt(calendars, account).has_value());
  }
}

}  // namespace
}  // namespace registry::ledger::testing
