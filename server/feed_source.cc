#include "server/feed_source.h"

#include <algorithm>

#include "server/transaction.h"
#include "storage/journal_reader.h"

namespace registry::server {

FeedSource ReadFrom(storage::ReaderPool* pool, DirectoryBoard* directory,
                    const storage::Journal* journal) {
  FeedSource source;
  source.head = [=]() -> absl::StatusOr<FeedHead> {
    const storage::JournalReader reader(pool);
    const auto replica = reader.OnReplica();  // first: it may become the primary any moment
    if (!replica.ok()) return replica.status();
    const auto head = reader.CurrentHead();
    if (!head.ok()) return head.status();
    // What the writer knows says something of a replica only: a primary is its own last word, also
    // when it was a standby that had less.
    const ledger::Sequence known =
        *replica ? std::max(head->sequence, journal->head().sequence) : head->sequence;
    return FeedHead{head->sequence, known, !*replica};
  };
  source.read = [=](ledger::Sequence after, int limit) {
    return TransactionReader(pool, directory).ReadFeed(after, limit);
  };
  return source;
}

}  // namespace registry::server
