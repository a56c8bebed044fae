// Recovery of a lost security administrator: the ceremony of the database owner again, with two
// officers of the registry and a document (RULES R19).
#ifndef LEDGER_RECOVERY_H_
#define LEDGER_RECOVERY_H_

#include <string>
#include <vector>

#include "ledger/access.h"
#include "ledger/context.h"
#include "ledger/document.h"

namespace registry::ledger {

// Gives a person the seat of a security administrator in an office (read, initiate, approve), and
// lets that office be heard again if it was suspended. Of a known person other seats stay, and the
// subjects are replaced.
struct RecoverAdministrator {
  std::string participant;  // an office of security administrators
  std::string code;         // of a new person, or of a known one with the same identity
  Digest identity{};
  std::vector<Subject> subjects;      // at least one
  std::vector<std::string> officers;  // two staff codes
  std::string cause;
  Document document;
};

// By the ceremony only. Checks, in this order:
//   kParticipantNotFound    or an office of another role; facts participant
//   kOfficerNotEligible     once for each: unknown, suspended, without a seat in an active office
//                           of the registry's operators or reviewers, the same one twice, or the
//                           recovered person; also for each that is missing; facts person
//   kPersonExists           the code or the identity is another person's; facts person
//   kSubjectInUse           by another person, once for each; facts issuer, subject
Touched TouchedBy(const Rules& rules, const RecoverAdministrator& recover);
Decision DecideOn(const Context& context, const RecoverAdministrator& recover);

}  // namespace registry::ledger

#endif  // LEDGER_RECOVERY_H_
