#include "sim/calendar.h"

#include <cstddef>
#include <cstdint>

namespace registry::sim {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::month;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year;

constexpr hours kChinaOffset{8};

std::string Padded(int value, std::size_t width) {
  std::string digits = std::to_string(value);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

// The number that `text` spells in digits alone; -1 if anything else is in it.
int Digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::string FormatDate(Date date) {
  return Padded(static_cast<int>(date.year()), 4) + "-" +
         Padded(static_cast<int>(static_cast<unsigned>(date.month())), 2) + "-" +
         Padded(static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

std::optional<Date> ParseDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int y = Digits(text.substr(0, 4));
  const int m = Digits(text.substr(5, 2));
  const int d = Digits(text.substr(8, 2));
  if (y < 1 || m < 0 || d < 0) return std::nullopt;
  const Date date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  return date.ok() ? std::optional<Date>(date) : std::nullopt;
}

std::string FormatInstant(Instant instant) {
  const int second = ChinaSecondOfDay(instant);
  return FormatDate(ChinaDate(instant)) + "T" + Padded(second / 3600, 2) + ":" +
         Padded(second / 60 % 60, 2) + ":" + Padded(second % 60, 2) + "+08:00";
}

std::optional<Instant> ParseInstant(std::string_view text) {
  if (text.size() != 25 || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text.substr(19) != "+08:00") {
    return std::nullopt;
  }
  const std::optional<Date> date = ParseDate(text.substr(0, 10));
  const int h = Digits(text.substr(11, 2));
  const int m = Digits(text.substr(14, 2));
  const int s = Digits(text.substr(17, 2));
  if (!date || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59) return std::nullopt;
  return ChinaTime(*date, SecondOfDay(h, m, s));
}

Instant ChinaTime(Date date, int second_of_day) {
  return Instant{sys_days{date}} + seconds{second_of_day} - kChinaOffset;
}

Date ChinaDate(Instant instant) { return Date{std::chrono::floor<days>(instant + kChinaOffset)}; }

int ChinaSecondOfDay(Instant instant) {
  const Instant shifted = instant + kChinaOffset;
  return static_cast<int>((shifted - std::chrono::floor<days>(shifted)).count());
}

bool IsWeekday(Date date) {
  const unsigned iso = weekday{sys_days{date}}.iso_encoding();
  return iso <= 5;
}

std::vector<Date> TradingDays2021() {
  const sys_days first{year{2021} / 7 / 16};
  const sys_days last{year{2021} / 12 / 31};
  const sys_days mid_autumn_first{year{2021} / 9 / 20};
  const sys_days mid_autumn_last{year{2021} / 9 / 21};
  const sys_days national_first{year{2021} / 10 / 1};
  const sys_days national_last{year{2021} / 10 / 7};
  std::vector<Date> trading_days;
  for (sys_days at = first; at <= last; at += days{1}) {
    const bool holiday = (at >= mid_autumn_first && at <= mid_autumn_last) ||
                         (at >= national_first && at <= national_last);
    if (IsWeekday(Date{at}) && !holiday) trading_days.push_back(Date{at});
  }
  return trading_days;
}

}  // namespace registry::sim
