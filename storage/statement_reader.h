// Postings of an account, and its statement: each movement with the running balance after it.
#ifndef STORAGE_STATEMENT_READER_H_
#define STORAGE_STATEMENT_READER_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/command.h"
#include "ledger/posting.h"
#include "storage/page.h"
#include "storage/pool.h"

namespace registry::storage {

struct PostingPlace {
  ledger::Sequence sequence{};
  std::int16_t ordinal = 0;  // from 1 within a transaction
  auto operator<=>(const PostingPlace&) const = default;
};

// A posting with what its transaction's header says.
struct PostingRow {
  PostingPlace place;
  ledger::PostedLine line;
  ledger::Instant recorded_at;
  ledger::CommandType type{};
  std::string document_number;  // empty when there is none; so are the next two
  std::string trade_id;
  std::string period;
};

// What is absent does not filter.
struct PostingFilter {
  ledger::AccountId account{};  // on either side
  std::optional<ledger::InstrumentId> instrument;
  std::optional<ledger::Bucket> bucket;
  ledger::Sequence first{1};             // inclusive
  std::optional<ledger::Sequence> last;  // inclusive; absent: now
};

// One posting as one of the account's positions saw it. A move between two positions of one account
// is two lines.
struct StatementLine {
  PostingRow posting;
  bool incoming = false;  // the position is the acquiring one
  const ledger::PositionKey& position() const {
    return incoming ? posting.line.posting.acquiring : posting.line.posting.transferring;
  }
  const ledger::PositionKey& other_side() const {
    return incoming ? posting.line.posting.transferring : posting.line.posting.acquiring;
  }
  ledger::Quantity balance() const {
    return incoming ? posting.line.acquiring_balance : posting.line.transferring_balance;
  }
};

struct StatementPlace {
  PostingPlace posting;
  bool incoming = false;
  auto operator<=>(const StatementPlace&) const = default;
};

struct StatementBalance {
  ledger::PositionKey position;
  ledger::Quantity opening;  // before the first sequence
  ledger::Quantity closing;  // after the last sequence
};

struct Statement {
  std::vector<StatementBalance>
      balances;  // of every position that the filter takes in, by position
  Page<StatementLine, StatementPlace> lines;  // as_of is the last sequence of the statement
};

// What a position did over a statement's span: closing = opening + acquired - transferred.
struct Turnover {
  ledger::PositionKey position;
  ledger::Quantity opening;
  ledger::Quantity acquired;
  ledger::Quantity transferred;
  ledger::Quantity closing;
};

struct Summary {
  std::vector<Turnover> rows;  // by position
  ledger::Sequence as_of{};    // the last sequence of the span
};

using PostingPage = Page<PostingRow, PostingPlace>;

// UNAVAILABLE when the database cannot be asked; OUT_OF_RANGE when `last` lies beyond the journal's
// end. Thread safe.
class StatementReader {
 public:
  explicit StatementReader(ReaderPool* pool) : pool_(pool) {}

  // By place, each posting once. For the next page set filter.last to the first page's as_of.
  absl::StatusOr<PostingPage> ListPostings(const PostingFilter& filter,
                                           std::optional<PostingPlace> after, int page_size) const;
  absl::StatusOr<Statement> Read(const PostingFilter& filter, std::optional<StatementPlace> after,
                                 int page_size) const;
  // The statement without its lines. Reads every posting of the span: a second for a million.
  absl::StatusOr<Summary> Summarize(const PostingFilter& filter) const;

 private:
  ReaderPool* pool_;
};

}  // namespace registry::storage

#endif  // STORAGE_STATEMENT_READER_H_
