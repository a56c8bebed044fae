#include "ledger/settle_trade.h"

#include <cstdint>

#include "ledger/checks.h"
#include "ledger/freeze_parts.h"

namespace registry::ledger {
namespace {

constexpr std::int64_t kMicrosPerMinute = 60'000'000;
constexpr std::int64_t kMicrosPerDay = 24 * 60 * kMicrosPerMinute;

struct Session {
  std::int64_t begins;  // since midnight in UTC+8
  std::int64_t ends;    // the last instant that belongs to it
};

constexpr std::int64_t At(int hour, int minute) { return (hour * 60 + minute) * kMicrosPerMinute; }

// Exchange notice of 22 June 2021 (DOMAIN 8). One-way bidding is held by announcement; its hours
// are taken to be those of listed trades.
constexpr Session kMorning{At(9, 30), At(11, 30)};
constexpr Session kAfternoon{At(13, 0), At(15, 0)};

bool InSession(TradingMethod method, Instant match_time) {
  // In UTC+8 there has been no summer time since 1991. Remainders first, so that no sum can
  // overflow.
  const std::int64_t of_day =
      ((match_time.micros % kMicrosPerDay) + kMicrosPerDay + At(8, 0)) % kMicrosPerDay;
  const auto in = [of_day](const Session& session) {
    return session.begins <= of_day && of_day <= session.ends;
  };
  return in(kAfternoon) || (method != TradingMethod::kBlock && in(kMorning));
}

bool IsTradable(const Instrument& instrument, Instant at) {
  return instrument.tradable_from && *instrument.tradable_from <= at &&
         !(instrument.tradable_until && *instrument.tradable_until <= at);
}

bool SizeFits(TradingMethod method, Quantity quantity) {
  switch (method) {
    case TradingMethod::kListed:
      return quantity < kBlockThreshold;
    case TradingMethod::kBlock:
      return quantity >= kBlockThreshold;
    case TradingMethod::kOneWayBidding:
      return true;
  }
  return false;
}

Trade FactOf(const SettleTrade& trade) {
  return {trade.trade_id, trade.instrument, trade.method, trade.seller,    trade.buyer,
          trade.quantity, trade.price,      trade.amount, trade.match_time};
}

// RULES R5: what was matched before the account was restricted still settles.
const Account* FindParty(Checks& checks, AccountId id, Use use, Instant match_time) {
  const Account* account = checks.FindAccount(id);
  checks.KindMayAtAll({account, use});
  const bool matched_before = account != nullptr && account->status == AccountStatus::kRestricted &&
                              match_time < account->status_since;
  if (!matched_before) checks.StatusMay({account, use});
  return account;
}

}  // namespace

Touched TouchedBy(const Rules& rules, const SettleTrade& trade) {
  Touched touched;
  touched.accounts = {trade.seller, trade.buyer};
  if (const Instrument* instrument = rules.FindInstrument(trade.instrument)) {
    touched.positions = {{trade.seller, instrument->id, Bucket::kTrading},
                         {trade.buyer, instrument->id, Bucket::kTrading}};
  }
  touched.trades.insert(trade.trade_id);
  return touched;
}

Decision DecideOn(const Context& context, const SettleTrade& trade) {
  Checks checks(context);
  if (const Trade* delivered = context.snapshot.FindTrade(trade.trade_id)) {
    const bool same = *delivered == FactOf(trade);
    checks.Fail(same ? Reason::kTradeAlreadyDelivered : Reason::kTradeIdReused,
                {{"trade", trade.trade_id}});
    return checks.Rejected();
  }
  const bool two = checks.AreTwo(trade.seller, trade.buyer);
  const Account* seller = FindParty(checks, trade.seller, Use::kTradeSelling, trade.match_time);
  const Account* buyer =
      two ? FindParty(checks, trade.buyer, Use::kTradeBuying, trade.match_time) : nullptr;
  const Instrument* instrument = checks.FindInstrument(trade.instrument);
  checks.InstrumentMay(instrument, {{seller, Use::kTradeSelling}, {buyer, Use::kTradeBuying}});
  if (instrument != nullptr && !IsTradable(*instrument, trade.match_time)) {
    checks.Fail(Reason::kInstrumentNotTradable,
                {{"instrument", instrument->code}, {"match_time", Text(trade.match_time)}});
  }
  if (Amount(trade.price, trade.quantity) != trade.amount) {  // an overflow is no amount
    checks.Fail(Reason::kTradeAmountMismatch, {{"amount_fen", std::to_string(trade.amount.value)},
                                               {"price_fen", std::to_string(trade.price.value)},
                                               {"quantity_tco2e", Text(trade.quantity)}});
  }
  const std::string method{TradingMethodName(trade.method)};
  if (!SizeFits(trade.method, trade.quantity)) {
    checks.Fail(Reason::kTradeSizeOutsideMethod, {{"method", method},
                                                  {"quantity_tco2e", Text(trade.quantity)},
                                                  {"threshold_tco2e", Text(kBlockThreshold)}});
  }
  if (!InSession(trade.method, trade.match_time) || trade.match_time > context.received_at) {
    checks.Fail(Reason::kTradeTimeInvalid, {{"match_time", Text(trade.match_time)},
                                            {"received_at", Text(context.received_at)},
                                            {"method", method}});
  }
  Quantity owed;
  if (seller != nullptr && instrument != nullptr) {
    owed = OwedFromTrading(context, *seller, *instrument, trade.match_time);
  }
  checks.Holds(seller, instrument, Bucket::kTrading, trade.quantity, owed);
  if (two) checks.HasRoom(trade.buyer, instrument, Bucket::kTrading, trade.quantity);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{{{seller->id, instrument->id, Bucket::kTrading},
                   {buyer->id, instrument->id, Bucket::kTrading},
                   trade.quantity}},
                 {FactOf(trade)}};
}

}  // namespace registry::ledger
