// What needs two people cannot be done by one: proposals, check by check.
#include "ledger/second_person.h"

#include <catch2/catch.hpp>
#include <string>

#include "ledger/decide.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

// A book for persons in which kUnit holds 100 allowances.
World TwoPersonWorld() {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  world.NeedSecondPersons();
  return world;
}

Transfer Give(std::int64_t quantity) {
  return {kUnit, kOtherUnit, "CEA1920", {quantity}, TransferGround::kSuccession, {"D", {}}};
}

// A proposal of a transfer of 60, by op-1.
World Proposed60() {
  World world = TwoPersonWorld();
  REQUIRE(world.DoAs(kOperator, "op-1", Give(60)) == "waiting");
  return world;
}

ApproveProposal Yes(const World& world) { return {world.sequence, world.HashOf(world.sequence)}; }

TEST_CASE("a proposal moves nothing to the other side and keeps what it needs") {
  const World world = Proposed60();
  CHECK(world.Balance(kUnit, kCea1920) == 40);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingTransfer) == 60);
  CHECK(world.Balance(kOtherUnit, kCea1920) == 0);
  const Proposal& proposal = world.proposals.at(world.sequence);
  CHECK(proposal.state == ProposalState::kOpen);
  CHECK(proposal.proposer == kOperator);
  CHECK(proposal.person == "op-1");
  CHECK(proposal.type == CommandType::kTransfer);
  CHECK(proposal.account == kUnit);
  CHECK(proposal.approvals_needed == 1);
  CHECK(proposal.proposed_at == world.now);
  // No calendar: three days.
  CHECK(proposal.expires_at == Beijing(2021, 12, 23, 16, 0, 1));
  // What waits cannot be promised twice.
  CHECK(world.AskAs(kOperator, "op-2", Give(41)).starts_with("INSUFFICIENT_HOLDING"));
}

TEST_CASE("what is refused becomes no proposal") {
  const World world = TwoPersonWorld();
  CHECK(world.AskAs(kOperator, "op-1", Give(101)) ==
        "INSUFFICIENT_HOLDING requested_tco2e=101 available_tco2e=100 account=" + No(kUnit) +
            " instrument=CEA1920");
}

TEST_CASE("the second person executes") {
  World world = Proposed60();
  const Sequence proposal = world.sequence;
  REQUIRE(world.DoAs(kReviewer, "rev-1", Yes(world)) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920) == 40);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingTransfer) == 0);
  CHECK(world.Balance(kOtherUnit, kCea1920) == 60);
  CHECK(world.proposals.at(proposal).state == ProposalState::kExecuted);
  CHECK(world.proposals.at(proposal).approvers == std::vector<std::string>{"rev-1"});
  CHECK(world.AskAs(kReviewer, "rev-2", ApproveProposal{proposal, world.HashOf(proposal)}) ==
        "PROPOSAL_NOT_OPEN proposal=1 state=EXECUTED");
}

TEST_CASE("nobody approves his own, through no office") {
  World world = TwoPersonWorld();
  REQUIRE(world.DoAs(kOperator, "both-1", Give(60)) == "waiting");
  CHECK(world.AskAs(kReviewer, "both-1", Yes(world)) == "SECOND_PERSON_IS_FIRST proposal=1");
  CHECK(world.AskAs(kOperator, "both-1", Yes(world)) == "DENIED");
  CHECK(world.AskAs(kOperator, "op-2", Yes(world)) == "DENIED");  // no reviewer
  CHECK(world.AskAs(kReviewer, "rev-1", Yes(world)) == "accepted");
}

TEST_CASE("an approval is a person's with the power to approve") {
  const World world = Proposed60();
  CHECK(world.Ask(kReviewer, Yes(world)) == "DENIED");            // by certificate alone
  CHECK(world.AskAs(kReviewer, "op-2", Yes(world)) == "DENIED");  // sits elsewhere
  CHECK(world.AskAs(kReviewer, "nobody", Yes(world)) == "DENIED");
  for (const int number : {1, 3, 8, 11}) {
    const auto powers = static_cast<std::int16_t>(number);
    World weak = world;
    weak.rules.persons.at("rev-1").seats = {{kReviewer, powers}};
    INFO(powers);
    CHECK(weak.AskAs(kReviewer, "rev-1", Yes(weak)) == "DENIED");
  }
  World gone = world;
  gone.rules.persons.at("rev-1").active = false;
  CHECK(gone.AskAs(kReviewer, "rev-1", Yes(gone)) == "DENIED");
  World suspended = world;
  suspended.rules.participants.at(kReviewer).active = false;
  CHECK(suspended.AskAs(kReviewer, "rev-1", Yes(suspended)) == "DENIED");
}

TEST_CASE("approved is what was read") {
  const World world = Proposed60();
  CHECK(world.AskAs(kReviewer, "rev-1", ApproveProposal{world.sequence, Digest{9}}) ==
        "PROPOSAL_HASH_MISMATCH proposal=1");
  CHECK(world.AskAs(kReviewer, "rev-1", RejectProposal{world.sequence, Digest{9}, "no"}) ==
        "PROPOSAL_HASH_MISMATCH proposal=1");
}

TEST_CASE("a proposal that does not exist looks like one that is not the caller's") {
  const World world = Proposed60();
  for (const Sequence proposal : {Sequence{0}, Sequence{2}, Sequence{99}}) {
    INFO(Raw(proposal));
    CHECK(world.AskAs(kReviewer, "rev-1", ApproveProposal{proposal, {}}) == "DENIED");
    CHECK(world.AskAs(kReviewer, "rev-1", RejectProposal{proposal, {}, ""}) == "DENIED");
    CHECK(world.AskAs(kOperator, "op-1", WithdrawProposal{proposal, ""}) == "DENIED");
    CHECK(world.Ask(kHouse, ExpireProposal{proposal}) == "DENIED");
  }
  // The ministry, the security administrators and a unit have nothing to say about it.
  CHECK(world.AskAs(kMinistry, "min-1", Yes(world)) == "DENIED");
  CHECK(world.AskAs(kSecurity, "sec-1", Yes(world)) == "DENIED");
  CHECK(world.AskAs(kSecurity, "sec-1", WithdrawProposal{world.sequence, ""}) == "DENIED");
  CHECK(world.AskAs(kRepresentative, "rep-2", Yes(world)) == "DENIED");
}

TEST_CASE("rejected, withdrawn or expired, what waited comes back") {
  struct Case {
    ParticipantId office;
    std::string person;
    ProposalState state;
    std::string cause;
  };
  const Case cases[] = {{kReviewer, "rev-1", ProposalState::kRejected, "no paper"},
                        {kOperator, "op-2", ProposalState::kWithdrawn, "a mistake"},
                        {kHouse, "", ProposalState::kExpired, ""}};
  for (const Case& c : cases) {
    INFO(ProposalStateName(c.state));
    World world = Proposed60();
    const Sequence proposal = world.sequence;
    Command end = ExpireProposal{proposal};
    if (c.office == kReviewer) end = RejectProposal{proposal, world.HashOf(proposal), c.cause};
    if (c.office == kOperator) end = WithdrawProposal{proposal, c.cause};
    if (c.office == kHouse) {
      CHECK(world.AskAs(kHouse, "", end) ==
            "PROPOSAL_NOT_EXPIRED proposal=1 expires_at=2021-12-23T08:00:01Z");
      world.now = {world.proposals.at(proposal).expires_at.micros};
    }
    REQUIRE(world.DoAs(c.office, c.person, end) == "accepted");
    CHECK(world.Balance(kUnit, kCea1920) == 100);
    CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingTransfer) == 0);
    CHECK(world.proposals.at(proposal).state == c.state);
    CHECK(world.proposals.at(proposal).cause == c.cause);
    const std::string closed =
        "PROPOSAL_NOT_OPEN proposal=1 state=" + std::string(ProposalStateName(c.state));
    const ApproveProposal yes{proposal, world.HashOf(proposal)};
    CHECK(world.AskAs(kReviewer, "rev-2", yes) == closed);
    CHECK(world.AskAs(kReviewer, "rev-2", RejectProposal{proposal, yes.request_hash, ""}) ==
          closed);
    CHECK(world.AskAs(kOperator, "op-1", WithdrawProposal{proposal, ""}) == closed);
    CHECK(world.Ask(kHouse, ExpireProposal{proposal}) == closed);
  }
}

TEST_CASE("an approval comes before the expiry, to the microsecond") {
  World world = Proposed60();
  const Instant expiry = world.proposals.at(world.sequence).expires_at;
  world.now = {expiry.micros - 1};
  CHECK(world.AskAs(kReviewer, "rev-1", Yes(world)) == "accepted");
  world.now = expiry;
  CHECK(world.AskAs(kReviewer, "rev-1", Yes(world)) ==
        "PROPOSAL_EXPIRED proposal=1 expired_at=2021-12-23T08:00:01Z");
  CHECK(world.AskAs(kReviewer, "rev-1",
                    RejectProposal{world.sequence, world.HashOf(world.sequence), ""}) ==
        "PROPOSAL_EXPIRED proposal=1 expired_at=2021-12-23T08:00:01Z");
  // The proposer may still withdraw it.
  CHECK(world.AskAs(kOperator, "op-1", WithdrawProposal{world.sequence, ""}) == "accepted");
}

TEST_CASE("at the execution every check is made again") {
  World world = Proposed60();
  SECTION("the account was closed meanwhile") {
    world.SetStatus(kUnit, AccountStatus::kClosing, world.now);
    CHECK(world.AskAs(kReviewer, "rev-1", Yes(world)) ==
          "ACCOUNT_STATUS_FORBIDS account=" + No(kUnit) + " status=CLOSING");
  }
  SECTION("the proposer left") {
    world.rules.persons.at("op-1").active = false;
    CHECK(world.AskAs(kReviewer, "rev-1", Yes(world)) == "PROPOSER_RIGHT_LOST proposal=1");
  }
  SECTION("the proposer lost the seat") {
    world.rules.persons.at("op-1").seats = {{kOperator, 1}};
    CHECK(world.AskAs(kReviewer, "rev-1", Yes(world)) == "PROPOSER_RIGHT_LOST proposal=1");
  }
  SECTION("the proposer's office was suspended") {
    world.rules.participants.at(kOperator).active = false;
    CHECK(world.AskAs(kReviewer, "rev-1", Yes(world)) == "PROPOSER_RIGHT_LOST proposal=1");
  }
  CHECK(world.proposals.at(world.sequence).state == ProposalState::kOpen);
}

TEST_CASE("a proposed issuance is reserved under its cap") {
  World world = TwoPersonWorld();
  const IssuanceCapKey cap{"plan", "CEA1920", Sector::kPower};
  world.caps[cap] = {cap, {1'000}, {0}};
  const auto issue = [](std::int64_t quantity) {
    return Issue{"plan", "CEA1920", Sector::kPower, kAuthority, {quantity}, {}};
  };
  REQUIRE(world.DoAs(kOperator, "op-1", issue(600)) == "waiting");
  const Sequence first = world.sequence;
  CHECK(world.caps.at(cap) == IssuanceCap{cap, {1'000}, {0}, {600}});
  CHECK(world.Balance(kAuthority, kCea1920) == 0);
  CHECK(world.AskAs(kOperator, "op-2", issue(401)) ==
        "ISSUANCE_CAP_EXCEEDED requested_tco2e=401 cap_tco2e=1000 issued_tco2e=0 "
        "reserved_tco2e=600");
  const SetIssuanceCap lower{"plan", "CEA1920", Sector::kPower, {599}, {}};
  CHECK(world.AskAs(kMinistry, "min-1", lower) ==
        "ISSUANCE_CAP_BELOW_ISSUED cap_tco2e=599 issued_tco2e=0 reserved_tco2e=600");
  REQUIRE(world.DoAs(kOperator, "op-2", issue(400)) == "waiting");
  REQUIRE(world.DoAs(kOperator, "op-1", WithdrawProposal{world.sequence, ""}) == "accepted");
  CHECK(world.caps.at(cap) == IssuanceCap{cap, {1'000}, {0}, {600}});
  REQUIRE(world.DoAs(kReviewer, "rev-1", ApproveProposal{first, world.HashOf(first)}) ==
          "accepted");
  CHECK(world.caps.at(cap) == IssuanceCap{cap, {1'000}, {600}, {0}});
  CHECK(world.Balance(kAuthority, kCea1920) == 600);
  CHECK(world.Balance(kIssuanceAccount, kCea1920) == -600);
}

TEST_CASE("a large issuance needs two others") {
  World world = TwoPersonWorld();
  const IssuanceCapKey cap{"plan", "CEA1920", Sector::kPower};
  world.caps[cap] = {cap, {100'000'000}, {0}};
  const auto propose = [&](std::int64_t quantity) {
    World there = world;
    REQUIRE(there.DoAs(kOperator, "both-1",
                       Issue{"plan", "CEA1920", Sector::kPower, kAuthority, {quantity}, {}}) ==
            "waiting");
    return there;
  };
  CHECK(propose(10'000'000).proposals.begin()->second.approvals_needed == 1);
  World large = propose(10'000'001);
  CHECK(large.proposals.begin()->second.approvals_needed == 2);
  const ApproveProposal yes = Yes(large);
  CHECK(large.AskAs(kReviewer, "both-1", yes) == "SECOND_PERSON_IS_FIRST proposal=1");
  REQUIRE(large.DoAs(kReviewer, "rev-1", yes) == "accepted");
  CHECK(large.Balance(kAuthority, kCea1920) == 0);
  CHECK(large.proposals.at(Sequence{1}).state == ProposalState::kOpen);
  CHECK(large.AskAs(kReviewer, "rev-1", yes) == "SECOND_PERSON_IS_FIRST proposal=1");
  REQUIRE(large.DoAs(kReviewer, "rev-2", yes) == "accepted");
  CHECK(large.Balance(kAuthority, kCea1920) == 10'000'001);
  CHECK(large.proposals.at(Sequence{1}).approvers == std::vector<std::string>{"rev-1", "rev-2"});
}

TEST_CASE(
    "an earlier approval of somebody who may not approve any more does not carry a later one") {
  World world = TwoPersonWorld();
  const IssuanceCapKey cap{"plan", "CEA1920", Sector::kPower};
  world.caps[cap] = {cap, {100'000'000}, {0}};
  REQUIRE(world.DoAs(kOperator, "op-1",
                     Issue{"plan", "CEA1920", Sector::kPower, kAuthority, {10'000'001}, {}}) ==
          "waiting");
  const ApproveProposal yes = Yes(world);
  REQUIRE(world.DoAs(kReviewer, "rev-1", yes) == "accepted");
  const std::string lost = "APPROVER_RIGHT_LOST proposal=1 person=rev-1";
  SECTION("suspended: a thief had the token") {
    world.rules.persons.at("rev-1").active = false;
    CHECK(world.AskAs(kReviewer, "rev-2", yes) == lost);
  }
  SECTION("without the power") {
    world.rules.persons.at("rev-1").seats = {{kReviewer, 3}};
    CHECK(world.AskAs(kReviewer, "rev-2", yes) == lost);
  }
  SECTION("in another office only") {
    world.rules.persons.at("rev-1").seats = {{kMinistry, kAllPowers}};
    CHECK(world.AskAs(kReviewer, "rev-2", yes) == lost);
  }
  SECTION("entered no more") {
    world.rules.persons.erase("rev-1");
    CHECK(world.AskAs(kReviewer, "rev-2", yes) == lost);
  }
  SECTION("back again") {
    world.rules.persons.at("rev-1").active = false;
    world.rules.persons.at("rev-1").active = true;
    CHECK(world.AskAs(kReviewer, "rev-2", yes) == "accepted");
  }
  CHECK(world.proposals.at(Sequence{1}).state == ProposalState::kOpen);
  CHECK(world.Balance(kAuthority, kCea1920) == 0);
}

TEST_CASE("a unit's cancellation waits in a bucket of its own, for a colleague") {
  World world = TwoPersonWorld();
  const Cancel cancel{kUnit, "CEA1920", {5}, "good"};
  CHECK(world.AskAs(kRepresentative, "rep-2", cancel) == "DENIED");  // approves only
  CHECK(world.AskAs(kRepresentative, "rep-3", cancel) == "DENIED");  // surrenders only
  CHECK(world.AskAs(kRepresentative, "rep-4", cancel) == "DENIED");  // reads only
  CHECK(world.Ask(kRepresentative, cancel) == "DENIED");             // by certificate alone
  REQUIRE(world.DoAs(kRepresentative, "rep-1", cancel) == "waiting");
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingCancellation) == 5);
  CHECK(world.AskAs(kReviewer, "rev-1", Yes(world)) == "DENIED");
  CHECK(world.AskAs(kRepresentative, "rep-1", Yes(world)) == "DENIED");
  REQUIRE(world.DoAs(kRepresentative, "rep-2", Yes(world)) == "accepted");
  CHECK(world.Balance(kCancellationAccount, kCea1920) == 5);
  CHECK(world.Balance(kUnit, kCea1920) == 95);
}

TEST_CASE("a surrender needs one person, also one who may do nothing else") {
  World world = TwoPersonWorld();
  world.Owe(kUnit, 10);
  const Surrender surrender{kUnit, Sector::kPower, "2019-20", {{"CEA1920", {1}}}, false};
  for (const char* person : {"rep-1", "rep-3"}) {
    CHECK(world.AskAs(kRepresentative, person, surrender) == "accepted");
  }
  for (const char* person : {"rep-2", "rep-4", "op-1", "nobody", ""}) {
    INFO(person);
    CHECK(world.AskAs(kRepresentative, person, surrender) == "DENIED");
  }
}

TEST_CASE("what only takes away acts at once; what gives needs another administrator") {
  World world = TwoPersonWorld();
  const auto ask = [&](Command command) {
    World there = world;
    return there.DoAs(kSecurity, "sec-1", std::move(command));
  };
  const std::vector<Subject> own = {{"idp", "rev-1"}};
  CHECK(ask(ChangeParticipant{"unit-1001", false, ""}) == "accepted");
  CHECK(ask(ChangeParticipant{"unit-1001", true, ""}) == "waiting");
  CHECK(ask(RevokeCertificate{"operator", {1}, ""}) == "accepted");
  CHECK(ask(RegisterCertificate{"operator", {1}, {}, {}}) == "waiting");
  CHECK(ask(RegisterPerson{"new", {200}, {}, {}}) == "waiting");
  CHECK(ask(RegisterParticipant{"new", Role::kAuditor, {}, {}}) == "waiting");
  CHECK(ask(SetPolicy{{{}, world.now, 1}, {}}) == "waiting");
  CHECK(ask(ChangePerson{"rev-1", {}, {}, false, ""}) == "accepted");
  CHECK(ask(ChangePerson{"rev-1", own, {{"reviewer", 1}}, true, ""}) == "accepted");
  CHECK(ask(ChangePerson{"rev-1", own, {{"reviewer", kAllPowers}}, true, ""}) == "accepted");
  CHECK(ask(ChangePerson{"rev-1", own, {{"operator", 1}}, true, ""}) == "waiting");
  CHECK(ask(ChangePerson{"rev-1", {{"idp", "other"}}, {{"reviewer", 1}}, true, ""}) == "waiting");
  world.rules.persons.at("rev-1").seats = {{kReviewer, 1}};
  CHECK(ask(ChangePerson{"rev-1", own, {{"reviewer", 5}}, true, ""}) == "waiting");
  world.rules.persons.at("rev-1").active = false;
  CHECK(ask(ChangePerson{"rev-1", own, {{"reviewer", 1}}, true, ""}) == "waiting");
}

TEST_CASE("an executed change of access holds from then on") {
  World world = TwoPersonWorld();
  REQUIRE(world.DoAs(kSecurity, "sec-1",
                     RegisterPerson{"op-9", {200}, {{"idp", "u9"}}, {{"operator", 3}}}) ==
          "waiting");
  CHECK(world.AskAs(kOperator, "op-9", Give(1)) == "DENIED");
  CHECK(world.AskAs(kSecurity, "sec-1", Yes(world)) == "SECOND_PERSON_IS_FIRST proposal=1");
  const RulesEpoch before = world.rules.epoch;
  REQUIRE(world.DoAs(kSecurity, "sec-2", Yes(world)) == "accepted");
  CHECK(Raw(world.rules.epoch) == Raw(before) + 1);
  CHECK(world.DoAs(kOperator, "op-9", Give(1)) == "waiting");
}

TEST_CASE("policies decide whether a person is needed at all") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  const MoveToTrading move{kUnit, "CEA1920", {1}};
  CHECK(world.Ask(kOperator, move) == "accepted");
  world.NeedSecondPersons();
  CHECK(world.Ask(kOperator, move) == "DENIED");
  CHECK(world.AskAs(kOperator, "op-1", move) == "accepted");
  // Systems have none.
  world.Hold(kUnit, kCea1920, 5, Bucket::kTrading);
  CHECK(world.Ask(kExchange, MoveFromTrading{kUnit, "CEA1920", {1}}) == "accepted");
}

}  // namespace
}  // namespace registry::ledger::testing
