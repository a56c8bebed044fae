// Issuing.
#ifndef LEDGER_ISSUE_H_
#define LEDGER_ISSUE_H_

#include <string>

#include "ledger/account.h"
#include "ledger/context.h"
#include "ledger/document.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// Issuance account -> a provincial authority's or the national account, under the cap.
struct Issue {
  std::string plan;
  std::string instrument;
  Sector sector{};
  AccountId acquiring_account{};
  Quantity quantity;
  Document document;
};

// The acquiring and the issuance account, the cap, and a position on each side.
Touched TouchedBy(const Rules& rules, const Issue& issue);

// Issues, and adds to what was issued under the cap. Checks, in this order:
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids   the acquiring account
//   kInstrumentNotFound, kInstrumentKindForbids
//   kIssuanceCapNotSet     for this plan, instrument and sector; facts plan, instrument, sector
//   kIssuanceCapExceeded   facts requested_tco2e, cap_tco2e, issued_tco2e, and
//                          reserved_tco2e when open proposals hold some
//   kBalanceOverflow       of either side; facts account, instrument, balance_tco2e,
//                          requested_tco2e
Decision DecideOn(const Context& context, const Issue& issue);

}  // namespace registry::ledger

#endif  // LEDGER_ISSUE_H_
