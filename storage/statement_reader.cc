#include "storage/statement_reader.h"

#include <algorithm>
#include <limits>

#include "storage/array_parameter.h"
#include "storage/fields.h"
#include "storage/snapshot_read.h"

namespace registry::storage {
namespace {

using ledger::Raw;

struct Balance {
  ledger::PositionKey position;
  ledger::Quantity balance;
};

// The account's positions that the filter takes in, with their balances as of a sequence; zero for
// those that did not exist yet.
absl::StatusOr<std::vector<Balance>> ReadBalances(Tx& tx, const PostingFilter& filter,
                                                  std::int64_t as_of) {
  std::vector<Balance> balances;
  const std::int64_t account = Raw(filter.account);
  if (account < 0 || account >= ledger::kMaxAccountId) return balances;
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kReadAccountBalances, account, as_of));
  for (const pqxx::row& row : rows) {
    Fields fields(row);
    const ledger::PositionKey key = ledger::Unpack(ledger::PositionId{fields.Int()});
    const ledger::Quantity balance{fields.OptionalInt().value_or(0)};
    RETURN_IF_ERROR(fields.Status("position"));
    if (filter.instrument.has_value() && key.instrument != *filter.instrument) continue;
    if (filter.bucket.has_value() && key.bucket != *filter.bucket) continue;
    balances.push_back({key, balance});
  }
  return balances;
}

// The balance before the first sequence and the one after the last, by position.
struct Span {
  std::vector<Balance> opening;
  std::vector<Balance> closing;
};

absl::StatusOr<Span> ReadSpan(Tx& tx, const PostingFilter& filter, std::int64_t last) {
  Span span;
  ASSIGN_OR_RETURN(span.closing, ReadBalances(tx, filter, last));
  ASSIGN_OR_RETURN(span.opening, ReadBalances(tx, filter, std::min(Raw(filter.first) - 1, last)));
  return span;
}

pqxx::binarystring IdsOf(const std::vector<Balance>& balances) {
  ArrayParameter ids{ArrayParameter::kInt8};
  for (const Balance& balance : balances) ids.AddInt(Raw(ledger::Pack(balance.position)));
  return ids.Take();
}

PostingRow ParsePosting(Fields& fields) {
  PostingRow row;
  row.place.sequence = ledger::Sequence{fields.Int()};
  row.place.ordinal = fields.As<std::int16_t>();
  row.line.posting.transferring = ledger::Unpack(ledger::PositionId{fields.Int()});
  row.line.posting.acquiring = ledger::Unpack(ledger::PositionId{fields.Int()});
  row.line.posting.quantity.value = fields.Int();
  row.line.transferring_balance.value = fields.Int();
  row.line.acquiring_balance.value = fields.Int();
  row.recorded_at = fields.Instant();
  row.type = fields.As<ledger::CommandType>();
  row.document_number = fields.TextOrEmpty();
  row.trade_id = fields.TextOrEmpty();
  row.period = fields.TextOrEmpty();
  return row;
}

}  // namespace

absl::StatusOr<PostingPage> StatementReader::ListPostings(const PostingFilter& filter,
                                                          std::optional<PostingPlace> after,
                                                          int page_size) const {
  return InSnapshot(pool_, [&](Tx& tx, const Head& head) -> absl::StatusOr<PostingPage> {
    PostingPage page;
    ASSIGN_OR_RETURN(page.as_of, AsOf(filter.last, head));
    ASSIGN_OR_RETURN(const auto balances, ReadBalances(tx, filter, Raw(page.as_of)));
    const int limit = PageSize(page_size);
    const PostingPlace from = after.value_or(PostingPlace());
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Run(kListPostings, IdsOf(balances), Raw(filter.first), Raw(page.as_of),
                            Raw(from.sequence), int{from.ordinal}, limit));
    for (const pqxx::row& row : rows) {
      Fields fields(row);
      page.rows.push_back(ParsePosting(fields));
      RETURN_IF_ERROR(fields.Status("posting"));
    }
    if (static_cast<int>(page.rows.size()) == limit) page.next = page.rows.back().place;
    return page;
  });
}

absl::StatusOr<Statement> StatementReader::Read(const PostingFilter& filter,
                                                std::optional<StatementPlace> after,
                                                int page_size) const {
  return InSnapshot(pool_, [&](Tx& tx, const Head& head) -> absl::StatusOr<Statement> {
    Statement statement;
    ASSIGN_OR_RETURN(statement.lines.as_of, AsOf(filter.last, head));
    const std::int64_t last = Raw(statement.lines.as_of);
    ASSIGN_OR_RETURN(const Span span, ReadSpan(tx, filter, last));
    for (std::size_t i = 0; i < span.closing.size(); ++i) {
      statement.balances.push_back(
          {span.closing[i].position, span.opening[i].balance, span.closing[i].balance});
    }
    const int limit = PageSize(page_size);
    const StatementPlace from = after.value_or(StatementPlace());
    const int side = !after.has_value() ? -1 : from.incoming ? 1 : 0;
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Run(kReadStatement, IdsOf(span.closing), Raw(filter.first), last,
                            Raw(from.posting.sequence), int{from.posting.ordinal}, side, limit));
    for (const pqxx::row& row : rows) {
      Fields fields(row);
      StatementLine line;
      line.incoming = fields.Int() == 1;
      line.posting = ParsePosting(fields);
      RETURN_IF_ERROR(fields.Status("posting"));
      statement.lines.rows.push_back(std::move(line));
    }
    if (static_cast<int>(statement.lines.rows.size()) == limit) {
      const StatementLine& end = statement.lines.rows.back();
      statement.lines.next = StatementPlace{end.posting.place, end.incoming};
    }
    return statement;
  });
}

absl::StatusOr<Summary> StatementReader::Summarize(const PostingFilter& filter) const {
  return InSnapshot(pool_, [&](Tx& tx, const Head& head) -> absl::StatusOr<Summary> {
    Summary summary;
    ASSIGN_OR_RETURN(summary.as_of, AsOf(filter.last, head));
    const std::int64_t last = Raw(summary.as_of);
    ASSIGN_OR_RETURN(const Span span, ReadSpan(tx, filter, last));
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Run(kSumTurnovers, IdsOf(span.closing), Raw(filter.first), last));
    if (static_cast<std::size_t>(rows.size()) != span.closing.size()) {
      return absl::InternalError("a position without a turnover");
    }
    for (std::size_t i = 0; i < span.closing.size(); ++i) {
      const pqxx::row row = rows[static_cast<pqxx::result::size_type>(i)];
      Fields fields(row);
      fields.Skip(1);  // unnest keeps the order
      Turnover turnover;
      turnover.position = span.closing[i].position;
      turnover.opening = span.opening[i].balance;
      turnover.acquired.value = fields.Int();
      turnover.transferred.value = fields.Int();
      turnover.closing = span.closing[i].balance;
      RETURN_IF_ERROR(fields.Status("turnover"));
      summary.rows.push_back(turnover);
    }
    return summary;
  });
}

}  // namespace registry::storage
