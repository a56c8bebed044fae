// What the commands of an account's life read and change, key by key, and their second persons.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/decide.h"
#include "tests/ledger/forgotten_keys.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

const Document kPaper{"paper", {1}};

// One accepted request of each command, and the world in which it is. Each key that it touches is
// needed: a vintage that is cancelled, one that is not, an obligation of either side.
std::vector<std::pair<World, Request>> OneAcceptedOfEach() {
  World world;
  world.now = world.received_at = world.rules.periods["2021"].deadline;
  for (const InstrumentId instrument : {kCea1920, kCea21, kCcer}) world.Hold(kUnit, instrument, 10);
  world.Owe(kUnit, 10);
  world.SetStatus(kOtherUnit, AccountStatus::kApplied, {});
  world.SetStatus(kFarUnit, AccountStatus::kReviewed, {});
  world.SetStatus(kIndividual, AccountStatus::kClosing, {});
  World restricted = world;
  restricted.SetStatus(kUnit, AccountStatus::kRestricted, restricted.received_at);
  World objected = restricted;
  objected.accounts.at(kUnit).objected_at = objected.received_at;
  World merging = world;
  merging.SetStatus(kFarUnit, AccountStatus::kOpen, {});
  const ApplyForAccount apply{AccountKind::kInstitution, "x", "name", "", {}, {}, {}, {kPaper}};
  return {
      {world, world.RequestOf(kOperator, apply)},
      {world, world.RequestOf(kReviewer, ReviewApplication{kOtherUnit, true, ""})},
      {world, world.RequestOf(kOperator, OpenAppliedAccount{kFarUnit})},
      {world, world.RequestOf(kOperator, ChangeParticulars{kUnit, "name", "", {}, kPaper})},
      {world, world.RequestOf(kOperator, ChangeAccountKind{kInstitution, AccountKind::kInstitution,
                                                           Sector::kNone, "11", kPaper})},
      {world,
       world.RequestOf(kOperator, ChangeAccountStatus{kIndividual, AccountStatus::kClosed, ""})},
      {restricted, restricted.RequestOf(kRepresentative, ObjectToRestriction{kUnit, "", kPaper})},
      {objected, objected.RequestOf(kReviewer, DecideObjection{kUnit, true, "", kPaper})},
      {merging, merging.RequestOf(kOperator, Succeed{kUnit, kFarUnit, {}, {}, kPaper})},
      {merging, merging.RequestOf(kOperator, Succeed{kUnit,
                                                     kFarUnit,
                                                     {{"CEA1920", {1}}},
                                                     {{Sector::kPower, "2019-20", {1}, {1}, {}}},
                                                     kPaper})},
      {world, world.RequestOf(kOperator, CloseDissolved{kUnit, kAuthority, "", kPaper})},
  };
}

TEST_CASE("forgetting any one key of a command of an account's life is found") {
  std::set<CommandType> commands;
  for (const auto& [world, request] : OneAcceptedOfEach()) {
    commands.insert(TypeOf(request.command));
    INFO(CommandTypeName(TypeOf(request.command)));
    REQUIRE(Text(world.Decide(request)) == "accepted");
    for (const auto& [kind, less] : EachForgetful(Touches(world.rules, world.ids, request))) {
      INFO(kind);
      CHECK(IsFaultOn(world, request, less));
    }
  }
  CHECK(commands.size() == 10);
}

TEST_CASE("a decision on an account's life is the same with a whole batch loaded") {
  for (const auto& [world, request] : OneAcceptedOfEach()) {
    Touched all = Touches(world.rules, world.ids, request);
    for (const auto& [id, account] : world.accounts) {
      all.accounts.insert(id);
      all.account_positions.insert(id);
      all.account_obligations.insert(id);
      all.holders.insert(account.social_credit_code);
    }
    INFO(CommandTypeName(TypeOf(request.command)));
    CHECK(ledger::Decide(world.rules, world.Load(all), world.ids, world.now, request) ==
          world.Decide(request));
  }
}

World OfPersons() {
  World world;
  world.NeedSecondPersons();
  world.Hold(kUnit, kCea1920, 10);
  world.Owe(kUnit, 10, 3);
  return world;
}

std::string Approve(World& world, Sequence proposal, const char* person = "rev-1") {
  return world.DoAs(kReviewer, person, ApproveProposal{proposal, world.HashOf(proposal)});
}

TEST_CASE("a merger waits for a second person and takes what there is when he says yes") {
  World world = OfPersons();
  REQUIRE(world.DoAs(kOperator, "op-1", Succeed{kUnit, kOtherUnit, {}, {}, kPaper}) == "waiting");
  const Sequence proposal = world.sequence;
  CHECK(world.Balance(kUnit, kCea1920) == 10);
  world.Hold(kUnit, kCea1920, 12);
  CHECK(world.AskAs(kReviewer, "both-1", ApproveProposal{proposal, world.HashOf(proposal)}) ==
        "accepted");
  REQUIRE(Approve(world, proposal) == "accepted");
  CHECK(world.Balance(kOtherUnit, kCea1920) == 12);
  CHECK(world.accounts.at(kUnit).status == AccountStatus::kClosed);
  CHECK(world.obligations.at({kOtherUnit, Sector::kPower, "2019-20"}).obligation.value == 10);
}

TEST_CASE("a merger is refused at its approval while something else waits at the predecessor's") {
  World world = OfPersons();
  REQUIRE(world.DoAs(kOperator, "op-1", Succeed{kUnit, kOtherUnit, {}, {}, kPaper}) == "waiting");
  const Sequence merger = world.sequence;
  REQUIRE(world.DoAs(kOperator, "op-1", Transfer{kUnit, kFarUnit, "CEA1920", {4}, {}, {}}) ==
          "waiting");
  const Sequence transfer = world.sequence;
  CHECK(Approve(world, merger) == "BUSINESS_OPEN account=" + No(kUnit) +
                                      " instrument=CEA1920 bucket=PENDING_TRANSFER balance=4");
  REQUIRE(Approve(world, transfer) == "accepted");
  CHECK(Approve(world, merger) == "accepted");
  CHECK(world.Balance(kOtherUnit, kCea1920) == 6);
}

TEST_CASE("a part waits in the predecessor's account until its approval") {
  World world = OfPersons();
  const Succeed part{
      kUnit, kOtherUnit, {{"CEA1920", {7}}}, {{Sector::kPower, "2019-20", {1}, {1}, {1}}}, kPaper};
  REQUIRE(world.DoAs(kOperator, "op-1", part) == "waiting");
  CHECK(world.Balance(kUnit, kCea1920) == 3);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingTransfer) == 7);
  CHECK(world.obligations.size() == 1);
  REQUIRE(Approve(world, world.sequence) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingTransfer) == 0);
  CHECK(world.Balance(kOtherUnit, kCea1920) == 7);
  CHECK(world.obligations.at({kOtherUnit, Sector::kPower, "2019-20"}).surrendered.value == 1);
}

TEST_CASE("a dissolution waits for a second person, and what is due is due until then") {
  World world = OfPersons();
  REQUIRE(world.DoAs(kOperator, "op-1", CloseDissolved{kUnit, kAuthority, "bankrupt", kPaper}) ==
          "waiting");
  CHECK(world.obligations.begin()->second.uncollected.value == 0);
  CHECK(world.Balance(kUnit, kCea1920) == 10);
  REQUIRE(Approve(world, world.sequence) == "accepted");
  CHECK(world.obligations.begin()->second.uncollected.value == 7);
  CHECK(world.Balance(kAuthority, kCea1920) == 10);
}

TEST_CASE(
    "where there are persons no account is opened in one step, and each step has its person") {
  World world = OfPersons();
  CHECK(
      world.AskAs(kOperator, "op-1", OpenAccount{AccountKind::kInstitution, "x", "name", "", {}}) ==
      "COMMAND_OFF command=OPEN_ACCOUNT");
  const ApplyForAccount apply{AccountKind::kInstitution, "x", "name", "", {}, {}, {}, {kPaper}};
  CHECK(world.Ask(kOperator, apply) == "DENIED");
  REQUIRE(world.DoAs(kOperator, "op-1", apply) == "accepted");
  REQUIRE(world.DoAs(kReviewer, "rev-1", ReviewApplication{AccountId{1008}, true, ""}) ==
          "accepted");
  CHECK(world.DoAs(kOperator, "op-1", OpenAppliedAccount{AccountId{1008}}) == "accepted");
}

TEST_CASE("who could have filed reviews nothing, through no office; nor answers to a restriction") {
  World world = OfPersons();
  const ApplyForAccount apply{AccountKind::kInstitution, "x", "name", "", {}, {}, {}, {kPaper}};
  REQUIRE(world.DoAs(kOperator, "both-1", apply) == "accepted");
  const ReviewApplication pass{AccountId{1008}, true, ""};
  CHECK(world.AskAs(kReviewer, "both-1", pass) == "DENIED");
  CHECK(world.AskAs(kReviewer, "rev-1", pass) == "accepted");
  // Also while the office through which he filed is suspended: it was not when he did.
  world.rules.participants.at(kOperator).active = false;
  CHECK(world.AskAs(kReviewer, "both-1", pass) == "DENIED");
  world.rules.participants.at(kOperator).active = true;
  // Who only reads there has filed nothing.
  world.rules.persons.at("both-1").seats = {{kOperator, 1}, {kReviewer, kAllPowers}};
  CHECK(world.AskAs(kReviewer, "both-1", pass) == "accepted");

  world.rules.persons.at("both-1").seats = {{kOperator, kAllPowers}, {kReviewer, kAllPowers}};
  const ChangeAccountStatus restrict {kUnit, AccountStatus::kRestricted, "late"};
  REQUIRE(world.DoAs(kOperator, "both-1", restrict) == "accepted");
  REQUIRE(world.DoAs(kOperator, "op-1", ObjectToRestriction{kUnit, "no", kPaper}) == "accepted");
  const DecideObjection reply{kUnit, false, "it stands", kPaper};
  CHECK(world.AskAs(kReviewer, "both-1", reply) == "DENIED");
  CHECK(world.AskAs(kReviewer, "rev-1", reply) == "accepted");
}

}  // namespace
}  // namespace registry::ledger::testing
