// Recovery of a lost security administrator.
#include "ledger/recovery.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

constexpr std::int16_t kAdministrates = 7;  // read, initiate, approve
const Digest kNew{99};

World PersonWorld() {
  World world;
  world.NeedSecondPersons();
  return world;
}

RecoverAdministrator Recover() {
  return {"security", "sec-3", kNew, {{"idp", "sec-3"}}, {"op-1", "rev-1"}, "lost", {"D", {}}};
}

std::string AskWith(const World& world, std::vector<std::string> officers) {
  RecoverAdministrator recover = Recover();
  recover.officers = std::move(officers);
  return world.Ask(kCeremony, recover);
}

TEST_CASE("two officers of the registry give a new person the seat of an administrator") {
  World world = PersonWorld();
  const PersonId next = world.ids.person;
  REQUIRE(world.Do(kCeremony, Recover()) == "accepted");
  CHECK(*world.rules.FindPerson("sec-3") ==
        Person{next, "sec-3", kNew, {{"idp", "sec-3"}}, {{kSecurity, kAdministrates}}, true});
  CHECK(world.rules.FindParticipant(kSecurity)->active);
  // He is one at once, and approves what another one proposes.
  REQUIRE(world.DoAs(kSecurity, "sec-1", ChangeParticipant{"exchange", true, ""}) == "waiting");
  CHECK(world.DoAs(kSecurity, "sec-3",
                   ApproveProposal{world.sequence, world.HashOf(world.sequence)}) == "accepted");
}

TEST_CASE("recovery is of the ceremony alone") {
  const World world = PersonWorld();
  for (const auto& [id, office] : world.rules.participants) {
    INFO(office.name);
    CHECK(world.Ask(id, Recover()) == "DENIED");
  }
  CHECK(world.AskAs(kSecurity, "sec-1", Recover()) == "DENIED");
  CHECK(world.Ask(kHouse, Recover()) == "DENIED");
}

TEST_CASE("a known administrator gets his seat back under new subjects and keeps the others") {
  World world = PersonWorld();
  Person& lost = world.rules.persons.at("sec-1");
  const std::vector<Subject> before = lost.subjects;
  lost.seats = {{kSecurity, 8}, {kAuditor, 1}};
  lost.active = false;
  RecoverAdministrator recover = Recover();
  recover.code = "sec-1";
  recover.identity = lost.identity;
  recover.subjects = {{"idp", "new"}};
  const Person expected{
      lost.id, "sec-1", lost.identity, {{"idp", "new"}}, {{kSecurity, 15}, {kAuditor, 1}}, true};
  const PersonId next = world.ids.person;
  REQUIRE(world.Do(kCeremony, recover) == "accepted");
  CHECK(*world.rules.FindPerson("sec-1") == expected);
  CHECK(world.rules.FindPerson(before.front()) == nullptr);
  CHECK(world.ids.person == next);
  // The same subjects again are no one else's.
  CHECK(world.Ask(kCeremony, recover) == "accepted");
  // Without the seat he gets one.
  world.rules.persons.at("sec-1").seats = {{kAuditor, 1}};
  REQUIRE(world.Do(kCeremony, recover) == "accepted");
  CHECK(world.rules.FindPerson("sec-1")->seats ==
        std::vector<Seat>{{kAuditor, 1}, {kSecurity, kAdministrates}});
}

TEST_CASE("a suspended office of administrators is heard again") {
  World world = PersonWorld();
  world.rules.participants.at(kSecurity).active = false;
  REQUIRE(world.Do(kCeremony, Recover()) == "accepted");
  CHECK(world.rules.FindParticipant(kSecurity)->active);
}

TEST_CASE("a lone administrator who suspended all others is overcome") {
  World world = PersonWorld();
  REQUIRE(world.DoAs(kSecurity, "sec-1", ChangePerson{"sec-2", {}, {}, false, "alone"}) ==
          "accepted");
  // Nobody is left who could undo it over the wire.
  const ChangePerson undo{"sec-2", {{"idp", "sec-2"}}, {{"security", kAdministrates}}, true, ""};
  REQUIRE(world.DoAs(kSecurity, "sec-1", undo) == "waiting");
  CHECK(world.AskAs(kSecurity, "sec-2",
                    ApproveProposal{world.sequence, world.HashOf(world.sequence)}) == "DENIED");
  REQUIRE(world.Do(kCeremony, Recover()) == "accepted");
  RecoverAdministrator second = Recover();
  second.code = "sec-4";
  second.identity = Digest{98};
  second.subjects = {{"idp", "sec-4"}};
  REQUIRE(world.Do(kCeremony, second) == "accepted");
  REQUIRE(world.DoAs(kSecurity, "sec-3", ChangePerson{"sec-1", {}, {}, false, "rogue"}) ==
          "accepted");
  CHECK(world.AskAs(kSecurity, "sec-1", undo) == "DENIED");
  REQUIRE(world.DoAs(kSecurity, "sec-3", undo) == "waiting");
  REQUIRE(world.DoAs(kSecurity, "sec-4",
                     ApproveProposal{world.sequence, world.HashOf(world.sequence)}) == "accepted");
  CHECK(world.rules.FindPerson("sec-2")->active);
}

TEST_CASE("a lone administrator cannot take away the last two officers either") {
  World world = PersonWorld();
  const auto ask = [&world](const Command& command) {
    World there = world;
    return there.DoAs(kSecurity, "sec-1", command);
  };
  for (const char* officer : {"op-1", "rev-1", "both-1"}) {
    REQUIRE(world.DoAs(kSecurity, "sec-1", ChangePerson{officer, {}, {}, false, "alone"}) ==
            "accepted");
  }
  const std::vector<Subject> kept = {{"idp", "op-2"}};
  CHECK(ask(ChangePerson{"op-2", {}, {}, false, "alone"}) == "waiting");
  CHECK(ask(ChangePerson{"op-2", kept, {}, true, "alone"}) == "waiting");
  CHECK(ask(ChangePerson{"op-2", kept, {{"exchange", 1}}, true, "alone"}) == "waiting");
  CHECK(ask(ChangeParticipant{"reviewer", false, "alone"}) == "waiting");
  CHECK(ask(ChangeParticipant{"operator", false, "alone"}) == "waiting");
  // He is stopped in this alone.
  CHECK(ask(ChangePerson{"op-1", {}, {}, false, "again"}) == "accepted");
  CHECK(ask(ChangePerson{"op-2", kept, {{"operator", 1}}, true, "reads"}) == "accepted");
  CHECK(ask(ChangePerson{"min-1", {}, {}, false, "alone"}) == "accepted");
  CHECK(ask(ChangePerson{"sec-2", {}, {}, false, "alone"}) == "accepted");
  CHECK(ask(ChangeParticipant{"ministry", false, "alone"}) == "accepted");
  CHECK(AskWith(world, {"op-2", "rev-2"}) == "accepted");
  // With a second one it is done.
  REQUIRE(world.DoAs(kSecurity, "sec-1", ChangePerson{"op-2", {}, {}, false, "both"}) == "waiting");
  REQUIRE(world.DoAs(kSecurity, "sec-2",
                     ApproveProposal{world.sequence, world.HashOf(world.sequence)}) == "accepted");
  CHECK_FALSE(world.rules.FindPerson("op-2")->active);
  // Where there are no two to be kept, nobody is kept.
  CHECK(ask(ChangePerson{"rev-2", {}, {}, false, "alone"}) == "accepted");
}

TEST_CASE("who administrates himself is no officer to be left") {
  World world = PersonWorld();
  world.rules.persons.at("sec-1").seats.push_back({kOperator, kAllPowers});
  for (const char* officer : {"op-1", "rev-1", "both-1"}) {
    REQUIRE(world.DoAs(kSecurity, "sec-1", ChangePerson{officer, {}, {}, false, "alone"}) ==
            "accepted");
  }
  CHECK(world.DoAs(kSecurity, "sec-1", ChangePerson{"rev-2", {}, {}, false, "alone"}) == "waiting");
}

TEST_CASE("officers are two active persons in an active office of the registry") {
  World world = PersonWorld();
  for (const char* first : {"op-1", "op-2", "rev-1", "both-1"}) {
    CHECK(AskWith(world, {first, "rev-2"}) == "accepted");
  }
  for (const char* other : {"nobody", "min-1", "rep-1", "sec-1", "sec-3"}) {
    CHECK(AskWith(world, {"op-1", other}) == std::string("OFFICER_NOT_ELIGIBLE person=") + other);
  }
  CHECK(AskWith(world, {"op-1", "op-1"}) == "OFFICER_NOT_ELIGIBLE person=op-1");
  CHECK(AskWith(world, {"min-1", "nobody"}) ==
        "OFFICER_NOT_ELIGIBLE person=min-1 | OFFICER_NOT_ELIGIBLE person=nobody");
  CHECK(AskWith(world, {"op-1"}) == "OFFICER_NOT_ELIGIBLE person=");
  CHECK(AskWith(world, {}) == "OFFICER_NOT_ELIGIBLE person= | OFFICER_NOT_ELIGIBLE person=");
  world.rules.persons.at("op-1").active = false;
  CHECK(AskWith(world, {"op-1", "rev-1"}) == "OFFICER_NOT_ELIGIBLE person=op-1");
  world.rules.participants.at(kReviewer).active = false;
  CHECK(AskWith(world, {"op-2", "rev-1"}) == "OFFICER_NOT_ELIGIBLE person=rev-1");
  CHECK(AskWith(world, {"op-2", "both-1"}) == "accepted");  // an operator too
}

TEST_CASE("nobody is an officer at his own recovery, under no code") {
  World world = PersonWorld();
  world.rules.persons.at("sec-1").seats.push_back({kOperator, 1});
  RecoverAdministrator recover = Recover();
  recover.code = "sec-1";
  recover.identity = world.rules.persons.at("sec-1").identity;
  recover.officers = {"sec-1", "rev-1"};
  CHECK(world.Ask(kCeremony, recover) == "OFFICER_NOT_ELIGIBLE person=sec-1");
  recover.code = "sec-3";
  CHECK(world.Ask(kCeremony, recover) ==
        "OFFICER_NOT_ELIGIBLE person=sec-1 | PERSON_EXISTS person=sec-1");
}

TEST_CASE("a recovery lists every check that fails in order") {
  const World world = PersonWorld();
  const Digest of_sec_2 = world.rules.persons.at("sec-2").identity;
  RecoverAdministrator recover = Recover();
  recover.participant = "operator";
  CHECK(world.Ask(kCeremony, recover) == "PARTICIPANT_NOT_FOUND participant=operator");
  recover = {"nobody",      "sec-1", of_sec_2, {{"idp", "sec-1"}, {"idp", "op-1"}},
             {"x", "op-1"}, "",      {}};
  CHECK(world.Ask(kCeremony, recover) ==
        "PARTICIPANT_NOT_FOUND participant=nobody | OFFICER_NOT_ELIGIBLE person=x | "
        "PERSON_EXISTS person=sec-1 | SUBJECT_IN_USE issuer=idp subject=sec-1 | "
        "SUBJECT_IN_USE issuer=idp subject=op-1");
  recover = Recover();
  recover.code = "sec-1";  // known, but by another identity
  CHECK(world.Ask(kCeremony, recover) == "PERSON_EXISTS person=sec-1");
  recover.code = "sec-3";
  recover.identity = of_sec_2;  // known, but by another code
  CHECK(world.Ask(kCeremony, recover) == "PERSON_EXISTS person=sec-2");
}

}  // namespace
}  // namespace registry::ledger::testing
