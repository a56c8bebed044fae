#include "sim/first_cycle.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "sim/social_credit_code.h"
#include "tests/sim/temporary_folder.h"

namespace registry::sim {
namespace {

using testing::ReadText;
using testing::TemporaryFolder;
using testing::WriteText;
namespace fs = std::filesystem;

void Generate(const CycleOptions& options, const fs::path& folder) {
  const auto generated = GenerateFirstCycle(options, folder, {});
  if (const auto* problem = std::get_if<FileProblem>(&generated)) FAIL(Describe(*problem));
}

// A naive reader that shares nothing with sim/: every file here but units.csv has no quotes, and
// of that only the columns before the name are looked at.
using Fields = std::vector<std::string>;
std::vector<Fields> Rows(const fs::path& path) {
  std::vector<Fields> rows;
  std::istringstream lines(ReadText(path));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    Fields fields;
    std::istringstream parts(line);
    std::string field;
    while (std::getline(parts, field, ',')) fields.push_back(field);
    rows.push_back(fields);
  }
  return rows;
}

// The two check digits of GB 32100-2015 by another road than sim/: both sums, check character
// included, must vanish, modulo 31 with powers of three and modulo 11.
bool HasBothCheckDigits(const std::string& code) {
  const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  if (code.size() != 18) return false;
  int sum = 0;
  int power = 1;
  for (std::size_t i = 0; i < 17; ++i) {
    const std::size_t value = alphabet.find(code[i]);
    if (value == std::string::npos) return false;
    sum = (sum + static_cast<int>(value) * power) % 31;
    power = power * 3 % 31;
  }
  if (alphabet.find(code[17]) != static_cast<std::size_t>((31 - sum) % 31)) return false;
  const int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
  int organisation = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const char c = code[8 + i];
    organisation += (c <= '9' ? c - '0' : c - 'A' + 10) * weights[i];
  }
  const int last = code[16] == 'X' ? 10 : code[16] - '0';
  return (organisation + last) % 11 == 0;
}

// What became of a folder's rows in a deliberately simple registry: two positions for each unit,
// events in the order of their text, a day's trades delivered at 15:30.
struct Replay {
  std::map<std::string, long long> registered, trading, allocated, obligation, verified;
  std::map<std::string, long long> surrendered, on_time;
  std::set<std::string> sellers, buyers, days;
  std::map<std::string, long long> refused;  // by kind of row
  long long traded = 0, amount = 0, block = 0, trades = 0, block_trades = 0, issued = 0;
  std::map<std::string, long long> traded_on, amount_on, block_on;

  explicit Replay(const fs::path& folder) {
    std::vector<std::tuple<std::string, int, Fields>> events;
    for (Fields& row : Rows(folder / "allocation.csv")) events.emplace_back(row[0], 0, row);
    for (Fields& row : Rows(folder / "moves.csv")) events.emplace_back(row[1], 1, row);
    for (Fields& row : Rows(folder / "trades.csv")) {
      events.emplace_back(row[1] + "T15:30:00+08:00", 2, row);
    }
    for (Fields& row : Rows(folder / "surrenders.csv")) events.emplace_back(row[1], 4, row);
    for (const Fields& row : Rows(folder / "emissions.csv")) {
      verified[row[1]] = std::stoll(row[2]) + std::stoll(row[3]);
      obligation[row[1]] = std::stoll(row[5]);
    }
    std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
      return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
    });
    std::map<std::string, long long> bought;  // on the day, not yet to be sold
    std::string day;
    for (const auto& [at, kind, row] : events) {
      if (kind != 2 || row[1] != day) {
        for (const auto& [unit, quantity] : bought) trading[unit] += quantity;
        bought.clear();
        day = kind == 2 ? row[1] : "";
      }
      if (kind == 0) {
        const long long quantity = std::stoll(row[4]);
        if (quantity > 0) issued += quantity;
        allocated[row[1]] += quantity;
        registered[row[1]] += quantity;
        if (registered[row[1]] < 0) ++refused["return"];
      } else if (kind == 1) {
        const long long quantity = std::stoll(row[4]);
        auto& from = row[3] == "to_trading" ? registered : trading;
        auto& to = row[3] == "to_trading" ? trading : registered;
        if (from[row[2]] < quantity) {
          ++refused["move"];
          continue;
        }
        from[row[2]] -= quantity;
        to[row[2]] += quantity;
      } else if (kind == 2) {
        const long long quantity = std::stoll(row[7]);
        if (trading[row[5]] < quantity) {
          ++refused["trade"];
          continue;
        }
        trading[row[5]] -= quantity;
        bought[row[6]] += quantity;
        ++trades;
        traded += quantity;
        amount += std::stoll(row[9]);
        traded_on[row[1]] += quantity;
        amount_on[row[1] + row[3]] += std::stoll(row[9]);
        if (row[3] == "block") {
          block += quantity;
          ++block_trades;
          block_on[row[1]] += quantity;
        }
        sellers.insert(row[5]);
        buyers.insert(row[6]);
        days.insert(row[1]);
      } else {
        const long long quantity = std::stoll(row[4]);
        if (registered[row[2]] < quantity || surrendered[row[2]] + quantity > obligation[row[2]]) {
          ++refused["surrender"];
          continue;
        }
        registered[row[2]] -= quantity;
        surrendered[row[2]] += quantity;
        if (at <= "2021-12-31T17:00:00+08:00") on_time[row[2]] += quantity;
      }
    }
  }

  long long ShortUnits() const {
    return std::count_if(obligation.begin(), obligation.end(),
                         [&](const auto& due) { return allocated.at(due.first) < due.second; });
  }
  long long ShortSum() const {
    long long sum = 0;
    for (const auto& [unit, due] : obligation) sum += std::max(0LL, due - allocated.at(unit));
    return sum;
  }
  long long Complete() const {
    return std::count_if(obligation.begin(), obligation.end(), [&](const auto& due) {
      const auto found = on_time.find(due.first);
      return found != on_time.end() && found->second == due.second;
    });
  }
  double SurrenderedShare() const { return double(Sum(on_time)) / double(Sum(obligation)); }
  static long long Sum(const std::map<std::string, long long>& values) {
    long long sum = 0;
    for (const auto& [key, value] : values) sum += value;
    return sum;
  }
};

std::map<std::string, std::string> Bytes(const fs::path& folder) {
  std::map<std::string, std::string> bytes;
  for (const auto& entry : fs::directory_iterator(folder)) {
    bytes[entry.path().filename().string()] = ReadText(entry.path());
  }
  return bytes;
}

void CheckInputs(const Replay& replay) {
  CHECK(replay.obligation.size() == 2'162);
  CHECK(replay.days.size() == 114);
  CHECK(replay.traded == 178'789'350);
  CHECK(replay.amount == 766'123'002'299);
  CHECK(replay.block == 148'014'754);
  CHECK(replay.traded_on.at("2021-12-16") == 20'480'941);
  CHECK(replay.block_on.at("2021-12-16") == 19'579'226);
  CHECK(replay.trades >= 50'000);
  CHECK(replay.sellers.size() >= 1'000);
  CHECK(replay.buyers.size() >= 1'000);
}

}  // namespace

TEST_CASE("three seeds meet the inputs, come near the fitted figures and differ in outcome") {
  std::set<std::tuple<long long, long long, long long, long long>> outcomes;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    INFO("seed " << seed);
    const TemporaryFolder folder;
    CycleOptions options;
    options.seed = seed;
    Generate(options, folder.path());
    Replay replay(folder.path());
    CheckInputs(replay);
    CHECK(double(Replay::Sum(replay.verified)) == Approx(9e9).epsilon(0.001));
    CHECK(replay.ShortUnits() == Approx(847).epsilon(0.06));
    CHECK(double(replay.ShortSum()) == Approx(188e6).epsilon(0.15));
    CHECK(replay.Complete() == Approx(1'833).epsilon(0.03));
    CHECK(replay.SurrenderedShare() == Approx(0.995).margin(0.0015));
    // Everything that the generator lets units do is possible, but for some who apply for
    // allowances that they lack.
    CHECK(replay.refused["return"] == 0);
    CHECK(replay.refused["move"] == 0);
    CHECK(replay.refused["trade"] == 0);
    CHECK(replay.refused["surrender"] > 0);
    CHECK(replay.refused["surrender"] < 60);
    outcomes.emplace(Replay::Sum(replay.allocated), Replay::Sum(replay.on_time),
                     Replay::Sum(replay.registered), replay.refused["surrender"]);
  }
  CHECK(outcomes.size() == 3);
}

TEST_CASE("the same seed gives the same bytes, another seed others") {
  const TemporaryFolder first;
  const TemporaryFolder again;
  const TemporaryFolder other;
  CycleOptions options;
  options.seed = 42;
  Generate(options, first.path());
  Generate(options, again.path());
  options.seed = 43;
  Generate(options, other.path());
  CHECK(Bytes(first.path()) == Bytes(again.path()));
  for (const char* file : {"units.csv", "allocation.csv", "moves.csv", "trades.csv",
                           "emissions.csv", "surrenders.csv"}) {
    CHECK(Bytes(first.path())[file] != Bytes(other.path())[file]);
  }
}

TEST_CASE("what was written is read back equal") {
  const TemporaryFolder folder;
  const auto generated = GenerateFirstCycle({}, folder.path(), {});
  REQUIRE(std::holds_alternative<CycleFiles>(generated));
  const auto read = ReadCycleFiles(folder.path());
  if (const auto* problem = std::get_if<FileProblem>(&read)) FAIL(Describe(*problem));
  CHECK(std::get<CycleFiles>(read) == std::get<CycleFiles>(generated));
}

TEST_CASE("five per cent more emissions leave allocations alone and lower completion") {
  const TemporaryFolder plain;
  const TemporaryFolder scaled;
  CycleOptions options;
  Generate(options, plain.path());
  options.emissions_scale = 1.05;
  Generate(options, scaled.path());
  CHECK(ReadText(plain.path() / "allocation.csv") == ReadText(scaled.path() / "allocation.csv"));
  const Replay before(plain.path());
  Replay after(scaled.path());
  CHECK(double(Replay::Sum(after.verified)) ==
        Approx(1.05 * double(Replay::Sum(before.verified))).epsilon(1e-6));
  CHECK(after.Complete() < before.Complete());
  CHECK(after.SurrenderedShare() < before.SurrenderedShare());
  CHECK(after.traded == before.traded);
  CHECK(after.refused["trade"] == 0);
  CHECK(after.refused["move"] == 0);
}

TEST_CASE("one trade less is exactly its quantity less") {
  const TemporaryFolder folder;
  Generate({}, folder.path());
  const Replay before(folder.path());
  // A trade whose buyer sells nothing, so that nothing else depends on it; from the middle.
  const auto rows = Rows(folder.path() / "trades.csv");
  std::size_t dropped = rows.size() / 2;
  while (before.sellers.count(rows[dropped][6]) > 0) ++dropped;
  std::string text = ReadText(folder.path() / "trades.csv");
  const std::size_t at = text.find("\n" + rows[dropped][0] + ",") + 1;
  text.erase(at, text.find('\n', at) + 1 - at);
  WriteText(folder.path() / "trades.csv", text);
  CHECK(std::holds_alternative<CycleFiles>(ReadCycleFiles(folder.path())));
  Replay after(folder.path());
  CHECK(after.traded == before.traded - std::stoll(rows[dropped][7]));
  CHECK(after.trades == before.trades - 1);
  CHECK(after.refused["trade"] == 0);
}

TEST_CASE("prices times quantities, sizes and hours of every trade are those of its method") {
  const TemporaryFolder folder;
  Generate({}, folder.path());
  std::set<std::string> ids;
  for (const Fields& row : Rows(folder.path() / "trades.csv")) {
    INFO(row[0]);
    REQUIRE(ids.insert(row[0]).second);
    REQUIRE(row[2].substr(0, 10) == row[1]);
    const std::string time = row[2].substr(11, 8);
    const bool afternoon = time >= "13:00:00" && time <= "15:00:00";
    const long long quantity = std::stoll(row[7]);
    REQUIRE(std::stoll(row[8]) * quantity == std::stoll(row[9]));
    if (row[3] == "block") {
      REQUIRE(quantity >= 100'000);
      REQUIRE(afternoon);
    } else {
      REQUIRE(quantity < 100'000);
      REQUIRE((afternoon || (time >= "09:30:00" && time <= "11:30:00")));
    }
    REQUIRE(row[5] != row[6]);
  }
}

TEST_CASE("nobody moves or applies while the day's trades are delivered") {
  const TemporaryFolder folder;
  Generate({}, folder.path());
  for (const char* file : {"moves.csv", "surrenders.csv"}) {
    for (const Fields& row : Rows(folder.path() / file)) {
      const std::string time = row[1].substr(11, 8);
      INFO(file << " " << row[0] << " " << row[1]);
      REQUIRE((time < "15:00:00" || time > "15:30:00"));
    }
  }
}

TEST_CASE("steps come in their order and the cap holds what is issued") {
  const TemporaryFolder folder;
  Generate({}, folder.path());
  long long returns = 0;
  for (const Fields& row : Rows(folder.path() / "allocation.csv")) {
    if (row[2] == "pre_allocation") {
      CHECK(row[0] < "2021-07-15");
    } else {
      CHECK(row[0].substr(0, 10) == "2021-09-30");
      if (row[4][0] == '-') ++returns;
    }
  }
  CHECK(returns > 0);
  const Replay replay(folder.path());
  const auto read = ReadCycleFiles(folder.path());
  CHECK(std::get<CycleFiles>(read).terms.cap_tco2e == replay.issued);
}

TEST_CASE("obligations follow the two rules") {
  const TemporaryFolder folder;
  Generate({}, folder.path());
  Replay replay(folder.path());
  std::map<std::string, int> rules;
  for (const Fields& row : Rows(folder.path() / "emissions.csv")) {
    const long long verified = replay.verified[row[1]];
    const long long allocated = replay.allocated[row[1]];
    const long long due = std::stoll(row[5]);
    ++rules[row[4]];
    INFO(row[1]);
    if (row[4] == "none") CHECK(due == verified);
    if (row[4] == "gas") CHECK(due == allocated);
    if (row[4] == "shortfall_cap") CHECK(due == allocated + verified / 5);
    CHECK(due <= verified);
  }
  CHECK(rules.size() == 3);
}

TEST_CASE("this file's own check of codes knows the published ones") {
  CHECK(HasBothCheckDigits("91310116660779822N"));
  CHECK(HasBothCheckDigits("91152921318440268W"));
  CHECK(HasBothCheckDigits("911529006673470967"));
  CHECK_FALSE(HasBothCheckDigits("91570522087163776E"));
}

TEST_CASE("32 authorities each have a unit, and every code is valid and stands once") {
  const TemporaryFolder folder;
  Generate({}, folder.path());
  std::set<std::string> codes;
  std::set<std::string> provinces;
  for (const Fields& row : Rows(folder.path() / "authorities.csv")) {
    CHECK(HasBothCheckDigits(row[1]));
    codes.insert(row[1]);
  }
  CHECK(codes.size() == 32);
  for (const Fields& row : Rows(folder.path() / "units.csv")) {
    REQUIRE(HasBothCheckDigits(row[1]));
    codes.insert(row[1]);
    const std::string region = row[1].substr(2, 6);
    provinces.insert(region.substr(0, 4) == "6590" ? "6590" : region.substr(0, 2));
  }
  CHECK(codes.size() == 32 + 2'162);
  CHECK(provinces.size() == 32);
}

TEST_CASE("a scale out of range is refused") {
  for (const double scale : {0.0, 0.49, 2.01, -1.0, std::nan("")}) {
    CycleOptions options;
    options.emissions_scale = scale;
    CHECK(std::holds_alternative<FileProblem>(DrawFirstCycle(options, {})));
  }
}

TEST_CASE("a cycle is drawn at both ends of the scale") {
  for (const double scale : {0.5, 2.0}) {
    CycleOptions options;
    options.emissions_scale = scale;
    const auto drawn = DrawFirstCycle(options, {});
    if (const auto* problem = std::get_if<FileProblem>(&drawn)) FAIL(Describe(*problem));
  }
}

TEST_CASE("a day's volume that the units cannot hold is refused with the day") {
  const TemporaryFolder folder;
  WriteText(folder.path() / "days.csv",
            "trade_date,instrument,method,volume_tco2e,amount_fen\n"
            "2021-07-19,CEA1920,block,900000000,4500000000000\n");
  CycleOptions options;
  options.parameters.units = 40;
  options.parameters.emissions_per_year_tco2e = 80'000'000;
  options.trading_days = folder.path() / "days.csv";
  const auto drawn = DrawFirstCycle(options, {});
  REQUIRE(std::holds_alternative<FileProblem>(drawn));
  CHECK(Describe(std::get<FileProblem>(drawn)).find("2021-07-19") != std::string::npos);
}

TEST_CASE("progress runs through every phase to its end") {
  std::map<std::string, std::int64_t> last;
  const auto drawn =
      DrawFirstCycle({}, [&](std::string_view phase, std::int64_t done, std::int64_t total) {
        CHECK(done >= last[std::string(phase)]);
        CHECK(done <= total);
        last[std::string(phase)] = done;
      });
  REQUIRE(std::holds_alternative<CycleFiles>(drawn));
  CHECK(last["units"] == 1);
  CHECK(last["trading days"] == 114);
  CHECK(last["surrenders"] == 1);
}

TEST_CASE("bad files of units are refused with file, row and column") {
  const TemporaryFolder folder;
  const auto problem = [&](const std::string& rows) {
    WriteText(folder.path() / "list.csv", "year,sector,uscc\n" + rows);
    CycleOptions options;
    options.units = folder.path() / "list.csv";
    const auto drawn = DrawFirstCycle(options, {});
    REQUIRE(std::holds_alternative<FileProblem>(drawn));
    return Describe(std::get<FileProblem>(drawn));
  };
  const std::string good = "2022,power,91310116660779822N\n";
  CHECK(problem(good + "2022,power,91570522087163776E\n").find("list.csv, row 3, column uscc") ==
        0);
  CHECK(problem(good + good).find("list.csv, row 3, column uscc") == 0);
  CHECK(problem("2022,power," + CompleteSocialCreditCode("9199010112345678") + "\n")
            .find("list.csv, row 2, column uscc") == 0);
  CHECK(problem("2023,power,91310116660779822N\n").find("list.csv: holds no unit") == 0);
}

// Files of real figures, if the environment names a folder that holds them; else small files of the
// same form.
TEST_CASE("given daily figures and codes are met exactly") {
  const TemporaryFolder folder;
  const char* const given = std::getenv("REGISTRY_REAL_DATA");
  const fs::path source = given != nullptr ? fs::path(given) : folder.path();
  if (given == nullptr) {
    WriteText(source / "trading_days.csv",
              "trade_date,instrument,method,volume_tco2e,amount_fen\n"
              "2021-07-16,CEA1920,listed,4103953,21023005325\n"
              "2021-07-19,CEA1920,listed,10,52300\n"
              "2021-07-21,CEA1920,block,100000,529200000\n"
              "2021-12-16,CEA1920,listed,901715,3987400960\n"
              "2021-12-16,CEA1920,block,19579226,77734410835\n"
              "2021-12-31,CEA1920,block,2535969,13287267328\n"
              "2022-01-04,CEA1920,listed,100,5000\n");
    WriteText(source / "key_emitting_units.csv",
              "year,sector,uscc\n"
              "2022,power,91310116660779822N\n"
              "2022,power,91152921318440268W\n"
              "2022,steel,911529006673470967\n");
  }
  CycleOptions options;
  options.trading_days = source / "trading_days.csv";
  options.units = source / "key_emitting_units.csv";
  const TemporaryFolder out;
  Generate(options, out.path());
  Replay replay(out.path());
  std::map<std::string, long long> amounts;
  std::map<std::string, long long> volumes;
  for (const Fields& row : Rows(*options.trading_days)) {
    if (row[0] > "2021-12-31") continue;
    volumes[row[0]] += std::stoll(row[3]);
    amounts[row[0] + row[2]] += std::stoll(row[4]);
  }
  CHECK(replay.traded_on == volumes);
  CHECK(replay.amount_on == amounts);
  CHECK(replay.refused["trade"] == 0);
  CHECK(replay.refused["move"] == 0);
  CHECK(replay.refused["return"] == 0);
  std::set<std::string> known;
  for (const Fields& row : Rows(*options.units)) {
    if (row[0] == "2022" && row[1] == "power") known.insert(row[2]);
  }
  std::size_t real = 0;
  const auto units = Rows(out.path() / "units.csv");
  for (const Fields& row : units) real += known.count(row[1]);
  CHECK(units.size() == 2'162);
  CHECK(real == std::min<std::size_t>(known.size(), 2'162));
  if (given != nullptr) CheckInputs(replay);
}

}  // namespace registry::sim
