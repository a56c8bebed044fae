#ifndef SIM_UNIT_MODEL_H_
#define SIM_UNIT_MODEL_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "sim/csv.h"
#include "sim/cycle_files.h"
#include "sim/parameters.h"
#include "sim/random.h"

namespace registry::sim {

// A key emitting unit of the model: what the plan and the verifier say about it. Index 0 is 2019,
// 1 is 2020. Quantities in tCO2e.
struct ModelUnit {
  UnitRow row;
  std::array<std::int64_t, 2> verified{};
  std::array<std::int64_t, 2> pre_allocation{};
  std::array<std::int64_t, 2> allocation{};  // determined, both steps together
  ObligationRule rule = ObligationRule::kNone;
  std::int64_t obligation = 0;

  std::int64_t Allocation() const { return allocation[0] + allocation[1]; }
  std::int64_t PreAllocation() const { return pre_allocation[0] + pre_allocation[1]; }
  // What the unit returns at the determination, because a year's pre-allocation was more than its
  // allocation.
  std::int64_t Returned() const;
  // Allowances it must buy; zero if the allocation covers the obligation.
  std::int64_t Short() const;
  std::int64_t Surplus() const;
};

// The 32 authorities: 31 provinces and the Xinjiang Production and Construction Corps, with
// synthetic codes.
std::vector<AuthorityRow> DrawAuthorities(Random random);

// Draws key emitting units with synthetic codes and names, each authority having at least one.
std::vector<UnitRow> DrawUnits(const ModelParameters& parameters, Random random);

// Takes the codes of power 2022 from a CSV file with the columns year, sector, uscc: a random
// choice if it holds more than are needed, padded with synthetic ones if fewer. Names stay
// synthetic. Refuses a code that fails its check digits, stands twice or lies in no province.
std::variant<std::vector<UnitRow>, FileProblem> ReadUnits(const std::filesystem::path& path,
                                                          const ModelParameters& parameters,
                                                          Random random);

// Draws sizes, gaps, both allocation steps, verified emissions and obligations.
// `emissions_scale_ppm` scales the verified emissions after everything else was drawn, so that two
// scales differ in nothing else.
std::vector<ModelUnit> DrawCompliance(const std::vector<UnitRow>& rows,
                                      const ModelParameters& parameters,
                                      std::int64_t emissions_scale_ppm, Random random);

// The obligation of 2019-20. Gas: no more than the allocation. Others: no more than the allocation
// plus 20 % of the verified emissions, rounded down (rounding assumed).
std::int64_t ObligationOf(std::int64_t verified, std::int64_t allocation, bool gas,
                          ObligationRule& rule);

}  // namespace registry::sim

#endif  // SIM_UNIT_MODEL_H_
