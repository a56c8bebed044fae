// What becomes of an account when its holder ends: merger, division, dissolution (RULES R17;
// Registration Rules art. 14 and 21).
#ifndef LEDGER_SUCCESSION_H_
#define LEDGER_SUCCESSION_H_

#include <string>
#include <vector>

#include "ledger/account.h"
#include "ledger/context.h"
#include "ledger/document.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// Positions, freezes and obligations of a holder go to his successor. Without parts all of them go
// and the account is closed (merger, or the last step of a division); with parts exactly these, and
// freezes and pledges stay.
struct Succeed {
  struct HoldingPart {
    std::string instrument;
    Quantity quantity;  // more than zero, of what is REGISTERED
  };
  struct ObligationPart {
    Sector sector{};
    std::string period;
    Quantity verified_emissions;
    Quantity obligation;
    Quantity surrendered;
  };
  AccountId predecessor{};
  AccountId successor{};
  std::vector<HoldingPart> holdings;        // no instrument twice
  std::vector<ObligationPart> obligations;  // no (sector, period) twice
  Document document;
};

// Both accounts with all their positions and obligations. Each position keeps its bucket, so what
// was frozen, pledged or borrowed is so at the successor's.
//
// Freezes and pledges in force that name the predecessor, by account or by code, name the
// successor's account from now on and keep their rank. A freeze of the predecessor's code keeps the
// code, as its order says it, but goes by the account. A freeze of all an account holds is then one
// of all the successor holds (assumed: the court, not the registry, makes it narrower).
//
// Obligations of the same sector and period become one: each figure is the sum. It is complete when
// nothing is open. If both were complete, it was so at the later of the two times (one of zero
// tonnes has no say); what becomes complete by this is so at the arrival of this request. Nothing
// of it is left at the predecessor's, whose version is one of zero tonnes.
//
// Checks, in this order:
//   kSameAccount
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids   of both
//   kAccountKindForbids   obligations go, and the successor is no key emitting unit, so that it
//                         could not surrender for them; facts account, kind
//   with parts, of each:
//     kInstrumentNotFound, kInstrumentKindForbids, kInsufficientHolding
//     kObligationNotDetermined, kObligationPartTooLarge (facts account, sector, period, figure,
//     requested_tco2e, available_tco2e)
//   without parts:
//     kBusinessOpen    once for each position that has to come to an end first: in TRADING, locked
//                      or pending; facts account, instrument, bucket, balance
//   kBalanceOverflow   of the successor's position, facts as of any balance (checks.h), or of his
//                      obligation, facts account, sector, period, figure, balance_tco2e,
//                      requested_tco2e
Touched TouchedBy(const Rules& rules, const Succeed& succeed);
Decision DecideOn(const Context& context, const Succeed& succeed);

// Closes the account of a unit that cannot reach zero (dissolved, bankrupt). What it holds goes to
// the named receiver; allowances that serve no period whose deadline is after now are cancelled;
// what is still due goes to the register of uncollected obligations and no longer blocks.
struct CloseDissolved {
  AccountId account{};
  AccountId receiver{};
  std::string cause;
  Document document;
};

// Both accounts with all their positions, all obligations, positions of the cancellation account.
// Checks, in this order:
//   kSameAccount
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids   of both
//   kBusinessOpen    once for each position that is not REGISTERED, frozen and pledged ones too; a
//                    freeze that waits for arrivals and holds nothing is not in the way
//   kBalanceOverflow
Touched TouchedBy(const Rules& rules, const CloseDissolved& close);
Decision DecideOn(const Context& context, const CloseDissolved& close);

// What is open of an obligation and not written to the register of uncollected ones.
Quantity OpenOf(const Obligation& obligation);

}  // namespace registry::ledger

#endif  // LEDGER_SUCCESSION_H_
