#include "server/public_service.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "ledger/publication.h"
#include "server/read.h"
#include "storage/account_reader.h"
#include "storage/journal_reader.h"
#include "storage/public_reader.h"

namespace registry::server {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// China keeps one time, without summer time since 1991.
constexpr std::chrono::hours kBeijing{8};

std::string DayText(ledger::Instant instant) {
  const std::chrono::sys_time<microseconds> local(microseconds(instant.micros) + kBeijing);
  const year_month_day day(std::chrono::floor<days>(local));
  return absl::StrFormat("%04d-%02d-%02d", static_cast<int>(day.year()),
                         static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

ledger::Instant StartOf(sys_days day) {
  return {microseconds(day.time_since_epoch() - kBeijing).count()};
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

// A moment up to which everything is public, and the last transaction before it.
struct Published {
  ledger::Instant before;
  ledger::Sequence sequence{};
};

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

// ---- Events

struct Parties {
  std::optional<ledger::AccountId> holder, receiver;
  std::string document_number;
};

Parties PartiesOf(const storage::PublishedTransaction& transaction) {
  Parties parties;
  if (!transaction.postings.empty()) {
    parties.holder = transaction.postings.front().posting.transferring.account;
    parties.receiver = transaction.postings.front().posting.acquiring.account;
  }
  std::visit(
      [&]<typename C>(const C& command) {
        if constexpr (std::is_same_v<C, ledger::Succeed>) {
          parties.holder = command.predecessor;
          parties.receiver = command.successor;
        }
        if constexpr (requires { command.document.number; }) {
          parties.document_number = command.document.number;
        }
      },
      transaction.command);
  return parties;
}

// The holder's code where the law has it published; empty otherwise.
Refusal CodeOf(const View& view, std::optional<ledger::AccountId> account, std::string* code) {
  if (!account) return std::nullopt;
  const auto found = storage::AccountReader(view.backend.pool).Find(*account);
  if (!found.ok()) return FromAbsl(found.status());
  if (*found && ledger::MayBeNamed((*found)->kind)) *code = (*found)->social_credit_code;
  return std::nullopt;
}

Refusal Publish(const View& view, const Directory& directory,
                const storage::PublishedTransaction& transaction, v1::Publication* publication) {
  const ledger::Publication& row = ledger::PublicationOf(transaction.command);
  const Parties parties = PartiesOf(transaction);
  publication->set_kind(static_cast<v1::PublicationKind>(row.kind));
  publication->set_day(DayText(transaction.recorded_at));
  publication->set_source(std::string(row.source));
  if (row.says_document) publication->set_document_number(parties.document_number);
  if (row.names_holder) {
    if (Refusal refusal = CodeOf(view, parties.holder, publication->mutable_holder())) {
      return refusal;
    }
  }
  if (row.names_receiver) {
    if (Refusal refusal = CodeOf(view, parties.receiver, publication->mutable_receiver())) {
      return refusal;
    }
  }
  if (!row.says_quantities) return std::nullopt;
  std::map<ledger::InstrumentId, std::int64_t> sums;
  for (const ledger::PostedLine& line : transaction.postings) {
    sums[line.posting.transferring.instrument] += line.posting.quantity.value;
  }
  for (const auto& [instrument, quantity] : sums) {
    const ledger::Instrument* known = directory.FindInstrument(instrument);
    if (known == nullptr) continue;
    v1::PublishedQuantity& said = *publication->add_quantities();
    said.set_instrument(known->code);
    said.set_quantity(quantity);
  }
  return std::nullopt;
}

ledger::InstrumentId NewestOf(const storage::PublishedPage& page) {
  ledger::InstrumentId newest{};
  for (const storage::PublishedTransaction& row : page.rows) {
    for (const ledger::PostedLine& line : row.postings) {
      newest = Later(newest, line.posting.transferring.instrument);
    }
  }
  return newest;
}

Refusal ListEvents(const View& view, const v1::ListPublicationsRequest& request,
                   v1::ListPublicationsResponse* answer) {
  Shape shape;
  if (!v1::PublicationKind_IsValid(request.kind())) shape.Violate("kind", "is not one of them");
  PageAsked page;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
  Published published;
  ledger::Sequence after{};
  if (page.after) {
    KeyReader key(*page.after);
    after = ledger::Sequence{key.Number()};
    published = {{key.Number()}, page.as_of.value_or(ledger::Sequence{})};
  } else if (Refusal refusal = FindPublished(view, &published)) {
    return refusal;
  }
  const auto rows =
      storage::PublicReader(view.backend.pool).List(after, published.sequence, page.size);
  if (!rows.ok()) return FromAbsl(rows.status());
  const auto directory = DirectoryKnowing(view, NewestOf(*rows));
  for (const storage::PublishedTransaction& row : rows->rows) {
    const auto kind = static_cast<v1::PublicationKind>(ledger::PublicationOf(row.command).kind);
    if (request.kind() != v1::PUBLICATION_KIND_UNSPECIFIED && kind != request.kind()) continue;
    if (Refusal refusal = Publish(view, *directory, row, answer->add_publications())) {
      return refusal;
    }
  }
  std::optional<std::string> key;
  if (rows->next) {
    key = KeyWriter().Number(ledger::Raw(*rows->next)).Number(published.before.micros).bytes();
  }
  answer->set_next_page_token(NextToken(view, request, published.sequence, std::move(key)));
  *answer->mutable_published_before() = ToProto(published.before);
  return std::nullopt;
}

// ---- Sums

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
  const std::chrono::sys_time<microseconds> end(microseconds(before.micros) + kBeijing);
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

}  // namespace

Reactor* PublicService::ListPublications(CallContext* context, const Bytes* request,
                                         Bytes* response) {
  return Read<v1::ListPublicationsRequest, v1::ListPublicationsResponse>(
      backend_, "PublicService/ListPublications", ledger::Read::kPublic, context, request, response,
      ListEvents);
}

Reactor* PublicService::GetAggregates(CallContext* context, const Bytes* request, Bytes* response) {
  const auto work = [board = board_](const View& view, const v1::GetAggregatesRequest& asked,
                                     v1::Aggregates* answer) {
    return SumUp(view, asked, *board, answer);
  };
  return Read<v1::GetAggregatesRequest, v1::Aggregates>(backend_, "PublicService/GetAggregates",
                                                        ledger::Read::kPublic, context, request,
                                                        response, work);
}

}  // namespace registry::server
