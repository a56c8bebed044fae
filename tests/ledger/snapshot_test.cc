#include "ledger/snapshot.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ledger/decide.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

constexpr PositionKey kOurs{kUnit, kCea1920, Bucket::kRegistered};
constexpr PositionKey kTheirs{kOtherUnit, kCea1920, Bucket::kRegistered};

TEST_CASE("a touched key without a value is absent, a position zero") {
  Snapshot snapshot;
  Touched touched;
  touched.accounts = {kUnit};
  touched.holders = {"code"};
  touched.positions = {kOurs};
  touched.account_positions = {kOtherUnit};
  touched.issuance_caps = {{"plan", "CEA1920", Sector::kPower}};
  touched.obligations = {{kUnit, Sector::kPower, "2021"}};
  touched.trades = {"T1"};
  snapshot.Touch(touched);
  CHECK(snapshot.FindAccount(kUnit) == nullptr);
  CHECK_FALSE(snapshot.FindHolder("code"));
  CHECK(snapshot.FindPosition(kOurs) == Position{});
  CHECK(snapshot.FindPosition(kTheirs) == Position{});  // with all positions of its account
  CHECK(snapshot.NonZeroPositions(kOtherUnit).empty());
  CHECK(snapshot.FindIssuanceCap({"plan", "CEA1920", Sector::kPower}) == nullptr);
  CHECK(snapshot.FindObligation({kUnit, Sector::kPower, "2021"}) == nullptr);
  CHECK(snapshot.FindTrade("T1") == nullptr);
  CHECK_FALSE(snapshot.fault());
}

TEST_CASE(
    "a key that was not touched is a fault, whatever its kind and also where it has a value") {
  Snapshot snapshot;
  Account account;
  account.id = kUnit;
  account.social_credit_code = "code";
  snapshot.Put(account);
  snapshot.Put(kOurs, Position{{5}, Sequence{1}});
  const auto faults = [&](auto read) {
    snapshot.ClearFault();
    read(snapshot);
    return snapshot.fault().has_value();
  };
  CHECK(faults([](const Snapshot& s) { (void)s.FindAccount(kUnit); }));
  CHECK(faults([](const Snapshot& s) { (void)s.FindHolder("code"); }));
  CHECK(faults([](const Snapshot& s) { (void)s.FindPosition(kOurs); }));
  CHECK(faults([](const Snapshot& s) { (void)s.NonZeroPositions(kUnit); }));
  CHECK(faults([](const Snapshot& s) { (void)s.FindIssuanceCap({}); }));
  CHECK(faults([](const Snapshot& s) { (void)s.FindObligation({}); }));
  CHECK(faults([](const Snapshot& s) { (void)s.FindTrade("T1"); }));
}

TEST_CASE("the first fault is remembered until it is cleared") {
  Snapshot snapshot;
  (void)snapshot.FindTrade("first");
  (void)snapshot.FindTrade("second");
  CHECK(snapshot.fault() == "read of a key that was not touched: trade first");
  snapshot.ClearFault();
  CHECK_FALSE(snapshot.fault());
}

TEST_CASE("a fault of one request stays with the snapshot until the caller clears it") {
  World world;
  const Request request = world.RequestOf(kCeremony, OpenBook{});
  Snapshot snapshot = world.Load({});
  (void)snapshot.FindTrade("T1");
  CHECK(Text(Decide(world.rules, snapshot, world.ids, world.now, request)).starts_with("FAULT"));
  snapshot.ClearFault();
  CHECK(Text(Decide(world.rules, snapshot, world.ids, world.now, request)) == "BOOK_ALREADY_OPEN");
}

TEST_CASE("the positions of an account are those with a balance, in the order of their keys") {
  Snapshot snapshot;
  Touched touched;
  touched.account_positions = {kUnit};
  snapshot.Touch(touched);
  snapshot.Put({kUnit, kCea21, Bucket::kRegistered}, Position{{3}, {}});
  snapshot.Put({kUnit, kCea1920, Bucket::kTrading}, Position{{2}, {}});
  snapshot.Put(kOurs, Position{{0}, {}});
  snapshot.Put(kTheirs, Position{{9}, {}});
  CHECK(snapshot.NonZeroPositions(kUnit) ==
        std::vector<PositionKey>{{kUnit, kCea1920, Bucket::kTrading},
                                 {kUnit, kCea21, Bucket::kRegistered}});
}

TEST_CASE("effects move balances, store facts, and leave a copy as it was") {
  Snapshot snapshot;
  Touched touched;
  touched.accounts = {kUnit};
  touched.holders = {"code"};
  touched.positions = {kOurs, kTheirs};
  touched.trades = {"T1"};
  touched.obligations = {{kUnit, Sector::kPower, "2021"}};
  touched.issuance_caps = {{"plan", "CEA1920", Sector::kPower}};
  snapshot.Touch(touched);
  snapshot.Put(kOurs, Position{{10}, Sequence{3}});
  const Snapshot copy = snapshot;

  Account account;
  account.id = kUnit;
  account.social_credit_code = "code";
  Trade trade;
  trade.trade_id = "T1";
  const Obligation obligation{{kUnit, Sector::kPower, "2021"}, {1}, {1}, {0}, {}};
  const IssuanceCap cap{{"plan", "CEA1920", Sector::kPower}, {1}, {0}};
  const Posting posting{kOurs, kTheirs, {4}};
  CHECK(snapshot.Apply({{posting},
                        {account, HolderParticulars{kUnit, "name"}, trade, obligation, cap,
                         Participant{}, Instrument{}, CompliancePeriod{}, Clock{}}},
                       Sequence{7}) == std::vector<PostedLine>{{posting, {6}, {4}}});
  CHECK(snapshot.FindPosition(kOurs) == Position{{6}, Sequence{7}});
  CHECK(snapshot.FindPosition(kTheirs) == Position{{4}, Sequence{7}});
  CHECK(*snapshot.FindAccount(kUnit) == account);
  CHECK(snapshot.FindHolder("code") == kUnit);
  CHECK(*snapshot.FindTrade("T1") == trade);
  CHECK(*snapshot.FindObligation(obligation.key) == obligation);
  CHECK(*snapshot.FindIssuanceCap(cap.key) == cap);

  CHECK(copy.FindPosition(kOurs) == Position{{10}, Sequence{3}});
  CHECK(copy.FindAccount(kUnit) == nullptr);
}

TEST_CASE("merging two touched sets keeps every key of both once") {
  Touched one, other;
  one.accounts = {kUnit};
  one.positions = {kOurs};
  one.trades = {"T1"};
  one.proposals = {Sequence{7}};
  other.accounts = {kUnit, kOtherUnit};
  other.holders = {"code"};
  other.account_positions = {kUnit};
  other.issuance_caps = {{"plan", "CEA1920", Sector::kPower}};
  other.obligations = {{kUnit, Sector::kPower, "2021"}};
  other.account_obligations = {kOtherUnit};
  Touched both = one;
  both.Merge(other);
  CHECK(both == Touched{{kUnit, kOtherUnit},
                        {"code"},
                        {kOurs},
                        {kUnit},
                        {{"plan", "CEA1920", Sector::kPower}},
                        {{kUnit, Sector::kPower, "2021"}},
                        {kOtherUnit},
                        {"T1"},
                        {Sequence{7}}});
}

}  // namespace
}  // namespace registry::ledger::testing
