#include "ledger/staff.h"

#include <algorithm>

#include "ledger/participant.h"
#include "ledger/person.h"

namespace registry::ledger {
namespace {

// A suspended office keeps its people, and so do they.
bool HasPlaceOfStaff(const Rules& rules, const Person& person) {
  return std::any_of(person.seats.begin(), person.seats.end(), [&](const Seat& seat) {
    const Participant* office = rules.FindParticipant(seat.participant);
    return office != nullptr && office->role != Role::kUnitRepresentative;
  });
}

}  // namespace

Touched TouchedBy(const Rules&, const RegisterStaff&) { return {}; }

Decision DecideOn(const Context&, const RegisterStaff& entry) {
  return Effects{{}, {StaffEntry{entry.identity, entry.staff_of, entry.active}}};
}

bool IsInConflict(const Rules& rules, const Digest& identity) {
  const auto listed = rules.staff.find(identity);
  if (listed != rules.staff.end() && listed->second.active) return true;
  return std::any_of(rules.persons.begin(), rules.persons.end(), [&](const auto& entry) {
    const Person& person = entry.second;
    return person.active && person.identity == identity && HasPlaceOfStaff(rules, person);
  });
}

std::string_view StaffOfName(StaffOf staff_of) {
  switch (staff_of) {
    case StaffOf::kAuthority:
      return "AUTHORITY";
    case StaffOf::kRegistry:
      return "REGISTRY";
    case StaffOf::kExchange:
      return "EXCHANGE";
    case StaffOf::kVerifier:
      return "VERIFIER";
  }
  return "UNKNOWN";
}

}  // namespace registry::ledger
