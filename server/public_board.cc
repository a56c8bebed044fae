#include "server/public_board.h"

namespace registry::server {

// An earlier sheet is of a day that is published too.
absl::StatusOr<PublicBoard::Sheet> PublicBoard::SheetOf(
    ledger::Instant before, ledger::Sequence sequence,
    const std::function<absl::StatusOr<ledger::PublicSums>()>& make) {
  {
    const std::lock_guard lock(mutex_);
    const bool same = newest_ != nullptr && newest_->sequence == sequence;
    if (same && newest_->before == before) return newest_;
    // A day without a transaction changes no sum.
    if (same) {
      newest_ = std::make_shared<const PublicSheet>(PublicSheet{before, sequence, newest_->sums});
      return newest_;
    }
    if (making_sheet_) {
      return newest_ != nullptr && newest_->before <= before ? newest_ : Sheet();
    }
    making_sheet_ = true;
  }
  auto sums = make();
  const std::lock_guard lock(mutex_);
  making_sheet_ = false;
  if (!sums.ok()) return sums.status();
  newest_ = std::make_shared<const PublicSheet>(PublicSheet{before, sequence, *std::move(sums)});
  return newest_;
}

absl::StatusOr<PublicBoard::Trades> PublicBoard::TradesOf(
    ledger::Sequence after, ledger::Sequence until,
    const std::function<absl::StatusOr<std::vector<storage::TradeSum>>()>& make) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = days_.find({after, until}); found != days_.end()) return found->second;
    if (making_trades_) return Trades();
    making_trades_ = true;
  }
  auto trades = make();
  const std::lock_guard lock(mutex_);
  making_trades_ = false;
  if (!trades.ok()) return trades.status();
  if (days_.size() >= kMaxDays) days_.erase(days_.begin());  // the oldest
  return days_[{after, until}] =
             std::make_shared<const std::vector<storage::TradeSum>>(*std::move(trades));
}

}  // namespace registry::server
