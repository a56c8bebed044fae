// The law: each thing that conservation.h promises to refuse, handed to it as a wrong decision.
#include "ledger/conservation.h"

#include <catch2/catch.hpp>
#include <string>

#include "ledger/command.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

constexpr PositionKey kOurs{kUnit, kCea1920, Bucket::kRegistered};
constexpr PositionKey kTheirs{kOtherUnit, kCea1920, Bucket::kRegistered};
constexpr PositionKey kThird{kFarUnit, kCea1920, Bucket::kRegistered};
constexpr PositionKey kIssued{kIssuanceAccount, kCea1920, Bucket::kRegistered};
const IssuanceCapKey kCap{"plan", "CEA1920", Sector::kPower};

// A snapshot in which everything that the tests name is touched, and each of us holds 100.
Snapshot Hundred() {
  World world;
  for (const PositionKey& key : {kOurs, kTheirs, kThird}) {
    world.Hold(key.account, key.instrument, 100);
  }
  world.caps[kCap] = {kCap, {1000}, {400}};
  Touched touched;
  touched.accounts = {kUnit, kOtherUnit, kFarUnit, kIssuanceAccount};
  touched.positions = {kOurs, kTheirs, kThird, kIssued};
  touched.issuance_caps = {kCap};
  return world.Load(touched);
}

std::string Check(const Effects& effects, const Snapshot& snapshot = Hundred()) {
  const auto fault = CheckConservation(World().rules, snapshot, effects);
  return fault ? fault->what : "kept";
}

bool Broken(const std::string& what, const std::string& how) {
  INFO(what);
  return what.starts_with("law broken: " + how);
}

TEST_CASE("effects that keep the law are let through") {
  CHECK(Check({}) == "kept");
  CHECK(Check({{{kOurs, kTheirs, {100}}}, {}}) == "kept");
  CHECK(Check({{{kIssued, kOurs, {600}}}, {IssuanceCap{kCap, {1000}, {1000}}}}) == "kept");
}

TEST_CASE("a quantity of zero or less is refused") {
  CHECK(Broken(Check({{{kOurs, kTheirs, {0}}}, {}}), "quantity"));
  CHECK(Broken(Check({{{kOurs, kTheirs, {-1}}}, {}}), "quantity"));
  CHECK(Broken(Check({{{kOurs, kTheirs, {INT64_MIN}}}, {}}), "quantity"));
}

TEST_CASE("a posting between two instruments is refused") {
  PositionKey other = kTheirs;
  other.instrument = kCea21;
  CHECK(Broken(Check({{{kOurs, other, {1}}}, {}}), "two instruments"));
}

TEST_CASE("a posting from a position to itself is refused") {
  CHECK(Broken(Check({{{kOurs, kOurs, {1}}}, {}}), "same position twice"));
}

TEST_CASE("a position that was not touched is refused on either side") {
  const PositionKey untouched{kUnit, kCea1920, Bucket::kFrozen};
  CHECK(Broken(Check({{{untouched, kTheirs, {1}}}, {}}), "not touched"));
  CHECK(Broken(Check({{{kOurs, untouched, {1}}}, {}}), "not touched"));
  Snapshot snapshot = Hundred();
  Touched all;
  all.account_positions = {kUnit};
  snapshot.Touch(all);
  CHECK(Check({{{kOurs, untouched, {1}}}, {}}, snapshot) == "kept");
}

TEST_CASE("a position that moves twice in one decision is refused, on one side or on both") {
  CHECK(Broken(Check({{{kOurs, kTheirs, {1}}, {kOurs, kThird, {1}}}, {}}), "moved twice"));
  CHECK(Broken(Check({{{kOurs, kThird, {1}}, {kTheirs, kThird, {1}}}, {}}), "moved twice"));
  CHECK(Broken(Check({{{kOurs, kTheirs, {1}}, {kTheirs, kThird, {1}}}, {}}), "moved twice"));
}

TEST_CASE("a balance goes to zero, not below, unless the account's kind may") {
  CHECK(Check({{{kOurs, kTheirs, {100}}}, {}}) == "kept");
  CHECK(Broken(Check({{{kOurs, kTheirs, {101}}}, {}}), "below zero"));
  for (const AccountKind kind : {AccountKind::kSettlementBank, AccountKind::kCreditRegistry}) {
    Snapshot snapshot = Hundred();
    Account mirror;
    mirror.id = kUnit;
    mirror.kind = kind;
    snapshot.Put(mirror);
    CHECK(Check({{{kOurs, kTheirs, {101}}}, {}}, snapshot) == "kept");
  }
}

TEST_CASE("an account that is not there cannot be below zero") {
  Snapshot snapshot;
  Touched touched;
  touched.accounts = {kNobody};
  const PositionKey nobody{kNobody, kCea1920, Bucket::kRegistered};
  touched.positions = {nobody, kOurs};
  snapshot.Touch(touched);
  CHECK(Broken(Check({{{nobody, kOurs, {1}}}, {}}, snapshot), "below zero"));
}

TEST_CASE("a balance that leaves 64 bits is refused on either side") {
  Snapshot snapshot = Hundred();
  snapshot.Put(kTheirs, Position{{kMost - 99}, {}});
  CHECK(Check({{{kOurs, kTheirs, {99}}}, {}}, snapshot) == "kept");
  CHECK(Broken(Check({{{kOurs, kTheirs, {100}}}, {}}, snapshot), "overflow"));
  snapshot.Put(kIssued, Position{{INT64_MIN}, {}});
  CHECK(Broken(Check({{{kIssued, kOurs, {1}}}, {IssuanceCap{kCap, {1000}, {401}}}}, snapshot),
               "overflow"));
}

TEST_CASE("more than the cap is refused") {
  CHECK(Broken(Check({{{kIssued, kOurs, {601}}}, {IssuanceCap{kCap, {1000}, {1001}}}}), "issued"));
  CHECK(Broken(Check({{}, {IssuanceCap{kCap, {399}, {400}}}}), "issued"));
  CHECK(Broken(Check({{}, {IssuanceCap{kCap, {399}, {-1}}}}), "issued"));
}

TEST_CASE("what is issued is what the caps say, to the tonne") {
  CHECK(Broken(Check({{{kIssued, kOurs, {1}}}, {}}), "issuance"));
  CHECK(Broken(Check({{{kIssued, kOurs, {2}}}, {IssuanceCap{kCap, {1000}, {401}}}}), "issuance"));
  CHECK(Broken(Check({{}, {IssuanceCap{kCap, {1000}, {401}}}}), "issuance"));
  CHECK(Broken(Check({{{kOurs, kTheirs, {1}}}, {IssuanceCap{kCap, {1000}, {401}}}}), "issuance"));
  CHECK(Broken(Check({{}, {IssuanceCap{kCap, {1000}, {399}}}}), "issuance"));
  CHECK(Broken(Check({{{kIssued, kOurs, {2}}},
                      {IssuanceCap{kCap, {1000}, {401}}, IssuanceCap{kCap, {1000}, {401}}}}),
               "same cap twice"));
  // Under a cap of another instrument it is not issued.
  Snapshot snapshot = Hundred();
  const IssuanceCapKey other{"plan", "CEA21", Sector::kPower};
  Touched touched;
  touched.issuance_caps = {other};
  snapshot.Touch(touched);
  CHECK(Broken(Check({{{kIssued, kOurs, {1}}}, {IssuanceCap{other, {1000}, {1}}}}, snapshot),
               "issuance"));
}

TEST_CASE("what is surrendered is what the obligations say, to the tonne") {
  const PositionKey surrendered{kSurrenderAccount, kCea1920, Bucket::kRegistered};
  const ObligationKey key{kUnit, Sector::kPower, "2019-20"};
  const Obligation before{key, {100}, {100}, {40}, std::nullopt};
  World world;
  world.Hold(kUnit, kCea1920, 100);
  world.obligations[key] = before;
  Touched touched;
  touched.accounts = {kUnit, kSurrenderAccount};
  touched.positions = {kOurs, surrendered};
  touched.obligations = {key};
  const Snapshot snapshot = world.Load(touched);
  const auto after = [&](std::int64_t quantity) {
    Obligation changed = before;
    changed.surrendered = {quantity};
    return changed;
  };
  const Posting ten{kOurs, surrendered, {10}};
  CHECK(Check({{ten}, {after(50)}}, snapshot) == "kept");
  CHECK(Broken(Check({{ten}, {after(51)}}, snapshot), "surrender account and obligations"));
  CHECK(Broken(Check({{ten}, {after(49)}}, snapshot), "surrender account and obligations"));
  CHECK(Broken(Check({{ten}, {}}, snapshot), "surrender account and obligations"));
  CHECK(Broken(Check({{}, {after(50)}}, snapshot), "surrender account and obligations"));
  CHECK(Broken(Check({{ten}, {after(50), after(50)}}, snapshot), "same obligation twice"));
}

TEST_CASE("a fact whose key was not touched is refused") {
  Account account;
  account.id = kNobody;
  CHECK(Broken(Check({{}, {account}}), "not touched"));
  account.social_credit_code = "91310116660779822N";
  CHECK(Broken(Check({{}, {account}}), "not touched"));
  CHECK(Broken(Check({{}, {HolderParticulars{kNobody, "name"}}}), "not touched"));
  CHECK(Broken(Check({{}, {IssuanceCap{{"other", "CEA1920", Sector::kPower}, {1}, {0}}}}),
               "not touched"));
  CHECK(Broken(Check({{}, {Obligation{{kUnit, Sector::kPower, "2021"}, {1}, {1}, {0}, {}}}}),
               "not touched"));
  Trade trade;
  trade.trade_id = "T1";
  CHECK(Broken(Check({{}, {trade}}), "not touched"));

  Snapshot snapshot = Hundred();
  Touched touched;
  touched.holders = {"91310116660779822N"};
  touched.trades = {"T1"};
  touched.obligations = {{kUnit, Sector::kPower, "2021"}};
  snapshot.Touch(touched);
  CHECK(Check({{}, {account, HolderParticulars{kNobody, "name"}, trade}}, snapshot) == "kept");
  CHECK(Check({{}, {Obligation{{kUnit, Sector::kPower, "2021"}, {1}, {1}, {0}, {}}}}, snapshot) ==
        "kept");
  for (const Obligation& below :
       {Obligation{{kUnit, Sector::kPower, "2021"}, {-1}, {1}, {0}, {}},
        Obligation{{kUnit, Sector::kPower, "2021"}, {1}, {-1}, {0}, {}},
        Obligation{{kUnit, Sector::kPower, "2021"}, {1}, {1}, {-1}, {}}}) {
    CHECK(Broken(Check({{}, {below}}, snapshot), "obligation below zero"));
  }
}

TEST_CASE("facts of rules need no key") {
  CHECK(Check({{}, {Clock{}, Participant{}, Instrument{}, CompliancePeriod{}}}) == "kept");
}

TEST_CASE("quantities of zero or less that a command lets pass end in a fault") {
  World world;
  for (const AccountId account : {kUnit, kAuthority, kNationalAccount}) {
    world.Hold(account, kCea1920, 100);
    world.Hold(account, kCea1920, 100, Bucket::kTrading);
  }
  world.caps[kCap] = {kCap, {1000}, {400}};
  world.Owe(kUnit, 50);
  for (const std::int64_t quantity : {std::int64_t{0}, std::int64_t{-1}}) {
    const auto faults = [&](ParticipantId who, Command command) {
      return Broken(world.Ask(who, std::move(command)).substr(7), "quantity");
    };
    const Quantity q{quantity};
    CHECK(faults(kOperator, Issue{"plan", "CEA1920", Sector::kPower, kAuthority, q, {}}));
    CHECK(faults(kAuthority13, Allocate{kAuthority, kUnit, "CEA1920", "2019-20", {}, q}));
    CHECK(faults(kAuthority13, ReturnAllowances{kUnit, kAuthority, "CEA1920", "2019-20", q}));
    CHECK(faults(kRepresentative, MoveToTrading{kUnit, "CEA1920", q}));
    CHECK(faults(kExchange, MoveFromTrading{kUnit, "CEA1920", q}));
    CHECK(faults(kOperator, Transfer{kUnit, kOtherUnit, "CEA1920", q, {}, {}}));
    CHECK(faults(kExchange, SettleTrade{"T", "CEA1920", TradingMethod::kListed, kUnit, kOtherUnit,
                                        q, Fen{1}, Fen{quantity}, Beijing(2021, 12, 16, 14)}));
    CHECK(faults(kRepresentative,
                 Surrender{kUnit, Sector::kPower, "2019-20", {{"CEA1920", q}}, false}));
    CHECK(faults(kRepresentative, Cancel{kUnit, "CEA1920", q, ""}));
  }
  // An instrument named twice in one surrender moves a position twice.
  CHECK(world
            .Ask(kRepresentative,
                 Surrender{
                     kUnit, Sector::kPower, "2019-20", {{"CEA1920", {1}}, {"CEA1920", {1}}}, false})
            .starts_with("FAULT: law broken: moved twice"));
}

}  // namespace
}  // namespace registry::ledger::testing
