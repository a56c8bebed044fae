// The report: which lines, how they compare, when the input has come back.
#include "cli/cycle_report.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "cli/published_figures.h"

namespace registry::cli {
namespace {

namespace v1 = carbon::registry::v1;

void Set(v1::GetCycleFiguresResponse& figures, const std::string& key, std::int64_t value,
         const std::string& group = "") {
  v1::CycleFigure* figure = figures.add_figures();
  figure->set_key(key);
  figure->set_group(group);
  figure->set_value(value);
  figure->set_query("SELECT " + key);
}

// A registry whose figures are the published ones.
v1::GetCycleFiguresResponse AsPublished() {
  v1::GetCycleFiguresResponse figures;
  for (const PublishedFigure& published : kPublishedFigures) {
    if (published.key == "credits_tco2e" || published.key == "on_time_share_ppm") continue;
    Set(figures, std::string(published.key), published.value, std::string(published.group));
  }
  Set(figures, "surrendered_on_time_tco2e", 8'955'000'000);
  Set(figures, "obligation_tco2e", 9'000'000'000);
  return figures;
}

// One trade that makes up the day of the published figure.
sim::CycleFiles Files() {
  sim::CycleFiles files;
  sim::TradeRow trade;
  trade.trading_day = sim::Date{std::chrono::year{2021} / 12 / 16};
  trade.quantity_tco2e = 20'480'941;
  files.trades = {trade};
  files.parameters = {{"gap_mean", "0.016400", ""}, {"gap_spread", "0.070000", ""}};
  return files;
}

const ReportLine& Line(const CycleReport& report, const std::string& key,
                       const std::string& group = "") {
  const auto found = std::find_if(report.lines.begin(), report.lines.end(), [&](const auto& line) {
    return line.key == key && line.group == group;
  });
  REQUIRE(found != report.lines.end());
  return *found;
}

std::string Printed(const CycleReport& report, bool explain = false) {
  std::ostringstream out;
  PrintReport(out, report, explain);
  return out.str();
}

void Replace(v1::GetCycleFiguresResponse& figures, const std::string& key, std::int64_t value) {
  for (auto& figure : *figures.mutable_figures()) {
    if (figure.key() == key) figure.set_value(value);
  }
}

}  // namespace

TEST_CASE("input that came back as published makes the report pass") {
  const sim::CycleFiles files = Files();
  const CycleReport report = MakeReport("2019-20", AsPublished(), &files);
  CHECK(report.InputComesBack());
  CHECK(Line(report, "days_unlike_files").registry == 0);
  CHECK(Line(report, "on_time_share_ppm").registry == 995'000);
  CHECK(Printed(report).find("Every input line came back as published.") != std::string::npos);
}

TEST_CASE("one tonne less in an exact figure makes it fail, and is the difference") {
  auto figures = AsPublished();
  Replace(figures, "traded_tco2e", 178'789'349);
  const CycleReport report = MakeReport("2019-20", figures, nullptr);
  CHECK_FALSE(report.InputComesBack());
  CHECK(Line(report, "traded_tco2e").Difference() == -1);
  CHECK(Printed(report).find("1 input lines did not come back") != std::string::npos);
}

TEST_CASE("a rounded figure comes back within what rounding hides") {
  auto figures = AsPublished();
  Replace(figures, "verified_tco2e", 9'100'000'000);
  CHECK(MakeReport("2019-20", figures, nullptr).InputComesBack());
  Replace(figures, "verified_tco2e", 9'100'000'001);
  CHECK_FALSE(MakeReport("2019-20", figures, nullptr).InputComesBack());
}

TEST_CASE("fitted and outcome lines never make it fail") {
  auto figures = AsPublished();
  Replace(figures, "short_units", 1);
  Set(figures, "trades", 7);
  CHECK(MakeReport("2019-20", figures, nullptr).InputComesBack());
}

TEST_CASE("a day that differs from the files is counted, on either side") {
  sim::CycleFiles files = Files();
  files.trades[0].quantity_tco2e -= 1;
  auto figures = AsPublished();
  Set(figures, "traded_tco2e_by_day", 5, "2021-12-17");
  const CycleReport report = MakeReport("2019-20", figures, &files);
  CHECK(Line(report, "days_unlike_files").registry == 2);
  CHECK_FALSE(report.InputComesBack());
}

TEST_CASE("a figure that the registry does not have is none, and an input then fails") {
  const CycleReport report = MakeReport("2019-20", v1::GetCycleFiguresResponse(), nullptr);
  CHECK_FALSE(Line(report, "traded_tco2e").registry.has_value());
  CHECK_FALSE(report.InputComesBack());
}

TEST_CASE("credits are none and do not fail the report") {
  const CycleReport report = MakeReport("2019-20", AsPublished(), nullptr);
  const ReportLine& credits = Line(report, "credits_tco2e");
  CHECK_FALSE(credits.registry.has_value());
  CHECK(credits.note == "none until the compliance office exists");
  CHECK_FALSE(credits.Differs());
}

TEST_CASE("fitted lines have the generator's parameters beside them") {
  const sim::CycleFiles files = Files();
  CHECK(Line(MakeReport("2019-20", AsPublished(), &files), "short_units").note ==
        "gap_mean 0.0164, gap_spread 0.07");
}

TEST_CASE("the milestone is a share of units by province") {
  auto figures = AsPublished();
  Set(figures, "units_by_province", 40, "13");
  Set(figures, "units_by_province", 10, "65");
  Set(figures, "milestone_complete_units_by_province", 38, "13");
  const CycleReport report = MakeReport("2019-20", figures, nullptr);
  CHECK(Line(report, "milestone_share_ppm", "13").registry == 950'000);
  CHECK(Line(report, "milestone_share_ppm", "65").registry == 0);
  CHECK(Printed(report).find("95.00 %") != std::string::npos);
}

TEST_CASE("a figure that only the registry knows is shown, too") {
  auto figures = AsPublished();
  Set(figures, "frozen_tco2e", 12);
  CHECK(Line(MakeReport("2019-20", figures, nullptr), "frozen_tco2e").kind == FigureKind::kOutcome);
}

TEST_CASE("the order in which the figures arrive does not change the report") {
  auto figures = AsPublished();
  Set(figures, "refusals_by_reason", 2, "SURRENDER_ABOVE_DUE");
  Set(figures, "refusals_by_reason", 3, "INSUFFICIENT_HOLDING");
  auto reversed = figures;
  std::reverse(reversed.mutable_figures()->begin(), reversed.mutable_figures()->end());
  CHECK(Printed(MakeReport("2019-20", figures, nullptr), true) ==
        Printed(MakeReport("2019-20", reversed, nullptr), true));
}

TEST_CASE("--explain adds the query and the source, JSON has every line") {
  const CycleReport report = MakeReport("2019-20", AsPublished(), nullptr);
  CHECK(Printed(report).find("SELECT traded_tco2e") == std::string::npos);
  CHECK(Printed(report, true).find("SELECT traded_tco2e") != std::string::npos);
  CHECK(Printed(report, true).find("exchange data") != std::string::npos);
  const auto json = nlohmann::json::parse(ReportJson(report, true));
  CHECK(json.size() == report.lines.size());
  CHECK(json[0]["kind"] == "input");
  CHECK(json[0]["registry"] == 2'162);
  CHECK(json[0]["query"] == "SELECT units_with_obligation");
}

}  // namespace registry::cli
