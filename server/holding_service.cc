#include "server/holding_service.h"

#include "server/read.h"
#include "server/statement.h"
#include "storage/holdings_reader.h"
#include "storage/supply_reader.h"

namespace registry::server {
namespace {

Refusal ListBalances(const View& view, const v1::ListHoldingsRequest& request,
                     v1::ListHoldingsResponse* answer) {
  Shape shape;
  const auto account = shape.OptionalAccount("account", request.account());
  const ledger::Province province = shape.Province("province", request.province());
  std::optional<std::string> code;
  if (!request.instrument().empty()) {
    code = shape.InstrumentCode("instrument", request.instrument());
  }
  PageAsked page;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
  Narrowed narrowed;
  if (Refusal refusal = Narrow(view, account, province, &narrowed)) return refusal;
  storage::HoldingFilter filter;
  filter.account = narrowed.account;
  filter.province = narrowed.province;
  if (code) {
    if (Refusal refusal = FindInstrumentId(view, *code, &filter.instrument)) return refusal;
  }
  std::optional<ledger::PositionId> after;
  if (page.after) after = ledger::PositionId{KeyReader(*page.after).Number()};
  const auto rows =
      storage::HoldingsReader(view.backend.pool).List(filter, after, page.size, page.as_of);
  if (!rows.ok()) return FromAbsl(rows.status());
  ledger::InstrumentId newest{};
  for (const storage::Holding& row : rows->rows) newest = Later(newest, row.key.instrument);
  const auto directory = DirectoryKnowing(view, newest);
  for (const storage::Holding& row : rows->rows) {
    v1::Holding& holding = *answer->add_holdings();
    *holding.mutable_position() = ToProto(*directory, row.key);
    holding.set_balance(row.balance.value);
    holding.set_last_sequence(ledger::Raw(row.last_sequence));
  }
  std::optional<std::string> key;
  if (rows->next) key = KeyWriter().Number(ledger::Raw(*rows->next)).bytes();
  answer->set_next_page_token(NextToken(view, request, rows->as_of, std::move(key)));
  answer->set_as_of_sequence(ledger::Raw(rows->as_of));
  return std::nullopt;
}

v1::Supply ToProto(const storage::SupplyFigures& figures) {
  v1::Supply supply;
  supply.set_issued(figures.issued.value);
  supply.set_held(figures.held.value);
  supply.set_surrendered(figures.surrendered.value);
  supply.set_offset(figures.offset.value);
  supply.set_cancelled(figures.cancelled.value);
  supply.set_recovered(figures.recovered.value);
  return supply;
}

Refusal CountSupply(const View& view, const v1::GetSupplyRequest& request,
                    v1::GetSupplyResponse* answer) {
  std::optional<ledger::InstrumentId> wanted;
  if (!request.instrument().empty()) {
    Shape shape;
    const std::string code = shape.InstrumentCode("instrument", request.instrument());
    if (!shape.ok()) return Misshapen(shape.violations());
    if (Refusal refusal = FindInstrumentId(view, code, &wanted)) return refusal;
  }
  const auto table = storage::SupplyReader(view.backend.pool).Read();
  if (!table.ok()) return FromAbsl(table.status());
  const auto directory = DirectoryKnowing(
      view, table->rows.empty() ? ledger::InstrumentId{} : table->rows.back().instrument);
  for (const storage::Supply& row : table->rows) {
    if (wanted && row.instrument != *wanted) continue;
    const ledger::Instrument* instrument = directory->FindInstrument(row.instrument);
    if (instrument == nullptr) continue;
    v1::InstrumentSupply& supply = *answer->add_supplies();
    supply.set_instrument(instrument->code);
    supply.set_unit(static_cast<v1::Unit>(ledger::UnitOf(instrument->kind)));
    *supply.mutable_from_journal() = ToProto(row.from_journal);
    *supply.mutable_from_balances() = ToProto(row.from_balances);
  }
  answer->set_as_of_sequence(ledger::Raw(table->as_of));
  return std::nullopt;
}

}  // namespace

Reactor* HoldingService::ListHoldings(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::ListHoldingsRequest, v1::ListHoldingsResponse>(
      backend_, "HoldingService/ListHoldings", ledger::Read::kAccounts, context, request, response,
      ListBalances);
}

Reactor* HoldingService::ListPostings(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::ListPostingsRequest, v1::ListPostingsResponse>(
      backend_, "HoldingService/ListPostings", ledger::Read::kAccounts, context, request, response,
      ListAccountPostings);
}

Reactor* HoldingService::GetStatement(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::GetStatementRequest, v1::Statement>(backend_, "HoldingService/GetStatement",
                                                      ledger::Read::kAccounts, context, request,
                                                      response, MakeStatement);
}

Reactor* HoldingService::GetSupply(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::GetSupplyRequest, v1::GetSupplyResponse>(backend_, "HoldingService/GetSupply",
                                                           ledger::Read::kInstruments, context,
                                                           request, response, CountSupply);
}

}  // namespace registry::server
