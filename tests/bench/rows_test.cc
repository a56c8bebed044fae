// What the benches conclude from their figures, on figures that were made up for it.
#include "bench/rows.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <string>

#include "bench/report.h"

namespace registry::bench {
namespace {

const Row& RowOf(std::string_view key) {
  for (const Row& row : AllRows()) {
    if (row.key == key) return row;
  }
  throw std::invalid_argument(std::string(key));
}

// A round in which hot transfers have such a rate beside 10,000 uniform ones.
Round HotRound(double rate, double peak_mb = 40) {
  Round round;
  round["single_256"].per_second = 10'000;
  round["hot"].per_second = rate;
  round["hot"].peak_mb = peak_mb;
  return round;
}

std::string VerdictOf(const std::vector<Round>& rounds) {
  const Row& row = RowOf("hot_over_uniform");  // must 0.9, aim 1
  return Verdict(row, Summarize(row, rounds));
}

Summary Figures(double low, double median, double high) {
  Summary summary;
  summary.low = low;
  summary.median = median;
  summary.high = high;
  return summary;
}

TEST_CASE("a verdict says what the median reaches, unless the range is too wide") {
  CHECK(VerdictOf({HotRound(10'000), HotRound(10'100), HotRound(9'000)}) == "aim reached");
  CHECK(VerdictOf({HotRound(9'000), HotRound(9'999), HotRound(9'100)}) == "must reached");
  CHECK(VerdictOf({HotRound(8'999), HotRound(8'000), HotRound(9'500)}) == "NOT reached");
  CHECK(VerdictOf({HotRound(10'000), HotRound(12'001), HotRound(9'000)}) == "not resolved");
  CHECK(VerdictOf({HotRound(10'000), HotRound(7'999), HotRound(10'100)}) == "not resolved");
  CHECK(VerdictOf({HotRound(10'000), HotRound(10'000, 513)}) ==
        "NOT reached: a server held over 512 MB");
}

TEST_CASE("a row is worse when it lost more than its spread and a twentieth") {
  const Row& more = RowOf("hot_over_uniform");
  const Summary last = Figures(0.95, 1.0, 1.05);
  CHECK_FALSE(Worse(more, Figures(0.9, 0.9, 0.9), last));  // exactly the spread
  CHECK(Worse(more, Figures(0.89, 0.89, 0.89), last));
  CHECK_FALSE(Worse(more, Figures(0.7, 0.85, 0.95), last));  // its own spread is wider
  CHECK_FALSE(Worse(more, Figures(1.5, 1.5, 1.5), last));
  CHECK_FALSE(Worse(more, Figures(0.951, 0.951, 0.951), Figures(1, 1, 1)));
  CHECK(Worse(more, Figures(0.949, 0.949, 0.949), Figures(1, 1, 1)));

  const Row& less = RowOf("latency_over_pgbench");
  CHECK(Worse(less, Figures(3.2, 3.2, 3.2), Figures(3, 3, 3)));
  CHECK_FALSE(Worse(less, Figures(2, 2, 2), Figures(3, 3, 3)));
}

TEST_CASE("a run that became worse is found beside the file of the last one") {
  const std::string path = std::string(REGISTRY_BINARY_DIR) + "/rows_test.json";
  const std::vector<const Row*> rows = {&RowOf("hot_over_uniform")};
  const std::vector<Round> before = {HotRound(5'000), HotRound(10'000), HotRound(10'100)};
  WriteJson(path, Origin{}, rows, before);  // of which the first round is discarded
  const auto last = ReadJson(path);
  std::remove(path.c_str());
  CHECK(last.at("hot_over_uniform").low == Approx(1.0));
  CHECK(CompareWith(last, rows, before));
  CHECK_FALSE(CompareWith(last, rows, {HotRound(10'000), HotRound(9'000), HotRound(9'100)}));
}

TEST_CASE("every row names its samples and has bounds in their order") {
  for (const Row& row : AllRows()) {
    INFO(row.key);
    CHECK_FALSE(row.needs.empty());
    CHECK((row.better == Better::kMore ? row.aim >= row.must : row.aim <= row.must));
  }
}

}  // namespace
}  // namespace registry::bench
