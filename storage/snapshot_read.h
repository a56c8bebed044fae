// How a reader reads: one snapshot, one short transaction, on a leased connection.
#ifndef STORAGE_SNAPSHOT_READ_H_
#define STORAGE_SNAPSHOT_READ_H_

#include <algorithm>
#include <optional>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/head.h"
#include "storage/page.h"
#include "storage/pool.h"
#include "storage/statements.h"
#include "storage/status_macros.h"
#include "storage/tx.h"

namespace registry::storage {

// Calls body(tx, head) within a REPEATABLE READ transaction; `head` is of its snapshot. A
// connection that died while it was idle is replaced.
template <typename Body>
std::invoke_result_t<Body, Tx&, const Head&> InSnapshot(ReaderPool* pool, Body body) {
  for (;;) {
    ASSIGN_OR_RETURN(ReaderPool::Lease lease, pool->Acquire());
    Tx tx(*lease);
    const absl::StatusOr<pqxx::result> begun = tx.Begin(kBeginRead);
    if (!begun.ok()) {
      if (lease->broken() && !lease.fresh()) continue;
      return begun.status();
    }
    ASSIGN_OR_RETURN(const Head head, ParseHead(*begun));
    return body(tx, head);
  }
}

// What a listing is as of: what its caller says, or the snapshot's end.
inline absl::StatusOr<ledger::Sequence> AsOf(std::optional<ledger::Sequence> as_of,
                                             const Head& head) {
  if (!as_of.has_value()) return head.sequence;
  if (*as_of > head.sequence) {
    return absl::OutOfRangeError("as of a sequence that the journal has not reached");
  }
  return *as_of;
}

inline int PageSize(int asked) { return std::clamp(asked, 1, kMaxPageSize); }

}  // namespace registry::storage

#endif  // STORAGE_SNAPSHOT_READ_H_
