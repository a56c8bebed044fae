// What is known once for all: rules (instruments, periods, participants, clock), caps, obligations.
#ifndef STORAGE_CATALOG_READER_H_
#define STORAGE_CATALOG_READER_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "ledger/fact.h"
#include "ledger/rules.h"
#include "storage/page.h"
#include "storage/pool.h"

namespace registry::storage {

// What is absent does not filter.
struct IssuanceCapFilter {
  std::optional<std::string> plan;
  std::optional<std::string> instrument;
};

struct ObligationFilter {
  std::optional<std::string> period;
  std::optional<ledger::AccountId> unit_account;
  std::optional<ledger::Province> province;  // of the unit's account
};

using IssuanceCapPage = Page<ledger::IssuanceCap, ledger::IssuanceCapKey>;
using ObligationPage = Page<ledger::Obligation, ledger::ObligationKey>;

// UNAVAILABLE when the database cannot be asked; OUT_OF_RANGE when as_of lies beyond the journal's
// end. Without as_of: now. Thread safe.
class CatalogReader {
 public:
  explicit CatalogReader(ReaderPool* pool) : pool_(pool) {}

  // As they stand now.
  absl::StatusOr<std::shared_ptr<const ledger::Rules>> Rules() const;
  // By key.
  absl::StatusOr<IssuanceCapPage> ListIssuanceCaps(
      const IssuanceCapFilter& filter, std::optional<ledger::IssuanceCapKey> after, int page_size,
      std::optional<ledger::Sequence> as_of = {}) const;
  // By key: unit, sector, period.
  absl::StatusOr<ObligationPage> ListObligations(const ObligationFilter& filter,
                                                 std::optional<ledger::ObligationKey> after,
                                                 int page_size,
                                                 std::optional<ledger::Sequence> as_of = {}) const;
  // The register of uncollected obligations, by the same key.
  absl::StatusOr<ObligationPage> ListUncollected(const ObligationFilter& filter,
                                                 std::optional<ledger::ObligationKey> after,
                                                 int page_size,
                                                 std::optional<ledger::Sequence> as_of = {}) const;

 private:
  ReaderPool* pool_;
};

}  // namespace registry::storage

#endif  // STORAGE_CATALOG_READER_H_
