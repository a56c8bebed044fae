#include "storage/verify.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "log/hash.h"
#include "log/merkle.h"
#include "storage/fields.h"
#include "storage/statements.h"
#include "storage/status_macros.h"

namespace registry::storage {
namespace {

constexpr std::int64_t kRecordsPerPage = 5'000;

struct BatchRow {
  std::int64_t first_record = 0;
  std::int64_t last_record = 0;
  ledger::Digest root{};
  std::optional<log::Frontier> frontier;
};

absl::StatusOr<BatchRow> ParseBatch(const pqxx::row& row) {
  Fields fields(row);
  BatchRow batch;
  batch.first_record = fields.Int();
  batch.last_record = fields.Int();
  const auto size = static_cast<std::uint64_t>(fields.Int());
  batch.root = fields.Digest();
  batch.frontier = log::Frontier::Parse(size, fields.Bytes());
  RETURN_IF_ERROR(fields.Status("commit_batch"));
  return batch;
}

absl::Status Lost(std::string_view what, std::int64_t number, std::string_view how) {
  return absl::DataLossError(absl::StrCat(std::string(what), " ", number, " ", std::string(how)));
}

// Appends the leaves from `next` to `last` to the tree.
absl::Status AppendLeaves(Tx& tx, std::int64_t next, std::int64_t last, log::Frontier& tree) {
  while (next <= last) {
    const std::int64_t limit = std::min(kRecordsPerPage, last - next + 1);
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kReadRecords, next, limit));
    if (rows.empty()) return Lost("record", next, "is missing");
    for (const pqxx::row& row : rows) {
      Fields fields(row);
      const std::int64_t number = fields.Int();
      if (number != next) return Lost("record", next, "is missing");
      const ledger::Salt salt = fields.FixedBytes<16>();
      const auto algorithm = fields.As<log::HashAlgorithm>();
      const ledger::Digest leaf = fields.Digest();
      const std::string bytes = fields.Bytes();
      RETURN_IF_ERROR(fields.Status("decision"));
      if (algorithm != log::HashAlgorithm::kSha256 || log::LeafHash(salt, bytes) != leaf) {
        return Lost("record", number, "does not give its leaf");
      }
      tree.Append(leaf);
      ++next;
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status VerifyLastBatches(Tx& tx, std::int64_t batches) {
  if (batches <= 0) return absl::OkStatus();
  // One more: its frontier is where we begin.
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kReadLastBatches, batches + 1));
  std::vector<BatchRow> newest_first;
  for (const pqxx::row& row : rows) {
    ASSIGN_OR_RETURN(BatchRow batch, ParseBatch(row));
    newest_first.push_back(std::move(batch));
  }
  log::Frontier tree;
  std::int64_t next = 0;
  if (static_cast<std::int64_t>(newest_first.size()) > batches) {
    const BatchRow& before = newest_first.back();
    if (!before.frontier.has_value() || before.frontier->Root() != before.root) {
      return Lost("the batch that ends with record", before.last_record,
                  "has a root that is not its frontier's");
    }
    tree = *before.frontier;
    next = before.last_record + 1;
    newest_first.pop_back();
  }
  for (auto batch = newest_first.rbegin(); batch != newest_first.rend(); ++batch) {
    if (batch->first_record != next) {
      return Lost("the batch that ends with record", batch->last_record,
                  "does not follow the one before it");
    }
    RETURN_IF_ERROR(AppendLeaves(tx, next, batch->last_record, tree));
    if (tree.Root() != batch->root || batch->frontier != tree) {
      return Lost("the batch that ends with record", batch->last_record,
                  "has a root that does not follow from its leaves");
    }
    next = batch->last_record + 1;
  }
  ASSIGN_OR_RETURN(const pqxx::result beyond, tx.Run(kReadRecords, next, 1));
  if (!beyond.empty()) return Lost("record", next, "is in no batch");
  return absl::OkStatus();
}

}  // namespace registry::storage
