// Reads the journal's head from a row of kReadHead.
#ifndef STORAGE_HEAD_H_
#define STORAGE_HEAD_H_

#include <pqxx/result>

#include "absl/status/statusor.h"
#include "ledger/fact.h"
#include "storage/journal.h"

namespace registry::storage {

// `clock` is PostgreSQL's; see AdoptClock.
absl::StatusOr<Head> ParseHead(const pqxx::result& rows);

// In replay the registry's clock is the replay instant.
void AdoptClock(const ledger::Clock& clock, bool book_open, Head& head);

// Whether two heads are the same end of the same journal.
bool SameEnd(const Head& a, const Head& b);

}  // namespace registry::storage

#endif  // STORAGE_HEAD_H_
