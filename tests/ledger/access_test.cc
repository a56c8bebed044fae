// Participants, certificates, persons, policies and calendars, check by check.
#include "ledger/access.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ledger/decide.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

const Digest kFirst{1}, kSecond{2};

TEST_CASE("a suspended participant is not heard until it is let act again") {
  World world;
  const MoveToTrading move{kUnit, "CEA1920", {1}};
  world.Hold(kUnit, kCea1920, 10);
  CHECK(world.Ask(kSecurity, ChangeParticipant{"nobody", false, ""}) ==
        "PARTICIPANT_NOT_FOUND participant=nobody");
  REQUIRE(world.Do(kSecurity, ChangeParticipant{"unit-1001", false, "left"}) == "accepted");
  CHECK(world.Ask(kRepresentative, move) == "DENIED");
  CHECK(world.Ask(kOperator, move) == "accepted");
  REQUIRE(world.Do(kSecurity, ChangeParticipant{"unit-1001", true, "back"}) == "accepted");
  CHECK(world.Ask(kRepresentative, move) == "accepted");
}

TEST_CASE("a certificate is entered once and revoked for ever") {
  World world;
  const RegisterCertificate enter{"operator", kFirst, Beijing(2021, 1, 1), Beijing(2022, 1, 1)};
  const std::string exists = "CERTIFICATE_EXISTS fingerprint=01" + std::string(62, '0');
  CHECK(world.Ask(kSecurity, RegisterCertificate{"nobody", kFirst, {}, {}}) ==
        "PARTICIPANT_NOT_FOUND participant=nobody");
  REQUIRE(world.Do(kSecurity, enter) == "accepted");
  CHECK(world.rules.certificates.at(kFirst) ==
        Certificate{kFirst, kOperator, Beijing(2021, 1, 1), Beijing(2022, 1, 1), false});
  CHECK(world.Ask(kSecurity, enter) == exists);
  CHECK(world.Ask(kSecurity, RegisterCertificate{"ministry", kFirst, {}, {}}) == exists);
  CHECK(world.Ask(kSecurity, RevokeCertificate{"ministry", kFirst, ""}) == exists);
  REQUIRE(world.Do(kSecurity, RevokeCertificate{"operator", kFirst, "lost"}) == "accepted");
  CHECK(world.rules.certificates.at(kFirst).revoked);
  CHECK(world.Ask(kSecurity, RevokeCertificate{"operator", kFirst, ""}) == exists);
  CHECK(world.Ask(kSecurity, enter) == exists);
}

TEST_CASE("a certificate that was never entered can be revoked") {
  World world;
  CHECK(world.Ask(kSecurity, RevokeCertificate{"nobody", kSecond, ""}) ==
        "PARTICIPANT_NOT_FOUND participant=nobody");
  REQUIRE(world.Do(kSecurity, RevokeCertificate{"operator", kSecond, "lost"}) == "accepted");
  CHECK(world.rules.certificates.at(kSecond) == Certificate{kSecond, kOperator, {}, {}, true});
}

TEST_CASE("one natural person is one person, whatever the code and the subjects") {
  World world;
  const RegisterPerson first{"op-07", kFirst, {{"idp", "u7"}}, {{"operator", 3}}};
  REQUIRE(world.Do(kSecurity, first) == "accepted");
  const Person* person = world.rules.FindPerson("op-07");
  REQUIRE(person != nullptr);
  CHECK(*person == Person{PersonId{1}, "op-07", kFirst, {{"idp", "u7"}}, {{kOperator, 3}}, true});
  CHECK(world.rules.FindPerson(Subject{"idp", "u7"}) == person);
  CHECK(world.rules.FindPerson(Subject{"other", "u7"}) == nullptr);

  CHECK(world.Ask(kSecurity, RegisterPerson{"op-07", kSecond, {}, {}}) ==
        "PERSON_EXISTS person=op-07");
  CHECK(world.Ask(kSecurity, RegisterPerson{"rev-01", kFirst, {}, {}}) ==
        "PERSON_EXISTS person=op-07");
  CHECK(world.Ask(kSecurity, RegisterPerson{"op-08",
                                            kSecond,
                                            {{"idp", "u7"}, {"idp", "u8"}},
                                            {{"nobody", 1}, {"operator", 1}}}) ==
        "SUBJECT_IN_USE issuer=idp subject=u7 | PARTICIPANT_NOT_FOUND participant=nobody");
  REQUIRE(world.Do(kSecurity, RegisterPerson{"op-08", kSecond, {{"idp", "u8"}}, {}}) == "accepted");
  CHECK(world.rules.FindPerson("op-08")->id == PersonId{2});
}

TEST_CASE("a change of a person replaces subjects and seats") {
  World world;
  REQUIRE(
      world.Do(kSecurity, RegisterPerson{"op-07", kFirst, {{"idp", "u7"}}, {{"operator", 3}}}) ==
      "accepted");
  REQUIRE(world.Do(kSecurity, RegisterPerson{"op-08", kSecond, {{"idp", "u8"}}, {}}) == "accepted");
  CHECK(world.Ask(kSecurity, ChangePerson{"op-09", {}, {{"nobody", 1}}, true, ""}) ==
        "PERSON_NOT_FOUND person=op-09 | PARTICIPANT_NOT_FOUND participant=nobody");
  CHECK(world.Ask(kSecurity, ChangePerson{"op-07", {{"idp", "u8"}}, {}, true, ""}) ==
        "SUBJECT_IN_USE issuer=idp subject=u8");
  REQUIRE(
      world.Do(kSecurity,
               ChangePerson{
                   "op-07", {{"idp", "u7"}, {"idp", "u7b"}}, {{"ministry", 1}}, false, "moved"}) ==
      "accepted");
  CHECK(
      *world.rules.FindPerson("op-07") ==
      Person{
          PersonId{1}, "op-07", kFirst, {{"idp", "u7"}, {"idp", "u7b"}}, {{kMinistry, 1}}, false});
}

TEST_CASE("a policy holds from its date on, and what held is not changed") {
  World world;
  const PolicyKey key{
      PolicyKind::kApprovalsNeeded, Role::kRegistryOperator, CommandType::kTransfer, {}};
  CHECK(world.rules.PolicyAt(key, world.now) == 0);
  // From the beginning, where nothing was said: the ceremony's way.
  REQUIRE(world.Do(kCeremony, SetPolicy{{key, Instant{}, 1}, {}}) == "accepted");
  CHECK(world.rules.PolicyAt(key, world.now) == 1);
  CHECK(world.Ask(kSecurity, SetPolicy{{key, Instant{}, 0}, {}}) ==
        "POLICY_IN_FORCE from=1970-01-01T00:00:00Z now=2021-12-20T08:00:01Z");
  const Instant before{world.now.micros - 1}, later{world.now.micros + 10};
  CHECK(world.Ask(kSecurity, SetPolicy{{key, before, 0}, {}}) ==
        "POLICY_IN_FORCE from=2021-12-20T08:00:00.999999Z now=2021-12-20T08:00:01Z");
  REQUIRE(world.Do(kSecurity, SetPolicy{{key, later, 2}, {}}) == "accepted");
  CHECK(world.rules.PolicyAt(key, {later.micros - 1}) == 1);
  CHECK(world.rules.PolicyAt(key, later) == 2);
  REQUIRE(world.Do(kSecurity, SetPolicy{{key, world.now, 3}, {}}) == "accepted");
  CHECK(world.rules.PolicyAt(key, world.now) == 3);
  CHECK(world.rules.PolicyAt(key, later) == 2);
}

TEST_CASE("a calendar is replaced whole") {
  World world;
  REQUIRE(world.Do(kOperator, SetCalendar{{2022, {104, 105}}, {}}) == "accepted");
  REQUIRE(world.Do(kOperator, SetCalendar{{2022, {104}}, {}}) == "accepted");
  CHECK(world.rules.calendars.at(2022).working_days == std::vector<std::int16_t>{104});
}

TEST_CASE("the ceremony enters participants, persons and policies, and nothing else") {
  World world;
  CHECK(world.Ask(kCeremony, RegisterPerson{"x", kFirst, {}, {}}) == "accepted");
  CHECK(world.Ask(kCeremony, SetPolicy{{{}, world.now, 1}, {}}) == "accepted");
  CHECK(world.Ask(kCeremony, ChangePerson{"x", {}, {}, true, ""}) == "DENIED");
  CHECK(world.Ask(kCeremony, Transfer{}) == "DENIED");
  CHECK(world.Ask(kCeremony, RevokeCertificate{"operator", kFirst, ""}) == "DENIED");
  CHECK(world.Ask(kHouse, Transfer{}) == "DENIED");
}

// R16, R19 and the marks in dated_policy.cc, by hand.
TEST_CASE("the policies with which a book for persons begins") {
  std::vector<std::string> said;
  for (const Policy& policy : DefaultPolicies()) {
    CHECK(policy.from == Instant{});
    const PolicyKey& key = policy.key;
    said.push_back(std::string(PolicyKindName(key.kind)) + " " + std::string(RoleName(key.role)) +
                   " " + (key.command ? std::string(CommandTypeName(*key.command)) : "-") + " >" +
                   std::to_string(key.above.value) + " = " + std::to_string(policy.value));
  }
  const std::vector<std::string> expected = {
      "PERSON_REQUIRED REGISTRY_OPERATOR - >0 = 1",
      "PERSON_REQUIRED REGISTRY_REVIEWER - >0 = 1",
      "PERSON_REQUIRED SECURITY_ADMINISTRATOR - >0 = 1",
      "PERSON_REQUIRED AUDITOR - >0 = 1",
      "PERSON_REQUIRED MINISTRY - >0 = 1",
      "PERSON_REQUIRED PROVINCIAL_AUTHORITY - >0 = 1",
      "PERSON_REQUIRED SUPERVISING_DEPARTMENT - >0 = 1",
      "PERSON_REQUIRED UNIT_REPRESENTATIVE - >0 = 1",
      "PERSON_REQUIRED COURT_LIAISON - >0 = 1",
      "APPROVALS_NEEDED REGISTRY_OPERATOR TRANSFER >0 = 1",
      "APPROVALS_NEEDED REGISTRY_OPERATOR ISSUE >0 = 1",
      "APPROVALS_NEEDED REGISTRY_OPERATOR ISSUE >10000000 = 2",
      "APPROVALS_NEEDED REGISTRY_OPERATOR CANCEL >0 = 1",
      "APPROVALS_NEEDED MINISTRY SET_ISSUANCE_CAP >0 = 1",
      "APPROVALS_NEEDED UNIT_REPRESENTATIVE CANCEL >0 = 1",
      "APPROVALS_NEEDED SECURITY_ADMINISTRATOR REGISTER_PARTICIPANT >0 = 1",
      "APPROVALS_NEEDED SECURITY_ADMINISTRATOR CHANGE_PARTICIPANT >0 = 1",
      "APPROVALS_NEEDED SECURITY_ADMINISTRATOR REGISTER_CERTIFICATE >0 = 1",
      "APPROVALS_NEEDED SECURITY_ADMINISTRATOR REGISTER_PERSON >0 = 1",
      "APPROVALS_NEEDED SECURITY_ADMINISTRATOR CHANGE_PERSON >0 = 1",
      "APPROVALS_NEEDED SECURITY_ADMINISTRATOR SET_POLICY >0 = 1",
      "APPROVALS_NEEDED SECURITY_ADMINISTRATOR REGISTER_STAFF >0 = 1",
      "APPROVALS_NEEDED REGISTRY_OPERATOR RELEASE_FREEZE >0 = 1",
      "APPROVALS_NEEDED REGISTRY_OPERATOR DEDUCT_FROZEN >0 = 1",
      "APPROVALS_NEEDED REGISTRY_OPERATOR SURRENDER_FROZEN >0 = 1",
      "APPROVALS_NEEDED COURT_LIAISON RELEASE_FREEZE >0 = 1",
      "APPROVALS_NEEDED COURT_LIAISON DEDUCT_FROZEN >0 = 1",
      "APPROVALS_NEEDED COURT_LIAISON SURRENDER_FROZEN >0 = 1",
      "APPROVALS_NEEDED REGISTRY_OPERATOR PLEDGE >0 = 1",
      "APPROVALS_NEEDED REGISTRY_OPERATOR RELEASE_PLEDGE >0 = 1",
      "APPROVALS_NEEDED REGISTRY_OPERATOR CHANGE_ACCOUNT_KIND >0 = 1",
      "APPROVALS_NEEDED REGISTRY_OPERATOR SUCCEED >0 = 1",
      "APPROVALS_NEEDED REGISTRY_OPERATOR CLOSE_DISSOLVED >0 = 1",
      "APPROVALS_NEEDED UNIT_REPRESENTATIVE TRUST_ACCOUNT >0 = 1",
      "APPROVALS_NEEDED UNIT_REPRESENTATIVE TRANSFER_AT_WILL >0 = 1",
      "COMMAND_SWITCH REGISTRY_OPERATOR OPEN_ACCOUNT >0 = 0",
  };
  CHECK(said == expected);
}

}  // namespace
}  // namespace registry::ledger::testing
