#include "storage/account_reader.h"

#include "storage/array_parameter.h"
#include "storage/fields.h"
#include "storage/rows.h"
#include "storage/snapshot_read.h"

namespace registry::storage {
namespace {

using ledger::Raw;

template <typename Enum>
std::optional<std::int64_t> Number(const std::optional<Enum>& value) {
  if (!value.has_value()) return std::nullopt;
  return Raw(*value);
}

}  // namespace

absl::StatusOr<std::optional<ledger::Account>> AccountReader::Find(
    ledger::AccountId account, std::optional<ledger::Sequence> as_of) const {
  using Result = absl::StatusOr<std::optional<ledger::Account>>;
  return InSnapshot(pool_, [&](Tx& tx, const Head& head) -> Result {
    ASSIGN_OR_RETURN(const ledger::Sequence sequence, AsOf(as_of, head));
    ArrayParameter ids{ArrayParameter::kInt8};
    ids.AddInt(Raw(account));
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kLoadAccounts, ids.Take(), Raw(sequence)));
    if (rows.empty()) return std::nullopt;
    return ParseAccount(rows[0]);
  });
}

absl::StatusOr<std::optional<ledger::AccountId>> AccountReader::FindHolder(
    const std::string& social_credit_code) const {
  using Result = absl::StatusOr<std::optional<ledger::AccountId>>;
  return InSnapshot(pool_, [&](Tx& tx, const Head&) -> Result {
    ArrayParameter codes{ArrayParameter::kText};
    codes.AddText(social_credit_code);
    if (!codes.ok()) return std::nullopt;
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kLoadHolders, codes.Take()));
    if (rows.empty()) return std::nullopt;
    const pqxx::row row = rows[0];
    Fields fields(row);
    fields.Skip(1);
    const ledger::AccountId account{fields.Int()};
    RETURN_IF_ERROR(fields.Status("holder"));
    return account;
  });
}

absl::StatusOr<AccountPage> AccountReader::List(const AccountFilter& filter,
                                                std::optional<ledger::AccountId> after,
                                                int page_size,
                                                std::optional<ledger::Sequence> as_of) const {
  return InSnapshot(pool_, [&](Tx& tx, const Head& head) -> absl::StatusOr<AccountPage> {
    AccountPage page;
    ASSIGN_OR_RETURN(page.as_of, AsOf(as_of, head));
    const int limit = PageSize(page_size);
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Run(kListAccounts, after.has_value() ? Raw(*after) : 0, Raw(page.as_of),
                            filter.province, Number(filter.kind), Number(filter.status), limit));
    for (const pqxx::row& row : rows) {
      ASSIGN_OR_RETURN(ledger::Account account, ParseAccount(row));
      page.rows.push_back(std::move(account));
    }
    if (static_cast<int>(page.rows.size()) == limit) page.next = page.rows.back().id;
    return page;
  });
}

}  // namespace registry::storage
