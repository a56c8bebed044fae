// Whatever a comment, a test or a page cites can be looked up.
#include <catch2/catch.hpp>
#include <cstddef>
#include <filesystem>
#include <regex>
#include <set>
#include <string>

#include "tests/house/files.h"

namespace registry::house {
namespace {

namespace fs = std::filesystem;

// "R18" of "RULES R18", "RULES R16 and R18" and "RULES R16, R18"; "DOMAIN 2.1" of that.
std::set<std::string> CitedIn(const std::string& text) {
  static const std::regex rules(R"(RULES R\d+((, | and |, and )R\d+)*)");
  static const std::regex rule(R"(R\d+)");
  static const std::regex domain(R"(DOMAIN (\d+(\.\d+)?))");
  std::set<std::string> cited;
  const std::sregex_iterator end;
  for (std::sregex_iterator found(text.begin(), text.end(), rules); found != end; ++found) {
    const std::string names = found->str();
    for (std::sregex_iterator name(names.begin(), names.end(), rule); name != end; ++name) {
      cited.insert(name->str());
    }
  }
  for (std::sregex_iterator found(text.begin(), text.end(), domain); found != end; ++found) {
    cited.insert("DOMAIN " + (*found)[1].str());
  }
  return cited;
}

// The names in the first column of the page's tables.
std::set<std::string> Explained() {
  static const std::regex row(R"(\n\| (R\d+|DOMAIN [0-9., ]+) \|)");
  static const std::regex number(R"(\d+(\.\d+)?)");
  const std::string page = ReadFile(fs::path(REGISTRY_SOURCE_DIR) / "docs/rules.md");
  std::set<std::string> names;
  const std::sregex_iterator end;
  for (std::sregex_iterator found(page.begin(), page.end(), row); found != end; ++found) {
    const std::string name = (*found)[1].str();
    if (name.front() == 'R') {
      names.insert(name);
      continue;
    }
    for (std::sregex_iterator part(name.begin(), name.end(), number); part != end; ++part) {
      names.insert("DOMAIN " + part->str());
    }
  }
  return names;
}

TEST_CASE("a rule or a source that is cited anywhere stands on the page of rules") {
  const std::set<std::string> explained = Explained();
  const std::set<std::string> extensions = {".h",   ".cc",  ".md",    ".proto",
                                            ".sql", ".tsv", ".story", ".cmake"};
  std::set<std::string> cited;
  std::size_t files = 0;
  for (const char* folder : {"ledger", "log", "storage", "server", "client", "cli", "sim", "proto",
                             "migrations", "tests", "bench", "docs", "deploy"}) {
    const fs::path root = fs::path(REGISTRY_SOURCE_DIR) / folder;
    if (!fs::exists(root)) continue;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
      if (!entry.is_regular_file() || !extensions.contains(entry.path().extension().string())) {
        continue;
      }
      ++files;
      for (const std::string& name : CitedIn(ReadFile(entry.path()))) {
        INFO(entry.path() << " cites " << name);
        CHECK(explained.contains(name));
        cited.insert(name);
      }
    }
  }
  CHECK(files > 300);        // the walk found the tree
  CHECK(cited.size() > 15);  // and what it cites
  CHECK(CitedIn("as RULES R16, R"
                "97 and R18 say; DOMAIN 2.1.") ==
        std::set<std::string>{"R16", "R97", "R18", "DOMAIN 2.1"});
  CHECK_FALSE(explained.contains("R97"));
}

}  // namespace
}  // namespace registry::house
