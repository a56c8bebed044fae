// Files of the project, as the tests of the house read them.
#ifndef TESTS_HOUSE_FILES_H_
#define TESTS_HOUSE_FILES_H_

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace registry::house {

// The file has to be there.
inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace registry::house

#endif  // TESTS_HOUSE_FILES_H_
