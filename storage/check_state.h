// Part of the self-check: what its phases share. The records phase reads the journal once, in
// order, and leaves behind what it says of positions and facts; the later phases compare that with
// the tables.
#ifndef STORAGE_CHECK_STATE_H_
#define STORAGE_CHECK_STATE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ledger/position.h"
#include "storage/expected_facts.h"
#include "storage/self_check.h"
#include "storage/snapshot_read.h"

namespace registry::storage {

// Wide enough for the sum of as many tampered figures as a book can hold.
__extension__ typedef __int128 Int128;

// What the postings up to the head say of one position.
struct FoldedPosition {
  Int128 fold = 0;           // the sum of what went in and out
  std::int64_t running = 0;  // the running balance of its last posting, as stored
  bool has_row = false;      // set by the balances phase
};

// A value in the words of a finding.
std::string Show(std::string_view value);
std::string Show(std::int64_t value);
std::string Show(Int128 value);
std::string Show(std::optional<std::int64_t> value);  // "none"
std::string Show(const ledger::Digest& value);
std::string Show(const ledger::RequestId& value);

struct CheckState {
  ReaderPool* pool = nullptr;
  CheckOptions options;
  std::function<bool(const CheckProgress&)> progress;
  std::function<bool(const CheckFinding&)> finding;

  std::int64_t records = 0;                                 // of the head at the start
  std::int64_t sequence = 0;                                // of the same
  std::map<ledger::InstrumentId, std::string> instruments;  // codes, for findings

  std::unordered_map<std::int64_t, FoldedPosition> positions;  // by position id
  ExpectedFacts facts;
  std::int64_t trades = 0;
  CheckSummary summary;

  // Calls body(tx, head of its snapshot) in a transaction of its own and hands out what it found
  // when the transaction is over: a slow listener must not keep a snapshot open.
  template <typename Body>
  absl::Status InPage(Body body) {
    absl::Status status =
        InSnapshot(pool, [&](Tx& tx, const Head& head) -> absl::Status { return body(tx, head); });
    if (absl::Status flushed = Flush(); !flushed.ok()) return flushed;
    return status;
  }

  // ABORTED when there are findings enough. Completes text by both figures.
  absl::Status Report(CheckFinding found);
  // A finding unless the two are equal. `what` is a text, or makes one.
  template <typename Expected, typename Found, typename What>
  absl::Status Compare(const What& what, const Expected& expected, const Found& found,
                       std::optional<std::int64_t> record = std::nullopt,
                       std::optional<std::int64_t> at_sequence = std::nullopt) {
    if (expected == found) return absl::OkStatus();
    CheckFinding report;
    if constexpr (std::is_invocable_v<What>)
      report.text = what();
    else
      report.text = what;
    report.record_number = record;
    report.sequence = at_sequence;
    report.expected = Show(expected);
    report.found = Show(found);
    return Report(std::move(report));
  }
  // Between transactions: hands out what was found, and how far the phase is. CANCELLED when the
  // caller wants no more.
  absl::Status Tell(const char* phase, std::int64_t done, std::int64_t total);
  absl::Status Flush();

  // "account 00001002-61, instrument CEA1920, REGISTERED"
  std::string NameOf(const ledger::PositionKey& key) const;
  bool MayBeBelowZero(ledger::AccountId account) const;

 private:
  std::vector<CheckFinding> pending_;  // of the present transaction
};

// The phases. An error is one of Report's or Tell's, or the database's.
absl::Status CheckRecords(CheckState& state);
absl::Status CheckBalances(CheckState& state);
absl::Status CheckFacts(CheckState& state);

}  // namespace registry::storage

#endif  // STORAGE_CHECK_STATE_H_
