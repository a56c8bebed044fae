#ifndef SIM_SURRENDER_MODEL_H_
#define SIM_SURRENDER_MODEL_H_

#include <vector>

#include "sim/cycle_files.h"
#include "sim/market_model.h"
#include "sim/parameters.h"
#include "sim/random.h"
#include "sim/unit_model.h"

namespace registry::sim {

struct SurrenderOutcome {
  std::vector<SurrenderRow> surrenders;  // without ids
  std::vector<MoveRow> moves;            // back to the registered position, without ids
};

// Lets every unit apply. A unit whose registered position covers its obligation applies on a day of
// its own choice. One that bought moves its allowances back after its last trade was delivered and
// then applies for what it holds, at most its obligation, in one step or two. A few that lack
// allowances first apply for all that is due, which the registry must refuse. A few small units
// apply after the deadline or never. `working_days`: weekdays without holidays from the day after
// the determination to the deadline's.
SurrenderOutcome ApplyForSurrender(const std::vector<ModelUnit>& units,
                                   const std::vector<MarketPosition>& positions,
                                   const std::vector<Date>& working_days, const CycleTerms& terms,
                                   const ModelParameters& parameters, Random random);

}  // namespace registry::sim

#endif  // SIM_SURRENDER_MODEL_H_
