// Delivery of a trade of the exchange.
#ifndef LEDGER_SETTLE_TRADE_H_
#define LEDGER_SETTLE_TRADE_H_

#include <string>

#include "ledger/context.h"
#include "ledger/fact.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// Completes one trade of the exchange: seller's TRADING -> buyer's TRADING. The money leg belongs
// to the settlement day.
struct SettleTrade {
  std::string trade_id;
  std::string instrument;
  TradingMethod method{};
  AccountId seller{};
  AccountId buyer{};
  Quantity quantity;
  Fen price;           // for one tonne
  Fen amount;          // price x quantity, as the exchange says it
  Instant match_time;  // decides which account status applied
};

// An agreement of this quantity or more is a block (exchange notice of 22 June 2021).
inline constexpr Quantity kBlockThreshold{100'000};

// The trade id, both accounts, and a position of each.
Touched TouchedBy(const Rules& rules, const SettleTrade& trade);

// Delivers. A trade id that was delivered is answered by that alone; else checks, in this order:
//   kTradeAlreadyDelivered    the same trade; facts trade
//   kTradeIdReused            another trade under its id; facts trade
//   kSameAccount              facts account
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids
//                             of the seller, then of the buyer; a RESTRICTED account still settles
//                             what was matched before its restriction (RULES R5)
//   kInstrumentNotFound, kInstrumentKindForbids
//   kInstrumentNotTradable    at match time; facts instrument, match_time
//   kTradeAmountMismatch      facts amount_fen, price_fen, quantity_tco2e
//   kTradeSizeOutsideMethod   facts method, quantity_tco2e, threshold_tco2e
//   kTradeTimeInvalid         facts match_time, received_at, method; outside 09:30-11:30 and
//                             13:00-15:00 (block: 13:00-15:00) in UTC+8, or after arrival
//   kInsufficientHolding      the seller's, without what freezes of the days before the match want
//                             of it (RULES R18); facts as of any holding (checks.h)
//   kBalanceOverflow          the buyer's; facts as of any balance (checks.h)
Decision DecideOn(const Context& context, const SettleTrade& trade);

}  // namespace registry::ledger

#endif  // LEDGER_SETTLE_TRADE_H_
