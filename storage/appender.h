// Writes a decided batch: one call of registry.append_batch, then one INSERT for each kind of fact.
#ifndef STORAGE_APPENDER_H_
#define STORAGE_APPENDER_H_

#include <string>

#include "absl/status/status.h"
#include "storage/batch.h"
#include "storage/tx.h"

namespace registry::storage {

// Within a transaction that holds the lock; the batch has at least one record. An error that is the
// batch's own fault without PostgreSQL saying so (a NUL in a text, a count that is not what was
// meant) is INTERNAL and leaves the transaction unpoisoned: roll it back.
absl::Status AppendBatch(Tx& tx, const Batch& batch, const std::string& server_name);

}  // namespace registry::storage

#endif  // STORAGE_APPENDER_H_
