#include "storage/head.h"

#include "storage/fields.h"

namespace registry::storage {

absl::StatusOr<Head> ParseHead(const pqxx::result& rows) {
  if (rows.size() != 1) return absl::DataLossError("the journal's head is not one row");
  Head head;
  const pqxx::row row = rows[0];
  Fields fields(row);
  head.clock = fields.Instant();
  if (!fields.NextIsNull()) {
    head.records = fields.Int() + 1;
    head.sequence = ledger::Sequence{fields.Int()};
    head.recorded_at = fields.Instant();
    head.epoch = ledger::RulesEpoch{fields.Int()};
    head.root = fields.Digest();
  }
  if (absl::Status status = fields.Status("head"); !status.ok()) return status;
  return head;
}

void AdoptClock(const ledger::Clock& clock, bool book_open, Head& head) {
  if (book_open && clock.mode == ledger::ClockMode::kReplay) head.clock = clock.replay_instant;
}

bool SameEnd(const Head& a, const Head& b) { return a.records == b.records && a.root == b.root; }

}  // namespace registry::storage
