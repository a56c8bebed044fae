// Second persons (RULES R19): what becomes of a command that needs one, and how it is approved,
// rejected, withdrawn or expires.
//
// A command that needs approval is decided as ever. If nothing refuses it, it becomes a proposal:
// what it would take from registered positions waits in a pending bucket of the same account, and
// what it would issue is reserved under its cap, so that an approval does not fail for want of it.
// Nobody approves what he proposed, nor twice, whatever his office or token. The last approval
// executes: every check is made again on the book as it stands then.
#ifndef LEDGER_SECOND_PERSON_H_
#define LEDGER_SECOND_PERSON_H_

#include <string>

#include "ledger/command_type.h"
#include "ledger/context.h"
#include "ledger/decision.h"
#include "ledger/ids.h"
#include "ledger/position.h"
#include "ledger/proposal.h"
#include "ledger/rules.h"
#include "ledger/snapshot.h"

namespace registry::ledger {

struct Request;

// Approves over the hash of what was proposed, so that nobody approves what he has not seen.
struct ApproveProposal {
  Sequence proposal{};
  Digest request_hash{};
};

struct RejectProposal {
  Sequence proposal{};
  Digest request_hash{};
  std::string cause;
};

// By the proposer's office.
struct WithdrawProposal {
  Sequence proposal{};
  std::string cause;
};

// By the registry itself, when its time is over.
struct ExpireProposal {
  Sequence proposal{};
};

// The proposal a command is about; 0: none.
Sequence ProposalOf(const Request& request);

// The bucket in which a proposed command's quantities wait.
constexpr Bucket PendingBucket(CommandType type) {
  return type == CommandType::kCancel ? Bucket::kPendingCancellation : Bucket::kPendingTransfer;
}

// Whether a command can wait for approvals: its record holds all of it, so that it can be carried
// out from there, and it is one that people ask for.
bool MayWait(CommandType type);

// Approvals that this request of a caller in this role needs now; 0: none.
int ApprovalsNeeded(const Rules& rules, Instant now, Role role, const Request& request);

// Adds what a proposal of this request would touch beside what its command does.
void TouchForProposal(const Rules& rules, const Request& request, Touched& touched);

// The keys of the four commands above: the proposal and what waits for it; of an approval also what
// the proposed command touches.
Touched TouchedByAnswer(const Rules& rules, const Request& request);

// The proposal that these effects become; they are those of the request's command.
Effects Propose(const Context& context, const Request& request, Effects effects, int approvals);

// The four commands; the caller's right is checked (decide.h). Checks, in this order:
//   kProposalHashMismatch   approve, reject: facts proposal
//   kProposalNotOpen        facts proposal, state
//   kProposalExpired        approve, reject: facts proposal, expired_at
//   kProposalNotExpired     expire: facts proposal, expires_at
//   kSecondPersonIsFirst    approve: proposed or approved by the same person; facts proposal
//   kProposerRightLost      the last approval: who proposed may not any more; facts proposal
//   kCommandOff             the last approval: a policy switched the command off; facts command
//   kApproverRightLost      the last approval: who approved before may not any more, once for each;
//                           facts proposal, person
//   then, of the last approval, what the proposed command checks
Decision DecideAnswer(const Context& context, const Request& request);

// What the request of an open proposal would come to if it were carried out now: the decision on an
// ApproveProposal, but for who approves and how many did. Of a proposal that is not open, or of
// which there is no record: Denied.
Decision DecideAsApproved(const Context& context, const Request& approve);

}  // namespace registry::ledger

#endif  // LEDGER_SECOND_PERSON_H_
