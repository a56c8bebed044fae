#include "ledger/transfer_at_will.h"

namespace registry::ledger {

Touched TouchedBy(const Rules&, const TrustAccount&) { return {}; }
Decision DecideOn(const Context&, const TrustAccount&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const DistrustAccount&) { return {}; }
Decision DecideOn(const Context&, const DistrustAccount&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const TransferAtWill&) { return {}; }
Decision DecideOn(const Context&, const TransferAtWill&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const AbortTransfer&) { return {}; }
Decision DecideOn(const Context&, const AbortTransfer&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const ExecuteTransfer&) { return {}; }
Decision DecideOn(const Context&, const ExecuteTransfer&) { return Fault{"not built"}; }

Quantity SentToday(const Rules&, AccountId, Instant) { return {}; }
std::string_view DelayedStateName(DelayedState) { return {}; }

}  // namespace registry::ledger
