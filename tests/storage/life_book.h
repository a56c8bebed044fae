// A book with a court, freezes, applications, successions and transfers at will.
#ifndef TESTS_STORAGE_LIFE_BOOK_H_
#define TESTS_STORAGE_LIFE_BOOK_H_

#include <cstdint>
#include <string>

#include "tests/storage/book.h"

namespace registry::testing {

inline constexpr ledger::ParticipantId kFilingReviewer{6};
inline constexpr ledger::ParticipantId kStaffOffice{7};  // security administrators
inline constexpr ledger::ParticipantId kCourt{8};
inline constexpr ledger::ParticipantId kUnit0{9};  // represents Unit(0)

inline constexpr std::int64_t kHour = 3'600'000'000;
constexpr ledger::Instant After(std::int64_t hours) { return {kMatchTime.micros + hours * kHour}; }

// Orders of a court, dated the day before the book begins, that hold for a year.
ledger::FreezeHolding FreezeOf(ledger::AccountId account);
ledger::FreezeHolding FreezeOfQuantity(ledger::AccountId account, std::int64_t quantity);
ledger::FreezeHolding FreezeOfHolder(const std::string& social_credit_code);

// The clock is replayed, from kMatchTime on. Pledges and transfers at will are switched on, with a
// delay of two hours and trust after one working day.
class LifeBook : public Book {
 public:
  explicit LifeBook(int units = 3, storage::JournalOptions options = {});

  // Fails the test unless it is accepted.
  ledger::Accepted Do(ledger::ParticipantId participant, ledger::Command command);
  void AdvanceTo(ledger::Instant instant);
};

// Every command of freezes, of the life of accounts and of transfers at will, each accepted at
// least once, and facts in every state.
struct FilledLifeBook : LifeBook {
  explicit FilledLifeBook(storage::JournalOptions options = {});

  ledger::AccountId opened{}, reviewed{};  // by application
  std::string quantity_freeze, account_freeze, holder_freeze, pledge;
  std::string waiting, failed;  // transfers at will
};

}  // namespace registry::testing

#endif  // TESTS_STORAGE_LIFE_BOOK_H_
