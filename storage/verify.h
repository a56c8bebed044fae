// What every start recomputes: the leaves and roots of the journal's last batches.
#ifndef STORAGE_VERIFY_H_
#define STORAGE_VERIFY_H_

#include <cstdint>

#include "absl/status/status.h"
#include "storage/tx.h"

namespace registry::storage {

// From the record bytes and salts of the last batches: leaf hashes, contiguous numbers, and each
// batch's root. The tree before them is taken from the frontier that their predecessor stored.
// DATA_LOSS names the record or batch that does not follow.
absl::Status VerifyLastBatches(Tx& tx, std::int64_t batches);

}  // namespace registry::storage

#endif  // STORAGE_VERIFY_H_
