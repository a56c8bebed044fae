// Writes a decided batch: one call of registry.append_batch, then one INSERT for each kind of fact.
#ifndef STORAGE_APPENDER_H_
#define STORAGE_APPENDER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/batch.h"
#include "storage/tx.h"

namespace registry::storage {

// Within a transaction that holds the lock; the batch has at least one record. An error that is the
// batch's own fault without PostgreSQL saying so (a NUL in a text, a count that is not what was
// meant) is INTERNAL and leaves the transaction unpoisoned: roll it back.
absl::Status AppendBatch(Tx& tx, const Batch& batch, const std::string& server_name);

// What became of a batch that was sent without the lock.
struct AppendedAlone {
  CommitOutcome outcome = CommitOutcome::kRefused;
  bool at_head = false;   // of kCommitted: false, and nothing was written, if the head was another
                          // one, the lock was held, or recorded_at did not fit PostgreSQL's clock
  ledger::Instant clock;  // PostgreSQL's, of at_head
};

// In a Tx that has not begun: the lock, the comparison of the head with the one that the batch was
// decided at, the append and the commit, in one round trip. For a batch without facts. INTERNAL as
// above, with nothing sent.
absl::StatusOr<AppendedAlone> AppendAtExpectedHead(Tx& tx, const Batch& batch,
                                                   const std::string& server_name);

}  // namespace registry::storage

#endif  // STORAGE_APPENDER_H_
