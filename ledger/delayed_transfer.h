// Facts of transfers at the holder's will: whom he trusts, and what is under way.
#ifndef LEDGER_DELAYED_TRANSFER_H_
#define LEDGER_DELAYED_TRANSFER_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

struct TrustKey {
  AccountId account{};
  AccountId trusted{};
  auto operator<=>(const TrustKey&) const = default;
};

struct TrustedAccount {
  TrustKey key;
  Instant active_from;
  bool active = true;  // false: no longer trusted
  bool operator==(const TrustedAccount&) const = default;
};

// The numbers are stored for ever.
enum class DelayedState : std::int16_t { kWaiting = 1, kDone = 2, kAborted = 3, kFailed = 4 };
inline constexpr int kDelayedStateCount = 4;
std::string_view DelayedStateName(DelayedState state);  // "ABORTED"

struct DelayedTransfer {
  Sequence id{};  // of the transaction that asked for it
  AccountId transferring_account{};
  AccountId acquiring_account{};
  std::string instrument;
  Quantity quantity;
  Instant asked_at;
  Instant due_at;
  DelayedState state = DelayedState::kWaiting;
  std::string cause;  // of an abort; of a failure the reason's name
  bool operator==(const DelayedTransfer&) const = default;
};

}  // namespace registry::ledger

#endif  // LEDGER_DELAYED_TRANSFER_H_
