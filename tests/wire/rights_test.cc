// docs/rights.md, cell by cell, against a running server.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <string_view>

#include "tests/wire/methods.h"
#include "tests/wire/rights_desk.h"
#include "tests/wire/rights_page.h"

namespace registry::wire {
namespace {

const RightsPage& Page() {
  static const RightsPage page = ParseRights(RightsText());
  return page;
}

struct Office {
  const char* column;
  const char* participant;
};

// Who stands for each column in a book where offices act by certificate alone. Nobody is a
// certificate of our CA with a name that was never entered.
constexpr Office kOffices[] = {
    {"operator", "operator"},       {"reviewer", "reviewer"},
    {"security", "security"},       {"auditor", "auditor"},
    {"ministry", "ministry"},       {"province", "authority-13"},
    {"department", "supervisor"},   {"court", "court"},
    {"exchange", "trading-system"}, {"bank", "bank"},
    {"credits", "credit-registry"}, {"platform", "platform"},
    {"console", "console"},         {"unit: initiate", "unit"},
    {"public", "public"},           {"nobody", "stranger"},
};

bool IsOfProposals(const std::string& method) { return method.starts_with("ProposalService/"); }

// What the server of a book without persons lets each office do. Proposals are persons' business.
const Words& ByCertificate() {
  static const Words words = [] {
    Registryd registryd;
    Book book(registryd);
    FillForRights(book);
    RightsDesk desk(book);
    Words asked;
    for (const auto& [column, participant] : kOffices) {
      const bool nobody = std::string(column) == "nobody";
      desk.AskAll({column, nobody ? "" : participant, registryd.Channel(participant), {}}, asked);
    }
    return asked;
  }();
  return words;
}

// The page as far as somebody was asked.
Words PageOf(const Words& asked) {
  Words page;
  for (const auto& [key, word] : Page().words) {
    if (asked.contains(key)) page.emplace(key, word);
  }
  return page;
}

void CheckSame(const Words& page, const Words& server) {
  for (const std::string& difference : Differences(page, server)) FAIL_CHECK(difference);
}

std::string TextOf(const std::string& path) {
  std::ifstream file(std::string(REGISTRY_SOURCE_DIR) + "/" + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Whether a file has a test case of this name or, where it ends with " ...", one that begins so.
bool HasCase(const std::string& text, std::string name) {
  constexpr std::string_view kAndSoOn = " ...";
  if (name.ends_with(kAndSoOn)) {
    name.resize(name.size() - kAndSoOn.size());
  } else {
    name += '"';
  }
  // A name longer than a line is several literals, below one another.
  const std::regex joint("\"\n\\s*\""), wrapped("TEST_CASE\\(\n\\s*");
  const std::string joined =
      std::regex_replace(std::regex_replace(text, joint, ""), wrapped, "TEST_CASE(");
  return joined.find("TEST_CASE(\"" + name) != std::string::npos;
}

}  // namespace

TEST_CASE("the page of rights has a row for every method of the server, a cell for every office") {
  Registryd registryd;
  std::set<std::string> listed;
  for (const Method& method : ListMethods(registryd.Channel("auditor"))) {
    const std::string name = ShortName(method.path);
    listed.insert(name.front() == '/' ? name.substr(1) : name);
  }
  CHECK(Page().methods == listed);
  CHECK(Page().offices.size() == 19);
  CHECK(Page().words.size() == Page().methods.size() * Page().offices.size());
}

TEST_CASE("every method of the page is asked for, by every office") {
  std::set<std::string> asked = {"BatchService/WriteBatch"};
  for (const RightsRequest& request : RightsRequests()) asked.insert(request.method);
  for (const std::string& method : Page().methods) {
    INFO(method);
    CHECK(asked.contains(method) != IsOfProposals(method));
  }
}

TEST_CASE("by certificate alone every office may do what the page of rights says, and no more") {
  CheckSame(PageOf(ByCertificate()), ByCertificate());
  CHECK(ByCertificate().size() == std::size(kOffices) * (Page().methods.size() - 5));
}

TEST_CASE("flipping any one cell of the page of rights is found") {
  const std::string text = RightsText();
  int flipped = 0;
  for (const auto& [key, word] : PageOf(ByCertificate())) {
    std::string changed = text;
    changed.replace(Page().places.at(key), word.size(), word == "-" ? "all" : "-");
    const Words page = ParseRights(changed).words;
    Words part;
    for (const auto& [asked, unused] : ByCertificate()) part.emplace(asked, page.at(asked));
    INFO(key.first << " by " << key.second);
    CHECK(Differences(part, ByCertificate()).size() == 1);
    ++flipped;
  }
  WARN(flipped << " cells flipped");
}

TEST_CASE("every test that the page of security names is there") {
  const std::string text = TextOf("docs/security.md");
  int named = 0, cases = 0;
  for (std::size_t at = text.find("`tests/"); at != std::string::npos;
       at = text.find("`tests/", at + 1)) {
    const std::string path = text.substr(at + 1, text.find('`', at + 1) - at - 1);
    INFO(path);
    CHECK(std::filesystem::exists(std::string(REGISTRY_SOURCE_DIR) + "/" + path));
    ++named;
    // "a name of a case" in `the file`; " ..." at its end stands for the rest.
    constexpr std::string_view kIn = "\" in ";
    if (at < kIn.size() || text.compare(at - kIn.size(), kIn.size(), kIn) != 0) continue;
    const std::size_t end = at - kIn.size();
    const std::size_t begin = text.rfind('"', end - 1) + 1;
    const std::string quoted = text.substr(begin, end - begin);
    INFO(quoted);
    CHECK(HasCase(TextOf(path), quoted));
    ++cases;
  }
  CHECK(named > 20);
  CHECK(cases > 3);
  // What is looked for may be missing.
  const std::string two = "TEST_CASE(\n    \"one is \"\n    \"here\") {}\n// \"gone\"";
  CHECK(HasCase(two, "one is here"));
  CHECK(HasCase(two, "one is ..."));
  CHECK_FALSE(HasCase(two, "one is"));
  CHECK_FALSE(HasCase(two, "gone"));
}

TEST_CASE("a page of rights that cannot be read names its line") {
  const auto complaint = [](const std::string& table) -> std::string {
    try {
      ParseRights("| method | operator | source |\n|---|---|---|\n" + table);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  };
  CHECK(complaint("| `A/B` | all | R1 |\n").empty());
  CHECK(complaint("| `A/B` | some | R1 |\n") == "docs/rights.md:3: \"some\" is no word for a cell");
  CHECK(complaint("| `A/B` | all |\n") == "docs/rights.md:3: not as many cells as its heading");
  CHECK(complaint("| `A/B` | all | |\n") == "docs/rights.md:3: no source");
  CHECK(complaint("| A/B | all | R1 |\n") == "docs/rights.md:3: \"A/B\" is not a method");
  CHECK(complaint("| `A/B` | all | R1 |\n| `A/B` | - | R1 |\n") ==
        "docs/rights.md:4: a second cell of operator");
}

}  // namespace registry::wire
