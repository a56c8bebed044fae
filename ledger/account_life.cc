#include "ledger/account_life.h"

namespace registry::ledger {

Touched TouchedBy(const Rules&, const ApplyForAccount&) { return {}; }
Decision DecideOn(const Context&, const ApplyForAccount&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const ReviewApplication&) { return {}; }
Decision DecideOn(const Context&, const ReviewApplication&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const OpenAppliedAccount&) { return {}; }
Decision DecideOn(const Context&, const OpenAppliedAccount&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const ChangeParticulars&) { return {}; }
Decision DecideOn(const Context&, const ChangeParticulars&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const ChangeAccountKind&) { return {}; }
Decision DecideOn(const Context&, const ChangeAccountKind&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const ObjectToRestriction&) { return {}; }
Decision DecideOn(const Context&, const ObjectToRestriction&) { return Fault{"not built"}; }

Touched TouchedBy(const Rules&, const DecideObjection&) { return {}; }
Decision DecideOn(const Context&, const DecideObjection&) { return Fault{"not built"}; }

std::optional<Instant> DueAt(const Calendars&, const Account&) { return {}; }

}  // namespace registry::ledger
