// The first cycle in small: a fourteenth of its units, with the market's figures in proportion.
#ifndef TESTS_CLI_CYCLE_SMALL_CYCLE_H_
#define TESTS_CLI_CYCLE_SMALL_CYCLE_H_

#include <cstdint>
#include <map>
#include <string>

#include "sim/cycle_files.h"
#include "tests/cli/cycle/live_registry.h"

namespace registry::cli::testing {

sim::CycleFiles SmallCycle(std::uint64_t seed, double emissions_scale = 1.0);

// Writes the files into a folder and plays them.
Run Play(const LiveRegistry& registry, const sim::CycleFiles& files, const Folder& folder);

// The registry's figures of the report by "kind key group".
std::map<std::string, std::int64_t> Figures(const LiveRegistry& registry, const Folder& folder);

}  // namespace registry::cli::testing

#endif  // TESTS_CLI_CYCLE_SMALL_CYCLE_H_
