#ifndef SIM_CYCLE_FILES_H_
#define SIM_CYCLE_FILES_H_

// The files of one compliance cycle: one folder, one CSV file for each kind of row. docs/cycle.md
// describes them for whoever writes such a folder by hand. Quantities are whole tonnes of CO2
// equivalent (one allowance each), money is whole fen, instants are in China's time.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/calendar.h"
#include "sim/csv.h"

namespace registry::sim {

// cycle.csv: what holds for all rows.
struct CycleTerms {
  std::string period;  // "2019-20"
  int first_year = 0;  // compliance years of the period, both included
  int last_year = 0;
  std::string instrument;      // "CEA1920"
  std::string plan;            // the allocation plan that caps the issue
  std::string sector;          // "power"
  std::int64_t cap_tco2e = 0;  // most that may be issued under the plan, returns not netted
  Instant created_at{};        // plan and instrument are created and accounts opened
  Instant milestone_at{};      // 95 % of each province's units should be complete
  Instant deadline_at{};       // last instant at which a surrender is on time, included

  bool operator==(const CycleTerms&) const = default;
};

// authorities.csv: a provincial ecology and environment authority.
struct AuthorityRow {
  std::string province;  // two digits of GB/T 2260, or "6590" for the Production and Construction
                         // Corps
  std::string social_credit_code;
  std::string name;

  bool operator==(const AuthorityRow&) const = default;
};

// units.csv: a key emitting unit.
struct UnitRow {
  std::string unit;  // key by which the other files name it
  std::string social_credit_code;
  std::string name;
  std::string province;
  std::string sector;

  bool operator==(const UnitRow&) const = default;
};

enum class AllocationStep { kPreAllocation, kDetermination };

// allocation.csv: what a unit receives in one step for one compliance year. Negative in the
// determination only: the unit returns so much from its registered position to its province.
struct AllocationRow {
  Instant at{};
  std::string unit;
  AllocationStep step = AllocationStep::kPreAllocation;
  int year = 0;
  std::int64_t quantity_tco2e = 0;

  bool operator==(const AllocationRow&) const = default;
};

enum class MoveDirection { kToTrading, kToRegistered };

// moves.csv: a unit asks to move allowances between its two positions.
struct MoveRow {
  std::string move;
  Instant at{};
  std::string unit;
  MoveDirection direction = MoveDirection::kToTrading;
  std::int64_t quantity_tco2e = 0;

  bool operator==(const MoveRow&) const = default;
};

enum class TradeMethod { kListed, kBlock };

// trades.csv: a trade that the exchange matched.
struct TradeRow {
  std::string trade;
  Date trading_day{};
  Instant matched_at{};
  TradeMethod method = TradeMethod::kListed;
  std::string instrument;
  std::string seller;
  std::string buyer;
  std::int64_t quantity_tco2e = 0;
  std::int64_t price_fen = 0;   // for one tonne
  std::int64_t amount_fen = 0;  // price times quantity

  bool operator==(const TradeRow&) const = default;
};

enum class ObligationRule {
  kNone,          // due: the verified emissions
  kShortfallCap,  // due: allocation + 20 % of the verified emissions, rounded down
  kGas,           // due: the allocation
};

// emissions.csv: a unit's verified emissions and its obligation for the period.
struct EmissionRow {
  Instant at{};  // when the province determines it
  std::string unit;
  std::int64_t verified_first_year_tco2e = 0;
  std::int64_t verified_last_year_tco2e = 0;
  ObligationRule rule = ObligationRule::kNone;
  std::int64_t obligation_tco2e = 0;

  std::int64_t VerifiedTco2e() const {
    return verified_first_year_tco2e + verified_last_year_tco2e;
  }
  bool operator==(const EmissionRow&) const = default;
};

// surrenders.csv: an application, by the instant at which the unit submits it.
struct SurrenderRow {
  std::string application;
  Instant at{};
  std::string unit;
  std::string instrument;
  std::int64_t quantity_tco2e = 0;

  bool operator==(const SurrenderRow&) const = default;
};

// parameters.csv: how a generated cycle came about; for the reader of a report, not for the run.
struct ParameterRow {
  std::string name;
  std::string value;
  std::string note;

  bool operator==(const ParameterRow&) const = default;
};

struct CycleFiles {
  CycleTerms terms;
  std::vector<AuthorityRow> authorities;
  std::vector<UnitRow> units;
  std::vector<Date> trading_days;
  std::vector<AllocationRow> allocations;
  std::vector<MoveRow> moves;
  std::vector<TradeRow> trades;
  std::vector<EmissionRow> emissions;
  std::vector<SurrenderRow> surrenders;
  std::vector<ParameterRow> parameters;  // empty: the folder has no parameters.csv

  bool operator==(const CycleFiles&) const = default;
};

std::string_view Name(AllocationStep step);      // pre_allocation, determination
std::string_view Name(MoveDirection direction);  // to_trading, to_registered
std::string_view Name(TradeMethod method);       // listed, block
std::string_view Name(ObligationRule rule);      // none, shortfall_cap, gas

// Reads a folder, strictly: every file but parameters.csv must be there, in the columns of
// docs/cycle.md and in their order, and agree with itself and with the others as docs/cycle.md
// lists under "checked when read". Whether a unit holds what it sells or surrenders is not checked:
// that is the registry's to refuse. Returns the first problem.
std::variant<CycleFiles, FileProblem> ReadCycleFiles(const std::filesystem::path& folder);

// Writes all files, replacing those of the same names; creates the folder. Returns a problem if
// something could not be written. ReadCycleFiles gives back an equal value.
std::optional<FileProblem> WriteCycleFiles(const CycleFiles& files,
                                           const std::filesystem::path& folder);

}  // namespace registry::sim

#endif  // SIM_CYCLE_FILES_H_
