// Instruments: fungible classes of what is held. Each has a life: created, tradable from and until,
// eligible for compliance periods, closed for trade (RULES R25).
#ifndef LEDGER_INSTRUMENT_H_
#define LEDGER_INSTRUMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/ids.h"

namespace registry::ledger {

enum class InstrumentKind : std::int16_t { kAllowance = 1, kCredit = 2, kMoney = 3 };
inline constexpr int kInstrumentKindCount = 3;
std::string_view InstrumentKindName(InstrumentKind kind);  // "ALLOWANCE"

// The unit follows from the kind: allowances and credits in TCO2E, money in FEN.
enum class Unit : std::int16_t { kTco2e = 1, kFen = 2 };
constexpr Unit UnitOf(InstrumentKind kind) {
  return kind == InstrumentKind::kMoney ? Unit::kFen : Unit::kTco2e;
}

struct Instrument {
  InstrumentId id{};
  std::string code;  // CEA1920, CEA21, CCER:<project>:<vintage>, CNY
  InstrumentKind kind{};
  std::int16_t vintage_first_year = 0;  // 2019 and 2020 for CEA1920; 0 for money
  std::int16_t vintage_last_year = 0;
  // Trade is possible in [tradable_from, tradable_until); without them, never, or without end.
  std::optional<Instant> tradable_from;
  std::optional<Instant> tradable_until;
  std::vector<std::string>
      eligible_periods;  // codes of compliance periods it may be surrendered for
  bool operator==(const Instrument&) const = default;
};

// A compliance period; 2019-20 is one period of two years, one instrument and one deadline (RULES
// R9).
struct CompliancePeriod {
  PeriodId id{};
  std::string code;  // "2019-20", "2021"
  std::int16_t first_year = 0;
  std::int16_t last_year = 0;
  Instant
      deadline;  // an application that arrives at the deadline is in time; a microsecond later not
  bool operator==(const CompliancePeriod&) const = default;
};

}  // namespace registry::ledger

#endif  // LEDGER_INSTRUMENT_H_
