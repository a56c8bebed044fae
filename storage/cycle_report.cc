#include "storage/cycle_report.h"

#include <utility>

#include "storage/cycle_statements.h"
#include "storage/snapshot_read.h"

namespace registry::storage {

std::span<const CycleStatement> CycleStatements() {
  static const std::vector<CycleStatement> kStatements = [] {
    std::vector<CycleStatement> statements;
    for (const CycleQuery& query : kCycleQueries) {
      std::string sql(kCycleParameters);
      for (const std::string_view part : query.parts) sql += part;
      statements.push_back({std::string(query.key), sql + "\n" + std::string(query.select)});
    }
    return statements;
  }();
  return kStatements;
}

absl::StatusOr<CycleReport> ReadCycle(ReaderPool* pool, const CycleParameters& parameters) {
  return InSnapshot(pool, [&](Tx& tx, const Head& head) -> absl::StatusOr<CycleReport> {
    RETURN_IF_ERROR(tx.RunOnce(kAllowCycleReport).status());
    CycleReport report{head.sequence, {}};
    for (const CycleStatement& statement : CycleStatements()) {
      ASSIGN_OR_RETURN(const pqxx::result rows,
                       tx.RunOnce({statement.key.c_str(), statement.sql.c_str()}, parameters.period,
                                  parameters.instrument, parameters.deadline.micros,
                                  parameters.milestone.micros));
      CycleFigure& figure = report.figures.emplace_back();
      figure.key = statement.key;
      for (pqxx::row::size_type i = 0; i < rows.columns(); ++i) {
        figure.columns.emplace_back(rows.column_name(i));
      }
      for (const pqxx::row& row : rows) {
        std::vector<std::string>& values = figure.rows.emplace_back();
        for (const pqxx::field& field : row) values.emplace_back(field.c_str());
      }
    }
    return report;
  });
}

}  // namespace registry::storage
