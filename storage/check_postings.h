// Part of the self-check: posting rows against the records they belong to, and their running
// balances.
#ifndef STORAGE_CHECK_POSTINGS_H_
#define STORAGE_CHECK_POSTINGS_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ledger/decision.h"
#include "storage/check_state.h"
#include "storage/tx.h"

namespace registry::storage {

class PostingsCheck {
 public:
  explicit PostingsCheck(CheckState& state) : state_(state) {}

  // What the next page must hold; in order of sequence.
  void Expect(std::int64_t sequence, const ledger::Accepted& accepted);
  // Compares the rows from `first` to `last` with what was expected, and folds them into the state.
  absl::Status Check(Tx& tx, std::int64_t first, std::int64_t last);

 private:
  struct Row {
    std::int64_t sequence = 0;
    std::int64_t ordinal = 0;
    std::int64_t transferring = 0;
    std::int64_t acquiring = 0;
    std::int64_t quantity = 0;
    std::int64_t transferring_balance = 0;
    std::int64_t acquiring_balance = 0;
    auto operator<=>(const Row&) const = default;
  };

  absl::Status Compare(const Row& expected, const Row& found);
  // A finding that names this position of the posting.
  absl::Status Report(const Row& row, std::int64_t position, std::string_view what,
                      std::optional<std::int64_t> expected, std::optional<std::int64_t> found);
  // Adds one side to the fold, and checks that its running balance continues the one before.
  absl::Status Fold(const Row& row, std::int64_t position, Int128 change, std::int64_t balance);

  CheckState& state_;
  std::vector<Row> expected_;
};

}  // namespace registry::storage

#endif  // STORAGE_CHECK_POSTINGS_H_
