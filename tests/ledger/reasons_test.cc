#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <regex>
#include <string>

#include "ledger/reason.h"

namespace registry::ledger {
namespace {

using Numbers = std::map<std::string, int>;

Numbers OfHeader() {
  return {
#define NUMBER_OF(name, number, wire) {wire, number},
      LEDGER_REASONS(NUMBER_OF)
#undef NUMBER_OF
  };
}

// Name and number, the two groups of the pattern, from each line that matches.
Numbers OfFile(const std::string& path, const std::string& pattern) {
  std::ifstream file(REGISTRY_SOURCE_DIR "/" + path);
  INFO(path);
  REQUIRE(file);
  const std::regex expression(pattern);
  Numbers numbers;
  for (std::string line; std::getline(file, line);) {
    std::smatch match;
    if (std::regex_search(line, match, expression)) {
      INFO(line);
      REQUIRE(numbers.emplace(match[1], std::stoi(match[2])).second);
    }
  }
  return numbers;
}

TEST_CASE("the page of reasons names every reason of the core with its number, and no other") {
  CHECK(OfFile("docs/reasons.md", R"(^\| `([A-Z_]+)` \| (\d+) \|)") == OfHeader());
}

TEST_CASE("the protocol names every reason of the core with its number, and no other") {
  Numbers expected = OfHeader();
  expected["UNSPECIFIED"] = 0;
  CHECK(OfFile("proto/carbon/registry/v1/reason.proto", R"(^\s*REASON_([A-Z_]+) = (\d+);)") ==
        expected);
}

TEST_CASE("every reason of the page has a time, facts and a next step") {
  std::ifstream file(REGISTRY_SOURCE_DIR "/docs/reasons.md");
  const std::regex row(R"(^\| `[A-Z_]+` \| \d+ \| [^|]+ \| [^|]+ \| [^|]+ \|$)");
  std::size_t rows = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("| `")) {
      INFO(line);
      CHECK(std::regex_match(line, row));
      ++rows;
    }
  }
  CHECK(rows == OfHeader().size());
}

TEST_CASE("a reason knows its name on the wire") {
#define NAME_OF(name, number, wire) CHECK(ReasonName(Reason::name) == wire);
  LEDGER_REASONS(NAME_OF)
#undef NAME_OF
  CHECK(ReasonName(Reason{0}) == "UNKNOWN");
#define FOUND_BY_NAME(name, number, wire) CHECK(FindReason(wire) == Reason::name);
  LEDGER_REASONS(FOUND_BY_NAME)
#undef FOUND_BY_NAME
  CHECK(FindReason("UNKNOWN") == std::nullopt);
  CHECK(FindReason("") == std::nullopt);
}

}  // namespace
}  // namespace registry::ledger
