#include "ledger/calendar.h"

#include <algorithm>
#include <chrono>
#include <functional>

namespace registry::ledger {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::int64_t kMicrosPerDay = 86'400'000'000;
constexpr std::int64_t kBeijingMicros = std::chrono::microseconds(kBeijing).count();
constexpr int kDaysWithoutCalendar = 3;

constexpr std::chrono::year_month_day DayOf(std::int16_t year, std::int16_t day) {
  return std::chrono::year{year} / std::chrono::month(static_cast<unsigned>(day / 100)) /
         std::chrono::day(static_cast<unsigned>(day % 100));
}

// The next working day after `day`, or nothing when no calendar tells.
const std::int16_t* NextIn(const Calendar& calendar, std::int16_t after) {
  const auto found =
      std::upper_bound(calendar.working_days.begin(), calendar.working_days.end(), after);
  return found == calendar.working_days.end() ? nullptr : &*found;
}

}  // namespace

Instant StartOfDay(Instant instant) {
  // Remainders first, so that no sum can overflow.
  const std::int64_t since_midnight =
      (instant.micros % kMicrosPerDay + kMicrosPerDay + kBeijingMicros) % kMicrosPerDay;
  Instant midnight{INT64_MIN};
  if (__builtin_sub_overflow(instant.micros, since_midnight, &midnight.micros)) {
    return {INT64_MIN};  // of a day that began before all time
  }
  return midnight;
}

bool IsWellFormed(const Calendar& calendar) {
  const auto& listed = calendar.working_days;
  const bool exist = std::all_of(listed.begin(), listed.end(), [&](std::int16_t day) {
    return day > 0 && DayOf(calendar.year, day).ok();
  });
  return exist && !listed.empty() &&
         std::adjacent_find(listed.begin(), listed.end(), std::greater_equal<>()) == listed.end();
}

Instant AfterWorkingDays(const Calendars& calendars, Instant from, int count) {
  const std::chrono::sys_time<std::chrono::microseconds> local(
      std::chrono::microseconds(from.micros + kBeijingMicros));
  const sys_days first = std::chrono::floor<days>(local);
  const std::chrono::year_month_day date(first);
  auto year = static_cast<std::int16_t>(static_cast<int>(date.year()));
  auto day = static_cast<std::int16_t>(static_cast<unsigned>(date.month()) * 100 +
                                       static_cast<unsigned>(date.day()));
  sys_days reached = first;
  for (int i = 0; i < count; ++i) {
    auto calendar = calendars.find(year);
    const std::int16_t* next =
        calendar == calendars.end() ? nullptr : NextIn(calendar->second, day);
    if (calendar != calendars.end() && next == nullptr) {
      calendar = calendars.find(++year);
      next = calendar == calendars.end() ? nullptr : NextIn(calendar->second, 0);
    }
    if (next == nullptr) return {from.micros + count * kDaysWithoutCalendar * kMicrosPerDay};
    day = *next;
    reached = sys_days(DayOf(year, day));
  }
  return {from.micros + (reached - first).count() * kMicrosPerDay};
}

}  // namespace registry::ledger
