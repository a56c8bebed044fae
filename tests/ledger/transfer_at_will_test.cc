// Transfers at the holder's own will: whom he trusts, how long he waits, how much leaves on a day,
// and that everything is checked again when a transfer is carried out.
#include "ledger/transfer_at_will.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <variant>

#include "ledger/decide.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

constexpr std::int64_t kHour = 3'600'000'000;

void SetPolicyOf(World& world, PolicyKind kind, CommandType command, std::int64_t value) {
  world.rules.policies[{kind, Role::kUnitRepresentative, command, {}}][Instant{}] = value;
}

void Switch(World& world, CommandType command, bool on) {
  SetPolicyOf(world, PolicyKind::kCommandSwitch, command, on ? 1 : 0);
}

void SwitchOn(World& world) {
  Switch(world, CommandType::kTrustAccount, true);
  Switch(world, CommandType::kTransferAtWill, true);
}

// A book in which kUnit holds 1,000,000 allowances and trusts kFarUnit, and may use it.
World WillingWorld() {
  World world;
  world.Hold(kUnit, kCea1920, 1'000'000);
  SwitchOn(world);
  world.rules.trusted[{kUnit, kFarUnit}] = {{kUnit, kFarUnit}, world.now};
  return world;
}

TransferAtWill Send(std::int64_t quantity, AccountId to = kFarUnit) {
  return {kUnit, to, "CEA1920", {quantity}};
}

std::string ReasonsOf(const World& world, Command command) {
  return Reasons(world.Decide(world.RequestOf(kRepresentative, std::move(command))));
}

// A transfer of 60 that waits, and is due now.
World Due60() {
  World world = WillingWorld();
  REQUIRE(world.Do(kRepresentative, Send(60)) == "accepted");
  world.now = world.rules.delayed.at(world.sequence).due_at;
  return world;
}

const DelayedTransfer& Only(const World& world) {
  REQUIRE(world.rules.delayed.size() == 1);
  return world.rules.delayed.begin()->second;
}

std::string Execute(World& world) {
  return world.Do(kHouse, ExecuteTransfer{world.rules.delayed.begin()->first});
}

TEST_CASE("transfers at will are off until a policy switches them on") {
  World world;
  world.Hold(kUnit, kCea1920, 10);
  const TrustAccount trust{kUnit, kFarUnit};
  for (const bool with_persons : {false, true}) {
    if (with_persons) world.NeedSecondPersons();
    CHECK(world.AskAs(kRepresentative, with_persons ? "rep-1" : "", trust) ==
          "COMMAND_OFF command=TRUST_ACCOUNT");
    CHECK(world.AskAs(kRepresentative, with_persons ? "rep-1" : "", Send(1)) ==
          "COMMAND_OFF command=TRANSFER_AT_WILL");
  }
  World on;
  on.Hold(kUnit, kCea1920, 10);
  Switch(on, CommandType::kTrustAccount, true);
  CHECK(on.Ask(kRepresentative, trust) == "accepted");
  CHECK(on.Ask(kRepresentative, Send(1)) == "COMMAND_OFF command=TRANSFER_AT_WILL");
}

TEST_CASE("only the holder's representative trusts and sends, and only for his account") {
  const World world = WillingWorld();
  for (const ParticipantId other : {kOperator, kMinistry, kAuthority13, kExchange, kHouse}) {
    CHECK(world.Ask(other, Send(1)) == "DENIED");
    CHECK(world.Ask(other, TrustAccount{kUnit, kOtherUnit}) == "DENIED");
    CHECK(world.Ask(other, DistrustAccount{kUnit, kFarUnit}) == "DENIED");
  }
  CHECK(world.Ask(kRepresentative, TransferAtWill{kOtherUnit, kUnit, "CEA1920", {1}}) == "DENIED");
  CHECK(world.Ask(kRepresentative, TrustAccount{kOtherUnit, kUnit}) == "DENIED");
  CHECK(world.Ask(kRepresentative, DistrustAccount{kOtherUnit, kUnit}) == "DENIED");
}

TEST_CASE("an account is trusted after four working days, at the same time of day") {
  World world;
  SwitchOn(world);
  world.rules.calendars[2021] = {2021, {1220, 1221, 1223, 1226, 1227, 1228}};
  REQUIRE(world.Do(kRepresentative, TrustAccount{kUnit, kFarUnit}) == "accepted");
  CHECK(world.rules.trusted.at({kUnit, kFarUnit}) ==
        TrustedAccount{{kUnit, kFarUnit}, Beijing(2021, 12, 27, 16, 0, 1), true});
  SetPolicyOf(world, PolicyKind::kTrustDelayDays, CommandType::kTrustAccount, 2);
  REQUIRE(world.Do(kRepresentative, TrustAccount{kUnit, kInstitution}) == "accepted");
  CHECK(world.rules.trusted.at({kUnit, kInstitution}).active_from ==
        Beijing(2021, 12, 23, 16, 0, 1));
  CHECK(world.Ask(kRepresentative, TrustAccount{kUnit, kFarUnit}) ==
        "ACCOUNT_TRUSTED account=" + No(kFarUnit) + " active_from=2021-12-27T08:00:01Z");
}

TEST_CASE("an absurd delay of trust is a long one") {
  World world;
  SwitchOn(world);
  SetPolicyOf(world, PolicyKind::kTrustDelayDays, CommandType::kTrustAccount, INT64_MAX);
  REQUIRE(world.Do(kRepresentative, TrustAccount{kUnit, kFarUnit}) == "accepted");
  CHECK(world.rules.trusted.at({kUnit, kFarUnit}).active_from ==
        Instant{world.now.micros + 3'000 * 24 * kHour});
  SetPolicyOf(world, PolicyKind::kTrustDelayDays, CommandType::kTrustAccount, -1);
  REQUIRE(world.Do(kRepresentative, TrustAccount{kUnit, kInstitution}) == "accepted");
  CHECK(world.rules.trusted.at({kUnit, kInstitution}).active_from == world.now);
}

TEST_CASE("of somebody else's account trusting it tells only whether it can be trusted") {
  World world;
  SwitchOn(world);
  world.SetStatus(kOtherUnit, AccountStatus::kClosing, {});
  for (const AccountId account : {kNobody, kSurrenderAccount, kAuthority, kOtherUnit}) {
    CHECK(world.Ask(kRepresentative, TrustAccount{kUnit, account}) ==
          "ACCOUNT_NOT_FOUND account=" + No(account));
  }
  world.SetStatus(kOtherUnit, AccountStatus::kRestricted, {});
  for (const AccountId account : {kFarUnit, kInstitution, kIndividual, kOtherUnit}) {
    CHECK(world.Ask(kRepresentative, TrustAccount{kUnit, account}) == "accepted");
  }
}

TEST_CASE("trusting lists every check that fails in order") {
  World world;
  Switch(world, CommandType::kTransferAtWill, true);
  Switch(world, CommandType::kTrustAccount, true);
  world.SetStatus(kUnit, AccountStatus::kRestricted, {});
  CHECK(ReasonsOf(world, TrustAccount{kUnit, kUnit}) == "SAME_ACCOUNT ACCOUNT_STATUS_FORBIDS");
  world.rules.trusted[{kUnit, kAuthority}] = {{kUnit, kAuthority}, {}};
  CHECK(ReasonsOf(world, TrustAccount{kUnit, kAuthority}) ==
        "ACCOUNT_STATUS_FORBIDS ACCOUNT_NOT_FOUND ACCOUNT_TRUSTED");
  world.accounts.at(kUnit).kind = AccountKind::kNational;
  CHECK(ReasonsOf(world, TrustAccount{kUnit, kFarUnit}) ==
        "ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS");
}

TEST_CASE("trust ends at once, also while transfers at will are off") {
  World world = WillingWorld();
  CHECK(world.Ask(kRepresentative, DistrustAccount{kUnit, kOtherUnit}) ==
        "ACCOUNT_NOT_TRUSTED account=" + No(kOtherUnit));
  Switch(world, CommandType::kTrustAccount, false);
  Switch(world, CommandType::kTransferAtWill, false);
  REQUIRE(world.Do(kRepresentative, DistrustAccount{kUnit, kFarUnit}) == "accepted");
  SwitchOn(world);
  CHECK(world.Ask(kRepresentative, DistrustAccount{kUnit, kFarUnit}) ==
        "ACCOUNT_NOT_TRUSTED account=" + No(kFarUnit));
  CHECK(world.Ask(kRepresentative, Send(1)) == "ACCOUNT_NOT_TRUSTED account=" + No(kFarUnit));
  // Trusting again means waiting again.
  REQUIRE(world.Do(kRepresentative, TrustAccount{kUnit, kFarUnit}) == "accepted");
  CHECK(world.rules.trusted.at({kUnit, kFarUnit}).active_from > world.now);
}

TEST_CASE("a transfer waits for its delay, from registered to pending") {
  World world = WillingWorld();
  const Decision decision = world.Decide(world.RequestOf(kRepresentative, Send(60)));
  DelayedTransfer transfer{Sequence{1}, kUnit,     kFarUnit, "CEA1920", {60},
                           world.now,   world.now, {},       ""};
  transfer.due_at.micros += 24 * kHour;
  transfer.state = DelayedState::kWaiting;
  CHECK(std::get<Effects>(decision) == Effects{{{{kUnit, kCea1920, Bucket::kRegistered},
                                                 {kUnit, kCea1920, Bucket::kPendingTransfer},
                                                 {60}}},
                                               {transfer}});
  SetPolicyOf(world, PolicyKind::kDelayHours, CommandType::kTransferAtWill, 3);
  REQUIRE(world.Do(kRepresentative, Send(60)) == "accepted");
  CHECK(Only(world).due_at.micros == world.now.micros + 3 * kHour);
}

TEST_CASE("a delay beyond all time is for ever, one below zero is none") {
  for (const std::int64_t hours : {INT64_MAX, INT64_MAX / kHour, std::int64_t{-1}}) {
    World world = WillingWorld();
    SetPolicyOf(world, PolicyKind::kDelayHours, CommandType::kTransferAtWill, hours);
    REQUIRE(world.Do(kRepresentative, Send(60)) == "accepted");
    CHECK(Only(world).due_at == (hours < 0 ? world.now : Instant{INT64_MAX}));
  }
}

TEST_CASE("an account can be sent to from the microsecond on from which it is trusted") {
  World world = WillingWorld();
  world.rules.trusted.at({kUnit, kFarUnit}).active_from = Beijing(2021, 12, 24, 16);
  world.now = Beijing(2021, 12, 24, 15, 59, 59, 999'999);
  CHECK(world.Ask(kRepresentative, Send(1)) ==
        "ACCOUNT_NOT_TRUSTED account=" + No(kFarUnit) + " active_from=2021-12-24T08:00:00Z");
  world.now = Beijing(2021, 12, 24, 16);
  CHECK(world.Ask(kRepresentative, Send(1)) == "accepted");
}

TEST_CASE("of an account that is not trusted nothing is told") {
  World world = WillingWorld();
  world.SetStatus(kOtherUnit, AccountStatus::kClosed, {});
  for (const AccountId account : {kNobody, kOtherUnit, kAuthority, kInstitution}) {
    CHECK(world.Ask(kRepresentative, Send(1, account)) ==
          "ACCOUNT_NOT_TRUSTED account=" + No(account));
  }
}

TEST_CASE("a transfer at will lists every check that fails in order") {
  World world = WillingWorld();
  world.SetStatus(kUnit, AccountStatus::kRestricted, {});
  world.SetStatus(kFarUnit, AccountStatus::kClosed, {});
  world.rules.trusted.at({kUnit, kFarUnit}).active_from.micros += 1;
  world.Hold(kUnit, kCea1920, kMost, Bucket::kPendingTransfer);
  CHECK(ReasonsOf(world, Send(1'000'001)) ==
        "ACCOUNT_STATUS_FORBIDS ACCOUNT_STATUS_FORBIDS ACCOUNT_NOT_TRUSTED DAILY_LIMIT_EXCEEDED "
        "INSUFFICIENT_HOLDING BALANCE_OVERFLOW");
  CHECK(ReasonsOf(world, Send(1, kUnit)) == "SAME_ACCOUNT ACCOUNT_STATUS_FORBIDS BALANCE_OVERFLOW");
  TransferAtWill transfer = Send(100'001);
  transfer.instrument = "CEA99";
  CHECK(ReasonsOf(world, transfer) ==
        "ACCOUNT_STATUS_FORBIDS ACCOUNT_STATUS_FORBIDS INSTRUMENT_NOT_FOUND ACCOUNT_NOT_TRUSTED "
        "DAILY_LIMIT_EXCEEDED");
  transfer.instrument = "CCER:1:2020";
  world.accounts.at(kUnit).kind = AccountKind::kProvincialAuthority;
  world.accounts.at(kFarUnit).kind = AccountKind::kNational;
  CHECK(ReasonsOf(world, transfer) ==
        "ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS "
        "INSTRUMENT_KIND_FORBIDS ACCOUNT_NOT_TRUSTED DAILY_LIMIT_EXCEEDED INSUFFICIENT_HOLDING");
}

TEST_CASE("a transfer at will takes exactly what is held, not one allowance more") {
  World world = WillingWorld();
  world.Hold(kUnit, kCea1920, 100);
  CHECK(world.Ask(kRepresentative, Send(101)) ==
        "INSUFFICIENT_HOLDING requested_tco2e=101 available_tco2e=100 account=" + No(kUnit) +
            " instrument=CEA1920");
  REQUIRE(world.Do(kRepresentative, Send(100)) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920) == 0);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingTransfer) == 100);
}

TEST_CASE("the limit of a day is reached exactly, of all instruments together") {
  World world = WillingWorld();
  world.Hold(kUnit, kCea21, 1'000'000);
  CHECK(world.Ask(kRepresentative, Send(100'001)) ==
        "DAILY_LIMIT_EXCEEDED requested_tco2e=100001 used_tco2e=0 limit_tco2e=100000");
  CHECK(world.Ask(kRepresentative, Send(100'000)) == "accepted");
  REQUIRE(world.Do(kRepresentative, TransferAtWill{kUnit, kFarUnit, "CEA21", {40'000}}) ==
          "accepted");
  REQUIRE(world.Do(kRepresentative, Send(10'000)) == "accepted");
  CHECK(SentToday(world.rules, kUnit, world.now) == Quantity{50'000});
  CHECK(SentToday(world.rules, kFarUnit, world.now) == Quantity{0});
  CHECK(world.Ask(kRepresentative, Send(50'001)) ==
        "DAILY_LIMIT_EXCEEDED requested_tco2e=50001 used_tco2e=50000 limit_tco2e=100000");
  REQUIRE(world.Do(kRepresentative, Send(50'000)) == "accepted");
  CHECK(world.Ask(kRepresentative, Send(1)) ==
        "DAILY_LIMIT_EXCEEDED requested_tco2e=1 used_tco2e=100000 limit_tco2e=100000");
  SetPolicyOf(world, PolicyKind::kDailyLimit, CommandType::kTransferAtWill, 100'001);
  CHECK(world.Ask(kRepresentative, Send(1)) == "accepted");
  SetPolicyOf(world, PolicyKind::kDailyLimit, CommandType::kTransferAtWill, INT64_MIN);
  CHECK(world.Ask(kRepresentative, Send(1)) ==
        "DAILY_LIMIT_EXCEEDED requested_tco2e=1 used_tco2e=100000 limit_tco2e=0");
}

TEST_CASE("a day ends at midnight in Beijing") {
  World world = WillingWorld();
  world.now = Beijing(2021, 12, 21, 0, 0, 0, -1);
  REQUIRE(world.Do(kRepresentative, Send(100'000)) == "accepted");
  CHECK(ReasonsOf(world, Send(1)) == "DAILY_LIMIT_EXCEEDED");
  CHECK(SentToday(world.rules, kUnit, Beijing(2021, 12, 20)) == Quantity{100'000});
  CHECK(SentToday(world.rules, kUnit, Beijing(2021, 12, 20, 0, 0, 0, -1)) == Quantity{0});
  world.now = Beijing(2021, 12, 21);
  CHECK(SentToday(world.rules, kUnit, world.now) == Quantity{0});
  REQUIRE(world.Do(kRepresentative, Send(100'000)) == "accepted");
  CHECK(ReasonsOf(world, Send(1)) == "DAILY_LIMIT_EXCEEDED");
  world.now = Beijing(2021, 12, 21, 23, 59, 59, 999'999);
  CHECK(ReasonsOf(world, Send(1)) == "DAILY_LIMIT_EXCEEDED");
  world.now = Beijing(2021, 12, 22);
  CHECK(ReasonsOf(world, Send(1)) == "accepted");
}

TEST_CASE("what was done counts on its day, what was called off or failed does not") {
  World world = WillingWorld();
  SetPolicyOf(world, PolicyKind::kDelayHours, CommandType::kTransferAtWill, 0);
  for (const DelayedState state : {DelayedState::kWaiting, DelayedState::kDone,
                                   DelayedState::kAborted, DelayedState::kFailed}) {
    REQUIRE(world.Do(kRepresentative, Send(1'000 * static_cast<int>(state))) == "accepted");
    world.rules.delayed.at(world.sequence).state = state;
  }
  CHECK(SentToday(world.rules, kUnit, world.now) == Quantity{3'000});
}

TEST_CASE("a waiting transfer is called off by the holder or the registry, and comes back") {
  const World waiting = Due60();
  const Sequence id = Only(waiting).id;
  for (const ParticipantId who : {kRepresentative, kOperator}) {
    World world = waiting;
    Switch(world, CommandType::kTransferAtWill, false);
    REQUIRE(world.Do(who, AbortTransfer{kUnit, id, "a mistake"}) == "accepted");
    CHECK(world.Balance(kUnit, kCea1920) == 1'000'000);
    CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingTransfer) == 0);
    CHECK(Only(world).state == DelayedState::kAborted);
    CHECK(Only(world).cause == "a mistake");
    CHECK(world.Ask(who, AbortTransfer{kUnit, id, ""}) ==
          "TRANSFER_NOT_WAITING transfer=1 state=ABORTED");
    CHECK(world.Ask(kHouse, ExecuteTransfer{id}) ==
          "TRANSFER_NOT_WAITING transfer=1 state=ABORTED");
  }
  // Somebody else's looks like none.
  CHECK(waiting.Ask(kOperator, AbortTransfer{kFarUnit, id, ""}) == "TRANSFER_NOT_FOUND transfer=1");
  CHECK(waiting.Ask(kRepresentative, AbortTransfer{kUnit, Sequence{2}, ""}) ==
        "TRANSFER_NOT_FOUND transfer=2");
  CHECK(waiting.Ask(kRepresentative, AbortTransfer{kFarUnit, id, ""}) == "DENIED");
  for (const ParticipantId who : {kMinistry, kAuthority13, kExchange, kHouse, kReviewer}) {
    CHECK(waiting.Ask(who, AbortTransfer{kUnit, id, ""}) == "DENIED");
  }
}

TEST_CASE("a transfer is carried out by the registry itself, not a microsecond early") {
  World world = Due60();
  const Sequence id = Only(world).id;
  for (const ParticipantId who : {kRepresentative, kOperator, kSecurity, kCeremony}) {
    CHECK(world.Ask(who, ExecuteTransfer{id}) == "DENIED");
  }
  CHECK(world.Ask(kHouse, ExecuteTransfer{Sequence{9}}) == "TRANSFER_NOT_FOUND transfer=9");
  World early = world;
  early.now.micros -= 1;
  CHECK(early.Ask(kHouse, ExecuteTransfer{id}) ==
        "TRANSFER_NOT_DUE transfer=1 due_at=2021-12-21T08:00:01Z now=2021-12-21T08:00:00.999999Z");
  REQUIRE(Execute(world) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920) == 999'940);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingTransfer) == 0);
  CHECK(world.Balance(kFarUnit, kCea1920) == 60);
  CHECK(Only(world).state == DelayedState::kDone);
  CHECK(Only(world).cause.empty());
  CHECK(world.Ask(kHouse, ExecuteTransfer{id}) == "TRANSFER_NOT_WAITING transfer=1 state=DONE");
  CHECK(world.Ask(kRepresentative, AbortTransfer{kUnit, id, ""}) ==
        "TRANSFER_NOT_WAITING transfer=1 state=DONE");
}

TEST_CASE("a transfer may take the last allowance, and be received under a restriction") {
  World world = WillingWorld();
  world.Hold(kUnit, kCea1920, 60);
  REQUIRE(world.Do(kRepresentative, Send(60)) == "accepted");
  world.now = Only(world).due_at;
  world.SetStatus(kFarUnit, AccountStatus::kRestricted, world.now);
  REQUIRE(Execute(world) == "accepted");
  CHECK(Only(world).state == DelayedState::kDone);
  CHECK(world.Balance(kFarUnit, kCea1920) == 60);
}

// Something that happens while a transfer waits, and why it fails then.
struct Hindrance {
  const char* reason;
  void (*happens)(World&);
};

const Hindrance kHindrances[] = {
    {"COMMAND_OFF", [](World& world) { Switch(world, CommandType::kTransferAtWill, false); }},
    {"ACCOUNT_STATUS_FORBIDS",
     [](World& world) { world.SetStatus(kUnit, AccountStatus::kRestricted, world.now); }},
    {"ACCOUNT_KIND_FORBIDS",
     [](World& world) { world.accounts.at(kUnit).kind = AccountKind::kCustody; }},
    {"ACCOUNT_STATUS_FORBIDS",
     [](World& world) { world.SetStatus(kFarUnit, AccountStatus::kClosing, world.now); }},
    {"ACCOUNT_KIND_FORBIDS",
     [](World& world) { world.accounts.at(kFarUnit).kind = AccountKind::kNational; }},
    {"ACCOUNT_NOT_TRUSTED",
     [](World& world) {
       REQUIRE(world.Do(kRepresentative, DistrustAccount{kUnit, kFarUnit}) == "accepted");
     }},
    // Trusted again in the meantime, without any delay: not since it was asked for.
    {"ACCOUNT_NOT_TRUSTED",
     [](World& world) {
       SetPolicyOf(world, PolicyKind::kTrustDelayDays, CommandType::kTrustAccount, 0);
       REQUIRE(world.Do(kRepresentative, DistrustAccount{kUnit, kFarUnit}) == "accepted");
       REQUIRE(world.Do(kRepresentative, TrustAccount{kUnit, kFarUnit}) == "accepted");
     }},
    {"DAILY_LIMIT_EXCEEDED",
     [](World& world) {
       SetPolicyOf(world, PolicyKind::kDailyLimit, CommandType::kTransferAtWill, 59);
     }},
    {"BALANCE_OVERFLOW", [](World& world) { world.Hold(kFarUnit, kCea1920, kMost - 59); }},
    // Of several reasons the first.
    {"COMMAND_OFF",
     [](World& world) {
       world.SetStatus(kUnit, AccountStatus::kClosing, world.now);
       Switch(world, CommandType::kTransferAtWill, false);
     }},
};

TEST_CASE("everything is checked again when it is due: what fails comes back with the reason") {
  for (const Hindrance& hindrance : kHindrances) {
    INFO(hindrance.reason);
    World world = Due60();
    hindrance.happens(world);
    const std::int64_t received = world.Balance(kFarUnit, kCea1920);
    REQUIRE(Execute(world) == "accepted");
    CHECK(Only(world).state == DelayedState::kFailed);
    CHECK(Only(world).cause == hindrance.reason);
    CHECK(world.Balance(kUnit, kCea1920) == 1'000'000);
    CHECK(world.Balance(kUnit, kCea1920, Bucket::kPendingTransfer) == 0);
    CHECK(world.Balance(kFarUnit, kCea1920) == received);
    CHECK(world.Ask(kHouse, ExecuteTransfer{Only(world).id}) ==
          "TRANSFER_NOT_WAITING transfer=1 state=FAILED");
  }
}

TEST_CASE("a limit lowered to what was asked for that day lets it through") {
  World world = Due60();
  SetPolicyOf(world, PolicyKind::kDailyLimit, CommandType::kTransferAtWill, 60);
  REQUIRE(Execute(world) == "accepted");
  CHECK(Only(world).state == DelayedState::kDone);
}

TEST_CASE("under a lowered limit transfers fail until the rest of their day is within it") {
  World world = WillingWorld();
  for (int i = 0; i < 3; ++i) REQUIRE(world.Do(kRepresentative, Send(60)) == "accepted");
  SetPolicyOf(world, PolicyKind::kDailyLimit, CommandType::kTransferAtWill, 130);
  world.now = world.rules.delayed.at(Sequence{3}).due_at;
  for (int i = 1; i <= 3; ++i) {
    REQUIRE(world.Do(kHouse, ExecuteTransfer{Sequence{i}}) == "accepted");
  }
  CHECK(world.rules.delayed.at(Sequence{1}).state == DelayedState::kFailed);
  CHECK(world.rules.delayed.at(Sequence{2}).state == DelayedState::kDone);
  CHECK(world.rules.delayed.at(Sequence{3}).state == DelayedState::kDone);
  CHECK(world.Balance(kFarUnit, kCea1920) == 120);
  CHECK(world.Balance(kUnit, kCea1920) == 1'000'000 - 120);
}

TEST_CASE("the states of a transfer have names") {
  CHECK(DelayedStateName(DelayedState::kWaiting) == "WAITING");
  CHECK(DelayedStateName(DelayedState::kDone) == "DONE");
  CHECK(DelayedStateName(DelayedState::kAborted) == "ABORTED");
  CHECK(DelayedStateName(DelayedState::kFailed) == "FAILED");
}

}  // namespace
}  // namespace registry::ledger::testing
