// Who may not hold allowances: staff of the authorities, the registry, the exchange and the
// verifiers (State Council Order 775 art. 7; Registration Rules art. 28).
#ifndef LEDGER_STAFF_H_
#define LEDGER_STAFF_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/context.h"
#include "ledger/document.h"
#include "ledger/ids.h"
#include "ledger/staff_entry.h"

namespace registry::ledger {

// Enters somebody in the list of staff, or strikes him off.
struct RegisterStaff {
  Digest identity{};  // keyed digest of the number of the identity document (person.h)
  StaffOf staff_of{};
  bool active = true;
  Document document;
};

// Refuses nothing.
Touched TouchedBy(const Rules& rules, const RegisterStaff& entry);
Decision DecideOn(const Context& context, const RegisterStaff& entry);

// Whether somebody may not hold allowances: he is listed, or has an active place in an office of
// the registry, an authority or the exchange (all persons but representatives of units).
bool IsInConflict(const Rules& rules, const Digest& identity);

}  // namespace registry::ledger

#endif  // LEDGER_STAFF_H_
