// Supply of each instrument, once from the journal and once from the balances. The two must agree,
// and issued = held + surrendered + offset + cancelled + recovered (RULES R14).
#ifndef STORAGE_SUPPLY_READER_H_
#define STORAGE_SUPPLY_READER_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"
#include "storage/pool.h"

namespace registry::storage {

struct SupplyFigures {
  ledger::Quantity issued;  // minus what stands in issuance accounts and mirrors
  ledger::Quantity held;    // in all buckets of all holders, custody and the national account
  ledger::Quantity surrendered;
  ledger::Quantity offset;
  ledger::Quantity cancelled;
  ledger::Quantity recovered;  // for carry-over
  bool operator==(const SupplyFigures&) const = default;
};

struct Supply {
  ledger::InstrumentId instrument{};
  SupplyFigures from_journal;   // folded from every posting up to as_of
  SupplyFigures from_balances;  // summed over the positions
};

struct SupplyTable {
  std::vector<Supply> rows;  // by instrument; every instrument that a posting ever moved
  ledger::Sequence as_of{};
};

// Thread safe.
class SupplyReader {
 public:
  explicit SupplyReader(ReaderPool* pool) : pool_(pool) {}

  // Folds the whole journal in short statements; seconds for millions of postings. UNAVAILABLE when
  // the database cannot be asked; OUT_OF_RANGE when as_of lies beyond the journal's end.
  absl::StatusOr<SupplyTable> Read(std::optional<ledger::Sequence> as_of = {}) const;

 private:
  ReaderPool* pool_;
};

}  // namespace registry::storage

#endif  // STORAGE_SUPPLY_READER_H_
