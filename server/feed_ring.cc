#include "server/feed_ring.h"

#include <utility>

namespace registry::server {

using ledger::Raw;

void FeedRing::Append(FeedRecord record) {
  bytes_ += record.message->size();
  records_.push_back(std::move(record));
  while (records_.size() > max_records_ || bytes_ > max_bytes_) {
    bytes_ -= records_.front().message->size();
    records_.pop_front();
    if (records_.empty()) return;
  }
}

void FeedRing::Clear() {
  records_.clear();
  bytes_ = 0;
}

bool FeedRing::ReachesBackTo(ledger::Sequence after) const {
  return !records_.empty() && Raw(after) + 1 >= Raw(records_.front().sequence);
}

const FeedRecord* FeedRing::After(ledger::Sequence after) const {
  const auto place = static_cast<std::size_t>(Raw(after) + 1 - Raw(records_.front().sequence));
  return place < records_.size() ? &records_[place] : nullptr;
}

}  // namespace registry::server
