#include "ledger/succession.h"

namespace registry::ledger {

Touched TouchedBy(const Rules&, const Succeed&) { return {}; }
Decision DecideOn(const Context&, const Succeed&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const CloseDissolved&) { return {}; }
Decision DecideOn(const Context&, const CloseDissolved&) { return Fault{"not built"}; }

Quantity OpenOf(const Obligation&) { return {}; }

}  // namespace registry::ledger
