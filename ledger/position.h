// Positions: one balance each, named by account, instrument and bucket.
#ifndef LEDGER_POSITION_H_
#define LEDGER_POSITION_H_

#include <compare>
#include <cstdint>
#include <string_view>

#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// What part of a holding a position is. The numbers are stored for ever.
enum class Bucket : std::int16_t {
  kRegistered = 1,  // free, on the registration side
  kTrading = 2,     // free, delegated to the trading system
  kTradeLocked = 3,
  kPendingSurrender = 4,
  kPendingCancellation = 5,
  kPendingCarryOver = 6,
  kPendingTransfer = 7,
  kPendingWithdrawal = 8,  // money
  kOwnSurrenderOnly = 9,   // borrowed
  kFrozen = 10,            // judicial
  kPledged = 11,
};
inline constexpr int kBucketCount = 11;
std::string_view BucketName(Bucket bucket);  // "PENDING_SURRENDER"

struct PositionKey {
  AccountId account{};
  InstrumentId instrument{};
  Bucket bucket = Bucket::kRegistered;
  auto operator<=>(const PositionKey&) const = default;
};

// The key in one number: 42 bits of account, 16 of instrument, 5 of bucket. The positions of an
// account are one range of ids, and a posting names each side in eight bytes.
enum class PositionId : std::int64_t {};
inline constexpr std::int64_t kMaxAccountId = (std::int64_t{1} << 42) - 1;
inline constexpr std::int32_t kMaxInstrumentId = (1 << 16) - 1;

constexpr PositionId Pack(const PositionKey& key) {
  return PositionId{(Raw(key.account) << 21) | (std::int64_t{Raw(key.instrument)} << 5) |
                    std::int64_t{Raw(key.bucket)}};
}

constexpr PositionKey Unpack(PositionId id) {
  const std::int64_t raw = Raw(id);
  return {AccountId{raw >> 21}, InstrumentId{static_cast<std::int32_t>((raw >> 5) & 0xFFFF)},
          static_cast<Bucket>(raw & 31)};
}

struct Position {
  Quantity balance;
  // The sequence of the last posting that moved it; 0 for a position without a row.
  Sequence last_sequence{};
  bool operator==(const Position&) const = default;
};

}  // namespace registry::ledger

#endif  // LEDGER_POSITION_H_
