// The plan of a run: every row once, in the order of docs/cycle.md, under ids that stay the same.
#include "cli/cycle_plan.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace registry::cli {
namespace {

using sim::ChinaTime;
using sim::SecondOfDay;
using std::chrono::year;

constexpr sim::Date kDay{year{2021} / 7 / 16};
constexpr sim::Date kNextDay{year{2021} / 7 / 19};

// Two units of one province and one of another, with a few rows of each kind.
sim::CycleFiles SmallCycle() {
  sim::CycleFiles files;
  files.terms.period = "2019-20";
  files.terms.instrument = "CEA1920";
  files.terms.plan = "P";
  files.terms.sector = "power";
  files.terms.created_at = ChinaTime(year{2021} / 7 / 1, SecondOfDay(9, 0));
  files.authorities = {{"11", "code 11", "Authority 11"}, {"13", "code 13", "Authority 13"}};
  files.units = {{"A", "code A", "Unit A", "11", "power"},
                 {"B", "code B", "Unit B", "11", "power"},
                 {"C", "code C", "Unit C", "13", "power"}};
  const sim::Instant allocated = ChinaTime(year{2021} / 7 / 5, SecondOfDay(10, 0));
  using enum sim::AllocationStep;
  files.allocations = {{allocated, "A", kPreAllocation, 2019, 100},
                       {allocated, "B", kPreAllocation, 2019, 50},
                       {allocated, "C", kPreAllocation, 2019, 70},
                       {allocated, "C", kDetermination, 2019, -20}};
  files.trading_days = {kDay, kNextDay};
  const sim::Instant delivery = ChinaTime(kDay, kDelivery);
  files.moves = {
      {"M1", ChinaTime(kDay, SecondOfDay(9, 0)), "A", sim::MoveDirection::kToTrading, 10},
      {"M2", delivery, "B", sim::MoveDirection::kToRegistered, 5}};
  const auto trade = [](const std::string& id, sim::Date day) {
    sim::TradeRow row;
    row.trade = id;
    row.trading_day = day;
    row.matched_at = ChinaTime(day, SecondOfDay(9, 30));
    row.seller = "A";
    row.buyer = "B";
    return row;
  };
  files.trades = {trade("T1", kDay), trade("T2", kDay), trade("T3", kDay), trade("T4", kNextDay)};
  files.emissions = {{allocated, "A", 60, 60, sim::ObligationRule::kNone, 120}};
  files.surrenders = {{"S1", delivery, "A", "CEA1920", 5},
                      {"S2", ChinaTime(kDay, SecondOfDay(9, 0)), "A", "CEA1920", 5}};
  return files;
}

std::vector<std::string> StepsAt(const CyclePlan& plan, sim::Instant at) {
  std::vector<std::string> steps;
  for (const PlannedInstant& instant : plan.instants) {
    if (instant.at != at) continue;
    for (const PlannedCall& call : instant.calls) {
      steps.push_back(std::string(Name(call.step)) + " " + std::to_string(call.row) +
                      (call.rows > 1 ? "+" + std::to_string(call.rows) : ""));
    }
  }
  return steps;
}

using Steps = std::vector<std::string>;

}  // namespace

TEST_CASE("instants ascend, and everything of one instant is in the order of the steps") {
  const CyclePlan plan = PlanCycle(SmallCycle(), "run", 2);
  CHECK(std::is_sorted(plan.instants.begin(), plan.instants.end(),
                       [](const auto& a, const auto& b) { return a.at < b.at; }));
  CHECK(StepsAt(plan, ChinaTime(year{2021} / 7 / 1, SecondOfDay(9, 0))) ==
        Steps{"period 0", "instrument 0", "cap 0", "accounts 0", "accounts 1", "accounts 2",
              "accounts 3", "accounts 4"});
  CHECK(StepsAt(plan, ChinaTime(year{2021} / 7 / 5, SecondOfDay(10, 0))) ==
        Steps{"issue 0", "issue 1", "allocation 0", "allocation 1", "allocation 2", "allocation 3",
              "obligations 0"});
  CHECK(StepsAt(plan, ChinaTime(kDay, SecondOfDay(9, 0))) == Steps{"moves 0", "surrenders 1"});
}

TEST_CASE("trades are delivered at the end of their day's settlement, in the order of the file") {
  const CyclePlan plan = PlanCycle(SmallCycle(), "run", 2);
  CHECK(StepsAt(plan, ChinaTime(kDay, kDelivery)) ==
        Steps{"moves 1", "trades 0+2", "trades 2", "surrenders 0"});
  CHECK(StepsAt(plan, ChinaTime(kNextDay, kDelivery)) == Steps{"trades 3"});
}

TEST_CASE("a province is issued what its units receive; returns are not netted") {
  const CyclePlan plan = PlanCycle(SmallCycle(), "run", 2);
  REQUIRE(plan.issues.size() == 2);
  CHECK(plan.issues[0].province == "11");
  CHECK(plan.issues[0].quantity_tco2e == 150);
  CHECK(plan.issues[1].quantity_tco2e == 70);
}

TEST_CASE("calls of one unit share a lane, trades share one, others do not") {
  const CyclePlan plan = PlanCycle(SmallCycle(), "run", 2);
  std::map<std::string, std::set<std::string>> lanes;
  for (const PlannedInstant& instant : plan.instants) {
    for (const PlannedCall& call : instant.calls) {
      lanes[std::string(Name(call.step))].insert(call.lane);
    }
  }
  CHECK(lanes["allocation"] == std::set<std::string>{"A", "B", "C"});
  CHECK(lanes["trades"].size() == 1);
  CHECK(lanes["accounts"].size() == 5);
  CHECK(lanes["issue"].size() == 2);
}

TEST_CASE("request ids are all different, the same for the same run, others for another") {
  const auto ids = [](const CyclePlan& plan) {
    std::vector<std::string> all;
    for (const PlannedInstant& instant : plan.instants) {
      all.push_back(instant.clock_request_id);
      for (const PlannedCall& call : instant.calls) all.push_back(call.request_id);
    }
    return all;
  };
  const auto first = ids(PlanCycle(SmallCycle(), "run", 2));
  CHECK(std::set<std::string>(first.begin(), first.end()).size() == first.size());
  CHECK(ids(PlanCycle(SmallCycle(), "run", 2)) == first);
  const auto other = ids(PlanCycle(SmallCycle(), "another run", 2));
  for (std::size_t i = 0; i < first.size(); ++i) CHECK(first[i] != other[i]);
}

TEST_CASE("the ids that a run has made before stay what they were") {
  const CyclePlan plan = PlanCycle(SmallCycle(), "run", 2);
  CHECK(plan.instants.front().clock_request_id == "19cbdb7c-0e8f-85fd-9725-09b77e85161d");
  CHECK(plan.instants.front().calls.front().request_id == "49bed50b-c494-83d7-9c72-a8e7ae4cf781");
}

TEST_CASE("a row that is left out changes no other row's id") {
  const auto id_of = [](const CyclePlan& plan, CycleStep step, std::size_t row) {
    for (const PlannedInstant& instant : plan.instants) {
      for (const PlannedCall& call : instant.calls) {
        if (call.step == step && call.row == row) return call.request_id;
      }
    }
    return std::string();
  };
  sim::CycleFiles fewer = SmallCycle();
  fewer.surrenders.erase(fewer.surrenders.begin());
  CHECK(id_of(PlanCycle(fewer, "run", 2), CycleStep::kSurrender, 0) ==
        id_of(PlanCycle(SmallCycle(), "run", 2), CycleStep::kSurrender, 1));
}

}  // namespace registry::cli
