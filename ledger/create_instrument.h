// Creation of an instrument.
#ifndef LEDGER_CREATE_INSTRUMENT_H_
#define LEDGER_CREATE_INSTRUMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/context.h"
#include "ledger/ids.h"
#include "ledger/instrument.h"

namespace registry::ledger {

// Creates a fungible class such as the allowances of one vintage (DOMAIN 3: "creates the allowance
// instrument of the year").
struct CreateInstrument {
  std::string code;
  InstrumentKind kind{};
  std::int16_t vintage_first_year = 0;
  std::int16_t vintage_last_year = 0;
  std::optional<Instant> tradable_from;
  std::optional<Instant> tradable_until;
  std::vector<std::string> eligible_periods;
};

// Nothing but Rules.
Touched TouchedBy(const Rules& rules, const CreateInstrument& instrument);

// Enters an instrument. Checks, in this order:
//   kInstrumentExists         facts instrument
//   kPeriodNotFound           an eligible period; facts period
//   kInstrumentLimitReached   a position id has sixteen bits for it; facts limit
Decision DecideOn(const Context& context, const CreateInstrument& instrument);

}  // namespace registry::ledger

#endif  // LEDGER_CREATE_INSTRUMENT_H_
