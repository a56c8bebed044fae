// What is asked of the subject of an account, alike by every command that opens one or changes what
// is known of its holder.
#ifndef LEDGER_SUBJECT_CHECKS_H_
#define LEDGER_SUBJECT_CHECKS_H_

#include <optional>
#include <string>

#include "ledger/account.h"
#include "ledger/checks.h"
#include "ledger/context.h"
#include "ledger/ids.h"

namespace registry::ledger {

// kProvinceMismatch: a unit or an authority without a province; facts kind, province
void CheckProvince(Checks& checks, AccountKind kind, const Province& province);
// kSectorMismatch: a unit without a sector, or another kind with one; facts kind, sector
void CheckSector(Checks& checks, AccountKind kind, Sector sector);

// Who is to have an account.
struct NewSubject {
  AccountKind kind{};
  const std::string& social_credit_code;
  const Province& province;
  Sector sector{};
  std::optional<Digest> identity;
};

// kAccountKindForbids (a kind that nobody applies for; facts kind), the two above,
// kHolderInConflict where an identity is given, and kHolderHasAccount (facts account), but for an
// account `but_for`.
void CheckNewSubject(Checks& checks, const Context& context, const NewSubject& subject,
                     std::optional<AccountId> but_for = {});

}  // namespace registry::ledger

#endif  // LEDGER_SUBJECT_CHECKS_H_
