#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/convert.h"
#include "server/options.h"

namespace registry::server {
namespace {

void ReadEligiblePeriods(const v1::CreateInstrumentRequest& request, Shape& shape,
                         std::vector<std::string>& periods) {
  if (request.eligible_periods_size() > kMaxEligiblePeriods) {
    shape.Violate("eligible_periods",
                  absl::StrCat("has more than ", kMaxEligiblePeriods, " entries"));
    return;
  }
  for (int i = 0; i < request.eligible_periods_size(); ++i) {
    const Shape::Item item(shape, "eligible_periods", i);
    std::string period = shape.PeriodCode("", request.eligible_periods(i));
    if (std::find(periods.begin(), periods.end(), period) != periods.end() && !period.empty()) {
      shape.Violate("", "stands there twice");
    }
    periods.push_back(std::move(period));
  }
}

}  // namespace

ledger::CreateInstrument FromProto(const v1::CreateInstrumentRequest& request, Shape& shape) {
  ledger::CreateInstrument create;
  create.code = shape.InstrumentCode("instrument", request.instrument());
  create.kind =
      shape.Enum<ledger::InstrumentKind>("kind", request.kind(), v1::InstrumentKind_IsValid);
  const bool has_vintage = request.vintage_first_year() != 0 || request.vintage_last_year() != 0;
  if (request.kind() != v1::INSTRUMENT_KIND_MONEY) {
    create.vintage_first_year = shape.Year("vintage_first_year", request.vintage_first_year());
    create.vintage_last_year = shape.Year("vintage_last_year", request.vintage_last_year());
    if (create.vintage_last_year != 0 && create.vintage_last_year < create.vintage_first_year) {
      shape.Violate("vintage_last_year", "is before vintage_first_year");
    }
  } else if (has_vintage) {
    shape.Violate("vintage_first_year", "is given for money, which has no vintage");
  }
  create.tradable_from = shape.OptionalTime("tradable_from_time", request.has_tradable_from_time(),
                                            request.tradable_from_time());
  create.tradable_until = shape.OptionalTime(
      "tradable_until_time", request.has_tradable_until_time(), request.tradable_until_time());
  if (create.tradable_until && !create.tradable_from) {
    shape.Violate("tradable_from_time", "is required with tradable_until_time");
  }
  if (create.tradable_until && create.tradable_from &&
      *create.tradable_until <= *create.tradable_from && shape.ok()) {
    shape.Violate("tradable_until_time", "is not after tradable_from_time");
  }
  ReadEligiblePeriods(request, shape, create.eligible_periods);
  return create;
}

ledger::SetIssuanceCap FromProto(const v1::SetIssuanceCapRequest& request, Shape& shape) {
  ledger::SetIssuanceCap cap;
  cap.plan = shape.Text("plan", request.plan(), 1, 100);
  cap.instrument = shape.InstrumentCode("instrument", request.instrument());
  cap.sector = shape.Enum<ledger::Sector>("sector", request.sector(), v1::Sector_IsValid);
  cap.cap = shape.ZeroOrMore("cap_tco2e", request.cap_tco2e());
  cap.document = DocumentFromProto(request.has_document(), request.document(), shape);
  return cap;
}

ledger::Issue FromProto(const v1::IssueRequest& request, Shape& shape) {
  ledger::Issue issue;
  issue.plan = shape.Text("plan", request.plan(), 1, 100);
  issue.instrument = shape.InstrumentCode("instrument", request.instrument());
  issue.sector = shape.Enum<ledger::Sector>("sector", request.sector(), v1::Sector_IsValid);
  issue.acquiring_account = shape.Account("acquiring_account", request.acquiring_account());
  issue.quantity = shape.MoreThanZero("quantity_tco2e", request.quantity_tco2e());
  issue.document = DocumentFromProto(request.has_document(), request.document(), shape);
  return issue;
}

ledger::Allocate FromProto(const v1::AllocateRequest& request, Shape& shape) {
  ledger::Allocate allocate;
  allocate.transferring_account =
      shape.Account("transferring_account", request.transferring_account());
  allocate.acquiring_account = shape.Account("acquiring_account", request.acquiring_account());
  allocate.instrument = shape.InstrumentCode("instrument", request.instrument());
  allocate.period = shape.PeriodCode("period", request.period());
  allocate.step =
      shape.Enum<ledger::AllocationStep>("step", request.step(), v1::AllocationStep_IsValid);
  allocate.quantity = shape.MoreThanZero("quantity_tco2e", request.quantity_tco2e());
  return allocate;
}

ledger::ReturnAllowances FromProto(const v1::ReturnAllowancesRequest& request, Shape& shape) {
  ledger::ReturnAllowances give_back;
  give_back.transferring_account =
      shape.Account("transferring_account", request.transferring_account());
  give_back.acquiring_account = shape.Account("acquiring_account", request.acquiring_account());
  give_back.instrument = shape.InstrumentCode("instrument", request.instrument());
  give_back.period = shape.PeriodCode("period", request.period());
  give_back.quantity = shape.MoreThanZero("quantity_tco2e", request.quantity_tco2e());
  return give_back;
}

v1::Instrument ToProto(const ledger::Instrument& instrument) {
  v1::Instrument answer;
  answer.set_instrument(instrument.code);
  answer.set_kind(static_cast<v1::InstrumentKind>(instrument.kind));
  answer.set_unit(static_cast<v1::Unit>(ledger::UnitOf(instrument.kind)));
  answer.set_vintage_first_year(instrument.vintage_first_year);
  answer.set_vintage_last_year(instrument.vintage_last_year);
  if (instrument.tradable_from) {
    *answer.mutable_tradable_from_time() = ToProto(*instrument.tradable_from);
  }
  if (instrument.tradable_until) {
    *answer.mutable_tradable_until_time() = ToProto(*instrument.tradable_until);
  }
  for (const std::string& period : instrument.eligible_periods) {
    answer.add_eligible_periods(period);
  }
  return answer;
}

}  // namespace registry::server
