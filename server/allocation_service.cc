#include "server/allocation_service.h"

#include "server/catalog.h"
#include "server/read.h"
#include "server/write.h"

namespace registry::server {
namespace {

Refusal FindInstrument(const View& view, const v1::GetInstrumentRequest& request,
                       v1::Instrument* answer) {
  Shape shape;
  const std::string code = shape.InstrumentCode("instrument", request.instrument());
  if (!shape.ok()) return Misshapen(shape.violations());
  const auto rules = storage::CatalogReader(view.backend.pool).Rules();
  if (!rules.ok()) return FromAbsl(rules.status());
  const ledger::Instrument* found = (*rules)->FindInstrument(code);
  if (found == nullptr) return NotFound("instrument", code);
  *answer = ToProto(*found);
  return std::nullopt;
}

Refusal ListAll(const View& view, const v1::ListInstrumentsRequest& request,
                v1::ListInstrumentsResponse* answer) {
  return ListByCode(
      view, request, answer,
      [](const ledger::Rules& rules) -> const auto& { return rules.instruments; },
      [&](const ledger::Instrument& instrument) {
        *answer->add_instruments() = ToProto(instrument);
      });
}

}  // namespace

Reactor* AllocationService::CreateInstrument(CallContext* context, const Bytes* request,
                                             Bytes* response) {
  return Write<v1::CreateInstrumentRequest>(backend_, "AllocationService/CreateInstrument", context,
                                            request, response);
}

Reactor* AllocationService::GetInstrument(CallContext* context, const Bytes* request,
                                          Bytes* response) {
  return Read<v1::GetInstrumentRequest, v1::Instrument>(backend_, "AllocationService/GetInstrument",
                                                        ledger::Read::kInstruments, context,
                                                        request, response, FindInstrument);
}

Reactor* AllocationService::ListInstruments(CallContext* context, const Bytes* request,
                                            Bytes* response) {
  return Read<v1::ListInstrumentsRequest, v1::ListInstrumentsResponse>(
      backend_, "AllocationService/ListInstruments", ledger::Read::kInstruments, context, request,
      response, ListAll);
}

Reactor* AllocationService::SetIssuanceCap(CallContext* context, const Bytes* request,
                                           Bytes* response) {
  return Write<v1::SetIssuanceCapRequest>(backend_, "AllocationService/SetIssuanceCap", context,
                                          request, response);
}

Reactor* AllocationService::Issue(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::IssueRequest>(backend_, "AllocationService/Issue", context, request, response);
}

Reactor* AllocationService::Allocate(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::AllocateRequest>(backend_, "AllocationService/Allocate", context, request,
                                    response);
}

Reactor* AllocationService::ReturnAllowances(CallContext* context, const Bytes* request,
                                             Bytes* response) {
  return Write<v1::ReturnAllowancesRequest>(backend_, "AllocationService/ReturnAllowances", context,
                                            request, response);
}

}  // namespace registry::server
