// The figures of a cycle, against a small one that was reckoned by hand.
#include "storage/cycle_report.h"

#include <catch2/catch.hpp>
#include <map>

#include "tests/storage/book.h"

namespace registry::testing {
namespace {

constexpr std::int64_t kHour = 3'600'000'000;

TEST_CASE("each figure of a cycle is what was reckoned by hand") {
  Book book(4, 1000);  // 1,000 pre-allocated to each of four units
  const ledger::Instant deadline{kMatchTime.micros + 30 * 24 * kHour};
  std::vector<ledger::Request> requests;
  const auto add = [&](ledger::ParticipantId participant, ledger::Command command) -> auto& {
    return requests.emplace_back(Ask(participant, std::move(command)));
  };
  using ledger::Sector;
  add(kOperator, ledger::Issue{kPlan, kInstrument, Sector::kPower, kAuthorityAccount, {500}, {"i", {}}});
  add(kAuthority, ledger::Allocate{kAuthorityAccount, Unit(0), kInstrument, kPeriod,
                                   ledger::AllocationStep::kDetermination, {200}});
  add(kAuthority, ledger::ReturnAllowances{Unit(1), kAuthorityAccount, kInstrument, kPeriod, {100}});
  // Allocated 1200, 900, 1000, 1000; due 1000, 1100, 1300, 900.
  const std::int64_t due[] = {1000, 1100, 1300, 900};
  for (int n = 0; n < 4; ++n) {
    add(kAuthority, ledger::DetermineObligation{Unit(n), Sector::kPower, kPeriod,
                                                {due[n] + 10}, {due[n]}});
  }
  add(kOperator, ledger::MoveToTrading{Unit(0), kInstrument, {200}});
  add(kExchange, TradeOf("T-1", Unit(0), Unit(1), 150));
  add(kExchange, TradeOf("T-2", Unit(0), Unit(2), 50));
  add(kExchange, TradeOf("T-3", Unit(0), Unit(2), 1));  // more than is held
  add(kExchange, ledger::MoveFromTrading{Unit(1), kInstrument, {150}});
  const auto surrender = [&](int n, std::int64_t quantity, std::int64_t received_at) {
    add(kAuthority, ledger::Surrender{Unit(n), Sector::kPower, kPeriod, {{kInstrument, {quantity}}}})
        .received_at.micros = received_at;
  };
  surrender(0, 1000, deadline.micros);             // at the deadline: on time
  surrender(1, 1050, deadline.micros);             // 50 left open
  surrender(2, 800, deadline.micros);              // 500 left open
  surrender(3, 900, deadline.micros + 1);          // late
  surrender(3, 5000, deadline.micros);             // above what is due
  book.Write(requests);

  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  const auto figures = storage::ReadCycle(
      &pool, {kPeriod, kInstrument, deadline, {deadline.micros}});
  if (!figures.ok()) FAIL(figures.status().ToString());
  std::map<std::string, std::string> found;
  for (const storage::CycleFigure& figure : *figures) {
    for (const auto& row : figure.rows) {
      found[figure.key + (row.size() > 1 ? " " + row[0] : "")] = row.back();
    }
  }
  const std::map<std::string, std::string> expected = {
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
      {"allocated_tco2e_by_step PRE_ALLOCATION", "4000"},
      {"allocated_tco2e_by_step DETERMINATION", "200"},
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
  CHECK(found == expected);
}

}  // namespace
}  // namespace registry::testing
