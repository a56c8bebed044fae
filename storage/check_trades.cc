#include "storage/check_trades.h"

#include <map>
#include <string>
#include <utility>

#include "storage/array_parameter.h"
#include "storage/check_statements.h"
#include "storage/fields.h"
#include "storage/rows.h"

namespace registry::storage {

using ledger::Raw;

// Quantity and parties are those of the posting: what was delivered, whatever was asked.
void TradesCheck::Expect(std::int64_t sequence, const ledger::SettleTrade& trade,
                         const ledger::Accepted& accepted) {
  Delivery delivery{{trade.trade_id, trade.instrument, trade.method, trade.seller, trade.buyer,
                     trade.quantity, trade.price, trade.amount, trade.match_time},
                    sequence};
  if (accepted.postings.size() == 1) {
    const ledger::Posting& posting = accepted.postings.front().posting;
    delivery.trade.seller = posting.transferring.account;
    delivery.trade.buyer = posting.acquiring.account;
    delivery.trade.quantity = posting.quantity;
  }
  expected_.push_back(std::move(delivery));
  ++state_.trades;
}

absl::Status TradesCheck::Check(Tx& tx) {
  if (expected_.empty()) return absl::OkStatus();
  const std::vector<Delivery> page = std::exchange(expected_, {});
  ArrayParameter ids{ArrayParameter::kText};
  for (const Delivery& expected : page) ids.AddText(expected.trade.trade_id);
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kCheckTrades, ids.Take()));
  std::map<std::string, Delivery> found;
  for (const pqxx::row& row : rows) {
    ASSIGN_OR_RETURN(ledger::Trade trade, ParseTrade(row));
    Fields fields(row);
    fields.Skip(9);
    const std::int64_t sequence = fields.Int();
    RETURN_IF_ERROR(fields.Status("trade"));
    found.insert_or_assign(trade.trade_id, Delivery{trade, sequence});
  }
  for (const Delivery& expected : page) {
    const auto stored = found.find(expected.trade.trade_id);
    if (stored != found.end()) {
      RETURN_IF_ERROR(Compare(expected, stored->second));
    } else {
      RETURN_IF_ERROR(state_.Compare("trade " + expected.trade.trade_id,
                                     Show(expected.trade.quantity.value), std::string("none"),
                                     std::nullopt, expected.sequence));
    }
  }
  return absl::OkStatus();
}

absl::Status TradesCheck::Compare(const Delivery& expected, const Delivery& found) {
  const ledger::Trade& a = expected.trade;
  const ledger::Trade& b = found.trade;
  const auto same = [&](const char* what, const auto& x, const auto& y) {
    return state_.Compare([&] { return absl::StrCat("trade ", a.trade_id, ", ", what); }, x, y,
                          std::nullopt, expected.sequence);
  };
  RETURN_IF_ERROR(same("sequence", expected.sequence, found.sequence));
  RETURN_IF_ERROR(same("quantity", a.quantity.value, b.quantity.value));
  RETURN_IF_ERROR(same("instrument", a.instrument, b.instrument));
  RETURN_IF_ERROR(same("seller", Raw(a.seller), Raw(b.seller)));
  RETURN_IF_ERROR(same("buyer", Raw(a.buyer), Raw(b.buyer)));
  RETURN_IF_ERROR(same("price", a.price.value, b.price.value));
  RETURN_IF_ERROR(same("amount", a.amount.value, b.amount.value));
  RETURN_IF_ERROR(same("method", std::int64_t{Raw(a.method)}, std::int64_t{Raw(b.method)}));
  return same("match time", a.match_time.micros, b.match_time.micros);
}

}  // namespace registry::storage
