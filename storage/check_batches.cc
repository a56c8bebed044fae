#include "storage/check_batches.h"

#include "log/hash.h"
#include "storage/check_statements.h"
#include "storage/fields.h"

namespace registry::storage {

absl::Status BatchesCheck::Load(Tx& tx, std::int64_t first, std::int64_t last) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kCheckBatches, first, last));
  for (const pqxx::row& row : rows) {
    Fields fields(row);
    Batch batch;
    batch.first = fields.Int();
    batch.last = fields.Int();
    batch.first_sequence = fields.OptionalInt();
    batch.last_sequence = fields.Int();
    batch.recorded_at = fields.Int();
    batch.epoch = fields.Int();
    batch.tree_size = fields.Int();
    batch.algorithm = fields.Int();
    batch.root = fields.Digest();
    const auto size = static_cast<std::uint64_t>(batch.tree_size);
    batch.frontier = log::Frontier::Parse(size, fields.Bytes());
    RETURN_IF_ERROR(fields.Status("commit_batch"));
    ahead_.push_back(std::move(batch));
  }
  return absl::OkStatus();
}

absl::Status BatchesCheck::Add(const std::optional<CheckedRecord>& record) {
  if (record.has_value()) {
    tree_.Append(record->leaf);
    if (record->sequence.has_value()) {
      if (!first_sequence_.has_value()) first_sequence_ = record->sequence;
      last_sequence_ = *record->sequence;
    }
    if (!recorded_at_.has_value()) recorded_at_ = record->recorded_at;
    one_time_ = one_time_ && record->recorded_at == *recorded_at_;
    one_epoch_ = one_epoch_ && record->epoch == epoch_;
    if (record->changes_rules) ++changes_;
  } else {
    tree_.Append({});
    complete_ = false;
  }
  const std::int64_t number = next_++;
  if (ahead_.empty() || ahead_.front().last > number) return absl::OkStatus();
  const Batch batch = std::move(ahead_.front());
  ahead_.pop_front();
  return Compare(batch);
}

template <typename T>
absl::Status BatchesCheck::Expect(const Batch& batch, std::string_view what, const T& expected,
                                  const T& found) {
  return state_.Compare(
      [&] {
        return absl::StrCat(std::string(what), " of the batch that ends with record ", batch.last);
      },
      expected, found, batch.last);
}

absl::Status BatchesCheck::Compare(const Batch& batch) {
  RETURN_IF_ERROR(Expect(batch, "first record", first_, batch.first));
  RETURN_IF_ERROR(Expect(batch, "tree size", next_, batch.tree_size));
  RETURN_IF_ERROR(Expect(batch, "hash algorithm",
                         std::int64_t{ledger::Raw(log::HashAlgorithm::kSha256)}, batch.algorithm));
  // What a missing record would have added is not known; that it is missing was said.
  if (complete_) {
    using Number = std::optional<std::int64_t>;
    RETURN_IF_ERROR(Expect(batch, "first sequence", first_sequence_, batch.first_sequence));
    RETURN_IF_ERROR(Expect(batch, "last sequence", last_sequence_, batch.last_sequence));
    RETURN_IF_ERROR(Expect(batch, "time", recorded_at_, Number(batch.recorded_at)));
    RETURN_IF_ERROR(Expect<std::string_view>(batch, "time in every record", "one",
                                             one_time_ ? "one" : "several"));
    RETURN_IF_ERROR(Expect<std::string_view>(batch, "rules epoch in every record",
                                             "that of the batch before",
                                             one_epoch_ ? "that of the batch before" : "another"));
    RETURN_IF_ERROR(Expect(batch, "rules epoch", epoch_ + changes_, batch.epoch));
    const ledger::Digest root = tree_.Root();
    RETURN_IF_ERROR(Expect(batch, "root", root, batch.root));
    if (root == batch.root && batch.frontier != tree_) {
      RETURN_IF_ERROR(Expect<std::string_view>(batch, "frontier", "that of its leaves", "another"));
    }
  }
  // One alteration, one finding: the batches to come are compared with what this one says.
  if (batch.frontier.has_value() && batch.frontier->Root() == batch.root) tree_ = *batch.frontier;
  epoch_ = complete_ ? epoch_ + changes_ : batch.epoch;
  if (!complete_) last_sequence_ = batch.last_sequence;
  first_ = next_;
  first_sequence_.reset();
  recorded_at_.reset();
  changes_ = 0;
  one_time_ = one_epoch_ = complete_ = true;
  return absl::OkStatus();
}

absl::Status BatchesCheck::Finish() {
  return state_.Compare("record after the last batch", next_, first_);
}

}  // namespace registry::storage
