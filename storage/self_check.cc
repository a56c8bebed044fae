#include "storage/self_check.h"

#include "storage/check_state.h"
#include "storage/fields.h"

namespace registry::storage {
namespace {

// The head at the start, and the codes by which findings name instruments.
absl::Status Begin(CheckState& state) {
  return state.InPage([&state](Tx& tx, const Head& head) -> absl::Status {
    state.records = head.records;
    state.sequence = ledger::Raw(head.sequence);
    state.summary.records = head.records;
    state.summary.as_of = head.sequence;
    state.summary.root = head.root;
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kReadInstruments));
    for (const pqxx::row& row : rows) {
      Fields fields(row);
      const ledger::InstrumentId id = fields.As<ledger::InstrumentId>();
      state.instruments[id] = fields.Text();
      RETURN_IF_ERROR(fields.Status("instrument"));
    }
    return absl::OkStatus();
  });
}

}  // namespace

absl::StatusOr<CheckSummary> SelfCheck(ReaderPool* pool, const CheckOptions& options,
                                       const std::function<bool(const CheckProgress&)>& progress,
                                       const std::function<bool(const CheckFinding&)>& finding) {
  CheckState state;
  state.pool = pool;
  state.options = options;
  state.progress = progress;
  state.finding = finding;
  absl::Status status = Begin(state);
  if (status.ok()) status = CheckRecords(state);
  if (status.ok()) status = CheckBalances(state);
  if (status.ok()) status = CheckFacts(state);
  if (!status.ok() && !absl::IsAborted(status)) return status;
  RETURN_IF_ERROR(state.Flush());
  return state.summary;
}

}  // namespace registry::storage
