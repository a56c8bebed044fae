// Rights for the bench alone: everybody may do and read everything. registryd_allow_all is the
// server with this file in the place of ledger/rights.cc, to see what the table of rights costs
// (row access_on_over_off). No flag and no variable of the environment can do that to registryd:
// whoever wants it has to link another program (tests/house/rights_test.cc).
#include "ledger/policy.h"

namespace registry::ledger {

std::string_view ScopeName(Scope) { return "ALL"; }
std::string_view ReadName(Read) { return "EVERYTHING"; }
Scope RightTo(Role, CommandType) { return Scope::kAll; }
Scope RightTo(Role, Read) { return Scope::kAll; }
bool MayApprove(Role, Role) { return true; }

}  // namespace registry::ledger
