// validate_only: the answer that the real call would get now, decided on a read-only snapshot
// without the writer lock. Leaves no trace and uses no id up.
#ifndef STORAGE_VALIDATOR_H_
#define STORAGE_VALIDATOR_H_

#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "ledger/command.h"
#include "storage/journal.h"
#include "storage/pool.h"

namespace registry::storage {

class Tx;

// Thread safe.
class Validator {
 public:
  explicit Validator(ReaderPool* pool) : pool_(pool) {}
  // Decides by another function than the journal.
  Validator(ReaderPool* pool, decltype(JournalOptions::decide) decide)
      : pool_(pool), options_(DecidingBy(std::move(decide))) {}

  // Decided in order over one snapshot that moves forward, as one batch would be: each request sees
  // what those before it would do. A known id gets its recorded answer, or RequestIdReused, as in
  // the real call. A new one gets the numbers that would be given out next; they are not reserved.
  // All requests are decided under the present rules, whatever one of them would do to those.
  std::vector<Answer> Validate(std::span<const ledger::Request> requests);
  Answer Validate(const ledger::Request& request) {
    return Validate(std::span(&request, 1)).front();
  }

 private:
  static JournalOptions DecidingBy(decltype(JournalOptions::decide) decide) {
    JournalOptions options;
    options.decide = std::move(decide);
    return options;
  }
  absl::StatusOr<std::vector<Answer>> DecideOn(Tx& tx, const Head& head,
                                               std::span<const ledger::Request> requests);
  absl::StatusOr<std::shared_ptr<const ledger::Rules>> RulesOf(Tx& tx, ledger::RulesEpoch epoch);

  ReaderPool* pool_;
  const JournalOptions options_;  // for its decision function
  std::mutex mutex_;
  std::shared_ptr<const ledger::Rules> rules_;  // of the epoch they name
};

}  // namespace registry::storage

#endif  // STORAGE_VALIDATOR_H_
