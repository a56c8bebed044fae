// Part of TrailReader: decisions of the journal as lines of the trail.
#ifndef STORAGE_TRAIL_DECISION_H_
#define STORAGE_TRAIL_DECISION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/trail_reader.h"
#include "storage/tx.h"

namespace registry::storage {

// `rows`: STORAGE_TRACE_COLUMNS. A line's subject is the one that was `asked` for, if the decision
// has it among others. DATA_LOSS when a record does not parse.
absl::StatusOr<std::vector<TrailLine>> DecisionLines(Tx& tx, const pqxx::result& rows,
                                                     const std::string& asked);

}  // namespace registry::storage

#endif  // STORAGE_TRAIL_DECISION_H_
