#include "storage/life_reader.h"

#include <utility>

#include "ledger/account_life.h"
#include "storage/history_read.h"
#include "storage/life_statements.h"
#include "storage/rows.h"

namespace registry::storage {
namespace {

using ledger::Raw;

constexpr int kAccountColumns = 10;  // of ParseAccount
constexpr int kFreezeColumns = 15;   // of ParseFreeze

// Which term an account in this status is under.
Term TermOf(const ledger::Account& account) {
  return account.status == ledger::AccountStatus::kReviewed ? Term::kOpening : Term::kReply;
}

}  // namespace

absl::StatusOr<OverduePage> LifeReader::ListOverdue(
    Term term, const std::optional<ledger::Province>& province, const ledger::Calendars& calendars,
    ledger::Instant now, std::optional<ledger::AccountId> after, int page_size) const {
  return InSnapshot(pool_, [&](Tx& tx, const Head& head) -> absl::StatusOr<OverduePage> {
    OverduePage page;
    page.as_of = head.sequence;
    const int limit = PageSize(page_size);
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Run(kListWithTerm, after.has_value() ? Raw(*after) : 0, limit, province));
    for (const pqxx::row& row : rows) {
      ASSIGN_OR_RETURN(ledger::Account account, ParseAccount(row));
      page.next = account.id;
      const std::optional<ledger::Instant> due = ledger::DueAt(calendars, account);
      if (TermOf(account) == term && due && *due < now)
        page.rows.push_back({std::move(account), *due});
    }
    if (static_cast<int>(rows.size()) < limit) page.next.reset();
    return page;
  });
}

absl::StatusOr<History<ledger::Account>> LifeReader::OfAccount(
    ledger::AccountId account, std::optional<ledger::Sequence> after, int page_size) const {
  return ReadHistory(pool_, kAccountHistory, ParseAccount, kAccountColumns, after, page_size,
                     Raw(account));
}

absl::StatusOr<History<ledger::Freeze>> LifeReader::OfFreeze(ledger::Sequence freeze,
                                                             std::optional<ledger::Sequence> after,
                                                             int page_size) const {
  return ReadHistory(pool_, kFreezeHistory, ParseFreeze, kFreezeColumns, after, page_size,
                     Raw(freeze));
}

}  // namespace registry::storage
