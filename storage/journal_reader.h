// The journal read back: its head, transactions in order, single records, request ids.
#ifndef STORAGE_JOURNAL_READER_H_
#define STORAGE_JOURNAL_READER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/ids.h"
#include "log/canonical.h"
#include "storage/journal.h"
#include "storage/pool.h"

namespace registry::storage {

// An instant resolved to the last sequence that was recorded at or before it.
struct ResolvedInstant {
  ledger::Sequence sequence{};  // 0: before the first
  // Whether no later record can change the answer; not yet true at the clock's edge.
  bool settled = false;
};

// A decision as it is stored.
struct StoredRecord {
  std::string bytes;  // canonical record
  ledger::Salt salt{};
  std::int16_t algorithm = 0;
  ledger::Digest leaf_hash{};
  log::ParsedRecord parsed;  // holds number, sequence, recorded_at; no holder's name
};

// UNAVAILABLE when the database cannot be asked. DATA_LOSS when stored bytes do not parse. Thread
// safe.
class JournalReader {
 public:
  explicit JournalReader(ReaderPool* pool) : pool_(pool) {}

  absl::StatusOr<Head> CurrentHead() const;
  // Whether the database is a replica, whose journal may end earlier than that of the primary.
  absl::StatusOr<bool> OnReplica() const;
  // OUT_OF_RANGE when the instant is later than the registry's clock.
  absl::StatusOr<ResolvedInstant> Resolve(ledger::Instant instant) const;

  // Accepted decisions after a sequence, in order, without gaps.
  absl::StatusOr<std::vector<log::ParsedRecord>> ReadTransactions(ledger::Sequence after,
                                                                  int limit) const;
  // Decisions of any outcome from a record number on, in order, without gaps.
  absl::StatusOr<std::vector<StoredRecord>> ReadRecords(ledger::RecordNumber first,
                                                        int limit) const;
  absl::StatusOr<std::optional<StoredRecord>> FindRecord(ledger::RecordNumber number) const;
  // The decision that a participant's request id stands for.
  absl::StatusOr<std::optional<StoredRecord>> FindRequest(const ledger::RequestKey& key) const;

 private:
  ReaderPool* pool_;
};

}  // namespace registry::storage

#endif  // STORAGE_JOURNAL_READER_H_
