#include "tests/wire/life_book.h"

#include <chrono>

#include "absl/strings/str_cat.h"
#include "carbon/registry/v1/account_life.pb.h"

namespace registry::wire {

v1::Account GetAccount(const Book& book, const std::string& account, const std::string& reader) {
  return Tell<v1::Account>(book, "AccountService/GetAccount", reader, "account: '" + account + "'");
}

std::string Application(const std::string& code) {
  return "kind: ACCOUNT_KIND_KEY_EMITTING_UNIT social_credit_code: '" + code +
         "' holder_name: 'New unit' province: '13' sector: SECTOR_POWER $papers";
}

std::string OpenByApplication(const Book& book, const std::string& code) {
  const std::string account = book.Must(kApply, "operator", Application(code)).account();
  book.Must(kReview, "reviewer", "account: '" + account + "' passed: true");
  book.Must(kOpenApplied, "operator", "account: '" + account + "'");
  return account;
}

void RecordWorkingDays(const Book& book) {
  using std::chrono::July, std::chrono::sys_days, std::chrono::year, std::chrono::year_month_day;
  std::string days;
  for (sys_days day = year{2021} / July / 1; day < sys_days(year{2022} / 1 / 1);
       day += std::chrono::days(1)) {
    if (std::chrono::weekday(day).iso_encoding() > 5) continue;
    const year_month_day date(day);
    absl::StrAppend(&days, " working_days: ",
                    static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day()));
  }
  book.Must("AccessService/SetCalendar", "operator",
            absl::StrCat("calendar { year: 2021", days, " } $paper"));
}

std::string ListOverdue(const Book& book, const std::string& reader, const std::string& filter) {
  std::string accounts;
  v1::ListOverdueResponse page;
  do {
    page = Tell<v1::ListOverdueResponse>(book, kOverdue, reader,
                                         filter + " page_token: '" + page.next_page_token() + "'");
    for (const v1::OverdueAccount& late : page.accounts()) {
      accounts += (accounts.empty() ? "" : " ") + late.account().account();
    }
  } while (!page.next_page_token().empty());
  return accounts;
}

}  // namespace registry::wire
