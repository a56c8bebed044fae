// Who is heard at all, and that an outsider learns nothing.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ledger/decide.h"
#include "ledger/policy.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

std::vector<Command> OneOfEach() {
  return {OpenBook{},
          RegisterParticipant{},
          AdvanceClock{},
          CreatePeriod{},
          CreateInstrument{},
          SetIssuanceCap{},
          OpenAccount{},
          ChangeAccountStatus{},
          Issue{},
          Allocate{},
          ReturnAllowances{},
          MoveToTrading{},
          MoveFromTrading{},
          Transfer{},
          SettleTrade{},
          DetermineObligation{},
          Surrender{},
          Cancel{},
          ChangeParticipant{},
          RegisterCertificate{},
          RevokeCertificate{},
          RegisterPerson{},
          ChangePerson{},
          SetPolicy{},
          SetCalendar{},
          ApproveProposal{},
          RejectProposal{},
          WithdrawProposal{},
          ExpireProposal{}};
}

TEST_CASE("a role without a right to a command is denied it") {
  World world;
  const ParticipantId id{50};
  for (int role = 1; role <= kRoleCount; ++role) {
    // Without an account and a province of his own, only a right to all reaches anything.
    world.rules.participants[id] = {id, "somebody", static_cast<Role>(role), {}, {}};
    for (const Command& command : OneOfEach()) {
      INFO(RoleName(static_cast<Role>(role)) << " " << CommandTypeName(TypeOf(command)));
      const bool denied = world.Ask(id, command) == "DENIED";
      if (TypeOf(command) >= CommandType::kApproveProposal) {
        // Of proposals that are not there nobody learns (second_person_test.cc).
        CHECK(denied);
        continue;
      }
      CHECK(denied == (RightTo(static_cast<Role>(role), TypeOf(command)) != Scope::kAll));
    }
  }
}

TEST_CASE("an unknown participant is denied everything") {
  const World world;
  for (const Command& command : OneOfEach()) {
    CHECK(world.Ask(ParticipantId{99}, command) == "DENIED");
    CHECK(world.Ask(ParticipantId{-1}, command) == "DENIED");
  }
}

TEST_CASE("an authority acts for accounts of its province only, and learns nothing about others") {
  World world;
  world.Hold(kAuthority, kCea1920, 10);
  world.Hold(kUnit, kCea1920, 10);
  world.Owe(kUnit, 10);
  const std::vector<Command> commands = {
      Allocate{kAuthority, kUnit, "CEA1920", "2019-20", AllocationStep::kDetermination, {1}},
      ReturnAllowances{kUnit, kAuthority, "CEA1920", "2019-20", {1}},
      DetermineObligation{kUnit, Sector::kPower, "2019-20", {11}, {11}},
      Surrender{kUnit, Sector::kPower, "2019-20", {{"CEA1920", {1}}}, false}};
  for (const Command& command : commands) {
    INFO(CommandTypeName(TypeOf(command)));
    CHECK(world.Ask(kAuthority13, command) == "accepted");
    CHECK(world.Ask(kAuthority11, command) == "DENIED");
    // The same answer for an account that does not exist.
    World without = world;
    without.accounts.erase(kUnit);
    without.accounts.erase(kAuthority);
    CHECK(without.Ask(kAuthority11, command) == "DENIED");
    CHECK(without.Ask(kAuthority13, command) == "DENIED");
  }
}

TEST_CASE("an authority does not act for the national account, nor one without a province") {
  World world;
  world.Hold(kNationalAccount, kCea1920, 10);
  const Allocate allocate{
      kNationalAccount, kAuthority, "CEA1920", "2019-20", AllocationStep::kDetermination, {1}};
  CHECK(world.Ask(kAuthority13, allocate) == "DENIED");
  world.rules.participants.at(kAuthority13).province = "";
  CHECK(world.Ask(kAuthority13, allocate) == "DENIED");
  CHECK(world.Ask(kOperator, allocate) == "accepted");
}

TEST_CASE("a representative acts for its own account only") {
  World world;
  for (const AccountId account : {kUnit, kOtherUnit}) {
    world.Hold(account, kCea1920, 10);
    world.Owe(account, 10);
  }
  for (const AccountId account : {kUnit, kOtherUnit, kNobody}) {
    const std::string expected = account == kUnit ? "accepted" : "DENIED";
    CHECK(world.Ask(kRepresentative, MoveToTrading{account, "CEA1920", {1}}) == expected);
    CHECK(world.Ask(kRepresentative, Cancel{account, "CEA1920", {1}, ""}) == expected);
    CHECK(world.Ask(kRepresentative,
                    Surrender{account, Sector::kPower, "2019-20", {{"CEA1920", {1}}}, false}) ==
          expected);
  }
  world.rules.participants.at(kRepresentative).account.reset();
  CHECK(world.Ask(kRepresentative, MoveToTrading{kUnit, "CEA1920", {1}}) == "DENIED");
}

TEST_CASE("without an open book nothing is decided, and no right is no right") {
  World world;
  world.rules.book_open = false;
  CHECK(world.Ask(kOperator, Issue{}) == "FAULT: the book is not open");
  CHECK(world.Ask(kAuditor, Issue{}) == "DENIED");
}

}  // namespace
}  // namespace registry::ledger::testing
