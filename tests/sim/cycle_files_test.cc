#include "sim/cycle_files.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "sim/social_credit_code.h"
#include "tests/sim/temporary_folder.h"

namespace registry::sim {
namespace {

using testing::ReadText;
using testing::TemporaryFolder;
using testing::WriteText;

// A folder that a person might write: two units, one trade, one return.
const std::map<std::string, std::string> kFolder = {
    {"cycle.csv",
     "name,value\n"
     "period,2019-20\n"
     "first_year,2019\n"
     "last_year,2020\n"
     "instrument,CEA1920\n"
     "plan,POWER-2019-20\n"
     "sector,power\n"
     "cap_tco2e,400000\n"
     "created_at,2021-07-01T09:00:00+08:00\n"
     "milestone_at,2021-12-15T17:00:00+08:00\n"
     "deadline_at,2021-12-31T17:00:00+08:00\n"},
    {"authorities.csv",
     "province,uscc,name\n"
     "15," +
         CompleteSocialCreditCode("1115000000000001") +
         ",Authority 15\n"
         "31," +
         CompleteSocialCreditCode("1131000000000002") + ",Authority 31\n"},
    {"units.csv",
     "unit,uscc,name,province,sector\n"
     "A,91310116660779822N,\"Power plant A, province 31\",31,power\n"
     "B,91152921318440268W,\"Power plant B, province 15\",15,power\n"},
    {"trading_days.csv", "trading_day\n2021-07-16\n2021-12-16\n"},
    {"allocation.csv",
     "at,unit,step,year,quantity_tco2e\n"
     "2021-07-05T10:00:00+08:00,A,pre_allocation,2019,200000\n"
     "2021-07-05T10:00:00+08:00,B,pre_allocation,2019,1000\n"
     "2021-09-30T16:00:00+08:00,B,determination,2019,-10\n"},
    {"moves.csv",
     "move,at,unit,direction,quantity_tco2e\n"
     "M1,2021-12-16T09:00:00+08:00,A,to_trading,100000\n"
     "M2,2021-12-16T16:00:00+08:00,B,to_registered,100000\n"},
    {"trades.csv",
     "trade,trading_day,matched_at,method,instrument,seller,buyer,quantity_tco2e,price_fen,"
     "amount_fen\n"
     "T1,2021-12-16,2021-12-16T13:30:00+08:00,block,CEA1920,A,B,100000,4300,430000000\n"},
    {"emissions.csv",
     "at,unit,verified_first_year_tco2e,verified_last_year_tco2e,rule,obligation_tco2e\n"
     "2021-09-30T16:30:00+08:00,A,50000,40000,none,90000\n"
     "2021-09-30T16:30:00+08:00,B,60000,60000,shortfall_cap,24990\n"},
    {"surrenders.csv",
     "application,at,unit,instrument,quantity_tco2e\n"
     "S1,2021-12-20T10:00:00+08:00,A,CEA1920,90000\n"}};

void Write(const std::filesystem::path& folder) {
  for (const auto& [file, text] : kFolder) WriteText(folder / file, text);
}

std::string Replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

// What reading says after one text in one file was replaced.
std::string ProblemAfter(const std::string& file, const std::string& what,
                         const std::string& with) {
  const TemporaryFolder folder;
  Write(folder.path());
  WriteText(folder.path() / file, Replaced(kFolder.at(file), what, with));
  const auto read = ReadCycleFiles(folder.path());
  REQUIRE(std::holds_alternative<FileProblem>(read));
  return Describe(std::get<FileProblem>(read));
}

}  // namespace

TEST_CASE("a folder that a person wrote is read") {
  const TemporaryFolder folder;
  Write(folder.path());
  const auto read = ReadCycleFiles(folder.path());
  if (const auto* problem = std::get_if<FileProblem>(&read)) FAIL(Describe(*problem));
  const CycleFiles& files = std::get<CycleFiles>(read);
  CHECK(files.terms.period == "2019-20");
  CHECK(files.terms.cap_tco2e == 400'000);
  CHECK(FormatInstant(files.terms.deadline_at) == "2021-12-31T17:00:00+08:00");
  CHECK(files.authorities.size() == 2);
  REQUIRE(files.units.size() == 2);
  CHECK(files.units[0].name == "Power plant A, province 31");
  CHECK(files.trading_days.size() == 2);
  REQUIRE(files.allocations.size() == 3);
  CHECK(files.allocations[2].step == AllocationStep::kDetermination);
  CHECK(files.allocations[2].quantity_tco2e == -10);
  REQUIRE(files.moves.size() == 2);
  CHECK(files.moves[1].direction == MoveDirection::kToRegistered);
  REQUIRE(files.trades.size() == 1);
  CHECK(files.trades[0].method == TradeMethod::kBlock);
  CHECK(files.trades[0].amount_fen == 430'000'000);
  REQUIRE(files.emissions.size() == 2);
  CHECK(files.emissions[1].rule == ObligationRule::kShortfallCap);
  CHECK(files.emissions[1].VerifiedTco2e() == 120'000);
  REQUIRE(files.surrenders.size() == 1);
  CHECK(files.parameters.empty());
}

TEST_CASE("a folder is written byte for byte as it was read") {
  const TemporaryFolder folder;
  const TemporaryFolder copy;
  Write(folder.path());
  const auto read = ReadCycleFiles(folder.path());
  REQUIRE(std::holds_alternative<CycleFiles>(read));
  CycleFiles files = std::get<CycleFiles>(read);
  REQUIRE_FALSE(WriteCycleFiles(files, copy.path() / "new"));
  for (const auto& [file, text] : kFolder) CHECK(ReadText(copy.path() / "new" / file) == text);
  files.parameters = {{"seed", "7", "same seed, same files"}};
  REQUIRE_FALSE(WriteCycleFiles(files, copy.path() / "new"));
  CHECK(std::get<CycleFiles>(ReadCycleFiles(copy.path() / "new")) == files);
  files.parameters.clear();
  REQUIRE_FALSE(WriteCycleFiles(files, copy.path() / "new"));
  CHECK(std::get<CycleFiles>(ReadCycleFiles(copy.path() / "new")) == files);
}

TEST_CASE("files with a byte order mark and CRLF mean the same") {
  const TemporaryFolder folder;
  const TemporaryFolder other;
  Write(folder.path());
  for (const auto& [file, text] : kFolder) {
    std::string changed = "\xEF\xBB\xBF";
    for (const char c : text) changed += c == '\n' ? std::string("\r\n") : std::string(1, c);
    WriteText(other.path() / file, changed);
  }
  CHECK(std::get<CycleFiles>(ReadCycleFiles(folder.path())) ==
        std::get<CycleFiles>(ReadCycleFiles(other.path())));
}

TEST_CASE("each missing file is named") {
  for (const auto& [file, text] : kFolder) {
    const TemporaryFolder folder;
    Write(folder.path());
    std::filesystem::remove(folder.path() / file);
    const auto read = ReadCycleFiles(folder.path());
    REQUIRE(std::holds_alternative<FileProblem>(read));
    CHECK(std::get<FileProblem>(read).file == file);
  }
}

TEST_CASE("a folder that cannot be made is refused") {
  const TemporaryFolder folder;
  WriteText(folder.path() / "file", "");
  CHECK(WriteCycleFiles({}, folder.path() / "file" / "inside"));
}

TEST_CASE("each wrong field is refused with its file, row and column") {
  struct Case {
    const char* file;
    const char* what;
    const char* with;
    const char* place;
  };
  const Case cases[] = {
      {"cycle.csv", "period,2019-20", "period,", "cycle.csv, row 2, column value: "},
      {"cycle.csv", "plan,POWER", "plans,POWER", "cycle.csv, row 6, column name: "},
      {"cycle.csv", "last_year,2020", "last_year,2018", "cycle.csv, row 4, column value: "},
      {"cycle.csv", "last_year,2020", "last_year,2021", "cycle.csv, row 4, column value: "},
      {"cycle.csv", "cap_tco2e,400000", "cap_tco2e,0", "cycle.csv, row 8, column value: "},
      {"cycle.csv", "created_at,2021-07-01T", "created_at,2021-07-01 ",
       "cycle.csv, row 9, column value: "},
      {"cycle.csv", "deadline_at,2021-12-31", "deadline_at,2021-12-01",
       "cycle.csv, row 11, column value: "},
      {"cycle.csv", "deadline_at,2021-12-31T17:00:00+08:00\n", "",
       "cycle.csv, row 11, column name: "},
      {"cycle.csv", "17:00:00+08:00\ndeadline", "17:00:00+08:00\nseed,1\ndeadline",
       "cycle.csv, row 11, column name: "},
      {"authorities.csv", "31,1", "15,1", "authorities.csv, row 3, column province: "},
      {"authorities.csv", "31,1131", "31,1132", "authorities.csv, row 3, column uscc: "},
      {"authorities.csv", "Authority 31", "", "authorities.csv, row 3, column name: "},
      {"units.csv", "B,91", "A,91", "units.csv, row 3, column unit: "},
      {"units.csv", "91152921318440268W", "91310116660779822N", "units.csv, row 3, column uscc: "},
      {"units.csv", "91152921318440268W", "91570522087163776E", "units.csv, row 3, column uscc: "},
      {"units.csv", "\"Power plant B, province 15\"", "", "units.csv, row 3, column name: "},
      {"units.csv", ",15,power", ",54,power", "units.csv, row 3, column province: "},
      {"units.csv", ",15,power", ",31,power", "units.csv, row 3, column province: "},
      {"units.csv", "15,power", "15,steel", "units.csv, row 3, column sector: "},
      {"trading_days.csv", "2021-12-16", "2021-12-32",
       "trading_days.csv, row 3, column trading_day: "},
      {"trading_days.csv", "2021-12-16", "2021-07-16",
       "trading_days.csv, row 3, column trading_day: "},
      {"allocation.csv", "2021-07-05T10", "2021-06-05T10", "allocation.csv, row 2, column at: "},
      {"allocation.csv", ",A,pre", ",C,pre", "allocation.csv, row 2, column unit: "},
      {"allocation.csv", "A,pre_allocation", "A,preallocation",
       "allocation.csv, row 2, column step: "},
      {"allocation.csv", "pre_allocation,2019,200000", "pre_allocation,2021,200000",
       "allocation.csv, row 2, column year: "},
      {"allocation.csv", ",B,pre_allocation,2019,1000", ",A,pre_allocation,2019,1000",
       "allocation.csv, row 3, column year: "},
      {"allocation.csv", "2019,1000\n", "2019,-1000\n",
       "allocation.csv, row 3, column quantity_tco2e: "},
      {"allocation.csv", "2019,-10\n", "2019,0\n",
       "allocation.csv, row 4, column quantity_tco2e: "},
      {"moves.csv", "M2", "M1", "moves.csv, row 3, column move: "},
      {"moves.csv", "M2,2021-12-16T16", "M2,2021-12-16T1x", "moves.csv, row 3, column at: "},
      {"moves.csv", ",B,", ",,", "moves.csv, row 3, column unit: "},
      {"moves.csv", "to_registered", "registered", "moves.csv, row 3, column direction: "},
      {"moves.csv", "to_registered,100000", "to_registered,-1",
       "moves.csv, row 3, column quantity_tco2e: "},
      {"trades.csv", "T1,", ",", "trades.csv, row 2, column trade: "},
      {"trades.csv", "T1,2021-12-16", "T1,2021-12-17", "trades.csv, row 2, column trading_day: "},
      {"trades.csv", ",2021-12-16T13:30", ",2021-12-17T13:30",
       "trades.csv, row 2, column matched_at: "},
      {"trades.csv", "T13:30:00", "T15:00:01", "trades.csv, row 2, column matched_at: "},
      {"trades.csv", "T13:30:00", "T12:00:00", "trades.csv, row 2, column matched_at: "},
      {"trades.csv", "T13:30:00", "T10:00:00", "trades.csv, row 2, column matched_at: "},
      {"trades.csv", "block,", "auction,", "trades.csv, row 2, column method: "},
      {"trades.csv", "CEA1920", "CEA21", "trades.csv, row 2, column instrument: "},
      {"trades.csv", ",A,B,", ",C,B,", "trades.csv, row 2, column seller: "},
      {"trades.csv", ",A,B,", ",A,A,", "trades.csv, row 2, column buyer: "},
      {"trades.csv", ",100000,", ",99999,", "trades.csv, row 2, column quantity_tco2e: "},
      {"trades.csv", "block,", "listed,", "trades.csv, row 2, column quantity_tco2e: "},
      {"trades.csv", ",4300,", ",0,", "trades.csv, row 2, column price_fen: "},
      {"trades.csv", ",430000000\n", ",430000001\n", "trades.csv, row 2, column amount_fen: "},
      {"emissions.csv", "2021-09-30T16:30:00+08:00,A", "2021-09-30,A",
       "emissions.csv, row 2, column at: "},
      {"emissions.csv", ",B,60000", ",A,60000", "emissions.csv, row 3, column unit: "},
      {"emissions.csv", ",50000,", ",-1,",
       "emissions.csv, row 2, column verified_first_year_tco2e: "},
      {"emissions.csv", ",40000,", ",4e4,",
       "emissions.csv, row 2, column verified_last_year_tco2e: "},
      {"emissions.csv", "shortfall_cap", "cap", "emissions.csv, row 3, column rule: "},
      {"emissions.csv", "none,90000", "none,89999",
       "emissions.csv, row 2, column obligation_tco2e: "},
      {"emissions.csv", "shortfall_cap,24990", "shortfall_cap,120001",
       "emissions.csv, row 3, column obligation_tco2e: "},
      {"surrenders.csv", "S1", "", "surrenders.csv, row 2, column application: "},
      {"surrenders.csv", "2021-12-20T", "2021-06-20T", "surrenders.csv, row 2, column at: "},
      {"surrenders.csv", ",A,", ",Z,", "surrenders.csv, row 2, column unit: "},
      {"surrenders.csv", "CEA1920", "CEA21", "surrenders.csv, row 2, column instrument: "},
      {"surrenders.csv", ",90000", ",0", "surrenders.csv, row 2, column quantity_tco2e: "},
      {"surrenders.csv", "application,", "applications,",
       "surrenders.csv, row 1, column application: "},
  };
  for (const Case& wrong : cases) {
    const std::string problem = ProblemAfter(wrong.file, wrong.what, wrong.with);
    INFO(wrong.what << " -> " << wrong.with << ": " << problem);
    CHECK(problem.find(wrong.place) == 0);
    CHECK(problem.size() > std::string(wrong.place).size() + 10);
  }
}

}  // namespace registry::sim
