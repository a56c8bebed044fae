// Proposals: commands that wait for a second person (RULES R19).
//
// What is proposed is the request of its own record in the journal, which nothing can change; the
// proposal's number is the sequence of that record. So a proposal as a fact holds its state only.
#ifndef LEDGER_PROPOSAL_H_
#define LEDGER_PROPOSAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/command_type.h"
#include "ledger/ids.h"

namespace registry::ledger {

enum class ProposalState : std::int16_t {
  kOpen = 1,
  kExecuted = 2,
  kRejected = 3,
  kWithdrawn = 4,
  kExpired = 5,
};
inline constexpr int kProposalStateCount = 5;
std::string_view ProposalStateName(ProposalState state);  // "WITHDRAWN"

// The current version of a proposal.
struct Proposal {
  Sequence id{};
  ParticipantId proposer{};
  std::string person;  // who proposed it: staff code
  CommandType type{};
  std::optional<AccountId> account;  // for which it acts, where its command has one
  Instant proposed_at;
  Instant expires_at;
  std::int32_t approvals_needed = 0;
  std::vector<std::string> approvers;  // staff codes, in order
  ProposalState state = ProposalState::kOpen;
  std::string cause;  // of a rejection or a withdrawal
  bool operator==(const Proposal&) const = default;
};

}  // namespace registry::ledger

#endif  // LEDGER_PROPOSAL_H_
