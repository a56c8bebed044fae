#ifndef CLI_PUBLISHED_FIGURES_H_
#define CLI_PUBLISHED_FIGURES_H_

// What was published of the first compliance cycle, 2019-20. The report alone reads this file; the
// generator, the run and the registry know nothing of it.

#include <array>
#include <cstdint>
#include <string_view>

namespace registry::cli {

struct PublishedFigure {
  std::string_view key;  // of a figure of the registry, or one that the report derives
  std::string_view group;
  std::int64_t value;
  // The figure was published rounded to a multiple of this; 1: exactly.
  std::int64_t rounded_to;
  std::string_view source;
};

inline constexpr auto kPublishedFigures = std::to_array<PublishedFigure>({
    {"units_with_obligation", "", 2'162, 1,
     "reports of January 2022 on the first cycle (cs.com.cn, climatecooperation.cn): units "
     "managed"},
    {"verified_tco2e", "", 9'000'000'000, 200'000'000,
     "the same reports: about 4.5 Gt a year, here for two years"},
    {"trading_days", "", 114, 1, "exchange data: days from 16 July to 31 December 2021"},
    {"traded_tco2e", "", 178'789'350, 1, "exchange data of every day, equal to the official sum"},
    {"traded_fen", "", 766'123'002'299, 1, "exchange data: CNY 7,661,230,022.99"},
    {"block_tco2e", "", 148'014'754, 1, "exchange data, block agreements"},
    {"traded_tco2e_by_day", "2021-12-16", 20'480'941, 1, "exchange data, the largest day"},
    {"credits_tco2e", "", 32'730'000, 10'000, "the same reports: 32.73 Mt used"},
    {"short_units", "", 847, 1,
     "the same reports: units with an allocation below their obligation"},
    {"short_tco2e", "", 188'000'000, 1'000'000, "the same reports: by 188 Mt together"},
    {"complete_on_time_units", "", 1'833, 1, "the same reports: units complete and on time"},
    {"on_time_share_ppm", "", 995'000, 1'000, "the same reports: 99.5 % of the quantity"},
});

}  // namespace registry::cli

#endif  // CLI_PUBLISHED_FIGURES_H_
