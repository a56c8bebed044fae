#ifndef SIM_CALENDAR_H_
#define SIM_CALENDAR_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace registry::sim {

using Date = std::chrono::year_month_day;
// An instant, to the second. Files write it in China's time (UTC+8, no daylight saving).
using Instant = std::chrono::sys_seconds;

// "2021-07-16". Nothing else is read: no other order, no day that does not exist.
std::string FormatDate(Date date);
std::optional<Date> ParseDate(std::string_view text);

// "2021-07-16T09:30:00+08:00". The offset is part of the format.
std::string FormatInstant(Instant instant);
std::optional<Instant> ParseInstant(std::string_view text);

// The instant at `second_of_day` (0 to 86,399) of `date` in China, and back.
Instant ChinaTime(Date date, int second_of_day);
Date ChinaDate(Instant instant);
int ChinaSecondOfDay(Instant instant);

constexpr int SecondOfDay(int hour, int minute, int second = 0) {
  return (hour * 60 + minute) * 60 + second;
}

bool IsWeekday(Date date);

// The 114 trading days of 2021: weekdays from the opening on 16 July to 31 December without the
// holidays of mid-autumn (20 and 21 September) and National Day (1 to 7 October). Source of the
// holidays: the State Council's arrangement for 2021, from memory; the count agrees with the
// exchange's.
std::vector<Date> TradingDays2021();

// Sessions of the exchange in seconds of the day, both ends included. Block agreements match in
// the afternoon only. Source: notice of the exchange of 22 June 2021.
inline constexpr int kMorningOpens = SecondOfDay(9, 30);
inline constexpr int kMorningCloses = SecondOfDay(11, 30);
inline constexpr int kAfternoonOpens = SecondOfDay(13, 0);
inline constexpr int kAfternoonCloses = SecondOfDay(15, 0);

}  // namespace registry::sim

#endif  // SIM_CALENDAR_H_
