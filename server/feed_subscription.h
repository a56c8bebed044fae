// One reader's place in the feed, as the hub keeps it. The hub's mutex guards it.
#ifndef SERVER_FEED_SUBSCRIPTION_H_
#define SERVER_FEED_SUBSCRIPTION_H_

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "server/feed_hub.h"

namespace registry::server {

class FeedHub::Subscription : public std::enable_shared_from_this<Subscription> {
 public:
  Subscription(ledger::Sequence after, std::optional<ledger::AccountId> account,
               std::function<void()> wake)
      : account_(account), wake_(std::move(wake)), cursor_(after), previous_(after) {}

 private:
  friend class FeedHub;
  using Clock = std::chrono::steady_clock;

  // What it was told "nothing yet" for.
  enum class Waits : std::uint8_t {
    kNot,
    kForHub,     // to follow the journal
    kForPage,    // from the catch-up thread
    kForRecord,  // listens; nothing of its feed lies between cursor_ and the tail
  };

  bool Wants(const FeedRecord& record) const {
    return !account_ ||
           std::binary_search(record.accounts.begin(), record.accounts.end(), *account_);
  }

  const std::optional<ledger::AccountId> account_;
  const std::function<void()> wake_;
  ledger::Sequence cursor_;      // everything up to here was delivered or is not of this feed
  ledger::Sequence previous_;    // the last that was delivered
  std::deque<FeedRecord> page_;  // read by the catch-up thread, after cursor_
  Waits waits_ = Waits::kNot;
  bool asked_ = false;   // stands in the hub's list of those behind
  bool proved_ = false;  // the journal has cursor_, though the tail was not there yet
  bool heartbeat_due_ = false;
  Clock::time_point spoken_at_ = Clock::now();  // last message or heartbeat
  Clock::time_point taken_at_ = Clock::now();   // last Take
  Clock::time_point dropped_at_ = Clock::time_point::max();
  absl::Status ended_;
};

}  // namespace registry::server

#endif  // SERVER_FEED_SUBSCRIPTION_H_
