#include "ledger/fact.h"

namespace registry::ledger {

std::string_view TradingMethodName(TradingMethod method) {
  switch (method) {
    case TradingMethod::kListed:
      return "LISTED";
    case TradingMethod::kBlock:
      return "BLOCK";
    case TradingMethod::kOneWayBidding:
      return "ONE_WAY_BIDDING";
  }
  return "UNKNOWN";
}

}  // namespace registry::ledger
