// Objections to a restriction, and their replies.
#include <catch2/catch.hpp>
#include <string>

#include "ledger/account_life.h"
#include "ledger/change_account_status.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

const Document kPaper{"paper", {1}};

// Working days of the end of 2021 and of January 2022; 3 January was a holiday, 29 and 30 were not.
Calendars Winter() {
  return {{2021, {2021, {1220, 1221, 1222, 1223, 1224, 1227, 1228, 1229, 1230, 1231}}},
          {2022, {2022, {104, 105, 106, 107, 110, 111, 112, 113, 114, 117, 118,
                         119, 120, 121, 124, 125, 126, 127, 128, 129, 130}}}};
}

// With a restricted kUnit, since the World's now: Monday 20 December 2021, 16:00:01.
World Restricted() {
  World world;
  world.rules.calendars = Winter();
  REQUIRE(world.Do(kOperator, ChangeAccountStatus{kUnit, AccountStatus::kRestricted, "licence"}) ==
          "accepted");
  return world;
}

std::string Status(const World& world, AccountId account) {
  return std::string(AccountStatusName(world.accounts.at(account).status));
}

const ObjectToRestriction kObject{kUnit, "the licence is valid", kPaper};

TEST_CASE("an objection is in time at the same time of day on the fifteenth working day") {
  World world = Restricted();
  const Instant until = Beijing(2022, 1, 11, 16, 0, 1);
  world.received_at = until;
  CHECK(world.Ask(kOperator, kObject) == "accepted");
  CHECK(world.Ask(kRepresentative, kObject) == "accepted");
  world.received_at = {until.micros + 1};
  CHECK(world.Ask(kOperator, kObject) ==
        "OBJECTION_TOO_LATE account=" + No(kUnit) + " until=2022-01-11T08:00:01Z");
  // A calendar is missing: three days for each working day.
  world.rules.calendars.erase(2022);
  CHECK(world.Ask(kOperator, kObject) == "accepted");
  world.received_at = {Beijing(2022, 2, 3, 16, 0, 1).micros};
  CHECK(world.Ask(kOperator, kObject) == "accepted");
  world.received_at.micros += 1;
  CHECK(world.Ask(kOperator, kObject) ==
        "OBJECTION_TOO_LATE account=" + No(kUnit) + " until=2022-02-03T08:00:01Z");
}

TEST_CASE("it is the arrival of an objection that counts, not when it is recorded") {
  World world = Restricted();
  world.received_at = Beijing(2022, 1, 11, 16, 0, 1);
  world.now = Beijing(2022, 1, 12, 9);
  REQUIRE(world.Do(kRepresentative, kObject) == "accepted");
  CHECK(world.accounts.at(kUnit).objected_at == world.received_at);
  CHECK(Status(world, kUnit) == "RESTRICTED");
}

TEST_CASE("a restriction is objected to once, decided or not") {
  World world = Restricted();
  REQUIRE(world.Do(kRepresentative, kObject) == "accepted");
  const std::string exists =
      "OBJECTION_EXISTS account=" + No(kUnit) + " filed_at=2021-12-20T08:00:00Z";
  CHECK(world.Ask(kRepresentative, kObject) == exists);
  REQUIRE(world.Do(kReviewer, DecideObjection{kUnit, false, "no", kPaper}) == "accepted");
  CHECK(world.Ask(kRepresentative, kObject) == exists);
  world.received_at = Beijing(2022, 1, 11, 16, 0, 2);
  CHECK(Reasons(world.Decide(world.RequestOf(kOperator, kObject))) ==
        "OBJECTION_TOO_LATE OBJECTION_EXISTS");
}

TEST_CASE("only a restricted account's holder objects") {
  World world;
  CHECK(world.Ask(kOperator, ObjectToRestriction{kNobody, "", kPaper}) ==
        "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  for (int status = 1; status <= kAccountStatusCount; ++status) {
    const auto of_account = static_cast<AccountStatus>(status);
    if (of_account == AccountStatus::kRestricted) continue;
    world.SetStatus(kUnit, of_account, {});
    CHECK(world.Ask(kOperator, kObject) ==
          "ACCOUNT_STATUS_FORBIDS account=" + No(kUnit) +
              " status=" + std::string(AccountStatusName(of_account)));
  }
  world = Restricted();
  ObjectToRestriction of_other = kObject;
  of_other.account = kOtherUnit;
  CHECK(world.Ask(kRepresentative, of_other) == "DENIED");
}

TEST_CASE("a reply is due ten working days after the objection, and not after the reply") {
  World world = Restricted();
  CHECK_FALSE(DueAt(world.rules.calendars, world.accounts.at(kUnit)).has_value());
  world.received_at = Beijing(2021, 12, 21, 10, 0, 0, 5);
  REQUIRE(world.Do(kRepresentative, kObject) == "accepted");
  CHECK(DueAt(world.rules.calendars, world.accounts.at(kUnit)) == Beijing(2022, 1, 5, 10, 0, 0, 5));
  CHECK(DueAt({}, world.accounts.at(kUnit)) == Beijing(2022, 1, 20, 10, 0, 0, 5));
  World closing = world;
  REQUIRE(closing.Do(kOperator, ChangeAccountStatus{kUnit, AccountStatus::kClosing, ""}) ==
          "accepted");
  CHECK_FALSE(DueAt(world.rules.calendars, closing.accounts.at(kUnit)).has_value());
  REQUIRE(world.Do(kReviewer, DecideObjection{kUnit, false, "no", kPaper}) == "accepted");
  CHECK_FALSE(DueAt(world.rules.calendars, world.accounts.at(kUnit)).has_value());
}

TEST_CASE("a reply that lifts the restriction opens the account, another leaves it as it was") {
  World world = Restricted();
  const Instant since = world.now;
  REQUIRE(world.Do(kRepresentative, kObject) == "accepted");
  world.now.micros += 7;
  World kept = world;
  REQUIRE(world.Do(kReviewer, DecideObjection{kUnit, true, "valid", kPaper}) == "accepted");
  CHECK(Status(world, kUnit) == "OPEN");
  CHECK(world.accounts.at(kUnit).status_since == world.now);
  CHECK(world.accounts.at(kUnit).objection_decided);
  REQUIRE(kept.Do(kReviewer, DecideObjection{kUnit, false, "not valid", kPaper}) == "accepted");
  CHECK(Status(kept, kUnit) == "RESTRICTED");
  CHECK(kept.accounts.at(kUnit).status_since == since);
  CHECK(kept.accounts.at(kUnit).objection_decided);
}

TEST_CASE("there is a reply to an open objection only, and one") {
  const std::string not_open = "OBJECTION_NOT_OPEN account=" + No(kUnit);
  const DecideObjection lift{kUnit, true, "", kPaper};
  World world = Restricted();
  CHECK(world.Ask(kReviewer, DecideObjection{kNobody, true, "", kPaper}) ==
        "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  CHECK(world.Ask(kReviewer, lift) == not_open);
  REQUIRE(world.Do(kRepresentative, kObject) == "accepted");
  // Not one that closes meanwhile: a reply would open it.
  World closing = world;
  REQUIRE(closing.Do(kOperator, ChangeAccountStatus{kUnit, AccountStatus::kClosing, ""}) ==
          "accepted");
  CHECK(closing.Ask(kReviewer, lift) == not_open);
  REQUIRE(world.Do(kReviewer, DecideObjection{kUnit, false, "", kPaper}) == "accepted");
  CHECK(world.Ask(kReviewer, lift) == not_open);
}

TEST_CASE("a new restriction can be objected to anew") {
  World world = Restricted();
  REQUIRE(world.Do(kRepresentative, kObject) == "accepted");
  REQUIRE(world.Do(kReviewer, DecideObjection{kUnit, true, "valid", kPaper}) == "accepted");
  world.now = world.received_at = Beijing(2022, 1, 20);
  REQUIRE(world.Do(kOperator, ChangeAccountStatus{kUnit, AccountStatus::kRestricted, "again"}) ==
          "accepted");
  CHECK_FALSE(world.accounts.at(kUnit).objected_at.has_value());
  CHECK_FALSE(world.accounts.at(kUnit).objection_decided);
  CHECK(world.Ask(kReviewer, DecideObjection{kUnit, true, "", kPaper}) ==
        "OBJECTION_NOT_OPEN account=" + No(kUnit));
  CHECK(world.Do(kRepresentative, kObject) == "accepted");
}

}  // namespace
}  // namespace registry::ledger::testing
