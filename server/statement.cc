#include "server/statement.h"

#include <map>

#include "storage/statement_reader.h"

namespace registry::server {
namespace {

// What came in and went out of one position.
struct Turnover {
  std::int64_t acquired = 0;
  std::int64_t transferred = 0;
};

}  // namespace

Refusal ListAccountPostings(const View& view, const v1::ListPostingsRequest& request,
                            v1::ListPostingsResponse* answer) {
  Shape shape;
  storage::PostingFilter filter;
  filter.account = shape.Account("account", request.account());
  const std::int64_t after_sequence =
      shape.ZeroOrMore("after_sequence", request.after_sequence()).value;
  std::optional<std::string> code;
  if (!request.instrument().empty()) {
    code = shape.InstrumentCode("instrument", request.instrument());
  }
  PageAsked page;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
  if (Refusal refusal = MaySee(view, filter.account)) return refusal;
  if (code) {
    if (Refusal refusal = FindInstrumentId(view, *code, &filter.instrument)) return refusal;
  }
  filter.first = ledger::Sequence{after_sequence + 1};
  filter.last = page.as_of;
  std::optional<storage::PostingPlace> after;
  if (page.after) {
    KeyReader key(*page.after);
    const auto sequence = ledger::Sequence{key.Number()};
    after = storage::PostingPlace{sequence, static_cast<std::int16_t>(key.Number())};
  }
  const auto rows =
      storage::StatementReader(view.backend.pool).ListPostings(filter, after, page.size);
  if (!rows.ok()) return FromAbsl(rows.status());
  ledger::InstrumentId newest{};
  for (const storage::PostingRow& row : rows->rows) {
    newest = Later(newest, row.line.posting.acquiring.instrument);
  }
  const auto directory = DirectoryKnowing(view, newest);
  for (const storage::PostingRow& row : rows->rows) {
    v1::PostingEntry& entry = *answer->add_entries();
    entry.set_sequence(ledger::Raw(row.place.sequence));
    *entry.mutable_record_time() = ToProto(row.recorded_at);
    entry.set_type(static_cast<v1::TransactionType>(row.type));
    *entry.mutable_posting() = ToProto(*directory, row.line);
  }
  std::optional<std::string> key;
  if (rows->next) {
    key = KeyWriter().Number(ledger::Raw(rows->next->sequence)).Number(rows->next->ordinal).bytes();
  }
  answer->set_next_page_token(NextToken(view, request, rows->as_of, std::move(key)));
  answer->set_as_of_sequence(ledger::Raw(rows->as_of));
  return std::nullopt;
}

Refusal MakeStatement(const View& view, const v1::GetStatementRequest& request,
                      v1::Statement* answer) {
  Shape shape;
  storage::PostingFilter filter;
  filter.account = shape.Account("account", request.account());
  const std::int64_t after_sequence =
      shape.ZeroOrMore("after_sequence", request.after_sequence()).value;
  if (!shape.ok()) return Misshapen(shape.violations());
  if (Refusal refusal = MaySee(view, filter.account)) return refusal;
  if (Refusal refusal = ResolveMoment(view, request.as_of(), &filter.last)) return refusal;
  filter.first = ledger::Sequence{after_sequence + 1};

  const storage::StatementReader reader(view.backend.pool);
  std::map<ledger::PositionKey, Turnover> turnovers;
  std::vector<storage::StatementBalance> balances;
  std::optional<storage::StatementPlace> after;
  do {
    auto page = reader.Read(filter, after, storage::kMaxPageSize);
    if (!page.ok()) return FromAbsl(page.status());
    for (const storage::StatementLine& line : page->lines.rows) {
      Turnover& turnover = turnovers[line.position()];
      const std::int64_t quantity = line.posting.line.posting.quantity.value;
      (line.incoming ? turnover.acquired : turnover.transferred) += quantity;
    }
    balances = std::move(page->balances);
    filter.last = page->lines.as_of;
    after = page->lines.next;
  } while (after);

  answer->set_account(request.account());
  answer->set_after_sequence(after_sequence);
  answer->set_as_of_sequence(ledger::Raw(filter.last.value_or(ledger::Sequence{})));
  ledger::InstrumentId newest{};
  for (const storage::StatementBalance& balance : balances) {
    newest = Later(newest, balance.position.instrument);
  }
  const auto directory = DirectoryKnowing(view, newest);
  for (const storage::StatementBalance& balance : balances) {
    v1::StatementLine& line = *answer->add_lines();
    *line.mutable_position() = ToProto(*directory, balance.position);
    line.set_opening_balance(balance.opening.value);
    line.set_acquired(turnovers[balance.position].acquired);
    line.set_transferred(turnovers[balance.position].transferred);
    line.set_closing_balance(balance.closing.value);
  }
  return std::nullopt;
}

}  // namespace registry::server
