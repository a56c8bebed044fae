#include "ledger/freeze.h"

namespace registry::ledger {

Touched TouchedBy(const Rules&, const FreezeHolding&) { return {}; }
Decision DecideOn(const Context&, const FreezeHolding&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const RenewFreeze&) { return {}; }
Decision DecideOn(const Context&, const RenewFreeze&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const ReleaseFreeze&) { return {}; }
Decision DecideOn(const Context&, const ReleaseFreeze&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const ExpireFreeze&) { return {}; }
Decision DecideOn(const Context&, const ExpireFreeze&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const DeductFrozen&) { return {}; }
Decision DecideOn(const Context&, const DeductFrozen&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const SurrenderFrozen&) { return {}; }
Decision DecideOn(const Context&, const SurrenderFrozen&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const TakeFrozen&) { return {}; }
Decision DecideOn(const Context&, const TakeFrozen&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const Pledge&) { return {}; }
Decision DecideOn(const Context&, const Pledge&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const ReleasePledge&) { return {}; }
Decision DecideOn(const Context&, const ReleasePledge&) { return Fault{"not built"}; }

bool InForce(const Freeze&, Instant) { return false; }
std::vector<FreezeShare> SharesOf(const Rules&, const Account&, const Instrument&, Quantity) {
  return {};
}
std::optional<Quantity> StillWanted(const Rules&, const Account&, const Instrument&, Quantity,
                                    std::optional<Instant>) {
  return Quantity{};
}
void TouchForFreezes(const Rules&, Touched&) {}
std::vector<TakeFrozen> FollowUps(const Rules&, const Snapshot&, Instant, const Effects&) {
  return {};
}
const Freeze* StopOf(const Rules&, CommandType, Instant) { return nullptr; }
bool MayBeStopped(CommandType) { return false; }
Instant StartOfDay(Instant instant) { return instant; }
std::string_view FreezeScopeName(FreezeScope) { return {}; }
std::string_view FreezeStateName(FreezeState) { return {}; }

}  // namespace registry::ledger
