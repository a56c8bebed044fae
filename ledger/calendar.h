// Working days, by year: a table with its source. They cannot be told from weekdays, since weekends
// are swapped with days before and after holidays.
#ifndef LEDGER_CALENDAR_H_
#define LEDGER_CALENDAR_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

#include "ledger/ids.h"

namespace registry::ledger {

// How far Beijing is before UTC. China keeps one time, without summer time since 1991.
inline constexpr std::chrono::hours kBeijing{8};

// The start of the day (Beijing) that an instant belongs to.
Instant StartOfDay(Instant instant);

struct Calendar {
  std::int16_t year = 0;
  // Its working days as month * 100 + day, ascending: 104 is 4 January.
  std::vector<std::int16_t> working_days;
  bool operator==(const Calendar&) const = default;
};

// Whether the days exist in the year, ascend, and none stands twice.
bool IsWellFormed(const Calendar& calendar);

// By year.
using Calendars = std::map<std::int16_t, Calendar>;

// The same time of day (Beijing) on the `count`-th working day after the day of `from`. Where a
// calendar that is needed was not recorded, `count` times three days are added instead (assumed).
Instant AfterWorkingDays(const Calendars& calendars, Instant from, int count);

}  // namespace registry::ledger

#endif  // LEDGER_CALENDAR_H_
