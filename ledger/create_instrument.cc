#include "ledger/create_instrument.h"

#include <string>

#include "ledger/checks.h"
#include "ledger/position.h"

namespace registry::ledger {

Touched TouchedBy(const Rules&, const CreateInstrument&) { return {}; }

Decision DecideOn(const Context& context, const CreateInstrument& instrument) {
  Checks checks(context);
  if (context.rules.FindInstrument(instrument.code) != nullptr) {
    checks.Fail(Reason::kInstrumentExists, {{"instrument", instrument.code}});
  }
  for (const std::string& period : instrument.eligible_periods) checks.FindPeriod(period);
  if (Raw(context.ids.instrument) > kMaxInstrumentId) {
    checks.Fail(Reason::kInstrumentLimitReached, {{"limit", std::to_string(kMaxInstrumentId)}});
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{},
                 {Instrument{context.ids.instrument, instrument.code, instrument.kind,
                             instrument.vintage_first_year, instrument.vintage_last_year,
                             instrument.tradable_from, instrument.tradable_until,
                             instrument.eligible_periods}}};
}

}  // namespace registry::ledger
