// The trail is what registryd has been built with, and nothing outside can turn it off.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "tests/house/files.h"

namespace registry::house {
namespace {

namespace fs = std::filesystem;

int Count(const std::string& text, const std::string& word) {
  int count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    ++count;
  }
  return count;
}

TEST_CASE("one flag of the server is about the trail: where it is written") {
  const std::string flags = ReadFile(fs::path(REGISTRY_SOURCE_DIR) / "server/flags.cc");
  CHECK(Count(flags, "{\"trail-database\"") == 1);
  CHECK(Count(flags, "{\"trail") == 1);
  CHECK(Count(flags, "-trail\"") == 0);
  const std::string program = ReadFile(fs::path(REGISTRY_SOURCE_DIR) / "server/main.cc");
  CHECK(Count(program, "trail") == 2);  // both in the line that hands the flag on
}

TEST_CASE("a server without a trail is the bench's alone") {
  const fs::path root = REGISTRY_SOURCE_DIR;
  CHECK(Count(ReadFile(root / "CMakeLists.txt"), "no_trail") == 0);
  const std::string tests = ReadFile(root / "cmake/RegistryTests.cmake");
  CHECK(Count(tests, "bench/no_trail") == 1);
  CHECK(Count(tests, "add_executable(registryd_no_trail EXCLUDE_FROM_ALL ") == 1);
}

}  // namespace
}  // namespace registry::house
