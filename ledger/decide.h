// The two functions through which every command goes.
#ifndef LEDGER_DECIDE_H_
#define LEDGER_DECIDE_H_

#include <optional>
#include <string_view>

#include "ledger/command.h"
#include "ledger/context.h"
#include "ledger/decision.h"
#include "ledger/rules.h"
#include "ledger/snapshot.h"

namespace registry::ledger {

// The keys that deciding this request reads or changes. Pure; reads nothing but its arguments.
Touched Touches(const Rules& rules, const NewIds& ids, const Request& request);

// Decides a request against what it touches: right of the caller (policy.h), then the command's own
// checks in the order its header lists them, then whether a second person is needed
// (second_person.h), then the law (conservation.h). Pure: the same
// arguments give the same decision today, in a replay and in a test. `now` is the batch's
// recorded_at.
//
// Denied comes before anything is revealed: also for an absent account under a right that reaches
// one province only. A fault that the snapshot remembers is a Fault of the decision, so the caller
// clears it (Snapshot::ClearFault) before it decides the next request.
Decision Decide(const Rules& rules, const Snapshot& snapshot, const NewIds& ids, Instant now,
                const Request& request);

// ---- What the two above are made of

// Whether the caller may ask for this: his office's role and scope, and the person's power in it.
bool HasRight(const Rules& rules, const Snapshot& snapshot, Instant now, const Request& request);

// Whether a person sits somewhere where he may approve this proposal.
bool MayApproveStill(const Rules& rules, std::string_view person, const Proposal& proposal);

// Whether a seat has the power that its person needs for a command.
bool MayWith(const Seat& seat, CommandType type);

// Whether an office of this role is heard only through persons.
bool PersonRequired(const Rules& rules, Role role, Instant now);

// The account that a command's caller acts for, where it has one.
std::optional<AccountId> ActingAccountOf(const Command& command);

// A command alone, without right and second person; not for answers to proposals.
Touched TouchedByCommand(const Rules& rules, const Command& command);
Decision DecideCommand(const Context& context, const Command& command);

}  // namespace registry::ledger

#endif  // LEDGER_DECIDE_H_
