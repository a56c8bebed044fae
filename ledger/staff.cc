#include "ledger/staff.h"

namespace registry::ledger {

Touched TouchedBy(const Rules&, const RegisterStaff&) { return {}; }
Decision DecideOn(const Context&, const RegisterStaff&) { return Fault{"not built"}; }

bool IsInConflict(const Rules&, const Digest&) { return false; }
std::string_view StaffOfName(StaffOf) { return {}; }

}  // namespace registry::ledger
