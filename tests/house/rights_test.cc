// The table of rights is what registryd has been built with, and nothing outside can change that.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace registry::house {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

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

TEST_CASE("everybody's rights are linked into the bench's server alone") {
  const fs::path root = REGISTRY_SOURCE_DIR;
  CHECK(ReadFile(root / "CMakeLists.txt").find("allow_all") == std::string::npos);
  const std::string tests = ReadFile(root / "cmake/RegistryTests.cmake");
  const std::string line = "add_executable(registryd_allow_all EXCLUDE_FROM_ALL ";
  CHECK(tests.find(line) != std::string::npos);
  // Once: in that program.
  const std::size_t first = tests.find("bench/allow_all");
  REQUIRE(first != std::string::npos);
  CHECK(tests.find("bench/allow_all", first + 1) == std::string::npos);
}

}  // namespace
}  // namespace registry::house
