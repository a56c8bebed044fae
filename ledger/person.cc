#include "ledger/person.h"

#include <algorithm>

namespace registry::ledger {

std::string_view PowerName(Power power) {
  switch (power) {
    case Power::kRead:
      return "READ";
    case Power::kInitiate:
      return "INITIATE";
    case Power::kApprove:
      return "APPROVE";
    case Power::kSurrender:
      return "SURRENDER";
  }
  return "UNKNOWN";
}

const Seat* SeatAt(const Person& person, ParticipantId office) {
  const auto found = std::find_if(person.seats.begin(), person.seats.end(),
                                  [&](const Seat& seat) { return seat.participant == office; });
  return found == person.seats.end() ? nullptr : &*found;
}

}  // namespace registry::ledger
