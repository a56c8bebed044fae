// The journal: the one path by which anything is recorded.
//
// Locking doctrine, once and in full. There is one lock, the row of writer_lock, and every writing
// transaction takes it in its first statement and holds it to its commit. Everything it reads, it
// reads in later statements, so nothing is stale, "does not exist" is a stable fact and nothing can
// deadlock. Numbers are given out under the lock and are therefore gap-free and in commit order.
//
// A batch is whatever queued while the last commit was in flight:
//   1 BEGIN, lock, head        TakeTurn      one round trip; the caller drains its queue after it
//   2 the answers to ids that are known already, unless all are taken
//     for new                                                             one round trip
//     facts and balances under the touched keys that are not cached       one for each kind
//   3 Decide each in order over a snapshot that moves forward; right after it, as records of their
//     own, what freezes take of what arrived (ledger::FollowUps)
//   4 append requests, decisions with leaves, postings, positions,
//     commit_batch in one round trip; facts, one for each kind there is
//   5 COMMIT
// A turn that is only expected (writer.h) leaves out 1, 2 and 5: what is remembered is exact for
// the head that it is remembered at, and 4 takes the lock, compares that head, and is a transaction
// of its own. When it is another head, the batch was not written, and begins anew with 1.
//
// Doubt is only a connection lost at COMMIT, or at a 4 that commits. It is settled by doing the
// batch again on a new connection: taking the lock waits for the old backend, and the look-up of
// the ids then tells what became of it. (A 4 that had not reached its backend yet holds no lock;
// what is recorded meanwhile moves the head away from it.) A batch that PostgreSQL refuses
// (SQLSTATE class 22, 23, 54, P0; at once or at COMMIT) is halved until the guilty request stands
// alone and gets INTERNAL; the others are recorded in order. 40001 and 40P01 are tried again.
// Everything else is nobody's fault: UNAVAILABLE for the whole batch.
#ifndef STORAGE_JOURNAL_H_
#define STORAGE_JOURNAL_H_

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/command.h"
#include "ledger/decide.h"
#include "ledger/decision.h"
#include "ledger/freeze.h"
#include "ledger/reason.h"
#include "ledger/rules.h"
#include "storage/histogram.h"

namespace registry::storage {

// The id was used before by this participant with other content (ALREADY_EXISTS on the wire).
struct RequestIdReused {
  bool operator==(const RequestIdReused&) const = default;
};

// What became of one request. A Status is a fault of ours or of PostgreSQL's: UNAVAILABLE (send it
// again with the same id) or INTERNAL (a law or constraint broken; nothing of it was written).
using Answer = std::variant<ledger::Recorded, ledger::Denied, RequestIdReused, absl::Status>;

// The journal's end, as the lock holder sees it.
struct Head {
  std::int64_t records = 0;     // the next record number
  ledger::Sequence sequence{};  // of the last accepted decision
  ledger::Instant recorded_at;  // of the last batch
  ledger::Instant clock;        // PostgreSQL's clock, or the replay instant
  ledger::RulesEpoch epoch{};
  ledger::Digest root{};
};

struct JournalOptions {
  std::string connection;   // libpq connection string, role registry_writer
  std::string server_name;  // stored with each batch
  ledger::ClockMode clock_mode =
      ledger::ClockMode::kSystem;      // the mode this server accepts (RULES R1)
  std::int64_t verify_batches = 1000;  // recomputed from their leaves at every start; 0: none
  std::int64_t max_clock_skew_micros = 1'000'000;
  // How long a batch in doubt is tried again before its callers get UNAVAILABLE.
  std::int64_t doubt_timeout_micros = 10'000'000;
  std::size_t max_cached_positions = 200'000;
  // For how many batches ids are looked up after one was met again, and after a start. At other
  // times they are taken for new until the append says that one was not (writer.h).
  int look_up_batches = 64;
  // How many turns are locked at least after one was expected in vain, or another server was met
  // (writer.h): what came once comes again.
  int locked_turns = 64;
  // Of other servers' records, at most so many are read to keep what is remembered (writer.h).
  std::int64_t max_records_to_catch_up = 10'000;
  // What the salts of takings are made with (batch.h); without, Open draws one.
  std::string salt_secret;
  // The decision function; tests hand in a wrong one to show that the law holds without it.
  std::function<ledger::Decision(const ledger::Rules&, const ledger::Snapshot&,
                                 const ledger::NewIds&, ledger::Instant, const ledger::Request&)>
      decide = ledger::Decide;
  // What freezes take after a decision; tests hand in one that forgets it.
  std::function<std::vector<ledger::TakeFrozen>(const ledger::Rules&, const ledger::Snapshot&,
                                                ledger::Instant, const ledger::Effects&)>
      follow_ups = ledger::FollowUps;
};

// Counters since the start; read from any thread.
struct JournalCounters {
  std::int64_t batches = 0, requests = 0, accepted = 0, rejected = 0, denied = 0, replayed = 0,
               reused = 0, doubts = 0, halvings = 0, retries = 0, foreign_heads = 0, faults = 0,
               met_again = 0;         // batches decided a second time, as an id in them was known
  std::int64_t caught_up = 0;         // foreign heads after which nothing had to be forgotten
  std::int64_t at_expected_head = 0;  // batches that took no turn before their append
  std::int64_t not_at_head = 0;       // that had to come again with the lock
  std::int64_t takings = 0;           // records of the registry itself that follow an arrival
  std::int64_t connections = 0;       // that the writer opened
  std::int64_t commit_micros = 0;
  Histogram commit_times{.first = 64};  // microseconds
  // Of `rejected`, by the first check that failed.
  std::array<std::int64_t, ledger::kReasons + 1> rejected_by_reason{};
};

// Not thread safe, except for rules(), head() and counters(): one writer thread owns it.
class Journal {
 public:
  // Connects, checks role settings (synchronous_commit), schema version, clock mode and the
  // server's clock, reads head and rules, and recomputes the roots of the last batches.
  // FAILED_PRECONDITION: wrong schema (both versions named), clock mode, clock off, or settings.
  // DATA_LOSS: a root does not follow from its leaves. UNAVAILABLE: no database.
  static absl::StatusOr<std::unique_ptr<Journal>> Open(JournalOptions options);
  ~Journal();

  // BEGIN and the writer lock, or the expectation that it is free (writer.h). UNAVAILABLE when the
  // lock was not free within lock_timeout (1 s) or the database cannot be reached; the next call
  // connects again. At most one turn at a time.
  absl::Status TakeTurn();
  // Ends a turn without writing.
  void PassTurn();
  // Decides and records the requests in order, in as many transactions as the doctrine above asks
  // for, and ends the turn. One answer for each request, in the same order. When it returns, every
  // Recorded answer is durable. Nothing: the turn was expected only, and these requests need a
  // locked one; nothing of them was done, and the next turn is locked.
  std::optional<std::vector<Answer>> Apply(std::span<const ledger::Request> requests);

  // TakeTurn until it succeeds or fails for good, then Apply: for tools and tests.
  std::vector<Answer> Write(std::span<const ledger::Request> requests);

  std::shared_ptr<const ledger::Rules> rules() const;
  Head head() const;
  JournalCounters counters() const;

 private:
  struct State;
  explicit Journal(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace registry::storage

#endif  // STORAGE_JOURNAL_H_
