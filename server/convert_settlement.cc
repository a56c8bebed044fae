#include <string>

#include "absl/strings/str_cat.h"
#include "log/request_id.h"
#include "server/convert.h"
#include "server/options.h"

namespace registry::server {
namespace {

ledger::SettleTrade TradeFromProto(const v1::Trade& trade, Shape& shape) {
  ledger::SettleTrade settle;
  settle.trade_id = shape.Text("trade_id", trade.trade_id(), 1, 64);
  settle.instrument = shape.InstrumentCode("instrument", trade.instrument());
  settle.method =
      shape.Enum<ledger::TradingMethod>("method", trade.method(), v1::TradingMethod_IsValid);
  settle.seller = shape.Account("seller_account", trade.seller_account());
  settle.buyer = shape.Account("buyer_account", trade.buyer_account());
  settle.quantity = shape.MoreThanZero("quantity_tco2e", trade.quantity_tco2e());
  settle.price.value = shape.MoreThanZero("price_fen", trade.price_fen()).value;
  settle.amount.value = shape.MoreThanZero("amount_fen", trade.amount_fen()).value;
  settle.match_time = shape.RequiredTime("match_time", trade.has_match_time(), trade.match_time());
  return settle;
}

}  // namespace

std::vector<ledger::SettleTrade> FromProto(const v1::SettleTradesRequest& request, Shape& shape) {
  std::vector<ledger::SettleTrade> trades;
  if (request.trades().empty()) shape.Violate("trades", "is required");
  if (request.trades_size() > kMaxTradesPerCall) {
    shape.Violate("trades", absl::StrCat("has ", request.trades_size(), " entries, and ",
                                         kMaxTradesPerCall, " at most may come in one call"));
    return trades;
  }
  trades.reserve(static_cast<std::size_t>(request.trades_size()));
  for (int i = 0; i < request.trades_size(); ++i) {
    const Shape::Item item(shape, "trades", i);
    trades.push_back(TradeFromProto(request.trades(i), shape));
  }
  return trades;
}

ledger::RequestId TradeRequestId(const ledger::RequestId& call, std::uint32_t index) {
  std::string bytes(call.begin(), call.end());
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>((index >> shift) & 0xFF));
  }
  return log::RequestIdOf(bytes);
}

}  // namespace registry::server
