#include "ledger/position.h"

namespace registry::ledger {

std::string_view BucketName(Bucket bucket) {
  switch (bucket) {
    case Bucket::kRegistered:
      return "REGISTERED";
    case Bucket::kTrading:
      return "TRADING";
    case Bucket::kTradeLocked:
      return "TRADE_LOCKED";
    case Bucket::kPendingSurrender:
      return "PENDING_SURRENDER";
    case Bucket::kPendingCancellation:
      return "PENDING_CANCELLATION";
    case Bucket::kPendingCarryOver:
      return "PENDING_CARRY_OVER";
    case Bucket::kPendingTransfer:
      return "PENDING_TRANSFER";
    case Bucket::kPendingWithdrawal:
      return "PENDING_WITHDRAWAL";
    case Bucket::kOwnSurrenderOnly:
      return "OWN_SURRENDER_ONLY";
    case Bucket::kFrozen:
      return "FROZEN";
    case Bucket::kPledged:
      return "PLEDGED";
  }
  return "UNKNOWN";
}

}  // namespace registry::ledger
