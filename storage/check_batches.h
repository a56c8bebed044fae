// Part of the self-check: the commit batches, and the tree over all leaves from the first record
// on.
#ifndef STORAGE_CHECK_BATCHES_H_
#define STORAGE_CHECK_BATCHES_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "ledger/ids.h"
#include "log/merkle.h"
#include "storage/check_state.h"
#include "storage/tx.h"

namespace registry::storage {

// What a batch must agree with in each of its records.
struct CheckedRecord {
  ledger::Digest leaf{};  // from its bytes
  std::optional<std::int64_t> sequence;
  std::int64_t recorded_at = 0;
  std::int64_t epoch = 0;
  bool changes_rules = false;
};

class BatchesCheck {
 public:
  explicit BatchesCheck(CheckState& state) : state_(state) {}

  // Reads the batches that end with these records. Before their Add.
  absl::Status Load(Tx& tx, std::int64_t first, std::int64_t last);
  // The next record in order; nothing when it is not there or cannot be read, which was reported.
  absl::Status Add(const std::optional<CheckedRecord>& record);
  // After the last record of the head.
  absl::Status Finish();

 private:
  struct Batch {
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::optional<std::int64_t> first_sequence;
    std::int64_t last_sequence = 0;
    std::int64_t recorded_at = 0;
    std::int64_t epoch = 0;
    std::int64_t tree_size = 0;
    std::int64_t algorithm = 0;
    ledger::Digest root{};
    std::optional<log::Frontier> frontier;
  };

  absl::Status Compare(const Batch& batch);
  template <typename T>
  absl::Status Expect(const Batch& batch, std::string_view what, const T& expected, const T& found);

  CheckState& state_;
  log::Frontier tree_;
  std::deque<Batch> ahead_;  // read, and not compared yet
  std::int64_t next_ = 0;    // record
  std::int64_t epoch_ = 0;   // under which the next batch is decided

  // Of the records since the last batch.
  std::int64_t first_ = 0;
  std::optional<std::int64_t> first_sequence_;
  std::optional<std::int64_t> recorded_at_;
  std::int64_t last_sequence_ = 0;
  std::int64_t changes_ = 0;
  bool one_time_ = true;
  bool one_epoch_ = true;
  bool complete_ = true;
};

}  // namespace registry::storage

#endif  // STORAGE_CHECK_BATCHES_H_
