#ifndef SIM_PARAMETERS_H_
#define SIM_PARAMETERS_H_

#include <cstdint>

namespace registry::sim {

// The parameters of the model of the first cycle; docs/cycle.md says where each comes from. Shares
// and relative gaps are in ppm. Nothing here is an outcome: what a run reports is what its units
// did.
struct ModelParameters {
  // Size. Verified emissions are lognormal and scaled to the yearly total.
  std::int64_t units = 2'162;
  std::int64_t emissions_per_year_tco2e = 4'500'000'000;
  std::int64_t size_sigma_ppm = 1'000'000;        // of the logarithm of a unit's emissions
  std::int64_t smallest_per_year_tco2e = 26'000;  // the threshold of the list
  std::int64_t largest_per_year_tco2e = 20'000'000;

  // Gap: (allocation - verified emissions) / verified emissions, normal; a share of units has a
  // much wider one, so that the 20 % rule meets somebody.
  std::int64_t gap_mean_ppm = 16'000;
  std::int64_t gap_spread_ppm = 71'000;
  std::int64_t wide_gap_share_ppm = 30'000;
  std::int64_t wide_gap_spread_ppm = 160'000;
  std::int64_t gas_share_ppm = 50'000;  // units whose obligation the gas rule lowers
  std::int64_t gas_gap_mean_ppm = -60'000;

  // Pre-allocation: 70 % of the allocation at the output of 2018, which differs from the year's.
  std::int64_t pre_allocation_share_ppm = 700'000;
  std::int64_t output_change_mean_ppm = -40'000;  // of 2018 against the year
  std::int64_t output_change_spread_ppm = 90'000;
  std::int64_t output_drop_share_ppm = 25'000;  // units that ran far more in 2018: they return
  std::int64_t output_drop_most_ppm = 1'200'000;

  // Buying. A short unit buys all it needs, or, if it does not finish, a uniform share of it.
  std::int64_t short_not_finishing_ppm = 351'000;
  std::int64_t least_bought_ppm = 50'000;
  std::int64_t most_bought_ppm = 960'000;
  std::int64_t early_finisher_ppm = 600'000;  // want to be ready for the milestone
  std::int64_t surplus_buyer_ppm = 360'000;   // units with a surplus that buy and sell on
  std::int64_t resale_ppm = 600'000;          // of what those bought
  // Selling. A unit with a surplus offers a uniform share of it; before the determination, when it
  // can only estimate its surplus, a quarter of that.
  std::int64_t least_offered_ppm = 200'000;
  std::int64_t most_offered_ppm = 950'000;
  std::int64_t offered_early_ppm = 250'000;
  std::int64_t wanted_early_ppm = 500'000;  // share of its need a unit sees before it

  std::int64_t listed_trades = 54'000;  // aimed at; real numbers of trades are not public

  // Surrender.
  std::int64_t small_unit_obligation_tco2e = 1'000'000;
  std::int64_t small_unit_late_ppm = 40'000;    // small units that apply late or never
  std::int64_t late_never_ppm = 500'000;        // of those, never
  std::int64_t short_late_ppm = 12'000;         // finishing short units whose last step is late
  std::int64_t after_milestone_ppm = 60'000;    // units with enough that wait until after it
  std::int64_t two_applications_ppm = 350'000;  // short units that surrender in two steps
  std::int64_t asks_too_much_ppm = 60'000;      // units that lack allowances and apply for all due
};

}  // namespace registry::sim

#endif  // SIM_PARAMETERS_H_
