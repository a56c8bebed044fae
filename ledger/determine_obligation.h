// What a unit has to surrender.
#ifndef LEDGER_DETERMINE_OBLIGATION_H_
#define LEDGER_DETERMINE_OBLIGATION_H_

#include <string>

#include "ledger/account.h"
#include "ledger/context.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// The verified emissions of a unit and what it has to surrender for them; the relief rules can make
// the second smaller (DOMAIN 4.4). Recording it again changes it, never below what was surrendered.
struct DetermineObligation {
  AccountId unit_account{};
  Sector sector{};
  std::string period;
  Quantity verified_emissions;  // tCO2e, zero or more
  Quantity obligation;          // tCO2e, zero or more
};

// The unit's account and the obligation.
Touched TouchedBy(const Rules& rules, const DetermineObligation& determine);

// Records the figures and keeps what was surrendered. Complete as soon as nothing is open: an
// obligation that was complete and stays so keeps its time, one that becomes complete here, such as
// one of zero, gets the arrival of this request, one that opens again loses it. Checks, in this
// order:
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids   the unit's account
//   kSectorMismatch               no sector; a unit may be in two (RULES R9), so not that of the
//   account; facts sector kPeriodNotFound               facts period kObligationBelowSurrendered
//   facts obligation_tco2e, surrendered_tco2e. While there is a surplus (RULES
//                                 R11), only a figure below the present one is refused.
Decision DecideOn(const Context& context, const DetermineObligation& determine);

}  // namespace registry::ledger

#endif  // LEDGER_DETERMINE_OBLIGATION_H_
