// Who may call, how they are recognised, and what needs a second person: the commands of the
// security administrators (RULES R19), and the calendar by which proposals expire.
#ifndef LEDGER_ACCESS_H_
#define LEDGER_ACCESS_H_

#include <string>
#include <vector>

#include "ledger/calendar.h"
#include "ledger/certificate.h"
#include "ledger/context.h"
#include "ledger/dated_policy.h"
#include "ledger/document.h"
#include "ledger/person.h"

namespace registry::ledger {

// Suspends a participant, or lets it act again.
struct ChangeParticipant {
  std::string name;
  bool active = true;
  std::string cause;
};

// Checks, in this order:
//   kParticipantNotFound   facts participant
Touched TouchedBy(const Rules& rules, const ChangeParticipant& change);
Decision DecideOn(const Context& context, const ChangeParticipant& change);

// Enters a certificate of a participant. From the first one on, the participant is known by entered
// certificates only.
struct RegisterCertificate {
  std::string participant;
  Digest fingerprint{};
  Instant valid_from;
  Instant valid_until;
};

// Checks, in this order:
//   kParticipantNotFound   facts participant
//   kCertificateExists     entered or revoked before; facts fingerprint
Touched TouchedBy(const Rules& rules, const RegisterCertificate& certificate);
Decision DecideOn(const Context& context, const RegisterCertificate& certificate);

// Revokes a certificate for ever, entered or not.
struct RevokeCertificate {
  std::string participant;
  Digest fingerprint{};
  std::string cause;
};

// Checks, in this order:
//   kParticipantNotFound   facts participant
//   kCertificateExists     revoked before, or another participant's; facts fingerprint
Touched TouchedBy(const Rules& rules, const RevokeCertificate& revoke);
Decision DecideOn(const Context& context, const RevokeCertificate& revoke);

// A seat as a caller names it.
struct NamedSeat {
  std::string participant;
  std::int16_t powers = 0;
  bool operator==(const NamedSeat&) const = default;
};

struct RegisterPerson {
  std::string code;
  Digest identity{};
  std::vector<Subject> subjects;
  std::vector<NamedSeat> seats;
};

// Enters a person. Checks, in this order:
//   kPersonExists          the code or the identity is another person's; facts person, its code
//   kSubjectInUse          once for each; facts issuer, subject
//   kParticipantNotFound   of a seat, once for each; facts participant
Touched TouchedBy(const Rules& rules, const RegisterPerson& person);
Decision DecideOn(const Context& context, const RegisterPerson& person);

// Gives a person other subjects and seats, suspends it, or lets it act again. The lists are the new
// ones whole.
struct ChangePerson {
  std::string code;
  std::vector<Subject> subjects;
  std::vector<NamedSeat> seats;
  bool active = true;
  std::string cause;
};

// Checks, in this order:
//   kPersonNotFound        facts person
//   kSubjectInUse          by another person, once for each; facts issuer, subject
//   kParticipantNotFound   of a seat, once for each; facts participant
Touched TouchedBy(const Rules& rules, const ChangePerson& change);
Decision DecideOn(const Context& context, const ChangePerson& change);

// Sets a policy from an instant on. What holds now is never changed backwards.
struct SetPolicy {
  Policy policy;
  Document document;
};

// Checks, in this order:
//   kPolicyInForce   dated before now; facts from, now
Touched TouchedBy(const Rules& rules, const SetPolicy& set);
Decision DecideOn(const Context& context, const SetPolicy& set);

// The working days of a year, as published. Setting them again replaces them.
struct SetCalendar {
  Calendar calendar;  // well-formed
  Document document;
};

// Refuses nothing.
Touched TouchedBy(const Rules& rules, const SetCalendar& set);
Decision DecideOn(const Context& context, const SetCalendar& set);

// Whether a command only takes something away: a suspension, a revocation, fewer seats. It needs no
// second person, since it has to act at once.
bool OnlyTakesAway(const Rules& rules, const ChangeParticipant& change);
bool OnlyTakesAway(const Rules& rules, const ChangePerson& change);

}  // namespace registry::ledger

#endif  // LEDGER_ACCESS_H_
