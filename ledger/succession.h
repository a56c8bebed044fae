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
// and the account is closed (merger, or the last step of a division); with parts exactly these.
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

// Both accounts with all their positions and obligations. Checks, in this order:
//   kSameAccount
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids   of both
//   with parts, of each:
//     kInstrumentNotFound, kInstrumentKindForbids, kInsufficientHolding
//     kObligationNotDetermined, kObligationPartTooLarge (facts account, sector, period, figure,
//     requested_tco2e, available_tco2e)
//   without parts:
//     kBusinessOpen    once for each position that has to come to an end first: in TRADING, locked
//                      or pending; facts account, instrument, bucket, balance
//   kBalanceOverflow
Touched TouchedBy(const Rules& rules, const Succeed& succeed);
Decision DecideOn(const Context& context, const Succeed& succeed);

// Closes the account of a unit that cannot reach zero (dissolved, bankrupt). What it holds goes to
// the named receiver; vintages that serve no period with an open deadline are cancelled; what is
// still due goes to the register of uncollected obligations and no longer blocks.
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
//   kBusinessOpen    once for each position that is not REGISTERED, frozen and pledged ones too
//   kBalanceOverflow
Touched TouchedBy(const Rules& rules, const CloseDissolved& close);
Decision DecideOn(const Context& context, const CloseDissolved& close);

// What is open of an obligation and not written to the register of uncollected ones.
Quantity OpenOf(const Obligation& obligation);

}  // namespace registry::ledger

#endif  // LEDGER_SUCCESSION_H_
