// The writer's connection, and one transaction on it: the lock, the head, a batch. Remembers
// between batches what is exact as long as the locked head is the one it wrote last. journal.cc
// decides how often and with how much of a batch this is tried.
//
// Request ids and trade ids are nearly always new, so a batch is decided as if all of its were, and
// the unique keys of request and trade say when that was wrong: then nothing is written, and the
// batch is decided again with every id looked up, as are the next ones. Where a decision could
// differ without the append noticing, the ids are looked up before anything is appended.
#ifndef STORAGE_WRITER_H_
#define STORAGE_WRITER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "absl/status/status.h"
#include "storage/batch.h"
#include "storage/fact_cache.h"
#include "storage/journal.h"
#include "storage/loader.h"
#include "storage/tx.h"

namespace registry::storage {

struct Attempt {
  enum class Outcome {
    kRecorded,     // `batch` has the answers, and they are durable
    kGuilty,       // something in the batch cannot be written
    kRetry,        // the same again
    kMetAgain,     // nothing was written, as an id is known: the same again, which looks them up
    kUnavailable,  // nobody's fault, and certainly not written
    kInDoubt,      // the line was lost at COMMIT
  };
  Outcome outcome = Outcome::kUnavailable;
  absl::Status status;  // what went wrong, unless kRecorded
  Batch batch;          // of kRecorded
};

class Writer {
 public:
  // Both outlive it.
  Writer(const JournalOptions& options, JournalCounters& counters)
      : options_(options), counters_(counters), look_ups_left_(options.look_up_batches) {}

  // A connection whose settings and schema are right.
  absl::Status Connect();
  // BEGIN, lock and head; connects first where needed. Nothing happens if the turn is held already.
  absl::Status TakeTurn();
  void PassTurn();
  bool has_turn() const { return tx_.has_value(); }
  // Recomputes the last batches on a snapshot, outside a turn: other servers go on meanwhile.
  absl::Status Verify();
  // Partitions for as many numbers as one holds, when the journal's end has come near; else
  // nothing.
  absl::Status EnsurePartitions();
  // Decides and records within the turn, and ends it whatever the outcome.
  Attempt Record(std::span<const ledger::Request> requests,
                 std::span<const ledger::Digest> request_hashes);

  // As of the last turn; with rules, if there was one.
  const JournalEnd& end() const { return end_; }

 private:
  absl::Status Begin();
  absl::Status Adopt(const pqxx::result& rows, std::int64_t before_micros);
  absl::Status CheckClock(const Head& head, std::int64_t before_micros) const;
  absl::Status ReadFrontier();
  absl::StatusOr<Batch> Decide(std::span<const ledger::Request> requests,
                               std::span<const ledger::Digest> request_hashes, Names names);
  absl::StatusOr<std::unique_ptr<const ledger::Request>> Complete(
      std::span<const ledger::Request> requests, const KnownRequests& known);
  absl::StatusOr<Batch> DecideAndAppend(std::span<const ledger::Request> requests,
                                        std::span<const ledger::Digest> request_hashes,
                                        Names names);
  Attempt Commit(Batch batch);
  void Keep(Batch& batch);
  void Forget();
  void LookUpFromNowOn();

  const JournalOptions& options_;
  JournalCounters& counters_;
  std::unique_ptr<Connection> connection_;
  std::optional<Tx> tx_;
  JournalEnd end_;
  bool end_is_ours_ = false;   // end_ and cache_ are exact if the locked head is end_.head
  bool rules_known_ = false;   // end_.rules are those of their epoch in this database
  bool mark_durable_ = false;  // after doubt: what a standby may lack is waited for
  FactCache cache_;
  int look_ups_left_;                  // batches that look their ids up
  std::int64_t partitions_until_ = 0;  // from this number on, more have to be made
};

}  // namespace registry::storage

#endif  // STORAGE_WRITER_H_
