#include "server/statement.h"

#include <algorithm>
#include <limits>

#include "storage/statement_reader.h"

namespace registry::server {
namespace {

// The first number after `sequence`; after the last one there is, nothing can come.
ledger::Sequence Following(std::int64_t sequence) {
  return ledger::Sequence{std::min(sequence, std::numeric_limits<std::int64_t>::max() - 1) + 1};
}

// A caller with a row scope learns the balances of the account he asked about, not its partners'.
void HidePartnersBalance(const ledger::Posting& posting, ledger::AccountId own,
                         v1::Posting& message) {
  if (posting.transferring.account != own) message.clear_transferring_balance();
  if (posting.acquiring.account != own) message.clear_acquiring_balance();
}

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
  filter.first = Following(after_sequence);
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
    if (view.reach != ledger::Scope::kAll) {
      HidePartnersBalance(row.line.posting, filter.account, *entry.mutable_posting());
    }
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
  filter.first = Following(after_sequence);

  const auto summary = storage::StatementReader(view.backend.pool).Summarize(filter);
  if (!summary.ok()) return FromAbsl(summary.status());
  answer->set_account(request.account());
  answer->set_after_sequence(after_sequence);
  answer->set_as_of_sequence(ledger::Raw(summary->as_of));
  ledger::InstrumentId newest{};
  for (const storage::Turnover& row : summary->rows) {
    newest = Later(newest, row.position.instrument);
  }
  const auto directory = DirectoryKnowing(view, newest);
  for (const storage::Turnover& row : summary->rows) {
    v1::StatementLine& line = *answer->add_lines();
    *line.mutable_position() = ToProto(*directory, row.position);
    line.set_opening_balance(row.opening.value);
    line.set_acquired(row.acquired.value);
    line.set_transferred(row.transferred.value);
    line.set_closing_balance(row.closing.value);
  }
  return std::nullopt;
}

}  // namespace registry::server
