#ifndef SIM_MARKET_MODEL_H_
#define SIM_MARKET_MODEL_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/cycle_files.h"
#include "sim/market_days.h"
#include "sim/parameters.h"
#include "sim/random.h"
#include "sim/unit_model.h"

namespace registry::sim {

// Where a unit stands in the market. Quantities in tCO2e.
struct MarketPosition {
  std::int64_t registered = 0;
  std::int64_t trading = 0;       // as of the day's opening, less what was sold since
  std::int64_t bought_today = 0;  // may be sold from the next day on
  std::int64_t wanted = 0;        // still to buy
  std::int64_t offered = 0;       // still to sell
  bool surplus_buyer = false;     // buys without need and sells part of it on
  bool early = false;             // wants to be ready for the milestone
  std::optional<Date> last_trade;
};

struct MarketOutcome {
  std::vector<MarketPosition> positions;  // in the order of the units, after the last day
  std::vector<TradeRow> trades;           // in the order of their match
  std::vector<MoveRow> moves;             // to the trading position, without ids, by day
};

// Finds a seller and a buyer for every tonne of the days' volumes. Sellers draw on what they hold
// at the opening and what they move before it; nobody sells what he bought on the same day. Buyers
// are drawn by open need first; what the needs leave of the year's volume goes to units with a
// surplus that buy and sell on. Where nobody offers enough, units with allowances to spare offer
// all of it, and then those that need theirs, so that the volume of the day is met.
// Returns a sentence instead of rows if a day's volume is more than all units hold.
struct MarketFailure {
  std::string text;
};
std::variant<MarketOutcome, MarketFailure> TradeDays(
    const std::vector<ModelUnit>& units, const std::vector<MarketDay>& days, Date determination,
    const std::string& instrument, const ModelParameters& parameters, Random random,
    const std::function<void(std::int64_t done, std::int64_t total)>& progress);

}  // namespace registry::sim

#endif  // SIM_MARKET_MODEL_H_
