// Accepted transactions as the feed and GetTransaction give them.
#ifndef SERVER_TRANSACTION_H_
#define SERVER_TRANSACTION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "carbon/registry/v1/journal.pb.h"
#include "log/canonical.h"
#include "server/directory.h"
#include "server/feed_hub.h"
#include "storage/pool.h"

namespace registry::server {

// Reads transactions for whoever asks. Thread safe.
class TransactionReader {
 public:
  TransactionReader(storage::ReaderPool* pool, DirectoryBoard* board)
      : pool_(pool), board_(board) {}

  absl::StatusOr<std::vector<carbon::registry::v1::Transaction>> Read(ledger::Sequence after,
                                                                      int limit) const;
  // The same, serialized for the feed.
  absl::StatusOr<std::vector<FeedRecord>> ReadFeed(ledger::Sequence after, int limit) const;

 private:
  struct Spoken {
    carbon::registry::v1::Transaction transaction;
    std::vector<ledger::AccountId> accounts;  // that it touches
  };

  absl::StatusOr<ledger::Command> CommandOf(const log::ParsedRecord& record) const;
  absl::StatusOr<std::optional<ledger::AccountId>> FrozenAccount(
      const ledger::Rules& rules, const log::ParsedRecord& record,
      const ledger::Command& command) const;
  absl::StatusOr<Spoken> Speak(const log::ParsedRecord& record) const;

  storage::ReaderPool* const pool_;
  DirectoryBoard* const board_;
};

}  // namespace registry::server

#endif  // SERVER_TRANSACTION_H_
