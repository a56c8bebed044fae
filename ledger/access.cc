#include "ledger/access.h"

#include <algorithm>
#include <optional>

#include "ledger/checks.h"
#include "ledger/officers.h"
#include "ledger/person_checks.h"

namespace registry::ledger {
namespace {

constexpr char kHex[] = "0123456789abcdef";

std::string Text(const Digest& digest) {
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

// kParticipantNotFound, for each seat in an unknown office.
std::vector<Seat> FindSeats(const std::vector<NamedSeat>& named, Checks& checks) {
  std::vector<Seat> seats;
  for (const NamedSeat& seat : named) {
    if (const Participant* office = checks.FindParticipant(seat.participant)) {
      seats.push_back({office->id, seat.powers});
    }
  }
  return seats;
}

}  // namespace

// Nothing but Rules, all of them.
Touched TouchedBy(const Rules&, const ChangeParticipant&) { return {}; }
Touched TouchedBy(const Rules&, const RegisterCertificate&) { return {}; }
Touched TouchedBy(const Rules&, const RevokeCertificate&) { return {}; }
Touched TouchedBy(const Rules&, const RegisterPerson&) { return {}; }
Touched TouchedBy(const Rules&, const ChangePerson&) { return {}; }
Touched TouchedBy(const Rules&, const SetPolicy&) { return {}; }
Touched TouchedBy(const Rules&, const SetCalendar&) { return {}; }

Decision DecideOn(const Context& context, const ChangeParticipant& change) {
  Checks checks(context);
  const Participant* participant = checks.FindParticipant(change.name);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Participant changed = *participant;
  changed.active = change.active;
  return Effects{{}, {changed}};
}

Decision DecideOn(const Context& context, const RegisterCertificate& certificate) {
  Checks checks(context);
  const Participant* participant = checks.FindParticipant(certificate.participant);
  if (context.rules.certificates.contains(certificate.fingerprint)) {
    checks.Fail(Reason::kCertificateExists, {{"fingerprint", Text(certificate.fingerprint)}});
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{},
                 {Certificate{certificate.fingerprint, participant->id, certificate.valid_from,
                              certificate.valid_until}}};
}

Decision DecideOn(const Context& context, const RevokeCertificate& revoke) {
  Checks checks(context);
  const Participant* participant = checks.FindParticipant(revoke.participant);
  const auto found = context.rules.certificates.find(revoke.fingerprint);
  const Certificate* entered = found == context.rules.certificates.end() ? nullptr : &found->second;
  const bool of_another =
      entered != nullptr && participant != nullptr && entered->participant != participant->id;
  if (entered != nullptr && (entered->revoked || of_another)) {
    checks.Fail(Reason::kCertificateExists, {{"fingerprint", Text(revoke.fingerprint)}});
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Certificate revoked =
      entered == nullptr ? Certificate{revoke.fingerprint, participant->id, {}, {}} : *entered;
  revoked.revoked = true;
  return Effects{{}, {revoked}};
}

Decision DecideOn(const Context& context, const RegisterPerson& person) {
  Checks checks(context);
  PersonIsOne(context.rules, person.code, person.identity, nullptr, checks);
  SubjectsAreFree(context.rules, person.subjects, nullptr, checks);
  std::vector<Seat> seats = FindSeats(person.seats, checks);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{},
                 {Person{context.ids.person, person.code, person.identity, person.subjects,
                         std::move(seats)}}};
}

Decision DecideOn(const Context& context, const ChangePerson& change) {
  Checks checks(context);
  const Person* person = context.rules.FindPerson(change.code);
  if (person == nullptr) checks.Fail(Reason::kPersonNotFound, {{"person", change.code}});
  SubjectsAreFree(context.rules, change.subjects, person, checks);
  std::vector<Seat> seats = FindSeats(change.seats, checks);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Person changed = *person;
  changed.subjects = change.subjects;
  changed.seats = std::move(seats);
  changed.active = change.active;
  return Effects{{}, {changed}};
}

Decision DecideOn(const Context& context, const SetPolicy& set) {
  Checks checks(context);
  // From the beginning of the book, where nothing was said until now: the ceremony's.
  const bool first =
      set.policy.from == Instant{} && !context.rules.policies.contains(set.policy.key);
  if (set.policy.from < context.now && !first) {
    checks.Fail(Reason::kPolicyInForce,
                {{"from", ledger::Text(set.policy.from)}, {"now", ledger::Text(context.now)}});
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{}, {set.policy}};
}

Decision DecideOn(const Context&, const SetCalendar& set) { return Effects{{}, {set.calendar}}; }

// What the last officers lose waits for a second administrator, lest a lone one be the last.
bool OnlyTakesAway(const Rules& rules, const ChangeParticipant& change) {
  return !change.active && LeavesOfficers(rules, change);
}

bool OnlyTakesAway(const Rules& rules, const ChangePerson& change) {
  const Person* person = rules.FindPerson(change.code);
  if (person == nullptr) return true;
  if (change.active && !person->active) return false;
  if (!LeavesOfficers(rules, change)) return false;
  const bool no_new_subject =
      std::all_of(change.subjects.begin(), change.subjects.end(), [&](const Subject& subject) {
        return std::find(person->subjects.begin(), person->subjects.end(), subject) !=
               person->subjects.end();
      });
  return no_new_subject &&
         std::all_of(change.seats.begin(), change.seats.end(), [&](const NamedSeat& named) {
           const Participant* office = rules.FindParticipant(named.participant);
           const Seat* seat = office == nullptr ? nullptr : SeatAt(*person, office->id);
           return seat != nullptr && (named.powers & ~seat->powers) == 0;
         });
}

}  // namespace registry::ledger
