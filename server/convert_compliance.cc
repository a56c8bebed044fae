#include <set>

#include "absl/strings/str_cat.h"
#include "ledger/account_number.h"
#include "server/convert.h"
#include "server/options.h"

namespace registry::server {

ledger::CreatePeriod FromProto(const v1::CreateCompliancePeriodRequest& request, Shape& shape) {
  ledger::CreatePeriod create;
  create.code = shape.PeriodCode("period", request.period());
  create.first_year = shape.Year("first_year", request.first_year());
  create.last_year = shape.Year("last_year", request.last_year());
  if (create.last_year != 0 && create.last_year < create.first_year) {
    shape.Violate("last_year", "is before first_year");
  }
  create.deadline =
      shape.RequiredTime("deadline_time", request.has_deadline_time(), request.deadline_time());
  return create;
}

ledger::DetermineObligation FromProto(const v1::DetermineObligationRequest& request, Shape& shape) {
  ledger::DetermineObligation determine;
  determine.unit_account = shape.Account("unit_account", request.unit_account());
  determine.sector = shape.Enum<ledger::Sector>("sector", request.sector(), v1::Sector_IsValid);
  determine.period = shape.PeriodCode("period", request.period());
  determine.verified_emissions =
      shape.ZeroOrMore("verified_emissions_tco2e", request.verified_emissions_tco2e());
  determine.obligation = shape.ZeroOrMore("obligation_tco2e", request.obligation_tco2e());
  return determine;
}

ledger::Surrender FromProto(const v1::SurrenderRequest& request, Shape& shape) {
  ledger::Surrender surrender;
  surrender.unit_account = shape.Account("unit_account", request.unit_account());
  surrender.sector = shape.Enum<ledger::Sector>("sector", request.sector(), v1::Sector_IsValid);
  surrender.period = shape.PeriodCode("period", request.period());
  surrender.allow_surplus = request.allow_surplus();
  if (request.lines().empty()) shape.Violate("lines", "is required");
  if (request.lines_size() > kMaxSurrenderLines) {
    shape.Violate("lines", absl::StrCat("has more than ", kMaxSurrenderLines, " entries"));
    return surrender;
  }
  std::set<std::string> instruments;
  for (int i = 0; i < request.lines_size(); ++i) {
    const Shape::Item item(shape, "lines", i);
    const v1::SurrenderLine& line = request.lines(i);
    std::string instrument = shape.InstrumentCode("instrument", line.instrument());
    if (!instrument.empty() && !instruments.insert(instrument).second) {
      shape.Violate("instrument", "stands in an earlier line too");
    }
    surrender.lines.push_back(
        {std::move(instrument), shape.MoreThanZero("quantity_tco2e", line.quantity_tco2e())});
  }
  return surrender;
}

v1::CompliancePeriod ToProto(const ledger::CompliancePeriod& period) {
  v1::CompliancePeriod answer;
  answer.set_period(period.code);
  answer.set_first_year(period.first_year);
  answer.set_last_year(period.last_year);
  *answer.mutable_deadline_time() = ToProto(period.deadline);
  return answer;
}

v1::Obligation ToProto(const ledger::Obligation& obligation) {
  v1::Obligation answer;
  answer.set_unit_account(ledger::FormatAccountNumber(obligation.key.unit_account));
  answer.set_sector(static_cast<v1::Sector>(obligation.key.sector));
  answer.set_period(obligation.key.period);
  answer.set_verified_emissions_tco2e(obligation.verified_emissions.value);
  answer.set_obligation_tco2e(obligation.obligation.value);
  answer.set_surrendered_tco2e(obligation.surrendered.value);
  if (obligation.completed_at) {
    *answer.mutable_completed_time() = ToProto(*obligation.completed_at);
  }
  answer.set_uncollected_tco2e(obligation.uncollected.value);
  return answer;
}

}  // namespace registry::server
