#include "sim/market_days.h"

#include <catch2/catch.hpp>
#include <string>
#include <variant>
#include <vector>

#include "tests/sim/temporary_folder.h"

namespace registry::sim {
namespace {

using testing::TemporaryFolder;
using testing::WriteText;

const std::string kHeader = "trade_date,instrument,method,volume_tco2e,amount_fen\n";

std::variant<std::vector<MarketDay>, FileProblem> Read(const std::string& rows) {
  const TemporaryFolder folder;
  WriteText(folder.path() / "days.csv", kHeader + rows);
  return ReadMarketDays(folder.path() / "days.csv");
}

std::string ProblemOf(const std::string& rows) {
  const auto read = Read(rows);
  REQUIRE(std::holds_alternative<FileProblem>(read));
  return Describe(std::get<FileProblem>(read));
}

void CheckSplit(const MethodDay& day, TradeMethod method) {
  const auto groups = SplitByPrice(day, method, 30);
  REQUIRE_FALSE(groups.empty());
  CHECK(groups.size() <= 2);
  std::int64_t volume = 0;
  std::int64_t amount = 0;
  for (const PriceGroup& group : groups) {
    if (method == TradeMethod::kBlock) CHECK(group.quantity_tco2e >= 100'000);
    CHECK(group.quantity_tco2e > 0);
    volume += group.quantity_tco2e;
    amount += group.quantity_tco2e * group.price_fen;
  }
  CHECK(volume == day.volume_tco2e);
  CHECK(amount == day.amount_fen);
  if (method == TradeMethod::kListed && groups.size() == 2) {
    CHECK(groups[1].price_fen == groups[0].price_fen + 1);
  }
}

}  // namespace

TEST_CASE("drawn days add up exactly for every seed") {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 9U, 10U}) {
    INFO("seed " << seed);
    const auto days = DrawMarketDays({}, Random(seed));
    REQUIRE(days.size() == 114);
    std::int64_t volume = 0;
    std::int64_t block = 0;
    std::int64_t amount = 0;
    std::int64_t december = 0;
    for (const MarketDay& day : days) {
      CHECK(day.listed.volume_tco2e > 0);
      CHECK((day.block.volume_tco2e == 0 || day.block.volume_tco2e >= 100'000));
      volume += day.listed.volume_tco2e + day.block.volume_tco2e;
      block += day.block.volume_tco2e;
      amount += day.listed.amount_fen + day.block.amount_fen;
      const std::int64_t total = day.listed.volume_tco2e + day.block.volume_tco2e;
      if (day.day.month() == std::chrono::December) december += total;
      if (FormatDate(day.day) == "2021-12-16") {
        CHECK(total == 20'480'941);
        CHECK(day.block.volume_tco2e == 19'579'226);
      } else {
        CHECK(total < 20'480'941);
      }
    }
    CHECK(volume == 178'789'350);
    CHECK(block == 148'014'754);
    CHECK(amount == 766'123'002'299);
    CHECK(december == 178'789'350LL * 758 / 1000);
    CHECK(days[0].listed.volume_tco2e == 4'103'953);
  }
}

TEST_CASE("drawn listed averages stay within ten per cent of the previous day's") {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    double previous = 0;
    for (const MarketDay& day : DrawMarketDays({}, Random(seed))) {
      const double average =
          static_cast<double>(day.listed.amount_fen) / static_cast<double>(day.listed.volume_tco2e);
      INFO(FormatDate(day.day));
      if (previous > 0) CHECK(average == Approx(previous).epsilon(0.09));
      if (day.block.volume_tco2e > 0) {
        const double block =
            static_cast<double>(day.block.amount_fen) / static_cast<double>(day.block.volume_tco2e);
        CHECK(block == Approx(average).epsilon(0.25));
      }
      previous = average;
    }
  }
}

TEST_CASE("every drawn day is made up of whole-fen prices") {
  for (const MarketDay& day : DrawMarketDays({}, Random(3))) {
    INFO(FormatDate(day.day));
    CheckSplit(day.listed, TradeMethod::kListed);
    if (day.block.volume_tco2e > 0) CheckSplit(day.block, TradeMethod::kBlock);
  }
}

TEST_CASE("a single block agreement has one price or none") {
  CHECK(SplitByPrice({150'000, 150'000 * 4'300LL}, TradeMethod::kBlock, 30).size() == 1);
  CHECK(SplitByPrice({150'000, 150'000 * 4'300LL + 1}, TradeMethod::kBlock, 30).empty());
  CHECK(SplitByPrice({0, 0}, TradeMethod::kBlock, 30).empty());
  CheckSplit({300'000, 300'000 * 4'300LL + 1'001}, TradeMethod::kBlock);
}

TEST_CASE("a file of trading days is read as it stands, and days without a row have no trade") {
  const auto read = Read(
      "2021-07-16,CEA1920,listed,1000,5120001\n"
      "2021-07-21,CEA1920,block,100000,529200000\n"
      "2022-01-04,CEA21,one_way_bidding,7,7\n");
  if (const auto* problem = std::get_if<FileProblem>(&read)) FAIL(Describe(*problem));
  const auto& days = std::get<std::vector<MarketDay>>(read);
  REQUIRE(days.size() == 114);
  CHECK(days[0].listed.volume_tco2e == 1'000);
  CHECK(days[0].listed.amount_fen == 5'120'001);
  CHECK(days[1].listed.volume_tco2e == 0);
  CHECK(days[3].block.amount_fen == 529'200'000);
}

TEST_CASE("each wrong field of a file of trading days is refused with its row and column") {
  const std::string good = "2021-07-16,CEA1920,listed,1000,5120000\n";
  CHECK(ProblemOf(good + "16.7.2021,CEA1920,listed,1,5000\n").find("row 3, column trade_date") !=
        std::string::npos);
  CHECK(ProblemOf("2021-07-17,CEA1920,listed,1,5000\n").find("row 2, column trade_date") !=
        std::string::npos);
  CHECK(ProblemOf("2021-07-16,COMCEA,listed,1,5000\n").find("row 2, column instrument") !=
        std::string::npos);
  CHECK(ProblemOf("2021-07-16,CEA1920,one_way_bidding,1,5000\n").find("row 2, column method") !=
        std::string::npos);
  CHECK(ProblemOf(good + good).find("row 3, column method") != std::string::npos);
  CHECK(ProblemOf("2021-07-16,CEA1920,listed,0,5000\n").find("row 2, column volume_tco2e") !=
        std::string::npos);
  CHECK(ProblemOf("2021-07-16,CEA1920,block,99999,99999\n").find("row 2, column volume_tco2e") !=
        std::string::npos);
  CHECK(ProblemOf("2021-07-16,CEA1920,listed,10,9\n").find("row 2, column amount_fen") !=
        std::string::npos);
  CHECK(ProblemOf("2021-07-16,CEA1920,block,150000,645000001\n").find("row 2, column amount_fen") !=
        std::string::npos);
  CHECK(ProblemOf("2022-01-04,CEA1920,listed,1,5000\n").find("holds no row of 2021") !=
        std::string::npos);
}

}  // namespace registry::sim
