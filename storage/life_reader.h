// The lives of accounts and of freezes: who is overdue, and every version with who made it.
#ifndef STORAGE_LIFE_READER_H_
#define STORAGE_LIFE_READER_H_

#include <optional>

#include "absl/status/statusor.h"
#include "ledger/account.h"
#include "ledger/calendar.h"
#include "ledger/freeze_fact.h"
#include "storage/access_reader.h"
#include "storage/page.h"
#include "storage/pool.h"

namespace registry::storage {

// What is to be done by the registry within a term (RULES R17).
enum class Term {
  kOpening,  // the account of an application that was reviewed
  kReply,    // to the objection to a restriction
};

struct Overdue {
  ledger::Account account;
  ledger::Instant due_at;  // before the moment that was asked about
};
using OverduePage = Page<Overdue, ledger::AccountId>;

// UNAVAILABLE when the database cannot be asked. Thread safe.
class LifeReader {
 public:
  explicit LifeReader(ReaderPool* pool) : pool_(pool) {}

  // Accounts with a term that is over at `now`, by account id, as they stand at the time of each
  // page; of one province, where it is given. Sifted out of the rows of a page, so that one may
  // hold fewer than asked for, or none, while `next` says that more follow.
  absl::StatusOr<OverduePage> ListOverdue(Term term,
                                          const std::optional<ledger::Province>& province,
                                          const ledger::Calendars& calendars, ledger::Instant now,
                                          std::optional<ledger::AccountId> after,
                                          int page_size) const;
  // In order of sequence; empty when there is no such account.
  absl::StatusOr<History<ledger::Account>> OfAccount(ledger::AccountId account,
                                                     std::optional<ledger::Sequence> after,
                                                     int page_size) const;
  absl::StatusOr<History<ledger::Freeze>> OfFreeze(ledger::Sequence freeze,
                                                   std::optional<ledger::Sequence> after,
                                                   int page_size) const;

 private:
  ReaderPool* pool_;
};

}  // namespace registry::storage

#endif  // STORAGE_LIFE_READER_H_
