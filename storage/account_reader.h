// Accounts as regulators and offices see them. Names are personal data and are not read here: the
// role registry_reader may not.
#ifndef STORAGE_ACCOUNT_READER_H_
#define STORAGE_ACCOUNT_READER_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "ledger/account.h"
#include "storage/page.h"
#include "storage/pool.h"

namespace registry::storage {

// What is absent does not filter.
struct AccountFilter {
  std::optional<ledger::Province> province;
  std::optional<ledger::AccountKind> kind;
  std::optional<ledger::AccountStatus> status;
};

using AccountPage = Page<ledger::Account, ledger::AccountId>;

// Every method: UNAVAILABLE when the database cannot be asked; OUT_OF_RANGE when as_of lies beyond
// the journal's end. Without as_of: now. Thread safe.
class AccountReader {
 public:
  explicit AccountReader(ReaderPool* pool) : pool_(pool) {}

  absl::StatusOr<std::optional<ledger::Account>> Find(
      ledger::AccountId account, std::optional<ledger::Sequence> as_of = {}) const;
  // The account of a holder, by unified social credit code.
  absl::StatusOr<std::optional<ledger::AccountId>> FindHolder(
      const std::string& social_credit_code) const;
  // By account id.
  absl::StatusOr<AccountPage> List(const AccountFilter& filter,
                                   std::optional<ledger::AccountId> after, int page_size,
                                   std::optional<ledger::Sequence> as_of = {}) const;

 private:
  ReaderPool* pool_;
};

}  // namespace registry::storage

#endif  // STORAGE_ACCOUNT_READER_H_
