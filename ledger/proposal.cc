#include "ledger/proposal.h"

namespace registry::ledger {

std::string_view ProposalStateName(ProposalState state) {
  switch (state) {
    case ProposalState::kOpen:
      return "OPEN";
    case ProposalState::kExecuted:
      return "EXECUTED";
    case ProposalState::kRejected:
      return "REJECTED";
    case ProposalState::kWithdrawn:
      return "WITHDRAWN";
    case ProposalState::kExpired:
      return "EXPIRED";
  }
  return "UNKNOWN";
}

}  // namespace registry::ledger
