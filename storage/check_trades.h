// Part of the self-check: delivered trades against the records that delivered them.
#ifndef STORAGE_CHECK_TRADES_H_
#define STORAGE_CHECK_TRADES_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "ledger/decision.h"
#include "ledger/settle_trade.h"
#include "storage/check_state.h"
#include "storage/tx.h"

namespace registry::storage {

class TradesCheck {
 public:
  explicit TradesCheck(CheckState& state) : state_(state) {}

  // What the next page must hold.
  void Expect(std::int64_t sequence, const ledger::SettleTrade& trade,
              const ledger::Accepted& accepted);
  // Compares the rows with what was expected, by trade id.
  absl::Status Check(Tx& tx);

 private:
  struct Delivery {
    ledger::Trade trade;
    std::int64_t sequence = 0;
  };
  absl::Status Compare(const Delivery& expected, const Delivery& found);

  CheckState& state_;
  std::vector<Delivery> expected_;
};

}  // namespace registry::storage

#endif  // STORAGE_CHECK_TRADES_H_
