// A book for persons: what needs a second one, who they are, and how they propose and answer.
#ifndef TESTS_STORAGE_TWO_PERSON_BOOK_H_
#define TESTS_STORAGE_TWO_PERSON_BOOK_H_

#include <cstdint>
#include <string>

#include "tests/storage/book.h"

namespace registry::testing {

inline constexpr ledger::ParticipantId kReviewer{6};
inline constexpr ledger::ParticipantId kSecurity{7};

// A request of a person in an office.
ledger::Request AskAs(ledger::ParticipantId office, const std::string& person,
                      ledger::Command command);

ledger::Policy Approvals(ledger::Role role, ledger::CommandType command, std::int64_t count);
ledger::RegisterPerson PersonOf(const std::string& code, std::vector<ledger::NamedSeat> seats);
ledger::Issue IssueOf(std::int64_t quantity);

// Answers to the proposal that `proposed` became.
ledger::ApproveProposal ApproveOf(const ledger::Request& proposed, const storage::Answer& answer);
ledger::Sequence ProposalIn(const storage::Answer& answer);

// Transfer, Cancel and the security administrator's RegisterPerson need one approval, Issue two.
// op-1, op-2 sit in `operator`, rev-1, rev-2 in `reviewer`, both-1 in both, sec-1, sec-2 in
// `security`. The clock is replayed, from kMatchTime on.
class TwoPersonBook : public Book {
 public:
  explicit TwoPersonBook(int units = 3, storage::JournalOptions options = {});

  // Proposes a transfer of this from Unit(0) to Unit(1), by op-1; fails the test unless it waits.
  ledger::Request ProposeTransfer(std::int64_t quantity);
  // The last answer to it.
  const storage::Answer& answer() const { return answer_; }
  // Approves as a person of the reviewer.
  storage::Answer Approve(const std::string& person, const ledger::Request& proposed);
  void AdvanceTo(ledger::Instant instant);

 private:
  storage::Answer answer_;
};

}  // namespace registry::testing

#endif  // TESTS_STORAGE_TWO_PERSON_BOOK_H_
