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
// While there is a surplus (RULES R11) it can go up though it stays below.
struct DetermineObligation {
  AccountId unit_account{};
  Sector sector{};
  std::string period;
  Quantity verified_emissions;  // tCO2e, zero or more
  Quantity obligation;          // tCO2e, zero or more
};

// The unit's account and the obligation.
Touched TouchedBy(const Rules& rules, const DetermineObligation& determine);

// Records the figures and keeps what was surrendered. The obligation is complete as soon as nothing
// is open: what was complete and stays so keeps its time; what becomes complete by this, such as an
// obligation of zero, gets the arrival of this request; what opens again loses its time. Checks, in
// this order:
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids
//   kSectorMismatch               none; a unit can be in two (RULES R9), so it need not be that of
//                                 the account; facts sector
//   kPeriodNotFound               facts period
//   kObligationBelowSurrendered   facts obligation_tco2e, surrendered_tco2e
Decision DecideOn(const Context& context, const DetermineObligation& determine);

}  // namespace registry::ledger

#endif  // LEDGER_DETERMINE_OBLIGATION_H_
