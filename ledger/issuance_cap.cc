#include "ledger/issuance_cap.h"

#include "ledger/checks.h"

namespace registry::ledger {

Touched TouchedBy(const Rules&, const SetIssuanceCap& set) {
  Touched touched;
  touched.issuance_caps.insert({set.plan, set.instrument, set.sector});
  return touched;
}

Decision DecideOn(const Context& context, const SetIssuanceCap& set) {
  Checks checks(context);
  checks.InstrumentMay(checks.FindInstrument(set.instrument), {{nullptr, Use::kIssueAcquiring}});
  const IssuanceCapKey key{set.plan, set.instrument, set.sector};
  const IssuanceCap* before = context.snapshot.FindIssuanceCap(key);
  const Quantity issued = before == nullptr ? Quantity{} : before->issued;
  if (set.cap < issued) {
    checks.Fail(Reason::kIssuanceCapBelowIssued,
                {{"cap_tco2e", Text(set.cap)}, {"issued_tco2e", Text(issued)}});
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{}, {IssuanceCap{key, set.cap, issued}}};
}

}  // namespace registry::ledger
