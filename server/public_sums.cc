#include <chrono>

#include "ledger/calendar.h"
#include "server/public_answers.h"
#include "storage/public_reader.h"

namespace registry::server {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

struct Asked {
  std::string instrument;
  ledger::Province province;
  sys_days trade_day;
};

Refusal ReadAsked(const v1::GetAggregatesRequest& request, ledger::Instant before, Asked* asked) {
  Shape shape;
  if (!request.instrument().empty()) {
    asked->instrument = shape.InstrumentCode("instrument", request.instrument());
  }
  asked->province = shape.Province("province", request.province());
  const std::chrono::sys_time<microseconds> end(microseconds(before.micros) + ledger::kBeijing);
  asked->trade_day = std::chrono::floor<days>(end) - days(1);
  if (!request.trade_day().empty()) {
    const auto day = ReadDay(request.trade_day());
    if (!day) shape.Violate("trade_day", "is not a date such as 2026-11-24");
    asked->trade_day = day.value_or(asked->trade_day);
  }
  if (!shape.ok()) return Misshapen(shape.violations());
  return std::nullopt;
}

void Say(const PublicSheet& sheet, const Directory& directory, const Asked& asked,
         v1::Aggregates* answer) {
  const auto wanted = [&](ledger::InstrumentId id) -> const ledger::Instrument* {
    const ledger::Instrument* instrument = directory.FindInstrument(id);
    if (instrument == nullptr || ledger::UnitOf(instrument->kind) != ledger::Unit::kTco2e) {
      return nullptr;  // money is nobody's business
    }
    return asked.instrument.empty() || asked.instrument == instrument->code ? instrument : nullptr;
  };
  for (const ledger::PublicSupply& supply : sheet.sums.supplies) {
    const ledger::Instrument* instrument = wanted(supply.instrument);
    if (instrument == nullptr) continue;
    v1::InstrumentAggregate& row = *answer->add_instruments();
    row.set_instrument(instrument->code);
    row.set_unit(static_cast<v1::Unit>(ledger::UnitOf(instrument->kind)));
    if (supply.issued) row.set_issued(supply.issued->value);
    if (supply.held) row.set_held(supply.held->value);
    row.set_surrendered(supply.surrendered.value);
    row.set_offset(supply.offset.value);
    row.set_cancelled(supply.cancelled.value);
    row.set_recovered(supply.recovered.value);
    if (supply.held_elsewhere) row.set_held_elsewhere(supply.held_elsewhere->value);
  }
  for (const ledger::PublicCell& cell : sheet.sums.cells) {
    const ledger::Instrument* instrument = wanted(cell.instrument);
    if (instrument == nullptr) continue;
    if (!asked.province.empty() && asked.province != cell.province) continue;
    v1::ProvinceAggregate& row = *answer->add_provinces();
    row.set_province(cell.province);
    row.set_instrument(instrument->code);
    row.set_held(cell.held.value);
  }
}

Refusal SayTrades(const View& view, const Asked& asked, ledger::Instant before, PublicBoard& board,
                  v1::Aggregates* answer) {
  const ledger::Instant begin = StartOf(asked.trade_day);
  const ledger::Instant end = StartOf(asked.trade_day + days(1));
  answer->set_trade_day(DayText(begin));
  if (end > before) return std::nullopt;  // not published yet
  ledger::Sequence after{}, until{};
  if (Refusal refusal = LastBefore(view, begin, &after)) return refusal;
  if (Refusal refusal = LastBefore(view, end, &until)) return refusal;
  const auto trades = board.TradesOf(
      after, until, [&] { return storage::PublicReader(view.backend.pool).Trades(after, until); });
  if (!trades.ok()) return FromAbsl(trades.status());
  if (*trades == nullptr) return QueueFull(view.backend.limits.read_retry_delay);
  for (const storage::TradeSum& sum : **trades) {
    if (!asked.instrument.empty() && asked.instrument != sum.instrument) continue;
    v1::TradeAggregate& row = *answer->add_trades();
    row.set_instrument(sum.instrument);
    row.set_method(static_cast<v1::TradingMethod>(sum.method));
    row.set_quantity_tco2e(sum.quantity.value);
    row.set_amount_fen(sum.amount.value);
  }
  return std::nullopt;
}

}  // namespace

Refusal SumUp(const View& view, const v1::GetAggregatesRequest& request, PublicBoard& board,
              v1::Aggregates* answer) {
  Published published;
  if (Refusal refusal = FindPublished(view, &published)) return refusal;
  Asked asked;
  if (Refusal refusal = ReadAsked(request, published.before, &asked)) return refusal;
  const auto sheet = board.SheetOf(published.before, published.sequence, [&] {
    return storage::PublicReader(view.backend.pool).Sums(published.sequence);
  });
  if (!sheet.ok()) return FromAbsl(sheet.status());
  if (*sheet == nullptr) return QueueFull(view.backend.limits.read_retry_delay);
  ledger::InstrumentId newest{};
  for (const auto& supply : (*sheet)->sums.supplies) newest = Later(newest, supply.instrument);
  *answer->mutable_published_before() = ToProto((*sheet)->before);
  Say(**sheet, *DirectoryKnowing(view, newest), asked, answer);
  return SayTrades(view, asked, (*sheet)->before, board, answer);
}

}  // namespace registry::server
