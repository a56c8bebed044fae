#include "server/compliance_service.h"

#include <utility>

#include "ledger/account_number.h"
#include "server/catalog.h"
#include "server/obligation_list.h"
#include "server/read.h"
#include "server/write.h"
#include "storage/catalog_reader.h"

namespace registry::server {
namespace {

Refusal ListPeriods(const View& view, const v1::ListCompliancePeriodsRequest& request,
                    v1::ListCompliancePeriodsResponse* answer) {
  return ListByCode(
      view, request, answer,
      [](const ledger::Rules& rules) -> const auto& { return rules.periods; },
      [&](const ledger::CompliancePeriod& period) { *answer->add_periods() = ToProto(period); });
}

Refusal FindObligation(const View& view, const v1::GetObligationRequest& request,
                       v1::Obligation* answer) {
  Shape shape;
  const ledger::AccountId unit = shape.Account("unit_account", request.unit_account());
  const auto sector = shape.Enum<ledger::Sector>("sector", request.sector(), v1::Sector_IsValid);
  storage::ObligationFilter filter;
  filter.unit_account = unit;
  filter.period = shape.PeriodCode("period", request.period());
  if (!shape.ok()) return Misshapen(shape.violations());
  if (Refusal refusal = MaySee(view, unit)) return refusal;
  std::optional<ledger::Sequence> as_of;
  if (Refusal refusal = ResolveMoment(view, request.as_of(), &as_of)) return refusal;
  const auto rows = storage::CatalogReader(view.backend.pool)
                        .ListObligations(filter, std::nullopt, storage::kMaxPageSize, as_of);
  if (!rows.ok()) return FromAbsl(rows.status());
  for (const ledger::Obligation& obligation : rows->rows) {
    if (obligation.key.sector != sector) continue;
    *answer = ToProto(obligation);
    return std::nullopt;
  }
  return NotFound("obligation of", request.unit_account() + " for " + request.period());
}

Refusal ListAll(const View& view, const v1::ListObligationsRequest& request,
                v1::ListObligationsResponse* answer) {
  Shape shape;
  storage::ObligationFilter filter;
  filter.period = shape.PeriodCode("period", request.period());
  return ListObligationsBy(&storage::CatalogReader::ListObligations, shape, std::move(filter), view,
                           request, answer);
}

}  // namespace

Reactor* ComplianceService::CreateCompliancePeriod(CallContext* context, const Bytes* request,
                                                   Bytes* response) {
  return Write<v1::CreateCompliancePeriodRequest>(
      backend_, "ComplianceService/CreateCompliancePeriod", context, request, response);
}

Reactor* ComplianceService::ListCompliancePeriods(CallContext* context, const Bytes* request,
                                                  Bytes* response) {
  return Read<v1::ListCompliancePeriodsRequest, v1::ListCompliancePeriodsResponse>(
      backend_, "ComplianceService/ListCompliancePeriods", ledger::Read::kInstruments, context,
      request, response, ListPeriods);
}

Reactor* ComplianceService::DetermineObligation(CallContext* context, const Bytes* request,
                                                Bytes* response) {
  return Write<v1::DetermineObligationRequest>(backend_, "ComplianceService/DetermineObligation",
                                               context, request, response);
}

Reactor* ComplianceService::Surrender(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::SurrenderRequest>(backend_, "ComplianceService/Surrender", context, request,
                                     response);
}

Reactor* ComplianceService::GetObligation(CallContext* context, const Bytes* request,
                                          Bytes* response) {
  return Read<v1::GetObligationRequest, v1::Obligation>(backend_, "ComplianceService/GetObligation",
                                                        ledger::Read::kAccounts, context, request,
                                                        response, FindObligation);
}

Reactor* ComplianceService::ListObligations(CallContext* context, const Bytes* request,
                                            Bytes* response) {
  return Read<v1::ListObligationsRequest, v1::ListObligationsResponse>(
      backend_, "ComplianceService/ListObligations", ledger::Read::kAccounts, context, request,
      response, ListAll);
}

}  // namespace registry::server
