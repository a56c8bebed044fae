#include "ledger/create_period.h"

#include "ledger/checks.h"

namespace registry::ledger {

Touched TouchedBy(const Rules&, const CreatePeriod&) { return {}; }

Decision DecideOn(const Context& context, const CreatePeriod& period) {
  Checks checks(context);
  if (context.rules.FindPeriod(period.code) != nullptr) {
    checks.Fail(Reason::kPeriodExists, {{"period", period.code}});
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{},
                 {CompliancePeriod{context.ids.period, period.code, period.first_year,
                                   period.last_year, period.deadline}}};
}

}  // namespace registry::ledger
