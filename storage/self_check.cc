#include "storage/self_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/account_number.h"
#include "storage/check_state.h"
#include "storage/snapshot_read.h"

namespace registry::storage {

absl::Status CheckState::Report(CheckFinding found) {
  ++summary.findings;
  if (!finding(found)) return absl::CancelledError("stopped by the caller");
  if (summary.findings >= options.max_findings) return absl::AbortedError("findings enough");
  return absl::OkStatus();
}

absl::Status CheckState::Report(std::string text, std::string expected, std::string found) {
  CheckFinding report;
  report.text = absl::StrCat(text, ": expected ", expected, ", found ", found);
  report.expected = std::move(expected);
  report.found = std::move(found);
  return Report(std::move(report));
}

absl::Status CheckState::Tell(const char* phase, std::int64_t done, std::int64_t total) const {
  if (progress({phase, std::min(done, total), total})) return absl::OkStatus();
  return absl::CancelledError("stopped by the caller");
}

std::string NameOf(const ledger::PositionKey& key) {
  return absl::StrCat("account ", ledger::FormatAccountNumber(key.account), ", instrument ",
                      ledger::Raw(key.instrument), ", ", std::string(ledger::BucketName(key.bucket)));
}

std::string Decimal(Int128 value) {
  const bool negative = value < 0;
  std::string digits;
  do {
    const int digit = static_cast<int>(value % 10);
    digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
    value /= 10;
  } while (value != 0);
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

absl::StatusOr<CheckSummary> SelfCheck(ReaderPool* pool, const CheckOptions& options,
                                       const std::function<bool(const CheckProgress&)>& progress,
                                       const std::function<bool(const CheckFinding&)>& finding) {
  CheckState state;
  state.pool = pool;
  state.options = options;
  state.progress = progress;
  state.finding = finding;
  ASSIGN_OR_RETURN(const Head head, InSnapshot(pool, [](Tx&, const Head& now) -> absl::StatusOr<Head> {
                     return now;
                   }));
  state.records = head.records;
  state.sequence = ledger::Raw(head.sequence);
  state.summary.records = head.records;
  state.summary.as_of = head.sequence;
  state.summary.root = head.root;

  absl::Status status = CheckRecords(state);
  if (status.ok()) status = CheckBalances(state);
  if (status.ok()) status = CheckFacts(state);
  if (!status.ok() && !absl::IsAborted(status)) return status;
  return state.summary;
}

}  // namespace registry::storage
