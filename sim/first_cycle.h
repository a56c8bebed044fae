#ifndef SIM_FIRST_CYCLE_H_
#define SIM_FIRST_CYCLE_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <variant>

#include "sim/csv.h"
#include "sim/cycle_files.h"
#include "sim/market_days.h"
#include "sim/parameters.h"

namespace registry::sim {

struct CycleOptions {
  std::uint64_t seed = 1;
  // Scales the verified emissions and nothing else; 0.5 to 2.
  double emissions_scale = 1.0;
  // Daily figures of 2021 to trade (ReadMarketDays); without it the days are drawn from `figures`.
  std::optional<std::filesystem::path> trading_days;
  // Social credit codes of the units (ReadUnits); without it all codes are synthetic.
  std::optional<std::filesystem::path> units;
  MarketFigures figures;
  ModelParameters parameters;
};

// Called with a phase ("units", "trading days", "surrenders", "files") and how far it is; often
// enough for a progress bar. May be empty.
using CycleProgress =
    std::function<void(std::string_view phase, std::int64_t done, std::int64_t total)>;

// Draws the first compliance cycle, 2019-20, for allowances of the power sector: who receives what,
// who trades with whom on the 114 trading days of 2021, what is due and who applies for which
// surrender when. The same options give the same value on every machine. A problem if an input
// file is refused, the scale is out of its range or the day's volume does not fit the units.
std::variant<CycleFiles, FileProblem> DrawFirstCycle(const CycleOptions& options,
                                                     const CycleProgress& progress);

// Draws the cycle and writes its files into `folder` (WriteCycleFiles); the same options give the
// same bytes. The files' content is handed back, too.
std::variant<CycleFiles, FileProblem> GenerateFirstCycle(const CycleOptions& options,
                                                         const std::filesystem::path& folder,
                                                         const CycleProgress& progress);

}  // namespace registry::sim

#endif  // SIM_FIRST_CYCLE_H_
