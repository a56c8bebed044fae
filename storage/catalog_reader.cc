#include "storage/catalog_reader.h"

#include <limits>
#include <utility>

#include "storage/loader.h"
#include "storage/obligation_statements.h"
#include "storage/rows.h"
#include "storage/snapshot_read.h"

namespace registry::storage {

using ledger::Raw;

absl::StatusOr<std::shared_ptr<const ledger::Rules>> CatalogReader::Rules() const {
  using Result = absl::StatusOr<std::shared_ptr<const ledger::Rules>>;
  return InSnapshot(pool_, [](Tx& tx, const Head& head) -> Result {
    ASSIGN_OR_RETURN(ledger::Rules rules, LoadRules(tx, head.epoch));
    return std::make_shared<const ledger::Rules>(std::move(rules));
  });
}

absl::StatusOr<IssuanceCapPage> CatalogReader::ListIssuanceCaps(
    const IssuanceCapFilter& filter, std::optional<ledger::IssuanceCapKey> after, int page_size,
    std::optional<ledger::Sequence> as_of) const {
  return InSnapshot(pool_, [&](Tx& tx, const Head& head) -> absl::StatusOr<IssuanceCapPage> {
    IssuanceCapPage page;
    ASSIGN_OR_RETURN(page.as_of, AsOf(as_of, head));
    const int limit = PageSize(page_size);
    const ledger::IssuanceCapKey from =
        after.value_or(ledger::IssuanceCapKey{"", "", ledger::Sector{-1}});
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Run(kListIssuanceCaps, filter.plan, filter.instrument, Raw(page.as_of),
                            from.plan, from.instrument, Raw(from.sector), limit));
    for (const pqxx::row& row : rows) {
      ASSIGN_OR_RETURN(ledger::IssuanceCap cap, ParseIssuanceCap(row));
      page.rows.push_back(std::move(cap));
    }
    if (static_cast<int>(page.rows.size()) == limit) page.next = page.rows.back().key;
    return page;
  });
}

namespace {

// A page of kListObligations, or of a statement that is asked and answers as it.
absl::StatusOr<ObligationPage> ListObligationsBy(ReaderPool* pool, const SqlText& statement,
                                                 const ObligationFilter& filter,
                                                 const std::optional<ledger::ObligationKey>& after,
                                                 int page_size,
                                                 std::optional<ledger::Sequence> as_of) {
  return InSnapshot(pool, [&](Tx& tx, const Head& head) -> absl::StatusOr<ObligationPage> {
    ObligationPage page;
    ASSIGN_OR_RETURN(page.as_of, AsOf(as_of, head));
    const int limit = PageSize(page_size);
    std::int64_t last_unit = std::numeric_limits<std::int64_t>::max();
    ledger::ObligationKey from = after.value_or(ledger::ObligationKey{{}, ledger::Sector{-1}, ""});
    if (filter.unit_account.has_value()) {
      last_unit = Raw(*filter.unit_account);
      if (!after.has_value()) from.unit_account = *filter.unit_account;
    }
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Run(statement, filter.period, last_unit, filter.province, Raw(page.as_of),
                            Raw(from.unit_account), Raw(from.sector), from.period, limit));
    for (const pqxx::row& row : rows) {
      ASSIGN_OR_RETURN(ledger::Obligation obligation, ParseObligation(row));
      page.rows.push_back(std::move(obligation));
    }
    if (static_cast<int>(page.rows.size()) == limit) page.next = page.rows.back().key;
    return page;
  });
}

}  // namespace

absl::StatusOr<ObligationPage> CatalogReader::ListObligations(
    const ObligationFilter& filter, std::optional<ledger::ObligationKey> after, int page_size,
    std::optional<ledger::Sequence> as_of) const {
  return ListObligationsBy(pool_, kListObligations, filter, after, page_size, as_of);
}

absl::StatusOr<ObligationPage> CatalogReader::ListUncollected(
    const ObligationFilter& filter, std::optional<ledger::ObligationKey> after, int page_size,
    std::optional<ledger::Sequence> as_of) const {
  return ListObligationsBy(pool_, kListUncollected, filter, after, page_size, as_of);
}

}  // namespace registry::storage
