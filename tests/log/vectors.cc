#include "tests/log/vectors.h"

#include <catch2/catch.hpp>
#include <cstddef>
#include <sstream>

namespace registry::log::testing {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

std::string BytesOf(std::string_view vector) {
  std::string bytes;
  std::istringstream lines{std::string(vector)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    for (std::string word; words >> word;) {
      REQUIRE(word.size() % 2 == 0);
      for (std::size_t i = 0; i < word.size(); i += 2) {
        const std::size_t high = kDigits.find(word[i]);
        const std::size_t low = kDigits.find(word[i + 1]);
        REQUIRE((high < 16 && low < 16));
        bytes += static_cast<char>(high * 16 + low);
      }
    }
  }
  return bytes;
}

std::string WithLine(std::string_view vector, std::string_view description,
                     std::string_view bytes) {
  const std::string comment = "# " + std::string(description) + "\n";
  const std::size_t at = vector.find(comment);
  REQUIRE(at != std::string_view::npos);
  REQUIRE(vector.find(comment, at + 1) == std::string_view::npos);
  const std::size_t line = vector.rfind('\n', at) + 1;
  return std::string(vector.substr(0, line)) + std::string(bytes) + " " +
         std::string(vector.substr(at));
}

std::string Hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<std::uint8_t>(byte);
    text += kDigits[value >> 4];
    text += kDigits[value & 0xF];
  }
  return text;
}

}  // namespace registry::log::testing
