// Surrender.
#ifndef LEDGER_SURRENDER_H_
#define LEDGER_SURRENDER_H_

#include <string>
#include <vector>

#include "ledger/account.h"
#include "ledger/context.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// A key emitting unit hands in allowances against its obligation of one compliance period.
// Source: State Council Order 775 art. 14 and 30; MEE Order 19 art. 28.
struct Surrender {
  struct Line {
    std::string instrument;
    Quantity quantity;  // more than zero
  };
  AccountId unit_account{};
  Sector sector{};
  std::string period;
  std::vector<Line> lines;     // one to sixteen, no instrument twice
  bool allow_surplus = false;  // RULES R11
};

// The unit's account and obligation, and for each line the unit's REGISTERED position and that of
// the surrender account.
Touched TouchedBy(const Rules& rules, const Surrender& surrender);

// Returns one posting for each line, in order, and the obligation with what is surrendered now;
// complete at the arrival of this request if this is what reaches it. Late is accepted too (RULES
// R10). Checks, in this order:
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids
//   kPeriodNotFound            facts period
//   kObligationNotDetermined   facts account, sector, period
//   of each line the first of
//     kInstrumentNotFound
//     kOffsetNotOpen           credits, before there is an offset office (R15); facts instrument
//     kInstrumentKindForbids
//     kInstrumentNotEligible   facts instrument, period
//   kSurrenderAboveDue         all lines, unless allow_surplus; facts requested_tco2e, open_tco2e
//   kInsufficientHolding       of each line; facts as of any holding (checks.h)
//   kBalanceOverflow           of each line; facts as of any balance (checks.h). Or of all that is
//                              surrendered; facts surrendered_tco2e, requested_tco2e
Decision DecideOn(const Context& context, const Surrender& surrender);

}  // namespace registry::ledger

#endif  // LEDGER_SURRENDER_H_
