#include "storage/cycle_report.h"

#include <utility>

#include "storage/cycle_statements.h"
#include "storage/snapshot_read.h"

namespace registry::storage {

std::span<const CycleStatement> CycleStatements() { return kCycleStatements; }

absl::StatusOr<std::vector<CycleFigure>> ReadCycle(ReaderPool* pool,
                                                   const CycleParameters& parameters) {
  using Result = absl::StatusOr<std::vector<CycleFigure>>;
  return InSnapshot(pool, [&](Tx& tx, const Head&) -> Result {
    std::vector<CycleFigure> figures;
    for (const CycleStatement& statement : kCycleStatements) {
      ASSIGN_OR_RETURN(
          const pqxx::result rows,
          tx.RunOnce({statement.key.data(), statement.sql.data()}, parameters.period,
                     parameters.instrument, parameters.deadline.micros,
                     parameters.milestone.micros));
      CycleFigure& figure = figures.emplace_back();
      figure.key = statement.key;
      for (pqxx::row::size_type i = 0; i < rows.columns(); ++i) {
        figure.columns.emplace_back(rows.column_name(i));
      }
      for (const pqxx::row& row : rows) {
        std::vector<std::string>& values = figure.rows.emplace_back();
        for (const pqxx::field& field : row) values.emplace_back(field.c_str());
      }
    }
    return figures;
  });
}

}  // namespace registry::storage
