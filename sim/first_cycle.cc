#include "sim/first_cycle.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/market_model.h"
#include "sim/random.h"
#include "sim/surrender_model.h"
#include "sim/unit_model.h"

namespace registry::sim {
namespace {

using std::chrono::year;

// Streams of random numbers, one for each part of the model.
enum Stream : std::uint64_t { kAuthorities, kCodes, kCompliance, kDays, kTrades, kSurrenders };

constexpr Date kDetermination{year{2021} / 9 / 30};  // from memory

CycleTerms Terms() {
  CycleTerms terms;
  terms.period = "2019-20";
  terms.first_year = 2019;
  terms.last_year = 2020;
  terms.instrument = "CEA1920";
  terms.plan = "POWER-2019-20";
  terms.sector = "power";
  terms.created_at = ChinaTime(year{2021} / 7 / 1, SecondOfDay(9, 0));
  terms.milestone_at = ChinaTime(year{2021} / 12 / 15, SecondOfDay(17, 0));
  terms.deadline_at = ChinaTime(year{2021} / 12 / 31, SecondOfDay(17, 0));
  return terms;
}

// Both steps, in the order of their instants. The pre-allocation of a province has one of seven
// working days before 15 July; the determination is one afternoon for all.
void Allocate(const std::vector<ModelUnit>& units, const std::vector<AuthorityRow>& authorities,
              CycleFiles& files) {
  const int days_of_july[] = {5, 6, 7, 8, 9, 12, 13};
  std::map<std::string, Instant> pre_allocated_at;
  for (std::size_t i = 0; i < authorities.size(); ++i) {
    const std::chrono::day day{static_cast<unsigned>(days_of_july[i % 7])};
    pre_allocated_at[authorities[i].province] =
        ChinaTime(year{2021} / std::chrono::July / day, SecondOfDay(10, 0));
  }
  const Instant determined_at = ChinaTime(kDetermination, SecondOfDay(16, 0));
  for (const ModelUnit& unit : units) {
    for (std::size_t index = 0; index < 2; ++index) {
      const int compliance_year = files.terms.first_year + static_cast<int>(index);
      const auto add = [&](Instant at, AllocationStep step, std::int64_t quantity) {
        if (quantity == 0) return;
        files.allocations.push_back({at, unit.row.unit, step, compliance_year, quantity});
        files.terms.cap_tco2e += std::max<std::int64_t>(0, quantity);
      };
      add(pre_allocated_at[unit.row.province], AllocationStep::kPreAllocation,
          unit.pre_allocation[index]);
      add(determined_at, AllocationStep::kDetermination,
          unit.allocation[index] - unit.pre_allocation[index]);
    }
  }
  std::stable_sort(files.allocations.begin(), files.allocations.end(),
                   [](const AllocationRow& a, const AllocationRow& b) { return a.at < b.at; });
}

void RecordEmissions(const std::vector<ModelUnit>& units, CycleFiles& files) {
  const Instant at = ChinaTime(kDetermination, SecondOfDay(16, 30));
  for (const ModelUnit& unit : units) {
    files.emissions.push_back(
        {at, unit.row.unit, unit.verified[0], unit.verified[1], unit.rule, unit.obligation});
  }
}

std::string Key(const char* letter, std::size_t index) {
  const std::string digits = std::to_string(index + 1);
  return letter + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits;
}

// Puts moves and applications in the order of their instants and numbers them.
template <typename Row>
void Order(std::vector<Row>& rows, std::string Row::*key, const char* letter) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.at < b.at; });
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*key = Key(letter, i);
}

// A count of millionths in plain decimals, without floating point.
std::string Decimal(std::int64_t ppm) {
  const std::string sign = ppm < 0 ? "-" : "";
  const std::string all = std::to_string(kPpm + std::abs(ppm) % kPpm);
  return sign + std::to_string(std::abs(ppm) / kPpm) + "." + all.substr(1);
}

// Which numbers the model was fitted with, for the reader of a report. Never an outcome.
void RecordParameters(const CycleOptions& options, std::int64_t scale_ppm, CycleFiles& files) {
  const ModelParameters& model = options.parameters;
  const auto add = [&](const char* name, std::string value, const char* note) {
    files.parameters.push_back({name, std::move(value), note});
  };
  add("seed", std::to_string(options.seed), "same seed and options: same files");
  add("emissions_scale", Decimal(scale_ppm), "applied to verified emissions only");
  add("trading_days", options.trading_days ? "given" : "drawn",
      "given: daily volumes and amounts are those of a file");
  add("units", options.units ? "given" : "drawn", "given: social credit codes are those of a file");
  add("gap_mean", Decimal(model.gap_mean_ppm),
      "of (allocation - verified emissions) / verified emissions");
  add("gap_spread", Decimal(model.gap_spread_ppm), "standard deviation of the gap");
  add("wide_gap_share", Decimal(model.wide_gap_share_ppm), "share of units with a wider spread");
  add("wide_gap_spread", Decimal(model.wide_gap_spread_ppm), "their standard deviation");
  add("short_not_finishing_share", Decimal(model.short_not_finishing_ppm),
      "share of short units that do not buy all they need");
  add("short_not_finishing_buy_from", Decimal(model.least_bought_ppm),
      "of its need, the least that such a unit means to buy");
  add("short_not_finishing_buy_to", Decimal(model.most_bought_ppm),
      "of its need, the most that such a unit means to buy");
  add("small_unit_late_share", Decimal(model.small_unit_late_ppm),
      "share of small units that apply late or never");
  add("short_late_share", Decimal(model.short_late_ppm),
      "share of other short units that apply late");
}

std::variant<std::vector<UnitRow>, FileProblem> Units(const CycleOptions& options,
                                                      const Random& random) {
  if (options.units) return ReadUnits(*options.units, options.parameters, random.Fork(kCodes));
  return DrawUnits(options.parameters, random.Fork(kCodes));
}

std::variant<std::vector<MarketDay>, FileProblem> Days(const CycleOptions& options,
                                                       const Random& random) {
  if (options.trading_days) return ReadMarketDays(*options.trading_days);
  return DrawMarketDays(options.figures, random.Fork(kDays));
}

}  // namespace

std::variant<CycleFiles, FileProblem> DrawFirstCycle(const CycleOptions& options,
                                                     const CycleProgress& progress) {
  const auto report = [&](std::string_view phase, std::int64_t done, std::int64_t total) {
    if (progress) progress(phase, done, total);
  };
  if (!(options.emissions_scale >= 0.5 && options.emissions_scale <= 2.0)) {
    return FileProblem{"emissions-scale", 0, "", "is out of range; choose 0.5 to 2"};
  }
  const std::int64_t scale_ppm = std::llround(options.emissions_scale * 1e6);
  const Random random(options.seed);
  report("units", 0, 1);
  auto rows = Units(options, random);
  if (auto* problem = std::get_if<FileProblem>(&rows)) return std::move(*problem);
  auto days = Days(options, random);
  if (auto* problem = std::get_if<FileProblem>(&days)) return std::move(*problem);
  const auto& market_days = std::get<std::vector<MarketDay>>(days);

  CycleFiles files;
  files.terms = Terms();
  files.authorities = DrawAuthorities(random.Fork(kAuthorities));
  files.units = std::get<std::vector<UnitRow>>(std::move(rows));
  const std::vector<ModelUnit> units =
      DrawCompliance(files.units, options.parameters, scale_ppm, random.Fork(kCompliance));
  for (const MarketDay& day : market_days) files.trading_days.push_back(day.day);
  Allocate(units, files.authorities, files);
  RecordEmissions(units, files);
  RecordParameters(options, scale_ppm, files);
  report("units", 1, 1);

  auto traded = TradeDays(
      units, market_days, kDetermination, files.terms.instrument, options.parameters,
      random.Fork(kTrades),
      [&](std::int64_t done, std::int64_t total) { report("trading days", done, total); });
  if (const auto* failure = std::get_if<MarketFailure>(&traded)) {
    return FileProblem{"trades.csv", 0, "", failure->text};
  }
  auto& market = std::get<MarketOutcome>(traded);
  std::vector<Date> working_days;
  for (const Date day : files.trading_days) {
    if (day > kDetermination) working_days.push_back(day);
  }
  report("surrenders", 0, 1);
  SurrenderOutcome applied = ApplyForSurrender(units, market.positions, working_days, files.terms,
                                               options.parameters, random.Fork(kSurrenders));
  report("surrenders", 1, 1);
  files.trades = std::move(market.trades);
  files.moves = std::move(market.moves);
  files.moves.insert(files.moves.end(), applied.moves.begin(), applied.moves.end());
  files.surrenders = std::move(applied.surrenders);
  Order(files.moves, &MoveRow::move, "M");
  Order(files.surrenders, &SurrenderRow::application, "S");
  return files;
}

std::variant<CycleFiles, FileProblem> GenerateFirstCycle(const CycleOptions& options,
                                                         const std::filesystem::path& folder,
                                                         const CycleProgress& progress) {
  auto drawn = DrawFirstCycle(options, progress);
  auto* files = std::get_if<CycleFiles>(&drawn);
  if (files == nullptr) return drawn;
  if (progress) progress("files", 0, 1);
  if (auto problem = WriteCycleFiles(*files, folder)) return std::move(*problem);
  if (progress) progress("files", 1, 1);
  return drawn;
}

}  // namespace registry::sim
