#ifndef SIM_MARKET_DAYS_H_
#define SIM_MARKET_DAYS_H_

#include <cstdint>
#include <filesystem>
#include <variant>
#include <vector>

#include "sim/csv.h"
#include "sim/cycle_files.h"
#include "sim/random.h"

namespace registry::sim {

// What one method traded on one day.
struct MethodDay {
  std::int64_t volume_tco2e = 0;
  std::int64_t amount_fen = 0;
};

struct MarketDay {
  Date day{};
  MethodDay listed;
  MethodDay block;
};

// The figures that the drawn year must meet. Source of the defaults: exchange data of every
// trading day of 2021, without the composite instrument.
struct MarketFigures {
  std::int64_t volume_tco2e = 178'789'350;
  std::int64_t amount_fen = 766'123'002'299;
  std::int64_t block_tco2e = 148'014'754;
  Date peak_day{std::chrono::year{2021} / 12 / 16};
  std::int64_t peak_tco2e = 20'480'941;
  std::int64_t peak_block_tco2e = 19'579'226;
  std::int64_t launch_listed_tco2e = 4'103'953;  // 16 July, the largest listed day
  std::int64_t december_share_ppm = 758'000;     // of the year's volume
  std::int64_t second_peak_tco2e = 14'880'000;   // 14 December
  std::int64_t third_peak_tco2e = 10'740'000;    // 30 December
};

// Draws the 114 days of 2021: volumes of every day and method, and amounts from a daily average
// price that moves less than 10 % between listed days; sums are exact. Every block day can be split
// by SplitByPrice.
std::vector<MarketDay> DrawMarketDays(const MarketFigures& figures, Random random);

// Reads the daily figures of 2021 from a CSV file with the columns trade_date, instrument, method
// (listed, block), volume_tco2e, amount_fen; rows of later years are skipped, those of other
// instruments or methods in 2021 refused. Days without a row are trading days without a trade.
// Refused too: a day that is none of the 114, a second row for a day and method, a block row that
// no two whole-fen prices can make up.
std::variant<std::vector<MarketDay>, FileProblem> ReadMarketDays(const std::filesystem::path& path);

// A part of a day's volume that trades at one price.
struct PriceGroup {
  std::int64_t price_fen = 0;
  std::int64_t quantity_tco2e = 0;
};

// Splits a day's volume into at most two whole-fen prices so that price times quantity adds up to
// the amount. Listed: neighbouring prices. Block: each part is 100,000 t or more; prices at most
// kWidestBlockSpreadFen apart, `preferred_spread_fen` tried first. Empty if there is no such split
// or the volume is zero.
inline constexpr std::int64_t kWidestBlockSpreadFen = 200;
std::vector<PriceGroup> SplitByPrice(const MethodDay& day, TradeMethod method,
                                     std::int64_t preferred_spread_fen);

}  // namespace registry::sim

#endif  // SIM_MARKET_DAYS_H_
