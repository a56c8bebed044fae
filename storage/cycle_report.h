// Figures of a compliance cycle, each one query over the journal (cycle_statements.h). The same
// text is what `--explain` shows.
#ifndef STORAGE_CYCLE_REPORT_H_
#define STORAGE_CYCLE_REPORT_H_

#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/ids.h"
#include "storage/pool.h"

namespace registry::storage {

// What a figure may depend on: every query takes these four, in this order, as $1 to $4.
struct CycleParameters {
  std::string period;         // $1, such as "2019-20"
  std::string instrument;     // $2, such as "CEA1920"
  ledger::Instant deadline;   // $3, an arrival at it is in time
  ledger::Instant milestone;  // $4, 15 December 2021 17:00 in Beijing
};

struct CycleStatement {
  std::string key;  // "units_with_obligation"; stable, for programs
  std::string sql;
};
std::span<const CycleStatement> CycleStatements();

// Every row as text, with the names of the columns: one row of one value, or rows of a group and
// its value.
struct CycleFigure {
  std::string key;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

struct CycleReport {
  ledger::Sequence as_of{};          // the snapshot's last transaction
  std::vector<CycleFigure> figures;  // in the order of CycleStatements
};

// All figures of one snapshot.
absl::StatusOr<CycleReport> ReadCycle(ReaderPool* pool, const CycleParameters& parameters);

}  // namespace registry::storage

#endif  // STORAGE_CYCLE_REPORT_H_
