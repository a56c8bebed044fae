// The figures of a cycle, against a small one that was reckoned by hand.
#include "storage/cycle_report.h"

#include <catch2/catch.hpp>
#include <map>

#include "tests/storage/two_person_book.h"

namespace registry::testing {
namespace {

using ledger::Sector;

constexpr std::int64_t kHour = 3'600'000'000;
constexpr std::int64_t kDay = 24 * kHour;

// "key", or "key group", and the value.
using Figures = std::map<std::string, std::string>;

Figures Read(const TestDatabase& database, const storage::CycleParameters& parameters) {
  storage::ReaderPool pool({database.Connection("registry_reader")});
  const auto report = storage::ReadCycle(&pool, parameters);
  if (!report.ok()) FAIL(report.status().ToString());
  CHECK(report->figures.size() == storage::CycleStatements().size());
  Figures found;
  for (const storage::CycleFigure& figure : report->figures) {
    for (const auto& row : figure.rows) {
      found[figure.key + (row.size() > 1 ? " " + row[0] : "")] = row.back();
    }
  }
  return found;
}

// Those of `figures` that `expected` names.
Figures Among(const Figures& figures, const Figures& expected) {
  Figures among;
  for (const auto& [key, value] : figures) {
    if (expected.count(key) > 0) among[key] = value;
  }
  return among;
}

ledger::Request At(std::int64_t received_at, ledger::Request request) {
  request.received_at.micros = received_at;
  return request;
}

ledger::Surrender SurrenderOf(int unit, std::int64_t quantity) {
  return {Unit(unit), Sector::kPower, kPeriod, {{kInstrument, {quantity}}}};
}

TEST_CASE("an empty store has every figure, and all are zero") {
  const TestDatabase database;
  for (const auto& [key, value] : Read(database, {kPeriod, kInstrument, kMatchTime, kMatchTime})) {
    INFO(key);
    CHECK(value == "0");
  }
}

TEST_CASE("each figure of a cycle is what was reckoned by hand") {
  Book book(4, 1000);  // 1,000 pre-allocated to each of four units
  const ledger::Instant deadline{kMatchTime.micros + 30 * kDay};
  const ledger::Instant milestone{deadline.micros - 16 * kDay};
  std::vector<ledger::Request> requests;
  const auto add = [&](ledger::ParticipantId participant, ledger::Command command) {
    requests.push_back(Ask(participant, std::move(command)));
  };
  add(kOperator,
      ledger::Issue{kPlan, kInstrument, Sector::kPower, kAuthorityAccount, {500}, {"i", {}}});
  add(kAuthority, ledger::Allocate{kAuthorityAccount,
                                   Unit(0),
                                   kInstrument,
                                   kPeriod,
                                   ledger::AllocationStep::kDetermination,
                                   {200}});
  add(kAuthority,
      ledger::ReturnAllowances{Unit(1), kAuthorityAccount, kInstrument, kPeriod, {100}});
  // Allocated 1200, 900, 1000, 1000; due 1000, 1100, 1300, 900.
  const std::int64_t due[] = {1000, 1100, 1300, 900};
  for (int n = 0; n < 4; ++n) {
    add(kAuthority,
        ledger::DetermineObligation{Unit(n), Sector::kPower, kPeriod, {due[n] + 10}, {due[n]}});
  }
  add(kOperator, ledger::MoveToTrading{Unit(0), kInstrument, {200}});
  add(kExchange, TradeOf("T-1", Unit(0), Unit(1), 150));
  add(kExchange, TradeOf("T-2", Unit(0), Unit(2), 50));
  add(kExchange, TradeOf("T-3", Unit(0), Unit(2), 1));  // more than is held
  add(kExchange, ledger::MoveFromTrading{Unit(1), kInstrument, {150}});
  const auto surrender = [&](int unit, std::int64_t quantity, std::int64_t received_at) {
    requests.push_back(At(received_at, Ask(kAuthority, SurrenderOf(unit, quantity))));
  };
  surrender(0, 1000, milestone.micros);    // at the milestone: in time for it
  surrender(1, 1050, deadline.micros);     // 50 left open
  surrender(2, 800, deadline.micros);      // 500 left open
  surrender(3, 900, deadline.micros + 1);  // late
  surrender(3, 5000, deadline.micros);     // above what is due
  book.Write(requests);

  const Figures expected = {
      {"units_with_obligation", "4"},
      {"verified_tco2e", "4340"},
      {"trading_days", "1"},
      {"traded_tco2e", "200"},
      {"traded_fen", "856600"},
      {"block_tco2e", "0"},
      {"traded_tco2e_by_day 2026-01-05", "200"},
      {"trades", "2"},
      {"sellers", "1"},
      {"buyers", "2"},
      {"short_units", "2"},
      {"short_tco2e", "500"},
      {"short_net_purchases_tco2e", "200"},
      {"open_of_short_units_tco2e", "550"},
      {"short_held_tco2e", "250"},
      {"complete_on_time_units", "1"},
      {"complete_late_units", "1"},
      {"incomplete_units", "2"},
      {"obligation_tco2e", "4300"},
      {"relief_tco2e", "40"},
      {"surrendered_tco2e", "3750"},
      {"surrendered_on_time_tco2e", "2850"},
      {"open_tco2e", "550"},
      {"units_by_province 13", "4"},
      {"milestone_complete_units_by_province 13", "1"},
      {"issued_tco2e", "4500"},
      {"allocated_tco2e_by_step pre_allocation", "4000"},
      {"allocated_tco2e_by_step determination", "200"},
      {"returned_tco2e", "100"},
      {"surplus_tco2e", "350"},
      {"supply_held_tco2e", "750"},
      {"supply_surrendered_tco2e", "3750"},
      {"supply_offset_tco2e", "0"},
      {"supply_cancelled_tco2e", "0"},
      {"supply_recovered_tco2e", "0"},
      {"refusals_by_reason INSUFFICIENT_HOLDING", "1"},
      {"refusals_by_reason SURRENDER_ABOVE_DUE", "1"},
  };
  CHECK(Read(book.database(), {kPeriod, kInstrument, deadline, milestone}) == expected);
}

TEST_CASE("what waits for a second person counts when it is executed, as the command that it is") {
  TwoPersonBook book(2);
  const ledger::Instant deadline{kMatchTime.micros + 30 * kDay};
  std::vector<ledger::Request> setting = {
      Ask(kCeremonyParticipant, PersonOf("au-1", {{"authority-13", ledger::kAllPowers}})),
      Ask(kCeremonyParticipant, PersonOf("au-2", {{"authority-13", ledger::kAllPowers}})),
      AskAs(kAuthority, "au-1",
            ledger::DetermineObligation{Unit(0), Sector::kPower, kPeriod, {1250}, {1250}})};
  for (const auto command : {ledger::CommandType::kAllocate, ledger::CommandType::kReturnAllowances,
                             ledger::CommandType::kSurrender}) {
    setting.push_back(Ask(
        kCeremonyParticipant,
        ledger::SetPolicy{Approvals(ledger::Role::kProvincialAuthority, command, 1), {"p", {}}}));
  }
  for (const auto& answer : book.Write(setting)) AcceptedIn(answer);
  const auto issue = AskAs(kOperator, "op-1", IssueOf(500));
  const auto issued = book.Write(issue);
  AcceptedIn(book.Write(AskAs(kReviewer, "rev-1", ApproveOf(issue, issued))));
  AcceptedIn(book.Write(AskAs(kReviewer, "rev-2", ApproveOf(issue, issued))));

  // One after the other, since the second gives back what the first handed out.
  const auto figures = [&] {
    return Read(book.database(), {kPeriod, kInstrument, deadline, deadline});
  };
  const auto at = [&](std::int64_t received_at, ledger::Command command) {
    return At(received_at, AskAs(kAuthority, "au-1", std::move(command)));
  };
  const ledger::Request requests[] = {
      at(deadline.micros, ledger::Allocate{kAuthorityAccount,
                                           Unit(0),
                                           kInstrument,
                                           kPeriod,
                                           ledger::AllocationStep::kDetermination,
                                           {300}}),
      at(deadline.micros,
         ledger::ReturnAllowances{Unit(0), kAuthorityAccount, kInstrument, kPeriod, {100}}),
      at(deadline.micros, SurrenderOf(0, 1200))};
  const std::pair<const char*, const char*> expected[] = {
      {"allocated_tco2e_by_step determination", "300"},
      {"returned_tco2e", "100"},
      {"surrendered_on_time_tco2e", "1200"}};
  for (std::size_t i = 0; i < 3; ++i) {
    INFO(expected[i].first);
    const auto waiting = book.Write(requests[i]);
    Figures before = figures();
    CHECK((before.count(expected[i].first) == 0 || before[expected[i].first] == "0"));
    AcceptedIn(book.Write(
        At(deadline.micros + 1, AskAs(kAuthority, "au-2", ApproveOf(requests[i], waiting)))));
    CHECK(figures()[expected[i].first] == expected[i].second);
  }
  Figures last = figures();
  CHECK(last["short_tco2e"] == "50");  // 1,000 + 300 - 100 against 1,250
  CHECK(last["allocated_tco2e_by_step pre_allocation"] == "2000");
  CHECK(last["open_tco2e"] == "50");
}

TEST_CASE("complete at the deadline is on time, and too late for the milestone") {
  Book book(2);
  const std::int64_t deadline = kMatchTime.micros + 30 * kDay;
  const std::int64_t milestone = deadline - 16 * kDay;
  const ledger::DetermineObligation due{Unit(0), Sector::kPower, kPeriod, {500}, {500}};
  ledger::DetermineObligation of_other = due;
  of_other.unit_account = Unit(1);
  book.Write(std::vector{Ask(kAuthority, due), Ask(kAuthority, of_other),
                         At(deadline, Ask(kAuthority, SurrenderOf(0, 500))),
                         At(milestone + 1, Ask(kAuthority, SurrenderOf(1, 500)))});
  const Figures expected = {{"complete_on_time_units", "2"},
                            {"complete_late_units", "0"},
                            {"incomplete_units", "0"},
                            {"surrendered_on_time_tco2e", "1000"},
                            {"units_by_province 13", "2"}};
  const Figures found = Read(book.database(), {kPeriod, kInstrument, {deadline}, {milestone}});
  CHECK(Among(found, expected) == expected);
  CHECK(found.count("milestone_complete_units_by_province 13") == 0);
}

TEST_CASE("a unit of two sectors counts once, and one without anything due makes it no later") {
  Book book(1);
  const std::int64_t deadline = kMatchTime.micros + 30 * kDay;
  const auto due = [](Sector sector, std::int64_t obligation) {
    return Ask(kAuthority,
               ledger::DetermineObligation{Unit(0), sector, kPeriod, {600}, {obligation}});
  };
  book.Write(std::vector{due(Sector::kPower, 500),
                         At(deadline, Ask(kAuthority, SurrenderOf(0, 500))),
                         At(deadline + 1, due(Sector::kSteel, 0))});
  const Figures expected = {{"units_with_obligation", "1"},  {"verified_tco2e", "1200"},
                            {"obligation_tco2e", "500"},     {"relief_tco2e", "700"},
                            {"complete_on_time_units", "1"}, {"complete_late_units", "0"},
                            {"incomplete_units", "0"},       {"units_by_province 13", "1"}};
  CHECK(Among(Read(book.database(), {kPeriod, kInstrument, {deadline}, {deadline}}), expected) ==
        expected);

  book.Write(At(deadline + 2, due(Sector::kSteel, 100)));
  const Figures raised = {{"units_with_obligation", "1"},  {"obligation_tco2e", "600"},
                          {"complete_on_time_units", "0"}, {"incomplete_units", "1"},
                          {"open_tco2e", "100"},           {"short_units", "0"}};
  CHECK(Among(Read(book.database(), {kPeriod, kInstrument, {deadline}, {deadline}}), raised) ==
        raised);
}

TEST_CASE("trades count by their method and their day; other instruments and periods stay out") {
  constexpr char kOtherInstrument[] = "CEA21";
  constexpr char kOtherPeriod[] = "2021";
  Book book(2, 300'000);
  const ledger::Instant deadline{kMatchTime.micros + 30 * kDay};
  const std::int64_t afternoon = kMatchTime.micros + 4 * kHour;
  const auto block = [&](std::string id, const char* instrument, std::int64_t match_time) {
    ledger::SettleTrade trade = TradeOf(std::move(id), Unit(0), Unit(1), 100'000);
    trade.instrument = instrument;
    trade.method = ledger::TradingMethod::kBlock;
    trade.match_time.micros = match_time;
    return Ask(kExchange, trade);
  };
  const std::vector<ledger::Request> requests = {
      Ask(kOperator, ledger::MoveToTrading{Unit(0), kInstrument, {300'000}}),
      Ask(kExchange, TradeOf("T-1", Unit(0), Unit(1), 40)),
      block("T-2", kInstrument, afternoon - kDay),
      block("T-3", kInstrument, afternoon),
      Ask(kMinistry, ledger::CreatePeriod{kOtherPeriod, 2021, 2021, deadline}),
      Ask(kOperator, ledger::CreateInstrument{kOtherInstrument,
                                              ledger::InstrumentKind::kAllowance,
                                              2021,
                                              2021,
                                              ledger::Instant{kMatchTime.micros - 9 * kDay},
                                              {},
                                              {kOtherPeriod}}),
      Ask(kMinistry,
          ledger::SetIssuanceCap{
              "plan-2021", kOtherInstrument, Sector::kPower, {1'000'000}, {"plan", {}}}),
      Ask(kOperator,
          ledger::Issue{
              "plan-2021", kOtherInstrument, Sector::kPower, kAuthorityAccount, {150'000}, {}}),
      Ask(kAuthority, ledger::Allocate{kAuthorityAccount,
                                       Unit(0),
                                       kOtherInstrument,
                                       kOtherPeriod,
                                       ledger::AllocationStep::kDetermination,
                                       {120'000}}),
      Ask(kOperator, ledger::MoveToTrading{Unit(0), kOtherInstrument, {110'000}}),
      block("T-4", kOtherInstrument, afternoon),
      Ask(kAuthority,
          ledger::DetermineObligation{Unit(0), Sector::kPower, kOtherPeriod, {25'000}, {21'000}}),
      Ask(kAuthority,
          ledger::Surrender{Unit(0), Sector::kPower, kOtherPeriod, {{kOtherInstrument, {9'000}}}}),
  };
  for (const storage::Answer& answer : book.Write(requests)) AcceptedIn(answer);

  const Figures first = {
      {"units_with_obligation", "0"},
      {"verified_tco2e", "0"},
      {"trading_days", "2"},
      {"traded_tco2e", "200040"},
      {"traded_fen", "856771320"},  // 4283 fen for each
      {"block_tco2e", "200000"},
      {"traded_tco2e_by_day 2026-01-04", "100000"},
      {"traded_tco2e_by_day 2026-01-05", "100040"},
      {"trades", "3"},
      {"sellers", "1"},
      {"buyers", "1"},
      {"short_units", "0"},
      {"issued_tco2e", "600000"},
      {"allocated_tco2e_by_step pre_allocation", "600000"},
      {"surrendered_tco2e", "0"},
      {"surplus_tco2e", "600000"},
      {"supply_held_tco2e", "600000"},
  };
  const Figures found = Read(book.database(), {kPeriod, kInstrument, deadline, deadline});
  CHECK(Among(found, first) == first);
  CHECK(found.count("allocated_tco2e_by_step determination") == 0);

  const Figures second = {
      {"units_with_obligation", "1"},
      {"verified_tco2e", "25000"},
      {"trading_days", "1"},
      {"traded_tco2e", "100000"},
      {"traded_tco2e_by_day 2026-01-05", "100000"},
      {"trades", "1"},
      {"short_units", "0"},
      {"issued_tco2e", "150000"},
      {"allocated_tco2e_by_step determination", "120000"},
      {"relief_tco2e", "4000"},
      {"surrendered_tco2e", "9000"},
      {"surrendered_on_time_tco2e", "9000"},
      {"open_tco2e", "12000"},
      {"surplus_tco2e", "111000"},
      {"supply_held_tco2e", "141000"},
      {"supply_surrendered_tco2e", "9000"},
  };
  CHECK(Among(Read(book.database(), {kOtherPeriod, kOtherInstrument, deadline, deadline}),
              second) == second);
}

TEST_CASE("a refusal counts by its first reason, however long the request was") {
  Book book(1);
  // Lengths of the content that need two, three and four of its bytes.
  for (const std::size_t length : {300U, 70'000U, 17'000'000U}) {
    const storage::Answer answer = book.Write(
        Ask(kOperator, ledger::Cancel{Unit(0), kInstrument, {5000}, std::string(length, 'x')}));
    CHECK(RejectionIn(answer).checks.front().reason == ledger::Reason::kInsufficientHolding);
  }
  const Figures expected = {{"refusals_by_reason INSUFFICIENT_HOLDING", "3"}};
  CHECK(Among(Read(book.database(), {kPeriod, kInstrument, kMatchTime, kMatchTime}), expected) ==
        expected);
}

}  // namespace
}  // namespace registry::testing
