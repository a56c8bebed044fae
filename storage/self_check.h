// The registry proves itself: everything that can be recomputed is recomputed from the journal and
// compared. As of the head at its start; runs beside traffic in transactions of less than two
// seconds.
//
// Phases, in order:
//   records    numbers free of gaps; every leaf hash from bytes and salt; bytes agree with the
//              columns, the request, the postings and the trade of the decision; every batch
//              follows the one before, its root is that of all leaves up to it; the running
//              balances continue each other along every position; every answer to a proposal is
//              by another person and takes or gives back all that waits, and what lies aside is
//              what open proposals reserved and transfers at will wait with; FROZEN holds no more
//              than freezes ask for, PLEDGED what pledges are for, and what arrived under a freeze
//              was taken right after it
//   balances   every balance is the fold of its postings
//   supply     of each instrument the balances add up to zero: what was issued is held,
//              surrendered, offset, cancelled or recovered
//   facts      every version of accounts, caps (issued, reserved), obligations (surrendered,
//              completed, uncollected), participants, certificates, persons, policies, calendars,
//              proposals, instruments, periods, clock, freezes, staff, trusted accounts and
//              transfers at will is what the records made of it, and there is no trade and no
//              request that no record has
// Not read: the holders' names, which are kept apart and may be erased.
#ifndef STORAGE_SELF_CHECK_H_
#define STORAGE_SELF_CHECK_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "ledger/position.h"
#include "storage/pool.h"

namespace registry::storage {

struct CheckProgress {
  std::string phase;
  std::int64_t done = 0;
  std::int64_t total = 0;
};

struct CheckFinding {
  std::string text;  // a sentence with both figures
  std::optional<ledger::PositionKey> position;
  std::optional<std::int64_t> record_number;
  std::optional<std::int64_t> sequence;
  std::string expected;  // by the recomputation
  std::string found;     // in the database
};

struct CheckSummary {
  std::int64_t records = 0;
  std::int64_t postings = 0;
  std::int64_t positions = 0;
  std::int64_t findings = 0;
  ledger::Sequence as_of{};
  ledger::Digest root{};
};

struct CheckOptions {
  int page_records = 5'000;
  std::int64_t max_findings = 1'000;  // then it stops: the book is broken enough
};

// Calls back on the calling thread; either returns false to stop (CANCELLED). UNAVAILABLE when the
// database cannot be asked.
absl::StatusOr<CheckSummary> SelfCheck(ReaderPool* pool, const CheckOptions& options,
                                       const std::function<bool(const CheckProgress&)>& progress,
                                       const std::function<bool(const CheckFinding&)>& finding);

}  // namespace registry::storage

#endif  // STORAGE_SELF_CHECK_H_
