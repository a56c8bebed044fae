// A cycle played against the shipped server: what the registry counts follows from the files, and
// from nothing else.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>

#include "tests/cli/cycle/live_registry.h"
#include "tests/cli/cycle/small_cycle.h"

namespace registry::cli::testing {
namespace {

using FigureMap = std::map<std::string, std::int64_t>;

FigureMap OfKind(const FigureMap& figures, const std::string& kind) {
  FigureMap some;
  for (const auto& [name, value] : figures) {
    if (name.starts_with(kind + " ")) some[name] = value;
  }
  return some;
}

std::int64_t Sum(const sim::CycleFiles& files) {
  std::int64_t sum = 0;
  for (const sim::TradeRow& trade : files.trades) sum += trade.quantity_tco2e;
  return sum;
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Plays the files on a book of their own.
FigureMap FiguresOf(const sim::CycleFiles& files) {
  const LiveRegistry registry;
  const Folder folder;
  const Run run = Play(registry, files, folder);
  INFO(run.err);
  // The input is not that of the published year, which is what 1 says; nothing worse happened.
  CHECK(run.code == ExitCode::kFinding);
  return Figures(registry, folder);
}

// The same for an unchanged cycle; each is played once.
const FigureMap& FiguresOfSeed(std::uint64_t seed) {
  static std::map<std::uint64_t, FigureMap> known;
  if (known.count(seed) == 0) known[seed] = FiguresOf(SmallCycle(seed));
  return known[seed];
}

// The last transaction.
std::int64_t Head(const LiveRegistry& registry) {
  const auto status = nlohmann::json::parse(registry.Ctl({"status", "--json"}).out);
  return std::stoll(status["sequence"].get<std::string>());
}

}  // namespace

TEST_CASE("three seeds give the same input and three different outcomes") {
  std::set<FigureMap> outcomes;
  for (const std::uint64_t seed : {1, 2, 3}) {
    const sim::CycleFiles files = SmallCycle(seed);
    const FigureMap& figures = FiguresOfSeed(seed);
    CHECK(figures.at("input traded_tco2e ") == Sum(files));
    CHECK(figures.at("input trading_days ") == 114);
    CHECK(figures.at("input units_with_obligation ") ==
          static_cast<std::int64_t>(files.emissions.size()));
    CHECK(figures.at("input days_unlike_files ") == 0);
    // What short units lacked is what they bought, left open, and did not hand in.
    CHECK(figures.at("fitted short_tco2e ") ==
          figures.at("outcome short_net_purchases_tco2e ") +
              figures.at("outcome open_of_short_units_tco2e ") -
              figures.at("outcome short_held_tco2e "));
    outcomes.insert(OfKind(figures, "outcome"));
  }
  CHECK(outcomes.size() == 3);
}

TEST_CASE("five percent more emissions lower completion") {
  const FigureMap& usual = FiguresOfSeed(1);
  const FigureMap more = FiguresOf(SmallCycle(1, 1.05));
  CHECK(more.at("fitted complete_on_time_units ") < usual.at("fitted complete_on_time_units "));
  CHECK(more.at("fitted on_time_share_ppm ") < usual.at("fitted on_time_share_ppm "));
  CHECK(more.at("input traded_tco2e ") == usual.at("input traded_tco2e "));
}

TEST_CASE("a trade that is left out is missing by exactly its tonnes") {
  sim::CycleFiles files = SmallCycle(1);
  const std::int64_t all = Sum(files);
  const std::int64_t left_out = files.trades.back().quantity_tco2e;
  files.trades.pop_back();
  CHECK(FiguresOf(files).at("input traded_tco2e ") == all - left_out);
}

TEST_CASE("a trade of more than is held is refused, counted, and moves nothing") {
  sim::CycleFiles files = SmallCycle(1);
  const std::int64_t all = Sum(files);
  // A seller that never had anything on the trading side.
  std::set<std::string> traders;
  for (const sim::MoveRow& move : files.moves) traders.insert(move.unit);
  for (const sim::TradeRow& row : files.trades) traders.insert({row.seller, row.buyer});
  const auto seller = std::find_if(files.units.begin(), files.units.end(),
                                   [&](const auto& unit) { return traders.count(unit.unit) == 0; });
  REQUIRE(seller != files.units.end());
  sim::TradeRow trade = files.trades.back();
  trade.trade = "of more than is held";
  trade.seller = seller->unit;
  trade.method = sim::TradeMethod::kListed;
  trade.quantity_tco2e = 10;
  trade.amount_fen = trade.quantity_tco2e * trade.price_fen;
  files.trades.push_back(trade);

  const LiveRegistry registry;
  const Folder folder;
  const Run run = Play(registry, files, folder);
  CHECK(Contains(run.out, "trades      INSUFFICIENT_HOLDING      1"));
  const FigureMap figures = Figures(registry, folder);
  CHECK(figures.at("input traded_tco2e ") == all);
  CHECK(figures.at("input days_unlike_files ") == 1);
}

TEST_CASE("the same files give the same report to the byte, whatever was on its way together") {
  const sim::CycleFiles files = SmallCycle(4);
  std::set<std::string> reports;
  for (const char* in_flight : {"1", "200"}) {
    const LiveRegistry registry;
    const Folder folder;
    REQUIRE_FALSE(sim::WriteCycleFiles(files, folder.path()));
    registry.Ctl({"cycle", "run", folder.path().string(), "--in-flight", in_flight});
    reports.insert(registry.Ctl({"cycle", "report", folder.path().string(), "--explain"}).out);
  }
  CHECK(reports.size() == 1);
  CHECK(reports.begin()->size() > 5'000);
}

TEST_CASE("a run whose server was killed is run again, and nothing happens twice") {
  const sim::CycleFiles files = SmallCycle(5);
  LiveRegistry registry;
  const Folder folder;
  REQUIRE_FALSE(sim::WriteCycleFiles(files, folder.path()));
  const std::vector<std::string> command = {"cycle", "run", folder.path().string()};

  Run broken;
  std::thread run([&] { broken = registry.Ctl(command); });
  while (Head(registry) < 2'000) std::this_thread::sleep_for(std::chrono::milliseconds{10});
  registry.Kill();  // in the middle: some 6,000 transactions are asked for
  run.join();
  CHECK(broken.code == ExitCode::kInDoubt);
  CHECK(Contains(broken.err, "run it again to go on"));

  registry.Start();
  CHECK(registry.Ctl(command).code == ExitCode::kFinding);
  const Run status = registry.Ctl({"status"});
  const FigureMap figures = Figures(registry, folder);
  CHECK(figures.at("input traded_tco2e ") == Sum(files));
  CHECK(figures.at("outcome trades ") == static_cast<std::int64_t>(files.trades.size()));

  CHECK(registry.Ctl(command).code == ExitCode::kFinding);  // once more: all is answered again
  CHECK(registry.Ctl({"status"}).out == status.out);
  CHECK(registry.Ctl({"check"}).code == ExitCode::kDone);
}

TEST_CASE("other files need an empty book") {
  const LiveRegistry registry;
  REQUIRE(registry.Ctl({"clock", "advance", "2021-07-01T09:00:00+08:00"}).code == ExitCode::kDone);
  const Folder folder;
  const Run run = Play(registry, SmallCycle(1), folder);
  CHECK(run.code == ExitCode::kRefused);
  CHECK(Contains(run.err, "CLOCK_MOVES_BACKWARD"));
}

TEST_CASE("a certificate that is missing ends the run before its first call") {
  const LiveRegistry registry;
  const Folder folder;
  REQUIRE_FALSE(sim::WriteCycleFiles(SmallCycle(1), folder.path()));
  const std::string before = registry.Ctl({"status"}).out;
  const Folder empty;
  const Run run =
      registry.Ctl({"cycle", "run", folder.path().string(), "--identities", empty.path().string()});
  CHECK(run.code == ExitCode::kUsage);
  CHECK(registry.Ctl({"status"}).out == before);
}

}  // namespace registry::cli::testing
