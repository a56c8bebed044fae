// Part of the self-check: what lies under freezes is what they ask for, and what arrived under one
// was taken.
#ifndef STORAGE_CHECK_FREEZES_H_
#define STORAGE_CHECK_FREEZES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "absl/status/status.h"
#include "ledger/position.h"
#include "log/canonical.h"
#include "storage/check_state.h"

namespace registry::storage {

class FreezesCheck {
 public:
  explicit FreezesCheck(CheckState& state) : state_(state) {}

  // Of an accepted record, before the expected facts take it in: what the one before it brought
  // under a freeze was taken, unless this one takes it.
  absl::Status Before(const log::ParsedRecord& record);
  // Of the same, after that: FROZEN holds no more than its freezes ask for, PLEDGED exactly what
  // its pledges are for.
  absl::Status After(const log::ParsedRecord& record, const ledger::Accepted& accepted);
  // After the last record: no account under a freeze has REGISTERED what the freeze asks for.
  absl::Status Finish();

 private:
  // What freezes ask for of an instrument in an account; absent: everything.
  using Wanted = std::optional<std::int64_t>;
  struct Which {
    bool pledges = false;
    std::optional<ledger::Instant> in_force_at;      // also by their time
    std::optional<ledger::Instant> recorded_before;  // those that reach what is in TRADING
  };

  Wanted WantedOf(const ledger::PositionKey& position, const Which& which) const;
  bool CanBeFrozen(const ledger::PositionKey& position) const;
  // What is left in a position that freezes ask for and have not got.
  std::int64_t Missed(const ledger::PositionKey& position, std::int64_t left) const;
  absl::Status CheckHeld(std::int64_t record, ledger::AccountId account);
  std::set<ledger::AccountId> AccountsOf(ledger::Sequence sequence) const;
  absl::Status Report(std::string_view what, const ledger::PositionKey& position,
                      std::int64_t expected, std::int64_t found,
                      std::optional<std::int64_t> record);

  CheckState& state_;
  std::map<ledger::PositionKey, std::int64_t> held_;     // FROZEN and PLEDGED, as they stand
  std::map<ledger::PositionKey, std::int64_t> arrived_;  // by the last record: what is left there
  std::int64_t record_ = 0;                              // the last accepted one that is no taking
  ledger::Instant now_;                                  // when it was recorded
};

}  // namespace registry::storage

#endif  // STORAGE_CHECK_FREEZES_H_
