// A small open book in a database of its own, and the requests that tests put to it.
#ifndef TESTS_STORAGE_BOOK_H_
#define TESTS_STORAGE_BOOK_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ledger/command.h"
#include "storage/journal.h"
#include "tests/support/test_database.h"

namespace registry::testing {

inline constexpr ledger::ParticipantId kCeremonyParticipant{0};
inline constexpr ledger::ParticipantId kOperator{1};
inline constexpr ledger::ParticipantId kMinistry{2};
inline constexpr ledger::ParticipantId kExchange{3};
inline constexpr ledger::ParticipantId kAuthority{4};  // of province 13
inline constexpr ledger::ParticipantId kOperator2{5};  // another with the same rights

inline constexpr char kInstrument[] = "CEA1920";
inline constexpr char kPeriod[] = "2019-20";
inline constexpr char kPlan[] = "plan-2019-20";

// Opened in this order, so their numbers are known.
inline constexpr ledger::AccountId kAuthorityAccount{1001};
constexpr ledger::AccountId Unit(int n) { return ledger::AccountId{1002 + n}; }

// Monday, 5 January 2026, 10:00 in Beijing.
inline constexpr ledger::Instant kMatchTime{1'767'578'400'000'000};

// A request with an id that was never used.
ledger::Request Ask(ledger::ParticipantId participant, ledger::Command command);

ledger::Transfer TransferOf(ledger::AccountId from, ledger::AccountId to, std::int64_t quantity);
ledger::SettleTrade TradeOf(std::string id, ledger::AccountId seller, ledger::AccountId buyer,
                            std::int64_t quantity);

// The parts of an answer; each fails the test when the answer is something else.
const ledger::Recorded& RecordedIn(const storage::Answer& answer);
const ledger::Accepted& AcceptedIn(const storage::Answer& answer);
const ledger::Rejection& RejectionIn(const storage::Answer& answer);
absl::Status StatusIn(const storage::Answer& answer);

class Book {
 public:
  // Participants, one instrument and period, a cap of 1,000,000,000, an authority and `units`
  // accounts, and so much in REGISTERED of each unit.
  explicit Book(int units, std::int64_t each = 1000,
                storage::JournalOptions options = storage::JournalOptions());

  storage::Journal& journal() { return *journal_; }
  TestDatabase& database() { return database_; }
  // Another journal on the same database.
  std::unique_ptr<storage::Journal> OpenAnother(storage::JournalOptions options = {});
  // Closes the journal and opens it again, as a restart does.
  void Reopen();

  std::vector<storage::Answer> Write(std::span<const ledger::Request> requests) {
    return journal_->Write(requests);
  }
  storage::Answer Write(const ledger::Request& request) {
    return journal_->Write(std::span(&request, 1)).front();
  }

  // One figure by SQL, as superuser.
  std::string Figure(const std::string& sql);
  // Statements by SQL, as superuser with triggers off.
  void Tamper(const std::string& sql);
  // As superuser, triggers on.
  void Execute(const std::string& sql);
  std::int64_t Balance(ledger::AccountId account,
                       ledger::Bucket bucket = ledger::Bucket::kRegistered);

  // Everything that can be recomputed, by SQL and bytes and nothing of the journal's own: numbers
  // without gaps, every balance the fold of its postings, sums of zero, every leaf and every root
  // from all leaves. Fails the test where something does not hold.
  void CheckLaws();

 private:
  TestDatabase database_;
  storage::JournalOptions options_;
  std::unique_ptr<storage::Journal> journal_;
};

}  // namespace registry::testing

#endif  // TESTS_STORAGE_BOOK_H_
