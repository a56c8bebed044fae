#include "tests/stories/words.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace registry::stories {

void Fail(const std::string& what) { throw std::runtime_error(what); }

std::int64_t NumberIn(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    Fail("\"" + std::string(text) + "\" is not a number");
  }
  return number;
}

std::int64_t FenIn(const std::string& text) {
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return NumberIn(text) * 100;
  if (point + 3 != text.size()) Fail("\"" + text + "\" has not two decimals");
  return NumberIn(text.substr(0, point)) * 100 + NumberIn(text.substr(point + 1));
}

ledger::Instant Words::TakeTime() {
  const std::string& date = Take("a date");
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (date.size() != 10 || std::sscanf(date.c_str(), "%d-%d-%d", &year, &month, &day) != 3) {
    Fail("\"" + date + "\" is not a date");
  }
  std::int64_t micros = 0;
  if (!done() && words_[next_].size() >= 5 && words_[next_][2] == ':') {
    const std::string& time = words_[next_++];
    if (std::sscanf(time.c_str(), "%d:%d:%d", &hour, &minute, &second) < 2) {
      Fail("\"" + time + "\" is not a time of day");
    }
    if (const std::size_t point = time.find('.'); point != std::string::npos) {
      if (point + 7 != time.size()) Fail("\"" + time + "\" has not six decimals");
      micros = NumberIn(time.substr(point + 1));
    }
  }
  const std::chrono::sys_days days = std::chrono::year(year) /
                                     std::chrono::month(static_cast<unsigned>(month)) /
                                     std::chrono::day(static_cast<unsigned>(day));
  const std::int64_t seconds =
      ((std::int64_t{days.time_since_epoch().count()} * 24 + hour - 8) * 60 + minute) * 60 + second;
  return {seconds * 1'000'000 + micros};
}

}  // namespace registry::stories
