// Persons: the people behind the offices. The registry knows a staff code and how a person is
// recognised, not a name: names stay with the identity provider.
#ifndef LEDGER_PERSON_H_
#define LEDGER_PERSON_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/ids.h"

namespace registry::ledger {

// How the identity provider names a person: the claims iss and sub of its tokens.
struct Subject {
  std::string issuer;
  std::string subject;
  auto operator<=>(const Subject&) const = default;
};

// What a person may do in an office, within what the office may. A set of them is their sum.
enum class Power : std::int16_t {
  kRead = 1,
  kInitiate = 2,   // every command of the office but approvals
  kApprove = 4,    // approve and reject proposals of others
  kSurrender = 8,  // surrender, and no other command
};
inline constexpr std::int16_t kAllPowers = 15;
std::string_view PowerName(Power power);  // "INITIATE"

// A person's place in an office.
struct Seat {
  ParticipantId participant{};
  std::int16_t powers = 0;  // a sum of Power, at least one
  bool operator==(const Seat&) const = default;
};

constexpr bool Has(const Seat& seat, Power power) {
  return (seat.powers & static_cast<std::int16_t>(power)) != 0;
}

// The current version of a person. One natural person is one Person, whatever the number of
// subjects, so that nobody is a second person to himself.
struct Person {
  PersonId id{};
  std::string code;   // staff code, such as "op-07": 1 to 40 of a-z 0-9 -
  Digest identity{};  // keyed digest of the number of the identity document
  std::vector<Subject> subjects;
  std::vector<Seat> seats;  // at most one in each office
  bool active = true;
  bool operator==(const Person&) const = default;
};

// The seat in an office; null: none.
const Seat* SeatAt(const Person& person, ParticipantId office);

}  // namespace registry::ledger

#endif  // LEDGER_PERSON_H_
