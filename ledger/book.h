// The book itself: its opening, who may call it, and its clock.
#ifndef LEDGER_BOOK_H_
#define LEDGER_BOOK_H_

#include <optional>
#include <string>

#include "ledger/account.h"
#include "ledger/context.h"
#include "ledger/fact.h"
#include "ledger/ids.h"
#include "ledger/participant.h"

namespace registry::ledger {

// The first record of every store: the registry's own accounts, and the mode of its clock (RULES
// R1).
struct OpenBook {
  ClockMode clock_mode = ClockMode::kSystem;
  Instant replay_begins;  // 0 on the system clock
};

// The registry's own accounts (account.h).
Touched TouchedBy(const Rules& rules, const OpenBook& open);

// Opens the registry's own accounts under their fixed numbers and sets the clock. Part of the
// bootstrap ceremony (RULES R19). Checks, in this order:
//   kBookAlreadyOpen
Decision DecideOn(const Context& context, const OpenBook& open);

struct RegisterParticipant {
  std::string name;
  Role role{};
  Province province;
  std::optional<AccountId> account;
};

// The account, if there is one.
Touched TouchedBy(const Rules& rules, const RegisterParticipant& participant);

// Enters a participant. By a security administrator, or by the ceremony. Checks, in this order:
//   kParticipantExists   facts participant
//   kAccountNotFound     the account it may act for; facts account
Decision DecideOn(const Context& context, const RegisterParticipant& participant);

// Moves the replay clock forward (RULES R1). Refused on the system clock.
struct AdvanceClock {
  Instant instant;
};

// Nothing but Rules.
Touched TouchedBy(const Rules& rules, const AdvanceClock& advance);

// Sets the replay clock. Checks, in this order:
//   kClockNotReplay
//   kClockMovesBackward   not after the present instant; facts instant, clock
Decision DecideOn(const Context& context, const AdvanceClock& advance);

}  // namespace registry::ledger

#endif  // LEDGER_BOOK_H_
