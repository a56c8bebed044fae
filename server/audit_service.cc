#include "server/audit_service.h"

#include <charconv>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "carbon/registry/v1/audit.pb.h"
#include "server/check_call.h"
#include "server/export_call.h"
#include "server/read.h"
#include "server/trail_search.h"
#include "storage/catalog_reader.h"
#include "storage/cycle_report.h"

namespace registry::server {
namespace {

constexpr absl::Duration kBeijing = absl::Hours(8);  // no summer time since 1991

// 15 December of the deadline's year, 17:00 in Beijing (RULES R2).
ledger::Instant Milestone(ledger::Instant deadline) {
  const absl::TimeZone beijing = absl::FixedTimeZone(static_cast<int>(kBeijing / absl::Seconds(1)));
  const auto year = absl::ToCivilYear(absl::FromUnixMicros(deadline.micros), beijing).year();
  return {absl::ToUnixMicros(absl::FromCivil(absl::CivilSecond(year, 12, 15, 17), beijing))};
}

// The allowances of a period are those of its years.
const ledger::Instrument* InstrumentOf(const ledger::Rules& rules,
                                       const ledger::CompliancePeriod& period) {
  for (const auto& [code, instrument] : rules.instruments) {
    if (instrument.kind == ledger::InstrumentKind::kAllowance &&
        instrument.vintage_first_year == period.first_year &&
        instrument.vintage_last_year == period.last_year) {
      return &instrument;
    }
  }
  return nullptr;
}

// Nothing when the text is no whole number of 64 bits: a sum can leave them.
std::optional<std::int64_t> ToNumber(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string QueryOf(const std::string& key) {
  for (const storage::CycleStatement& statement : storage::CycleStatements()) {
    if (statement.key == key) return std::string(statement.sql);
  }
  return {};
}

// A row is a value, or a group and its value.
Refusal AddFigures(const storage::CycleFigure& figure, v1::GetCycleFiguresResponse& answer) {
  const std::string query = QueryOf(figure.key);
  for (const std::vector<std::string>& row : figure.rows) {
    if (row.empty()) continue;
    v1::CycleFigure& message = *answer.add_figures();
    message.set_key(figure.key);
    if (row.size() > 1) message.set_group(row.front());
    const std::optional<std::int64_t> value = ToNumber(row.back());
    if (!value) {
      return FromAbsl(absl::InternalError(figure.key + " is no number of 64 bits: " + row.back()));
    }
    message.set_value(*value);
    message.set_query(query);
  }
  return std::nullopt;
}

Refusal ReadFigures(const View& view, const v1::GetCycleFiguresRequest& request,
                    v1::GetCycleFiguresResponse* answer) {
  Shape shape;
  const std::string code = shape.PeriodCode("period", request.period());
  if (!shape.ok()) return Misshapen(shape.violations());
  const auto rules = storage::CatalogReader(view.backend.audit_pool).Rules();
  if (!rules.ok()) return FromAbsl(rules.status());
  const ledger::CompliancePeriod* period = (*rules)->FindPeriod(code);
  if (period == nullptr) return NotFound("compliance period", code);
  const ledger::Instrument* instrument = InstrumentOf(**rules, *period);
  if (instrument == nullptr) return NotFound("instrument of the period", code);
  const auto report =
      storage::ReadCycle(view.backend.audit_pool,
                         {code, instrument->code, period->deadline, Milestone(period->deadline)});
  if (!report.ok()) return FromAbsl(report.status());
  for (const storage::CycleFigure& figure : report->figures) {
    if (Refusal refusal = AddFigures(figure, *answer)) return refusal;
  }
  answer->set_as_of_sequence(ledger::Raw(report->as_of));
  return std::nullopt;
}

Refusal ReadCounts(const View& view, const v1::GetCallCountsRequest&,
                   v1::GetCallCountsResponse* answer) {
  for (const auto& [key, calls] : view.backend.counts->All()) {
    v1::CallCount& count = *answer->add_counts();
    count.set_method(key.first);
    count.set_code(std::string(CodeName(key.second)));
    count.set_calls(calls);
  }
  *answer->mutable_since_time() = ToProto(view.backend.counts->since());
  return std::nullopt;
}

}  // namespace

grpc::ServerWriteReactor<v1::CheckRegistryResponse>* AuditService::CheckRegistry(
    CallContext* context, const v1::CheckRegistryRequest*) {
  return CheckCall::Start(backend_, context);
}

Reactor* AuditService::GetCycleFigures(CallContext* context, const Bytes* request,
                                       Bytes* response) {
  return Read<v1::GetCycleFiguresRequest, v1::GetCycleFiguresResponse>(
      backend_, "AuditService/GetCycleFigures", ledger::Read::kProof, context, request, response,
      ReadFigures);
}

Reactor* AuditService::SearchTrail(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::SearchTrailRequest, v1::SearchTrailResponse>(backend_, "AuditService/SearchTrail",
                                                               ledger::Read::kTrail, context,
                                                               request, response, SearchTrailPage);
}

grpc::ServerWriteReactor<Bytes>* AuditService::ExportTrail(CallContext* context,
                                                           const Bytes* request) {
  return ExportCall::Start(backend_, context, *request);
}

Reactor* AuditService::GetCallCounts(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::GetCallCountsRequest, v1::GetCallCountsResponse>(
      backend_, "AuditService/GetCallCounts", ledger::Read::kProof, context, request, response,
      ReadCounts);
}

}  // namespace registry::server
