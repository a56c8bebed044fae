#include "sim/unit_model.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <unordered_set>
#include <utility>

#include "sim/social_credit_code.h"

namespace registry::sim {
namespace {

struct Province {
  const char* key;
  std::int64_t weight;  // how many of a hundred units lie there, roughly
};

// Regions of GB/T 2260. The weights are round figures of ours: coal provinces have many units.
constexpr Province kProvinces[] = {
    {"11", 1}, {"12", 1}, {"13", 4}, {"14", 5}, {"15", 7}, {"21", 4}, {"22", 2},  {"23", 4},
    {"31", 2}, {"32", 9}, {"33", 7}, {"34", 4}, {"35", 2}, {"36", 2}, {"37", 14}, {"41", 5},
    {"42", 2}, {"43", 2}, {"44", 5}, {"45", 2}, {"46", 1}, {"50", 1}, {"51", 2},  {"52", 2},
    {"53", 1}, {"54", 0}, {"61", 3}, {"62", 1}, {"63", 1}, {"64", 2}, {"65", 4},  {"6590", 1}};

std::string Padded(std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

// A code with the given two characters before the region that none of `taken` has.
std::string DrawCode(const std::string& kind, const std::string& province, Random& random,
                     std::unordered_set<std::string>& taken) {
  while (true) {
    // One draw in each statement: the order of two in one expression is the compiler's choice.
    const std::int64_t city = random.Between(1, province == "6590" ? 9 : 12);
    const std::int64_t county = random.Between(1, 28);
    const std::string region = province == "6590" ? "6590" + Padded(city, 2)
                                                  : province + Padded(city, 2) + Padded(county, 2);
    const std::string organisation = random.Chance(500'000)
                                         ? "MA" + Padded(random.Below(1'000'000), 6)
                                         : Padded(random.Below(100'000'000), 8);
    std::string code = CompleteSocialCreditCode(kind + region + organisation);
    if (taken.insert(code).second) return code;
  }
}

std::string DrawProvince(Random& random) {
  std::int64_t sum = 0;
  for (const Province& province : kProvinces) sum += province.weight;
  std::int64_t left = random.Below(sum);
  for (const Province& province : kProvinces) {
    left -= province.weight;
    if (left < 0) return province.key;
  }
  return kProvinces[0].key;
}

UnitRow Unit(std::size_t index, std::string code) {
  const std::string number = Padded(static_cast<std::int64_t>(index) + 1, 4);
  UnitRow row;
  row.unit = "U" + number;
  row.province = ProvinceOfCode(code);
  row.social_credit_code = std::move(code);
  row.name = "Power plant " + number + ", province " + row.province;
  row.sector = "power";
  return row;
}

void Pad(std::vector<std::string>& codes, std::int64_t count, Random& random) {
  std::unordered_set<std::string> taken(codes.begin(), codes.end());
  while (static_cast<std::int64_t>(codes.size()) < count) {
    codes.push_back(DrawCode("91", DrawProvince(random), random, taken));
  }
}

std::vector<UnitRow> Rows(std::vector<std::string> codes) {
  std::vector<UnitRow> rows;
  rows.reserve(codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i) rows.push_back(Unit(i, std::move(codes[i])));
  return rows;
}

// Verified emissions of both years together, before any scale: lognormal, within the bounds, with
// the exact total.
std::vector<std::int64_t> DrawSizes(std::size_t count, const ModelParameters& parameters,
                                    Random random) {
  std::vector<std::int64_t> weights(count);
  std::int64_t weight_sum = 0;
  for (std::int64_t& weight : weights) {
    weight = random.LognormalQ20(parameters.size_sigma_ppm) / 64 + 1;
    weight_sum += weight;
  }
  const std::int64_t total = 2 * parameters.emissions_per_year_tco2e;
  std::vector<std::int64_t> sizes(count);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sizes[i] =
        std::clamp(MulDiv(total, weights[i], weight_sum), 2 * parameters.smallest_per_year_tco2e,
                   2 * parameters.largest_per_year_tco2e);
    sum += sizes[i];
  }
  // The bounds moved the total a little; once more in proportion, the largest takes the rest.
  std::int64_t left = total;
  std::size_t largest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sizes[i] = MulDiv(sizes[i], total, sum);
    left -= sizes[i];
    if (sizes[i] > sizes[largest]) largest = i;
  }
  sizes[largest] += left;
  return sizes;
}

struct GapDraw {
  std::int64_t normal_q20 = 0;
  bool wide = false;
};

// Neighbours in size draw opposite gaps, and each group of sixteen such pairs draws small, middling
// and large ones alike. Each unit's gap is still normal, but the sums of a cycle depend less on
// what a few of the largest happen to draw.
std::vector<GapDraw> DrawGaps(const std::vector<std::int64_t>& sizes,
                              const ModelParameters& parameters, Random random) {
  constexpr std::size_t kPairs = 16;
  const std::size_t groups = sizes.size() / (2 * kPairs) + 1;
  std::vector<std::int64_t> distances(groups * kPairs);  // from the mean
  for (std::int64_t& distance : distances) distance = std::abs(random.NormalQ20());
  std::sort(distances.begin(), distances.end());
  // One distance of each sixteenth of the sorted ones for each group.
  std::vector<std::vector<std::int64_t>> of_group(groups);
  for (std::size_t part = 0; part < kPairs; ++part) {
    const auto begin = distances.begin() + static_cast<std::ptrdiff_t>(part * groups);
    std::vector<std::int64_t> dealt(begin, begin + static_cast<std::ptrdiff_t>(groups));
    random.Shuffle(dealt);
    for (std::size_t group = 0; group < groups; ++group) of_group[group].push_back(dealt[group]);
  }
  for (std::vector<std::int64_t>& group : of_group) random.Shuffle(group);
  std::vector<std::size_t> by_size(sizes.size());
  for (std::size_t i = 0; i < by_size.size(); ++i) by_size[i] = i;
  std::stable_sort(by_size.begin(), by_size.end(),
                   [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
  std::vector<GapDraw> draws(sizes.size());
  GapDraw draw;
  for (std::size_t rank = 0; rank < by_size.size(); ++rank) {
    const std::size_t pair = rank / 2;
    if (rank % 2 == 0) {
      const std::int64_t distance = of_group[pair / kPairs][pair % kPairs];
      draw.normal_q20 = random.Chance(500'000) ? distance : -distance;
      draw.wide = random.Chance(parameters.wide_gap_share_ppm);
    } else {
      draw.normal_q20 = -draw.normal_q20;
    }
    draws[by_size[rank]] = draw;
  }
  return draws;
}

}  // namespace

std::int64_t ModelUnit::Returned() const {
  std::int64_t returned = 0;
  for (std::size_t year = 0; year < 2; ++year) {
    returned += std::max<std::int64_t>(0, pre_allocation[year] - allocation[year]);
  }
  return returned;
}

std::int64_t ModelUnit::Short() const {
  return std::max<std::int64_t>(0, obligation - Allocation());
}

std::int64_t ModelUnit::Surplus() const {
  return std::max<std::int64_t>(0, Allocation() - obligation);
}

std::vector<AuthorityRow> DrawAuthorities(Random random) {
  std::vector<AuthorityRow> rows;
  std::unordered_set<std::string> taken;
  for (const Province& province : kProvinces) {
    AuthorityRow row;
    row.province = province.key;
    // Department 1, category 1: an organ of the state.
    row.social_credit_code = DrawCode("11", row.province, random, taken);
    row.name = "Provincial authority " + row.province;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<UnitRow> DrawUnits(const ModelParameters& parameters, Random random) {
  std::vector<std::string> codes;
  std::unordered_set<std::string> taken;
  for (const Province& province : kProvinces) {
    if (static_cast<std::int64_t>(codes.size()) == parameters.units) break;
    codes.push_back(DrawCode("91", province.key, random, taken));
  }
  Pad(codes, parameters.units, random);
  return Rows(std::move(codes));
}

std::variant<std::vector<UnitRow>, FileProblem> ReadUnits(const std::filesystem::path& path,
                                                          const ModelParameters& parameters,
                                                          Random random) {
  auto parsed = ReadCsv(path, {"year", "sector", "uscc"});
  if (auto* problem = std::get_if<FileProblem>(&parsed)) return std::move(*problem);
  const CsvTable& table = std::get<CsvTable>(parsed);
  std::unordered_set<std::string> provinces;
  for (const Province& province : kProvinces) provinces.insert(province.key);
  std::vector<std::string> codes;
  std::unordered_set<std::string> taken;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::vector<std::string>& row = table.rows[i];
    const auto refuse = [&](const std::string& text) {
      return FileProblem{table.file, CsvTable::RowNumber(i), "uscc", "'" + row[2] + "' " + text};
    };
    if (row[0] != "2022" || row[1] != "power") continue;
    if (!IsSocialCreditCode(row[2])) return refuse("fails its check digits; correct or remove it");
    if (provinces.count(ProvinceOfCode(row[2])) == 0) return refuse("lies in no known province");
    if (!taken.insert(row[2]).second) return refuse("stands in an earlier row too; remove one");
    codes.push_back(row[2]);
  }
  if (codes.empty()) {
    return FileProblem{table.file, 0, "", "holds no unit of power in 2022; add them"};
  }
  random.Shuffle(codes);
  if (static_cast<std::int64_t>(codes.size()) > parameters.units) {
    codes.resize(static_cast<std::size_t>(parameters.units));
  }
  Pad(codes, parameters.units, random);
  return Rows(std::move(codes));
}

std::int64_t ObligationOf(std::int64_t verified, std::int64_t allocation, bool gas,
                          ObligationRule& rule) {
  rule = ObligationRule::kNone;
  const std::int64_t most = gas ? allocation : allocation + verified / 5;
  if (verified <= most) return verified;
  rule = gas ? ObligationRule::kGas : ObligationRule::kShortfallCap;
  return most;
}

std::vector<ModelUnit> DrawCompliance(const std::vector<UnitRow>& rows,
                                      const ModelParameters& parameters,
                                      std::int64_t emissions_scale_ppm, Random random) {
  const std::vector<std::int64_t> sizes = DrawSizes(rows.size(), parameters, random.Fork(1));
  const std::vector<GapDraw> gaps = DrawGaps(sizes, parameters, random.Fork(2));
  std::vector<ModelUnit> units;
  units.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ModelUnit unit;
    unit.row = rows[i];
    // 2020 emitted a little less than 2019 at most units.
    const std::int64_t first = MulDiv(
        sizes[i],
        std::clamp<std::int64_t>(505'000 + 20'000 * random.NormalQ20() / kOneQ20, 400'000, 600'000),
        kPpm);
    const std::int64_t emitted[] = {first, sizes[i] - first};
    const bool gas = random.Chance(parameters.gas_share_ppm);
    const std::int64_t mean = gas ? parameters.gas_gap_mean_ppm : parameters.gap_mean_ppm;
    const std::int64_t spread =
        gaps[i].wide ? parameters.wide_gap_spread_ppm : parameters.gap_spread_ppm;
    const std::int64_t gap =
        std::clamp<std::int64_t>(mean + spread * gaps[i].normal_q20 / kOneQ20, -500'000, 600'000);
    const bool dropped = random.Chance(parameters.output_drop_share_ppm);
    for (std::size_t year = 0; year < 2; ++year) {
      unit.verified[year] = MulDiv(emitted[year], emissions_scale_ppm, kPpm);
      unit.allocation[year] = MulDiv(emitted[year], kPpm + gap, kPpm);
      const std::int64_t usual = parameters.output_change_mean_ppm +
                                 parameters.output_change_spread_ppm * random.NormalQ20() / kOneQ20;
      const std::int64_t fallen = random.Below(parameters.output_drop_most_ppm);
      const std::int64_t change =
          std::clamp<std::int64_t>(dropped ? fallen : usual, -600'000, 1'500'000);
      unit.pre_allocation[year] = MulDiv(MulDiv(unit.allocation[year], kPpm + change, kPpm),
                                         parameters.pre_allocation_share_ppm, kPpm);
    }
    unit.obligation =
        ObligationOf(unit.verified[0] + unit.verified[1], unit.Allocation(), gas, unit.rule);
    units.push_back(std::move(unit));
  }
  return units;
}

}  // namespace registry::sim
