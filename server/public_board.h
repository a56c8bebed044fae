// The public's sums, made once for each published day and kept: whoever asks again costs a look-up,
// and the database is asked for them by one caller at a time. Thread safe.
#ifndef SERVER_PUBLIC_BOARD_H_
#define SERVER_PUBLIC_BOARD_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/ids.h"
#include "ledger/public_sums.h"
#include "storage/public_reader.h"

namespace registry::server {

// As of the end of a published day.
struct PublicSheet {
  ledger::Instant before;       // everything recorded before it
  ledger::Sequence sequence{};  // the last transaction that is in it
  ledger::PublicSums sums;
};

class PublicBoard {
 public:
  using Sheet = std::shared_ptr<const PublicSheet>;
  using Trades = std::shared_ptr<const std::vector<storage::TradeSum>>;

  // The sheet of this moment, made by `make` if it is not there. Null: another caller is making it;
  // then the newest earlier one, if there is any.
  absl::StatusOr<Sheet> SheetOf(ledger::Instant before, ledger::Sequence sequence,
                                const std::function<absl::StatusOr<ledger::PublicSums>()>& make);
  // The trades of the transactions after the first and up to the second number; the same way, null
  // when another caller is making any.
  absl::StatusOr<Trades> TradesOf(
      ledger::Sequence after, ledger::Sequence until,
      const std::function<absl::StatusOr<std::vector<storage::TradeSum>>()>& make);

 private:
  static constexpr std::size_t kMaxDays = 64;

  std::mutex mutex_;
  bool making_sheet_ = false, making_trades_ = false;
  Sheet newest_;
  std::map<std::pair<ledger::Sequence, ledger::Sequence>, Trades> days_;
};

}  // namespace registry::server

#endif  // SERVER_PUBLIC_BOARD_H_
