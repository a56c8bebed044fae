#include "ledger/recovery.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "ledger/checks.h"
#include "ledger/officers.h"
#include "ledger/participant.h"
#include "ledger/person.h"
#include "ledger/person_checks.h"

namespace registry::ledger {
namespace {

// What a security administrator needs to do his work with a second one.
constexpr std::int16_t kPowersOfAdministrator = static_cast<std::int16_t>(Power::kRead) |
                                                static_cast<std::int16_t>(Power::kInitiate) |
                                                static_cast<std::int16_t>(Power::kApprove);

// kOfficerNotEligible, once for each that is not one of two officers beside the recovered person.
void OfficersAreTwo(const Rules& rules, const RecoverAdministrator& recover, Checks& checks) {
  const auto& codes = recover.officers;
  for (auto code = codes.begin(); code != codes.end(); ++code) {
    const Person* officer = rules.FindPerson(*code);
    const bool eligible = officer != nullptr && officer->active &&
                          SitsInTheRegistry(rules, *officer) && officer->code != recover.code &&
                          officer->identity != recover.identity &&
                          std::find(codes.begin(), code, *code) == code;
    if (!eligible) checks.Fail(Reason::kOfficerNotEligible, {{"person", *code}});
  }
  for (std::size_t named = codes.size(); named < kOfficersNeeded; ++named) {
    checks.Fail(Reason::kOfficerNotEligible, {{"person", ""}});
  }
}

// The person of that code and identity; null: a new one, or somebody else's code or identity.
const Person* FindKnown(const Rules& rules, const RecoverAdministrator& recover) {
  const Person* person = rules.FindPerson(recover.code);
  return person != nullptr && person->identity == recover.identity ? person : nullptr;
}

// Other seats stay. What the person was recognised by before does not: it may be what was lost.
Person Seated(Person person, const RecoverAdministrator& recover, ParticipantId office) {
  person.subjects = recover.subjects;
  person.active = true;
  const auto seat = std::find_if(person.seats.begin(), person.seats.end(),
                                 [&](const Seat& known) { return known.participant == office; });
  if (seat == person.seats.end()) {
    person.seats.push_back({office, kPowersOfAdministrator});
  } else {
    seat->powers = static_cast<std::int16_t>(seat->powers | kPowersOfAdministrator);
  }
  return person;
}

}  // namespace

Touched TouchedBy(const Rules&, const RecoverAdministrator&) { return {}; }

Decision DecideOn(const Context& context, const RecoverAdministrator& recover) {
  Checks checks(context);
  const Participant* office = context.rules.FindParticipant(recover.participant);
  if (office == nullptr || office->role != Role::kSecurityAdministrator) {
    checks.Fail(Reason::kParticipantNotFound, {{"participant", recover.participant}});
  }
  OfficersAreTwo(context.rules, recover, checks);
  const Person* known = FindKnown(context.rules, recover);
  PersonIsOne(context.rules, recover.code, recover.identity, known, checks);
  SubjectsAreFree(context.rules, recover.subjects, known, checks);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Effects effects;
  if (!office->active) {
    Participant heard = *office;
    heard.active = true;
    effects.facts.emplace_back(std::move(heard));
  }
  Person person = known != nullptr
                      ? *known
                      : Person{context.ids.person, recover.code, recover.identity, {}, {}, true};
  effects.facts.emplace_back(Seated(std::move(person), recover, office->id));
  return effects;
}

}  // namespace registry::ledger
