// Working days, by the State Council's calendar of 2024: 28 April and 11 May were weekend days that
// were worked, 1 to 5 May were free (State Council notice of October 2023; from memory).
#include "ledger/calendar.h"

#include <catch2/catch.hpp>

#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

Calendars Spring2024() {
  return {{2024, {2024, {426, 428, 429, 430, 506, 507, 508, 509, 510, 511, 513, 1231}}},
          {2025, {2025, {102, 103, 106}}}};
}

TEST_CASE("a day begins at midnight in Beijing") {
  const Instant midnight = Beijing(2021, 12, 20);
  CHECK(StartOfDay(midnight) == midnight);
  CHECK(StartOfDay({midnight.micros + 1}) == midnight);
  CHECK(StartOfDay(Beijing(2021, 12, 20, 23, 59, 59, 999'999)) == midnight);
  CHECK(StartOfDay({midnight.micros - 1}) == Beijing(2021, 12, 19));
  CHECK(StartOfDay({0}) == Beijing(1970, 1, 1));
  CHECK(StartOfDay({-1}) == Beijing(1970, 1, 1));
  CHECK(StartOfDay({Beijing(1970, 1, 1).micros - 1}) == Beijing(1969, 12, 31));
  CHECK(StartOfDay({INT64_MIN}) == Instant{INT64_MIN});
  CHECK(StartOfDay({INT64_MAX}).micros > INT64_MAX - 86'400'000'000);
}

TEST_CASE("the next working day keeps the time of day, over holidays and worked weekends") {
  const Calendars calendars = Spring2024();
  struct Case {
    Instant from;
    int count;
    Instant expected;
  };
  const Case cases[] = {
      {Beijing(2024, 4, 29, 9, 30), 1, Beijing(2024, 4, 30, 9, 30)},
      {Beijing(2024, 4, 30, 17), 1, Beijing(2024, 5, 6, 17)},   // over the holiday
      {Beijing(2024, 4, 26, 12), 1, Beijing(2024, 4, 28, 12)},  // a worked Sunday
      {Beijing(2024, 5, 10, 12), 1, Beijing(2024, 5, 11, 12)},  // a worked Saturday
      {Beijing(2024, 5, 1, 8), 1, Beijing(2024, 5, 6, 8)},      // from a holiday
      {Beijing(2024, 4, 30, 17), 3, Beijing(2024, 5, 8, 17)},
      {Beijing(2024, 12, 31, 16), 1, Beijing(2025, 1, 2, 16)},  // into the next year
      {Beijing(2024, 4, 29, 0, 0, 0, 1), 1, Beijing(2024, 4, 30, 0, 0, 0, 1)},
      {Beijing(2024, 4, 29, 23, 59, 59), 1, Beijing(2024, 4, 30, 23, 59, 59)},
      {Beijing(2024, 4, 29, 9), 0, Beijing(2024, 4, 29, 9)},
  };
  for (const Case& c : cases) {
    INFO(c.from.micros << " + " << c.count);
    CHECK(AfterWorkingDays(calendars, c.from, c.count) == c.expected);
  }
}

TEST_CASE("where no calendar tells, a working day is three days") {
  CHECK(AfterWorkingDays({}, Beijing(2024, 4, 29, 9), 1) == Beijing(2024, 5, 2, 9));
  CHECK(AfterWorkingDays({}, Beijing(2024, 4, 29, 9), 2) == Beijing(2024, 5, 5, 9));
  // The year ends, and the next one was not recorded.
  Calendars calendars = Spring2024();
  calendars.erase(2025);
  CHECK(AfterWorkingDays(calendars, Beijing(2024, 12, 31, 9), 1) == Beijing(2025, 1, 3, 9));
}

TEST_CASE("a calendar has days that exist, in order, each once") {
  CHECK(IsWellFormed({2024, {229, 301}}));
  CHECK_FALSE(IsWellFormed({2023, {229, 301}}));  // no leap year
  CHECK_FALSE(IsWellFormed({2024, {}}));
  CHECK_FALSE(IsWellFormed({2024, {301, 229}}));
  CHECK_FALSE(IsWellFormed({2024, {301, 301}}));
  for (const int number : {0, -101, 100, 132, 1301, 431}) {
    const auto day = static_cast<std::int16_t>(number);
    INFO(day);
    CHECK_FALSE(IsWellFormed({2024, {day}}));
  }
}

}  // namespace
}  // namespace registry::ledger::testing
