// One row of the trail: what a call asked, as whom, and how it was answered (migrations/deploy/
// trail.sql says what each column is).
#ifndef STORAGE_TRAIL_ROW_H_
#define STORAGE_TRAIL_ROW_H_

#include <cstdint>
#include <optional>
#include <string>

#include "ledger/ids.h"

namespace registry::storage {

// What the journal has of a call. The numbers are stored for ever.
enum class TrailDecision : std::int16_t {
  kNone = 0,      // nothing
  kRecorded = 1,  // its decision
  kReplayed = 2,  // a decision of earlier, which was answered again
};

// What a call asks about. Empty and absent: nothing.
struct TrailSubject {
  std::optional<ledger::AccountId> account;  // or whose allowances were to move
  std::optional<ledger::AccountId> other_account;
  std::string subject;
  std::optional<ledger::RequestId> request_id;
};

struct TrailRow {
  std::int64_t id = -1;  // -1: not given yet
  ledger::Instant at;
  std::string method;
  std::string participant, person, channel;  // empty: none
  std::int16_t code = 0;
  std::string reason;
  TrailSubject about;
  std::optional<ledger::Sequence> sequence;
  TrailDecision decision = TrailDecision::kNone;
  std::int32_t shown = 0;
  std::int32_t calls = 1;
  std::int64_t micros = 0;
};

}  // namespace registry::storage

#endif  // STORAGE_TRAIL_ROW_H_
