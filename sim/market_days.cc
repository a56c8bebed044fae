#include "sim/market_days.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace registry::sim {
namespace {

constexpr std::int64_t kSmallestBlock = 100'000;
constexpr std::int64_t kSmallestListedDay = 10;

bool IsDecember(Date day) { return day.month() == std::chrono::December; }

// Shares `total` among the parts by weight; each gets at least `least` and at most `most`, and the
// sum is exact. A part of weight zero gets nothing.
std::vector<std::int64_t> Share(std::int64_t total, const std::vector<std::int64_t>& weights,
                                std::int64_t least, std::int64_t most) {
  std::vector<std::int64_t> parts(weights.size(), 0);
  std::int64_t weight_sum = 0;
  for (const std::int64_t weight : weights) weight_sum += weight;
  if (weight_sum == 0) return parts;
  std::int64_t left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0) continue;
    parts[i] = std::clamp(MulDiv(total, weights[i], weight_sum), least, most);
    left -= parts[i];
  }
  // What the bounds gave or took is spread in proportion to the room that each part still has.
  while (left != 0) {
    std::int64_t room_sum = 0;
    const auto room = [&](std::size_t i) {
      if (weights[i] == 0) return std::int64_t{0};
      return left > 0 ? most - parts[i] : parts[i] - least;
    };
    for (std::size_t i = 0; i < parts.size(); ++i) room_sum += room(i);
    if (room_sum == 0) break;  // cannot happen with the figures above: there is room for all
    const std::int64_t to_spread = left > 0 ? left : -left;
    const std::int64_t sign = left > 0 ? 1 : -1;
    std::int64_t spread = 0;
    for (std::size_t i = 0; i < parts.size() && spread < to_spread; ++i) {
      const std::int64_t fair = MulDiv(std::min(to_spread, room_sum), room(i), room_sum);
      const std::int64_t step = std::min({fair + 1, room(i), to_spread - spread});
      parts[i] += sign * step;
      spread += step;
    }
    left -= sign * spread;
  }
  return parts;
}

std::int64_t Sum(const std::vector<std::int64_t>& values) {
  std::int64_t sum = 0;
  for (const std::int64_t value : values) sum += value;
  return sum;
}

// How busy a month is beside the others; December's total is set apart.
std::int64_t MonthWeight(Date day) {
  switch (static_cast<unsigned>(day.month())) {
    case 8:
      return 2;
    case 9:
      return 4;
    case 11:
    case 12:
      return 12;
    default:
      return 3;
  }
}

// Whether block agreements were made on a day; towards the deadline on nearly every day.
std::int64_t BlockDayChance(Date day) {
  switch (static_cast<unsigned>(day.month())) {
    case 12:
      return 1'000'000;
    case 11:
      return 700'000;
    default:
      return 250'000;
  }
}

// Volumes of every day, sums exact.
void DrawVolumes(const MarketFigures& figures, Random random, std::vector<MarketDay>& days) {
  const std::size_t count = days.size();
  std::vector<std::int64_t> listed(count, 0);
  std::vector<std::int64_t> block_december(count, 0);
  std::vector<std::int64_t> block_before(count, 0);
  const Date second_peak{std::chrono::year{2021} / 12 / 14};
  const Date third_peak{std::chrono::year{2021} / 12 / 30};
  for (std::size_t i = 0; i < count; ++i) {
    const Date day = days[i].day;
    // Most days before November are thin and a few are not: a wide lognormal.
    const std::int64_t weight = MonthWeight(day) * random.LognormalQ20(1'300'000) / 1024 + 1;
    const std::int64_t block_weight = MonthWeight(day) * random.LognormalQ20(700'000) / 1024 + 1;
    const bool has_block = random.Chance(BlockDayChance(day)) || i + 1 == count;
    if (i != 0 && day != figures.peak_day) listed[i] = weight;
    const bool fixed = day == figures.peak_day || day == second_peak || day == third_peak;
    if (has_block && !fixed && i != 0) {
      (IsDecember(day) ? block_december : block_before)[i] = block_weight;
    }
  }
  const std::int64_t listed_total = figures.volume_tco2e - figures.block_tco2e;
  const std::int64_t peak_listed = figures.peak_tco2e - figures.peak_block_tco2e;
  listed = Share(listed_total - figures.launch_listed_tco2e - peak_listed, listed,
                 kSmallestListedDay, figures.launch_listed_tco2e * 6 / 10);
  std::int64_t december_left = MulDiv(figures.volume_tco2e, figures.december_share_ppm, kPpm);
  std::int64_t block_left = figures.block_tco2e;
  for (std::size_t i = 0; i < count; ++i) {
    MarketDay& day = days[i];
    day.listed.volume_tco2e = listed[i];
    if (i == 0) day.listed.volume_tco2e = figures.launch_listed_tco2e;
    if (day.day == figures.peak_day) {
      day.listed.volume_tco2e = peak_listed;
      day.block.volume_tco2e = figures.peak_block_tco2e;
    } else if (day.day == second_peak) {
      day.block.volume_tco2e = figures.second_peak_tco2e - listed[i];
    } else if (day.day == third_peak) {
      day.block.volume_tco2e = figures.third_peak_tco2e - listed[i];
    }
    block_left -= day.block.volume_tco2e;
    if (IsDecember(day.day)) december_left -= day.listed.volume_tco2e + day.block.volume_tco2e;
  }
  // No other day comes near the second peak.
  const std::int64_t most = figures.third_peak_tco2e * 9 / 10;
  block_december = Share(std::min(december_left, block_left), block_december, kSmallestBlock, most);
  block_before = Share(block_left - Sum(block_december), block_before, kSmallestBlock, most);
  for (std::size_t i = 0; i < count; ++i) {
    days[i].block.volume_tco2e += block_december[i] + block_before[i];
  }
}

// Amounts from a path of listed averages; block agreements trade a little below. The path is
// scaled to the year's amount, and the peak day's block takes the last fen.
void DrawAmounts(const MarketFigures& figures, Random random, std::vector<MarketDay>& days) {
  constexpr std::int64_t kCentifen =
      100;  // the path in hundredths of a fen: averages are not whole
  std::vector<std::int64_t> listed(days.size());
  std::vector<std::int64_t> block(days.size());
  std::int64_t price = 5'100 * kCentifen;
  const auto weighted = [&](std::int64_t price_of_day, std::int64_t volume) {
    return price_of_day * volume / kCentifen;
  };
  std::int64_t amount = 0;
  for (std::size_t i = 0; i < days.size(); ++i) {
    // Slowly down to autumn's level and up again in the last two weeks; at most 4 % a day, so that
    // no day leaves the ten per cent around the previous close after scaling and rounding.
    const std::int64_t level = (i > 104 ? 5'300 : 4'250) * kCentifen;
    const std::int64_t pull = (level - price) / 12;
    const std::int64_t shock = price / 1000 * 12 * random.NormalQ20() / kOneQ20;
    price += std::clamp(pull + shock, -price / 25, price / 25);
    listed[i] = price;
    block[i] = price / 1000 * random.Between(920, 990);
    amount += weighted(listed[i], days[i].listed.volume_tco2e) +
              weighted(block[i], days[i].block.volume_tco2e);
  }
  std::int64_t left = figures.amount_fen;
  MarketDay* peak = nullptr;
  for (std::size_t i = 0; i < days.size(); ++i) {
    MarketDay& day = days[i];
    const std::int64_t listed_price = MulDiv(listed[i], figures.amount_fen, amount);
    // Whole fen: a day with a single block agreement has one price.
    const std::int64_t block_fen = MulDiv(block[i], figures.amount_fen, amount) / kCentifen;
    day.listed.amount_fen = weighted(listed_price, day.listed.volume_tco2e);
    day.block.amount_fen = block_fen * day.block.volume_tco2e;
    left -= day.listed.amount_fen + day.block.amount_fen;
    if (day.day == figures.peak_day) peak = &day;
  }
  // Cutting to whole fen lost up to one fen a tonne; the peak's block, some 13 % of the year,
  // takes it all back, which lifts its price by a few fen.
  if (peak != nullptr) peak->block.amount_fen += left;
}

}  // namespace

std::vector<MarketDay> DrawMarketDays(const MarketFigures& figures, Random random) {
  std::vector<MarketDay> days;
  for (const Date day : TradingDays2021()) days.push_back(MarketDay{day, {}, {}});
  DrawVolumes(figures, random.Fork(1), days);
  DrawAmounts(figures, random.Fork(2), days);
  return days;
}

std::variant<std::vector<MarketDay>, FileProblem> ReadMarketDays(
    const std::filesystem::path& path) {
  auto parsed = ReadCsv(path, {"trade_date", "instrument", "method", "volume_tco2e", "amount_fen"});
  if (auto* problem = std::get_if<FileProblem>(&parsed)) return std::move(*problem);
  const CsvTable& table = std::get<CsvTable>(parsed);
  std::vector<MarketDay> days;
  std::map<std::string, std::size_t> index_of_day;
  for (const Date day : TradingDays2021()) {
    index_of_day.emplace(FormatDate(day), days.size());
    days.push_back(MarketDay{day, {}, {}});
  }
  bool any = false;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::vector<std::string>& row = table.rows[i];
    const auto refuse = [&](std::size_t column, const std::string& text) {
      return FileProblem{table.file, CsvTable::RowNumber(i), table.columns[column],
                         "'" + row[column] + "' " + text};
    };
    const std::optional<Date> date = ParseDate(row[0]);
    if (!date) return refuse(0, "is not a date; write it as 2021-07-16");
    if (date->year() > std::chrono::year{2021}) continue;
    const auto found = index_of_day.find(row[0]);
    if (found == index_of_day.end()) {
      return refuse(0, "is not a trading day of 2021; remove the row");
    }
    if (row[1] != "CEA1920") return refuse(1, "was not traded in 2021; only CEA1920 was");
    const bool block = row[2] == "block";
    if (!block && row[2] != "listed") {
      return refuse(2, "is not a method of the first cycle; write listed or block");
    }
    const std::optional<std::int64_t> volume = ParseWhole(row[3]);
    if (!volume || *volume < (block ? kSmallestBlock : 1) || *volume > 1'000'000'000) {
      return refuse(3, block ? "is not a whole number of tonnes from 100,000 up"
                             : "is not a whole number of tonnes from 1 up");
    }
    const std::optional<std::int64_t> amount = ParseWhole(row[4]);
    if (!amount || *amount < *volume || *amount / *volume > 1'000'000) {
      return refuse(4, "is not a whole number of fen at a price from 1 fen to CNY 10,000");
    }
    MarketDay& day = days[found->second];
    MethodDay& figures = block ? day.block : day.listed;
    if (figures.volume_tco2e != 0) return refuse(2, "has an earlier row for this day; add the two");
    figures = MethodDay{*volume, *amount};
    if (block && SplitByPrice(figures, TradeMethod::kBlock, 1).empty()) {
      return refuse(4, "cannot be made up of block agreements at whole-fen prices; check it");
    }
    any = true;
  }
  if (!any) return FileProblem{table.file, 0, "", "holds no row of 2021; add the trading days"};
  return days;
}

std::vector<PriceGroup> SplitByPrice(const MethodDay& day, TradeMethod method,
                                     std::int64_t preferred_spread_fen) {
  const std::int64_t volume = day.volume_tco2e;
  if (volume == 0) return {};
  const std::int64_t price = day.amount_fen / volume;
  const std::int64_t rest = day.amount_fen % volume;
  if (method == TradeMethod::kListed) {
    if (rest == 0) return {{price, volume}};
    return {{price, volume - rest}, {price + 1, rest}};
  }
  // With x t at price - below and y t at price - below + spread, x + y = volume:
  // spread * y = rest + below * volume. Ever wider spreads, beginning with the preferred one.
  for (std::int64_t tried = 0; tried < kWidestBlockSpreadFen; ++tried) {
    const std::int64_t spread =
        (std::max(preferred_spread_fen, std::int64_t{1}) - 1 + tried) % kWidestBlockSpreadFen + 1;
    for (std::int64_t below = 0; below <= spread && below < price; ++below) {
      const std::int64_t product = rest + below * volume;
      if (product % spread != 0) continue;
      const std::int64_t higher = product / spread;
      if (higher < kSmallestBlock || volume - higher < kSmallestBlock) continue;
      return {{price - below, volume - higher}, {price - below + spread, higher}};
    }
  }
  if (rest == 0) return {{price, volume}};
  return {};
}

}  // namespace registry::sim
