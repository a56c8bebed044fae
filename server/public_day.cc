#include <chrono>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "ledger/calendar.h"
#include "ledger/publication.h"
#include "server/public_answers.h"
#include "storage/journal_reader.h"

namespace registry::server {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

}  // namespace

std::string DayText(ledger::Instant instant) {
  const std::chrono::sys_time<microseconds> local(microseconds(instant.micros) + ledger::kBeijing);
  const year_month_day day(std::chrono::floor<days>(local));
  return absl::StrFormat("%04d-%02d-%02d", static_cast<int>(day.year()),
                         static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

ledger::Instant StartOf(sys_days day) {
  return {microseconds(day.time_since_epoch() - ledger::kBeijing).count()};
}

// "2026-11-24"
std::optional<sys_days> ReadDay(const std::string& text) {
  int year = 0, month = 0, day = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' ||
      text.find_first_not_of("0123456789-") != std::string::npos ||
      !absl::SimpleAtoi(text.substr(0, 4), &year) || !absl::SimpleAtoi(text.substr(5, 2), &month) ||
      !absl::SimpleAtoi(text.substr(8, 2), &day) || month < 1 || day < 1) {
    return std::nullopt;
  }
  const auto date = std::chrono::year(year) / month / day;
  if (!date.ok()) return std::nullopt;
  return sys_days(date);
}

Refusal LastBefore(const View& view, ledger::Instant before, ledger::Sequence* sequence) {
  const auto resolved = storage::JournalReader(view.backend.pool).Resolve({before.micros - 1});
  // This server's clock is ahead of the registry's: the day is over in a moment.
  if (absl::IsOutOfRange(resolved.status())) return FromAbsl(absl::UnavailableError("the clock"));
  if (!resolved.ok()) return FromAbsl(resolved.status());
  *sequence = resolved->sequence;
  return std::nullopt;
}

Refusal FindPublished(const View& view, Published* published) {
  published->before = ledger::PublishedBefore(view.directory.rules(), ArrivalTime(view.directory));
  return LastBefore(view, published->before, &published->sequence);
}

}  // namespace registry::server
