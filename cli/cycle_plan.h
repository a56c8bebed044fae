#ifndef CLI_CYCLE_PLAN_H_
#define CLI_CYCLE_PLAN_H_

// What a run of a cycle does and when: every row of the files becomes a call, in the order that
// docs/cycle.md gives them. The plan follows from the files alone.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cycle_files.h"

namespace registry::cli {

// At one instant, in this order; everything of one step has ended before the next one begins.
enum class CycleStep {
  kPeriod,
  kInstrument,
  kCap,
  kAccounts,
  kIssue,
  kAllocate,
  kDetermine,
  kMove,
  kSettle,
  kSurrender
};
std::string_view Name(CycleStep step);  // "accounts", "allocation", ...

struct PlannedCall {
  CycleStep step = CycleStep::kPeriod;
  // Row of the step's file, counted from 0: of authorities and then units, of issues, allocations,
  // emissions, moves, trades or surrenders.
  std::size_t row = 0;
  std::size_t rows = 1;  // of kSettle: so many trades
  // Calls of one step with the same lane keep their order: the unit or authority by name. Others
  // may be on their way together.
  std::string lane;
  std::string request_id;

  bool operator==(const PlannedCall&) const = default;
};

struct PlannedInstant {
  sim::Instant at{};             // what the registry's clock shows
  std::string clock_request_id;  // of the call that moves it there
  std::vector<PlannedCall> calls;

  bool operator==(const PlannedInstant&) const = default;
};

// What a province's authority receives, to hand it out at the same instant.
struct PlannedIssue {
  sim::Instant at{};
  std::string province;
  std::int64_t quantity_tco2e = 0;

  bool operator==(const PlannedIssue&) const = default;
};

struct CyclePlan {
  std::vector<PlannedIssue> issues;
  std::vector<PlannedInstant> instants;  // ascending
  std::int64_t calls = 0;                // without those that move the clock
};

// The end of a trading day's settlement: its trades are delivered now, after the moves of this
// instant and before its surrenders.
inline constexpr int kDelivery = sim::SecondOfDay(15, 30);

// `run` names the run in its request ids: the same name and rows give the same ids.
CyclePlan PlanCycle(const sim::CycleFiles& files, std::string_view run,
                    std::size_t trades_per_call);

// A name for the run of this folder: SHA-256 over its files' content, in hexadecimal; nothing if
// one of them cannot be read. parameters.csv does not count.
std::optional<std::string> RunName(const std::filesystem::path& folder);

}  // namespace registry::cli

#endif  // CLI_CYCLE_PLAN_H_
