// The newest records of the feed, serialized once and shared by all who read them. Not thread safe;
// the hub guards it.
#ifndef SERVER_FEED_RING_H_
#define SERVER_FEED_RING_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "ledger/ids.h"

namespace registry::server {

// One accepted transaction, serialized once for everybody.
struct FeedRecord {
  ledger::Sequence sequence{};
  std::shared_ptr<const std::string> message;
  std::vector<ledger::AccountId> accounts;  // that it touches, ascending
};

class FeedRing {
 public:
  // Keeps at most so many records and bytes of messages.
  FeedRing(std::size_t max_records, std::size_t max_bytes)
      : max_records_(max_records), max_bytes_(max_bytes) {}

  // The one after the last, or any one when it is empty. The oldest leave to make room.
  void Append(FeedRecord record);
  void Clear();

  // Whether the record after this one, and all from there to the end, are here.
  bool ReachesBackTo(ledger::Sequence after) const;
  // The record after a sequence that the ring reaches back to; null at the end.
  const FeedRecord* After(ledger::Sequence after) const;

  std::size_t records() const { return records_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  const std::size_t max_records_;
  const std::size_t max_bytes_;
  std::deque<FeedRecord> records_;  // without gaps
  std::size_t bytes_ = 0;
};

}  // namespace registry::server

#endif  // SERVER_FEED_RING_H_
