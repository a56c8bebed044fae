// How the versions of a fact are read, with who made each (STORAGE_CHANGE_COLUMNS of
// access_statements.h).
#ifndef STORAGE_HISTORY_READ_H_
#define STORAGE_HISTORY_READ_H_

#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "storage/access_reader.h"
#include "storage/fields.h"
#include "storage/snapshot_read.h"

namespace registry::storage {

// A fact with who made it, which stands after `columns` columns of it.
template <typename Fact>
absl::StatusOr<Version<Fact>> ParseVersion(absl::StatusOr<Fact> fact, const pqxx::row& row,
                                           int columns) {
  if (!fact.ok()) return fact.status();
  Fields fields(row);
  fields.Skip(columns);
  Version<Fact> version;
  version.fact = *std::move(fact);
  version.sequence = ledger::Sequence{fields.Int()};
  version.recorded_at = fields.Instant();
  version.participant = fields.As<ledger::ParticipantId>();
  version.person = fields.TextOrEmpty();
  version.approver = fields.TextOrEmpty();
  RETURN_IF_ERROR(fields.Status("who made a version"));
  return version;
}

// The rows of a statement whose last parameters are where it goes on and how many.
template <typename Fact, typename... Key>
absl::StatusOr<History<Fact>> ReadHistory(ReaderPool* pool, const SqlText& statement,
                                          absl::StatusOr<Fact> (*parse)(const pqxx::row&),
                                          int columns, std::optional<ledger::Sequence> after,
                                          int page_size, const Key&... key) {
  return InSnapshot(pool, [&](Tx& tx, const Head& head) -> absl::StatusOr<History<Fact>> {
    History<Fact> page;
    page.as_of = head.sequence;
    const int limit = PageSize(page_size);
    ASSIGN_OR_RETURN(
        const pqxx::result rows,
        tx.Run(statement, key..., ledger::Raw(after.value_or(ledger::Sequence{})), limit));
    for (const pqxx::row& row : rows) {
      ASSIGN_OR_RETURN(Version<Fact> version, ParseVersion(parse(row), row, columns));
      page.rows.push_back(std::move(version));
    }
    if (static_cast<int>(page.rows.size()) == limit) page.next = page.rows.back().sequence;
    return page;
  });
}

}  // namespace registry::storage

#endif  // STORAGE_HISTORY_READ_H_
