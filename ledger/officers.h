// The officers of the registry without whom no administrator can be recovered (recovery.h).
#ifndef LEDGER_OFFICERS_H_
#define LEDGER_OFFICERS_H_

#include <cstddef>

#include "ledger/access.h"
#include "ledger/person.h"
#include "ledger/rules.h"

namespace registry::ledger {

inline constexpr std::size_t kOfficersNeeded = 2;

// Whether a person has a seat in an active office of the registry's operators or reviewers.
bool SitsInTheRegistry(const Rules& rules, const Person& person);

// Whether a change leaves two active officers, if there are two before it: without them a lone
// administrator could not be overcome. Who has a seat as an administrator himself is none here.
bool LeavesOfficers(const Rules& rules, const ChangeParticipant& change);
bool LeavesOfficers(const Rules& rules, const ChangePerson& change);

}  // namespace registry::ledger

#endif  // LEDGER_OFFICERS_H_
