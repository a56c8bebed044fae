#include "ledger/officers.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ledger/participant.h"

namespace registry::ledger {
namespace {

constexpr bool IsOfTheRegistry(Role role) {
  return role == Role::kRegistryOperator || role == Role::kRegistryReviewer;
}

bool Administrates(const Rules& rules, const Person& person) {
  return std::any_of(person.seats.begin(), person.seats.end(), [&](const Seat& seat) {
    const Participant* office = rules.FindParticipant(seat.participant);
    return office != nullptr && office->role == Role::kSecurityAdministrator;
  });
}

// Without the seats in offices of whose name this holds.
template <typename Loses>
Person Without(const Rules& rules, Person person, Loses loses) {
  std::erase_if(person.seats, [&](const Seat& seat) {
    const Participant* office = rules.FindParticipant(seat.participant);
    return office == nullptr || loses(office->name);
  });
  return person;
}

// `stays` says whether somebody who is an officer now is one after the change.
template <typename Stays>
bool LeavesTwo(const Rules& rules, Stays stays) {
  std::size_t before = 0, after = 0;
  for (const auto& [code, person] : rules.persons) {
    if (!person.active || Administrates(rules, person) || !SitsInTheRegistry(rules, person)) {
      continue;
    }
    ++before;
    if (stays(person)) ++after;
  }
  return before < kOfficersNeeded || after >= kOfficersNeeded;
}

}  // namespace

bool SitsInTheRegistry(const Rules& rules, const Person& person) {
  return std::any_of(person.seats.begin(), person.seats.end(), [&](const Seat& seat) {
    const Participant* office = rules.FindParticipant(seat.participant);
    return office != nullptr && office->active && IsOfTheRegistry(office->role);
  });
}

bool LeavesOfficers(const Rules& rules, const ChangeParticipant& change) {
  if (change.active) return true;
  return LeavesTwo(rules, [&](const Person& officer) {
    return SitsInTheRegistry(rules, Without(rules, officer, [&](std::string_view office) {
                               return office == change.name;
                             }));
  });
}

bool LeavesOfficers(const Rules& rules, const ChangePerson& change) {
  return LeavesTwo(rules, [&](const Person& officer) {
    if (officer.code != change.code) return true;
    return change.active &&
           SitsInTheRegistry(rules, Without(rules, officer, [&](std::string_view office) {
                               return std::none_of(change.seats.begin(), change.seats.end(),
                                                   [&](const NamedSeat& kept) {
                                                     return kept.participant == office;
                                                   });
                             }));
  });
}

}  // namespace registry::ledger
