#include "sim/calendar.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace registry::sim {

using std::chrono::year;

TEST_CASE("2021 has 114 trading days from the opening to the end of the year") {
  const std::vector<Date> days = TradingDays2021();
  CHECK(days.size() == 114);
  CHECK(FormatDate(days.front()) == "2021-07-16");
  CHECK(FormatDate(days.back()) == "2021-12-31");
  for (const Date day : days) {
    INFO(FormatDate(day));
    CHECK(IsWeekday(day));
    CHECK(day != Date{year{2021} / 9 / 20});
    CHECK(day != Date{year{2021} / 9 / 21});
    CHECK_FALSE((day >= Date{year{2021} / 10 / 1} && day <= Date{year{2021} / 10 / 7}));
  }
}

TEST_CASE("an instant is read in China's time and written back as it was") {
  const std::string text = "2021-12-31T17:00:00+08:00";
  const auto instant = ParseInstant(text);
  REQUIRE(instant);
  CHECK(instant->time_since_epoch().count() == 1'640'941'200);
  CHECK(FormatInstant(*instant) == text);
  CHECK(FormatInstant(ChinaTime(year{2021} / 7 / 16, 0)) == "2021-07-16T00:00:00+08:00");
  CHECK(ChinaDate(ChinaTime(year{2021} / 7 / 16, SecondOfDay(0, 30))) == Date{year{2021} / 7 / 16});
}

TEST_CASE("other spellings of dates and instants are refused") {
  for (const char* text : {"", "2021-7-16", "2021-02-30", "2021/07/16", "16-07-2021", "2021-07-16 ",
                           "20a1-07-16", "2021-13-01", "0000-01-01"}) {
    INFO(text);
    CHECK_FALSE(ParseDate(text));
  }
  for (const char* text :
       {"2021-07-16", "2021-07-16T09:30:00Z", "2021-07-16T09:30:00", "2021-07-16 09:30:00+08:00",
        "2021-07-16T24:00:00+08:00", "2021-07-16T09:60:00+08:00", "2021-07-16T09:30:60+08:00",
        "2021-07-16T09:30:00+09:00", "2021-02-29T09:30:00+08:00"}) {
    INFO(text);
    CHECK_FALSE(ParseInstant(text));
  }
}

}  // namespace registry::sim
