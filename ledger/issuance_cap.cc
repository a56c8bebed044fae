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
  const Quantity reserved = before == nullptr ? Quantity{} : before->reserved;
  if (set.cap.value - issued.value < reserved.value) {  // all zero or more
    Facts facts = {{"cap_tco2e", Text(set.cap)}, {"issued_tco2e", Text(issued)}};
    if (reserved.value > 0) facts.emplace_back("reserved_tco2e", Text(reserved));
    checks.Fail(Reason::kIssuanceCapBelowIssued, std::move(facts));
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{}, {IssuanceCap{key, set.cap, issued, reserved}}};
}

}  // namespace registry::ledger
