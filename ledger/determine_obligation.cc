#include "ledger/determine_obligation.h"

#include <algorithm>

#include "ledger/checks.h"

namespace registry::ledger {

Touched TouchedBy(const Rules&, const DetermineObligation& determine) {
  Touched touched;
  touched.accounts.insert(determine.unit_account);
  touched.obligations.insert({determine.unit_account, determine.sector, determine.period});
  return touched;
}

Decision DecideOn(const Context& context, const DetermineObligation& determine) {
  Checks checks(context);
  checks.FindAccountFor(determine.unit_account, Use::kDetermineObligation);
  if (determine.sector == Sector::kNone) {
    checks.Fail(Reason::kSectorMismatch, {{"sector", std::string(SectorName(determine.sector))}});
  }
  checks.FindPeriod(determine.period);

  const ObligationKey key{determine.unit_account, determine.sector, determine.period};
  const Obligation* before = context.snapshot.FindObligation(key);
  // With a surplus, the present obligation is below what was surrendered and may still be raised.
  if (before != nullptr &&
      determine.obligation < std::min(before->surrendered, before->obligation)) {
    checks.Fail(Reason::kObligationBelowSurrendered,
                {{"obligation_tco2e", Text(determine.obligation)},
                 {"surrendered_tco2e", Text(before->surrendered)}});
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Obligation after;
  after.key = key;
  after.verified_emissions = determine.verified_emissions;
  after.obligation = determine.obligation;
  if (before != nullptr) after.surrendered = before->surrendered;
  if (after.surrendered >= after.obligation) {
    const bool was_complete = before != nullptr && before->completed_at;
    after.completed_at = was_complete ? before->completed_at : context.received_at;
  }
  return Effects{{}, {after}};
}

}  // namespace registry::ledger
