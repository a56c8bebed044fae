// Holdings: the balances of positions, now or as of a sequence.
#ifndef STORAGE_HOLDINGS_READER_H_
#define STORAGE_HOLDINGS_READER_H_

#include <optional>

#include "absl/status/statusor.h"
#include "ledger/account.h"
#include "ledger/position.h"
#include "storage/page.h"
#include "storage/pool.h"

namespace registry::storage {

struct Holding {
  ledger::PositionKey key;
  ledger::Quantity balance;
  ledger::Sequence last_sequence{};  // of the last posting at or before as_of that moved it
  bool operator==(const Holding&) const = default;
};

// What is absent does not filter.
struct HoldingFilter {
  std::optional<ledger::AccountId> account;
  std::optional<ledger::InstrumentId> instrument;
  std::optional<ledger::Bucket> bucket;
  std::optional<ledger::Province> province;  // of the account as of the listing's sequence
  bool include_zero = false;                 // positions that stood at zero too
};

using HoldingPage = Page<Holding, ledger::PositionId>;

// UNAVAILABLE when the database cannot be asked; OUT_OF_RANGE when as_of lies beyond the journal's
// end. Thread safe.
class HoldingsReader {
 public:
  explicit HoldingsReader(ReaderPool* pool) : pool_(pool) {}

  // By position id. Without as_of: now. A page can be short and still have a next.
  absl::StatusOr<HoldingPage> List(const HoldingFilter& filter,
                                   std::optional<ledger::PositionId> after, int page_size,
                                   std::optional<ledger::Sequence> as_of = {}) const;

 private:
  ReaderPool* pool_;
};

}  // namespace registry::storage

#endif  // STORAGE_HOLDINGS_READER_H_
