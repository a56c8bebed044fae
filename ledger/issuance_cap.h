// The cap that an allocation plan puts on issuing.
#ifndef LEDGER_ISSUANCE_CAP_H_
#define LEDGER_ISSUANCE_CAP_H_

#include <string>

#include "ledger/account.h"
#include "ledger/context.h"
#include "ledger/document.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// How much of an instrument a plan lets the registry issue to a sector. Setting it again changes
// it, never below what was issued.
struct SetIssuanceCap {
  std::string plan;
  std::string instrument;
  Sector sector{};
  Quantity cap;  // zero or more
  Document document;
};

// The cap.
Touched TouchedBy(const Rules& rules, const SetIssuanceCap& set);

// Sets the cap and keeps what was issued. Checks, in this order:
//   kInstrumentNotFound       facts instrument
//   kInstrumentKindForbids    only allowances are issued; facts instrument, kind
//   kIssuanceCapBelowIssued   facts cap_tco2e, issued_tco2e, and reserved_tco2e when
//                             open proposals hold some
Decision DecideOn(const Context& context, const SetIssuanceCap& set);

}  // namespace registry::ledger

#endif  // LEDGER_ISSUANCE_CAP_H_
