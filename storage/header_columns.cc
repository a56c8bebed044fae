#include "storage/header_columns.h"

#include <chrono>
#include <variant>

#include "absl/strings/str_format.h"
#include "ledger/calendar.h"

namespace registry::storage {
namespace {

std::string BeijingDay(ledger::Instant instant) {
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::microseconds> local(
      std::chrono::microseconds(instant.micros) + ledger::kBeijing);
  const std::chrono::year_month_day day(floor<std::chrono::days>(local));
  return absl::StrFormat("%04d-%02d-%02d", static_cast<int>(day.year()),
                         static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

}  // namespace

HeaderColumns HeaderOf(const ledger::Request& request, const ledger::Request* executed) {
  HeaderColumns header;
  if (const auto proposal = ledger::Raw(ledger::ProposalOf(request))) header.proposal = proposal;
  if (executed != nullptr) header.approver = request.person;
  std::visit(
      [&header]<typename C>(const C& value) {
        if constexpr (requires { value.ground; }) {
          header.ground = ledger::Raw(value.ground);
        }
        if constexpr (requires { value.document; }) header.document = value.document;
        if constexpr (requires { value.documents; }) {  // of an application the first
          if (!value.documents.empty()) header.document = value.documents.front();
        }
        if constexpr (requires { value.period; }) header.period = value.period;
        if constexpr (requires { value.trade_id; }) {
          header.trade_id = value.trade_id;
          header.settlement_day = BeijingDay(value.match_time);
        }
      },
      executed == nullptr ? request.command : executed->command);
  return header;
}

}  // namespace registry::storage
