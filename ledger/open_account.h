// Opening of an account.
#ifndef LEDGER_OPEN_ACCOUNT_H_
#define LEDGER_OPEN_ACCOUNT_H_

#include <string>

#include "ledger/account.h"
#include "ledger/context.h"

namespace registry::ledger {

// Opens the one account of a subject, in its own name (Registration Rules art. 7).
struct OpenAccount {
  AccountKind kind{};
  std::string social_credit_code;
  std::string holder_name;  // personal data: kept apart, only its digest in the leaf
  Province province;
  Sector sector = Sector::kNone;
};

// The holder. The account has no key before it exists: its number comes from NewIds.
Touched TouchedBy(const Rules& rules, const OpenAccount& open);

// Opens the account and keeps the holder's name apart. Checks, in this order:
//   kAccountKindForbids   a kind that nobody applies for; an individual, who has to apply, as he is
//                         asked who he is then (account_life.h); facts kind
//   kProvinceMismatch     a unit or an authority without a province; facts kind, province
//   kSectorMismatch       a unit without a sector, or another kind with one; facts kind, sector
//   kHolderHasAccount     facts account
Decision DecideOn(const Context& context, const OpenAccount& open);

}  // namespace registry::ledger

#endif  // LEDGER_OPEN_ACCOUNT_H_
