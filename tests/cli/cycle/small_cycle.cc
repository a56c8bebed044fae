#include "tests/cli/cycle/small_cycle.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>
#include <variant>

#include "sim/first_cycle.h"

namespace registry::cli::testing {
namespace {

constexpr std::int64_t kUnits = 150;

}  // namespace

sim::CycleFiles SmallCycle(std::uint64_t seed, double emissions_scale) {
  sim::CycleOptions options;
  options.seed = seed;
  options.emissions_scale = emissions_scale;
  const std::int64_t all = options.parameters.units;
  options.parameters.units = kUnits;
  sim::MarketFigures& figures = options.figures;
  for (std::int64_t* figure :
       {&options.parameters.emissions_per_year_tco2e, &options.parameters.listed_trades,
        &figures.volume_tco2e, &figures.amount_fen, &figures.block_tco2e, &figures.peak_tco2e,
        &figures.peak_block_tco2e, &figures.launch_listed_tco2e, &figures.second_peak_tco2e,
        &figures.third_peak_tco2e}) {
    *figure = *figure / all * kUnits;
  }
  auto drawn = sim::DrawFirstCycle(options, {});
  if (const auto* problem = std::get_if<sim::FileProblem>(&drawn)) {
    throw std::runtime_error(sim::Describe(*problem));
  }
  return std::get<sim::CycleFiles>(std::move(drawn));
}

Run Play(const LiveRegistry& registry, const sim::CycleFiles& files, const Folder& folder) {
  if (const auto problem = sim::WriteCycleFiles(files, folder.path())) {
    throw std::runtime_error(sim::Describe(*problem));
  }
  return registry.Ctl({"cycle", "run", folder.path().string()});
}

std::map<std::string, std::int64_t> Figures(const LiveRegistry& registry, const Folder& folder) {
  const Run run = registry.Ctl({"cycle", "report", folder.path().string(), "--json"});
  std::map<std::string, std::int64_t> figures;
  for (const auto& line : nlohmann::json::parse(run.out)) {
    if (line["registry"].is_null()) continue;
    const std::string name = line["kind"].get<std::string>() + " " +
                             line["key"].get<std::string>() + " " +
                             line["group"].get<std::string>();
    figures[name] = line["registry"].get<std::int64_t>();
  }
  return figures;
}

}  // namespace registry::cli::testing
