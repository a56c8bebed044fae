#include "storage/primary.h"

#include <string>

#include "storage/snapshot_read.h"

namespace registry::storage {

absl::Status CheckTakesWrites(ReaderPool* pool) {
  return InSnapshot(pool, [](Tx& tx, const Head&) -> absl::Status {
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.RunOnce(kReadOnReplica));
    if (std::string(rows[0][0].c_str()) == "f") return absl::OkStatus();
    return absl::UnavailableError("the database for writing is a standby");
  });
}

}  // namespace registry::storage
