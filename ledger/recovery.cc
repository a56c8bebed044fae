#include "ledger/recovery.h"

namespace registry::ledger {

Touched TouchedBy(const Rules&, const RecoverAdministrator&) { return {}; }
Decision DecideOn(const Context&, const RecoverAdministrator&) { return Fault{"not built"}; }

}  // namespace registry::ledger
