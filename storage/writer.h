// The writer's connection, and one transaction on it: the lock, the head, a batch. Remembers
// between batches what is exact as long as the locked head is the one it wrote last. journal.cc
// decides how often and with how much of a batch this is tried.
//
// Request ids and trade ids are nearly always new, so a batch is decided as if all of its were, and
// the unique keys of request and trade say when that was wrong: then nothing is written, and the
// batch is decided again with every id looked up, as are the next ones. Where a decision could
// differ without the append noticing, the ids are looked up before anything is appended.
//
// When another server wrote in between, its batches are nearly always transfers and trades: then
// their postings bring what is remembered up to the head, and nothing is dropped.
//
// As long as the last heads were its own, a turn is only expected: nothing is sent for it, the
// batch is decided on what is remembered, and one statement takes the lock, compares the head with
// the one decided at, appends and commits (docs/adr/0010). Where that cannot be, as another server
// holds the lock or wrote, or something has to be read, nothing is written, and the next turn is
// locked.
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
    kNotAtHead,    // the turn was expected only, and the batch needs a locked one; nothing is done
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
  // BEGIN, lock and head, unless a turn can be expected; connects first where needed. Nothing
  // happens if there is a turn already.
  absl::Status TakeTurn();
  void PassTurn();
  bool has_turn() const { return tx_.has_value() || expects_turn_; }
  bool expects_turn() const { return expects_turn_; }
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
  bool MayExpectTurn();
  absl::Status Begin();
  absl::Status Adopt(const pqxx::result& rows, std::int64_t before_micros);
  absl::Status CheckClock(const Head& head, std::int64_t before_micros) const;
  absl::Status StartAnew(const Head& head);
  absl::StatusOr<bool> CatchUp(const Head& head);
  absl::Status ReadFrontier();
  absl::StatusOr<Batch> Decide(std::span<const ledger::Request> requests,
                               std::span<const ledger::Digest> request_hashes, Names names);
  absl::StatusOr<std::unique_ptr<const ledger::Request>> Complete(
      std::span<const ledger::Request> requests, const KnownRequests& known);
  absl::StatusOr<Batch> DecideAndAppend(std::span<const ledger::Request> requests,
                                        std::span<const ledger::Digest> request_hashes,
                                        Names names);
  Attempt RecordAtExpectedHead(std::span<const ledger::Request> requests,
                               std::span<const ledger::Digest> request_hashes);
  absl::StatusOr<std::optional<Batch>> DecideRemembered(
      std::span<const ledger::Request> requests, std::span<const ledger::Digest> request_hashes);
  Attempt Commit(Batch batch);
  Attempt Committed(CommitOutcome committed, const SqlError& error, std::int64_t micros,
                    Batch batch);
  void ReadClockBeforeCommit(ledger::Instant clock);
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
  int look_ups_left_;  // batches that look their ids up
  bool expects_turn_ = false;
  int locked_turns_left_ = 0;  // turns that are not to be expected, since another server writes
  // PostgreSQL's clock minus the steady one, or a little less, and when it was read last.
  std::int64_t clock_offset_micros_ = 0, clock_read_micros_ = 0;
  std::int64_t partitions_until_ = 0;  // from this number on, more have to be made
  // Until then an append whose line was lost may still reach its backend.
  std::int64_t late_append_until_micros_ = 0;
};

}  // namespace registry::storage

#endif  // STORAGE_WRITER_H_
