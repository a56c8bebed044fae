#include "sim/csv.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "tests/sim/temporary_folder.h"

namespace registry::sim {
namespace {

const std::vector<std::string> kColumns = {"name", "value"};

CsvTable Table(std::string_view text) {
  auto parsed = ParseCsv(text, "a.csv", kColumns);
  REQUIRE(std::holds_alternative<CsvTable>(parsed));
  return std::get<CsvTable>(parsed);
}

std::string Problem(std::string_view text) {
  auto parsed = ParseCsv(text, "a.csv", kColumns);
  REQUIRE(std::holds_alternative<FileProblem>(parsed));
  return Describe(std::get<FileProblem>(parsed));
}

}  // namespace

TEST_CASE("line ends, byte order mark and a missing last line end make no difference") {
  const auto rows = Table("name,value\na,1\nb,2\n").rows;
  CHECK(rows == std::vector<std::vector<std::string>>{{"a", "1"}, {"b", "2"}});
  CHECK(Table("name,value\r\na,1\r\nb,2\r\n").rows == rows);
  CHECK(Table("\xEF\xBB\xBFname,value\na,1\nb,2").rows == rows);
}

TEST_CASE("quoted fields hold commas, quotes and line ends") {
  const auto rows = Table("name,value\n\"a,b\",\"say \"\"yes\"\"\"\n\"two\nlines\",\"\"\n").rows;
  CHECK(rows == std::vector<std::vector<std::string>>{{"a,b", "say \"yes\""}, {"two\nlines", ""}});
}

TEST_CASE("what is written is read back") {
  const std::vector<std::string> record = {"a,\"b\"\r\n", "\xE7\xA2\xB3"};
  std::string text;
  AppendCsvRecord(kColumns, text);
  AppendCsvRecord(record, text);
  CHECK(Table(text).rows == std::vector<std::vector<std::string>>{record});
}

TEST_CASE("each misshapen file is refused with its row and column") {
  CHECK(Problem("") == "a.csv: is empty; begin with the header name,value");
  CHECK(Problem("name,amount\n").find("a.csv, row 1, column value: ") == 0);
  CHECK(Problem("value,name\n").find("a.csv, row 1, column name: ") == 0);
  CHECK(Problem("name,value,more\n").find("a.csv, row 1, column more: ") == 0);
  CHECK(Problem("name,value\na\n").find("a.csv, row 2, column value: is missing") == 0);
  CHECK(Problem("name,value\na,1\n\nb,2\n").find("a.csv, row 3, column value: ") == 0);
  CHECK(Problem("name,value\na,1,2\n").find("a.csv, row 2, column value: is followed by 1") == 0);
  CHECK(Problem("name,value\na\"b,1\n").find("a.csv, row 2: has a quote inside") == 0);
  CHECK(Problem("name,value\n\"a\"b,1\n").find("a.csv, row 2: has text after") == 0);
  CHECK(Problem("name,value\na,1\n\"b,2\n").find("a.csv, row 3: has a quoted field without") == 0);
  CHECK(Problem("name,value\na,1\rb,2\n").find("a.csv, row 2: has a carriage return") == 0);
  CHECK(Problem(std::string_view("name,value\na,\0\n", 15)).find("column value: holds a NUL") !=
        std::string::npos);
}

TEST_CASE("text that is not UTF-8 is refused with its row and column") {
  const char* const broken[] = {
      "\xFF",         "\xC0\xAF",         "\xE7\xA2",
      "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xCC\xBC\xB6"};  // the last: GB 18030
  for (const char* text : broken) {
    CHECK(Problem("name,value\na,1\n" + std::string(text) + ",2\n") ==
          "a.csv, row 3, column name: is not UTF-8; save the file as UTF-8");
  }
}

TEST_CASE("a file that is not there is refused by name") {
  const testing::TemporaryFolder folder;
  const auto read = ReadCsv(folder.path() / "missing.csv", kColumns);
  REQUIRE(std::holds_alternative<FileProblem>(read));
  CHECK(std::get<FileProblem>(read).file == "missing.csv");
  CHECK(std::holds_alternative<FileProblem>(ReadCsv(folder.path(), kColumns)));
}

TEST_CASE("a file that cannot be written is refused by name") {
  const testing::TemporaryFolder folder;
  CHECK_FALSE(WriteFile(folder.path() / "a.csv", "name,value\n"));
  const auto problem = WriteFile(folder.path() / "none" / "a.csv", "name,value\n");
  REQUIRE(problem);
  CHECK(problem->file == "a.csv");
}

TEST_CASE("whole numbers are read in one spelling only") {
  CHECK(ParseWhole("0") == 0);
  CHECK(ParseWhole("-17") == -17);
  CHECK(ParseWhole("9223372036854775807") == 9'223'372'036'854'775'807);
  for (const char* text : {"", "-", "+1", "01", "-0", "1.0", "1e3", " 1", "1 ", "1,000", "0x10",
                           "9223372036854775808"}) {
    INFO(text);
    CHECK_FALSE(ParseWhole(text));
  }
}

}  // namespace registry::sim
