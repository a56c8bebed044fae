// Whether a database is the one that takes writes, and what stands in it.
#ifndef STORAGE_PRIMARY_H_
#define STORAGE_PRIMARY_H_

#include "absl/status/status.h"
#include "storage/pool.h"

namespace registry::storage {

// UNAVAILABLE: it cannot be reached, or it is a standby, and every write would be refused.
absl::Status CheckTakesWrites(ReaderPool* pool);

}  // namespace registry::storage

#endif  // STORAGE_PRIMARY_H_
