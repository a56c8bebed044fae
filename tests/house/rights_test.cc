// The table of rights is what registryd has been built with, and nothing outside can change that.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/files.h"

namespace registry::house {
namespace {

namespace fs = std::filesystem;

// A call, not the word in a comment.
bool ReadsEnvironment(std::string_view text) {
  for (const char* call : {"getenv(", "environ[", "extern char"}) {
    if (text.find(call) != std::string_view::npos) return true;
  }
  return false;
}

TEST_CASE("the server and what it is made of read no environment") {
  std::size_t files = 0;
  for (const char* folder : {"ledger", "log", "storage", "server"}) {
    for (const fs::directory_entry& entry :
         fs::directory_iterator(fs::path(REGISTRY_SOURCE_DIR) / folder)) {
      const fs::path extension = entry.path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      ++files;
      INFO(entry.path());
      CHECK_FALSE(ReadsEnvironment(ReadFile(entry.path())));
    }
  }
  CHECK(files > 100);  // the walk found the tree
  CHECK(ReadsEnvironment("const char* all = std::getenv(\"REGISTRY_ALLOW_ALL\");"));
}

TEST_CASE("no flag of the server is about rights") {
  const std::string flags = ReadFile(fs::path(REGISTRY_SOURCE_DIR) / "server/flags.h");
  for (const char* word : {"allow", "rights", "policy", "access", "insecure", "role"}) {
    INFO(word);
    CHECK(flags.find(word) == std::string::npos);
  }
}

// What tells the build what is linked into what.
std::vector<fs::path> BuildFiles() {
  const fs::path root = REGISTRY_SOURCE_DIR;
  std::vector<fs::path> files = {root / "CMakeLists.txt", root / "CMakePresets.json"};
  for (const char* folder : {"cmake", "tests", "bench"}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() == ".cmake") files.push_back(entry.path());
    }
  }
  return files;
}

std::size_t CountOf(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    ++count;
  }
  return count;
}

TEST_CASE("everybody's rights are linked into the bench's server alone") {
  const std::vector<fs::path> files = BuildFiles();
  CHECK(files.size() > 10);  // the walk found the tree
  const fs::path place = fs::path(REGISTRY_SOURCE_DIR) / "cmake/RegistryTests.cmake";
  for (const fs::path& path : files) {
    INFO(path);
    const std::string text = ReadFile(path);
    // Once: in that program, whatever else the program is named in.
    CHECK(CountOf(text, "bench/allow_all") == (path == place ? 1 : 0));
    if (path != place) CHECK(CountOf(text, "allow_all") == 0);
  }
  CHECK(CountOf(ReadFile(place),
                "add_executable(registryd_allow_all EXCLUDE_FROM_ALL server/main.cc "
                "bench/allow_all/rights.cc)") == 1);
}

}  // namespace
}  // namespace registry::house
