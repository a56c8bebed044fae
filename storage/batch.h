// One batch, decided: what has to be appended, and what the journal is after it. No database here.
#ifndef STORAGE_BATCH_H_
#define STORAGE_BATCH_H_

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ledger/command.h"
#include "ledger/decision.h"
#include "ledger/rules.h"
#include "ledger/snapshot.h"
#include "log/merkle.h"
#include "storage/journal.h"
#include "storage/loader.h"

namespace registry::storage {

// The journal's end and all that decisions rest on beside the touched keys.
struct JournalEnd {
  Head head;
  std::shared_ptr<const ledger::Rules> rules;
  ledger::NewIds ids;
  log::Frontier frontier;
};

// A fresh decision to append.
struct FreshRecord {
  const ledger::Request* request = nullptr;
  bool follows = false;  // a taking that nobody asked for: it follows the record before
  ledger::Digest request_hash{};
  ledger::Recorded recorded;
  std::string bytes;
  ledger::Digest leaf_hash{};
  std::vector<ledger::Fact> facts;  // of an accepted one
};

// A position that the batch moved.
struct MovedPosition {
  ledger::Quantity balance;        // after the batch
  ledger::Sequence last_sequence;  // after the batch
  ledger::Sequence expected;       // before the batch; 0: no row
  bool may_be_below_zero = false;
};

struct Batch {
  // What freezes take of what arrived; their records point here.
  std::vector<std::unique_ptr<const ledger::Request>> takings;
  // An answer to a proposal, a batch of its own, with what was proposed; its record points here.
  std::unique_ptr<const ledger::Request> answer;
  std::vector<Answer> answers;  // one for each request
  std::vector<FreshRecord> records;
  std::map<ledger::PositionId, MovedPosition> moved;
  JournalEnd before;
  JournalEnd after;
  // Not OK: what has to follow a decision could not be decided, so none of the batch may be
  // written.
  absl::Status fault;
};

// The taking that follows an accepted request with this sequence. Its id follows from what it is
// about. Its salt follows from the salt of its cause and a secret: a receipt shows the one, and
// whoever has it must not be able to try guesses on the leaf of the other (RULES R23).
ledger::Request TakingAfter(const ledger::Request& cause, ledger::Sequence sequence,
                            const ledger::TakeFrozen& take, std::string_view secret);

// Decides the requests in order over a snapshot that moves forward. A request that the journal or
// this batch knows already is answered from there; a decision that breaks the law gets INTERNAL,
// and the others go on as if it had not been asked. Denied and RequestIdReused leave nothing
// behind. After every accepted request comes what freezes take of what arrived by it; nothing of
// that for `Takings::kNone`, where nothing is recorded.
enum class Takings { kRecorded, kNone };
Batch DecideBatch(const JournalOptions& options, const JournalEnd& end, KnownRequests known,
                  ledger::Snapshot snapshot, std::span<const ledger::Request> requests,
                  std::span<const ledger::Digest> request_hashes,
                  Takings takings = Takings::kRecorded);

// The one value of recorded_at for a batch that begins with this request: the clock, but never
// before the last batch. The book's opening in replay is recorded at the replay's beginning.
ledger::Instant RecordedAt(const Head& head, const ledger::Request& first);

}  // namespace registry::storage

#endif  // STORAGE_BATCH_H_
