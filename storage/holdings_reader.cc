#include "storage/holdings_reader.h"

#include <limits>

#include "storage/fields.h"
#include "storage/snapshot_read.h"

namespace registry::storage {
namespace {

using ledger::Raw;

// Positions that one statement reads, and statements that one page may take: filters are applied
// here, so that a page has a bound in time whatever it finds.
constexpr int kPositionsPerStatement = 1'000;
constexpr int kStatementsPerPage = 20;

bool Takes(const HoldingFilter& filter, const Holding& holding, const ledger::Province& province) {
  return (!filter.instrument.has_value() || holding.key.instrument == *filter.instrument) &&
         (!filter.bucket.has_value() || holding.key.bucket == *filter.bucket) &&
         (!filter.province.has_value() || province == *filter.province) &&
         (filter.include_zero || holding.balance.value != 0);
}

}  // namespace

absl::StatusOr<HoldingPage> HoldingsReader::List(const HoldingFilter& filter,
                                                 std::optional<ledger::PositionId> after,
                                                 int page_size,
                                                 std::optional<ledger::Sequence> as_of) const {
  std::int64_t last = after.has_value() ? Raw(*after) : 0;
  std::int64_t end = std::numeric_limits<std::int64_t>::max();
  if (filter.account.has_value()) {
    const std::int64_t account = Raw(*filter.account);
    if (account < 0 || account > ledger::kMaxAccountId) return HoldingPage();
    last = std::max(last, (account << 21) - 1);
    if (account < ledger::kMaxAccountId) end = (account + 1) << 21;
  }
  return InSnapshot(pool_, [&](Tx& tx, const Head& head) -> absl::StatusOr<HoldingPage> {
    HoldingPage page;
    ASSIGN_OR_RETURN(page.as_of, AsOf(as_of, head));
    const auto limit = static_cast<std::size_t>(PageSize(page_size));
    for (int i = 0; i < kStatementsPerPage; ++i) {
      ASSIGN_OR_RETURN(const pqxx::result rows,
                       tx.Run(kListHoldings, last, end, Raw(page.as_of), kPositionsPerStatement));
      for (const pqxx::row& row : rows) {
        Fields fields(row);
        last = fields.Int();
        page.next = ledger::PositionId{last};
        if (fields.NextIsNull()) continue;  // not yet, as of then
        Holding holding;
        holding.key = ledger::Unpack(*page.next);
        holding.balance.value = fields.Int();
        holding.last_sequence = ledger::Sequence{fields.Int()};
        const ledger::Province province = fields.TextOrEmpty();
        RETURN_IF_ERROR(fields.Status("position"));
        if (!Takes(filter, holding, province)) continue;
        page.rows.push_back(holding);
        if (page.rows.size() == limit) return page;
      }
      if (rows.size() < kPositionsPerStatement) {
        page.next.reset();
        return page;
      }
    }
    return page;
  });
}

}  // namespace registry::storage
