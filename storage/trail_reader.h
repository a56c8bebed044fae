// The trail as the auditor reads it: rows of the trail and decisions of the journal in one list, by
// time. A page goes on where the one before it ended, in both.
#ifndef STORAGE_TRAIL_READER_H_
#define STORAGE_TRAIL_READER_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/ids.h"
#include "storage/pool.h"
#include "storage/trail_row.h"

namespace registry::storage {

// What is absent or empty does not filter.
struct TrailFilter {
  std::optional<ledger::AccountId> account;  // on either side
  std::string person;
  std::string participant;
  std::string subject;
  std::string method;  // of a decision its type's name: "TRANSFER"
  ledger::Instant from{std::numeric_limits<std::int64_t>::min()};   // inclusive
  ledger::Instant until{std::numeric_limits<std::int64_t>::max()};  // exclusive
};

// A row of the trail, or a decision in the form of one.
struct TrailLine {
  TrailRow row;
  std::string server;
  std::optional<ledger::RecordNumber> record_number;  // of a decision
};

// How far a listing has come in either source, and where it ends: what is added later is not of it.
struct TrailPlace {
  ledger::Instant at{std::numeric_limits<std::int64_t>::min()};
  std::int64_t trail_id = -1;
  std::int64_t record = -1;
  std::int64_t sequence = 0;
  std::int64_t last_trail_id = -1;
  std::int64_t last_record = -1;
};

struct TrailPage {
  std::vector<TrailLine> lines;    // may be fewer than asked for, or none, before the end
  std::optional<TrailPlace> next;  // absent: the end
  ledger::Sequence as_of{};        // of the journal
};

// UNAVAILABLE when the database cannot be asked; DATA_LOSS when a record does not parse. Thread
// safe.
class TrailReader {
 public:
  // The pool's role is registry_auditor, and its options say `trail`.
  explicit TrailReader(ReaderPool* pool) : pool_(pool) {}

  // The page after a place; from the beginning without one. One call reads a bounded number of
  // rows, whether or not they match.
  absl::StatusOr<TrailPage> Search(const TrailFilter& filter,
                                   const std::optional<TrailPlace>& after, int page_size) const;

 private:
  ReaderPool* pool_;
};

}  // namespace registry::storage

#endif  // STORAGE_TRAIL_READER_H_
