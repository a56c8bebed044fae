// Compliance periods.
#ifndef LEDGER_CREATE_PERIOD_H_
#define LEDGER_CREATE_PERIOD_H_

#include <cstdint>
#include <string>

#include "ledger/context.h"
#include "ledger/ids.h"

namespace registry::ledger {

// A compliance period is one row, whatever its years: 2019-20 is one (RULES R9).
struct CreatePeriod {
  std::string code;
  std::int16_t first_year = 0;
  std::int16_t last_year = 0;
  Instant deadline;
};

// Nothing but Rules.
Touched TouchedBy(const Rules& rules, const CreatePeriod& period);

// Enters a period. Checks, in this order:
//   kPeriodExists   facts period
Decision DecideOn(const Context& context, const CreatePeriod& period);

}  // namespace registry::ledger

#endif  // LEDGER_CREATE_PERIOD_H_
