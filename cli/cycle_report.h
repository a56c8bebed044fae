#ifndef CLI_CYCLE_REPORT_H_
#define CLI_CYCLE_REPORT_H_

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "carbon/registry/v1/audit.pb.h"
#include "cli/command.h"
#include "sim/cycle_files.h"

namespace registry::cli {

// How a line of the report came about.
enum class FigureKind {
  kInput,    // of the files: must come back exactly
  kFitted,   // the generator's parameters were chosen so that it comes near
  kOutcome,  // nobody tuned it
};
std::string_view Name(FigureKind kind);  // "input", "fitted", "outcome"

enum class FigureUnit { kCount, kTonnes, kFen, kPpm };

struct ReportLine {
  std::string key;
  std::string group;  // of a figure that comes in groups
  FigureKind kind = FigureKind::kOutcome;
  FigureUnit unit = FigureUnit::kCount;
  std::string label;
  std::optional<std::int64_t> published;
  std::int64_t rounded_to = 1;
  std::string source;  // of the published figure
  // By the registry, from its journal; nothing: the registry does not have it yet.
  std::optional<std::int64_t> registry;
  std::string note;   // the generator's parameters, or what the figure is
  std::string query;  // over the journal

  // Registry minus published, where both are there.
  std::optional<std::int64_t> Difference() const;
  // An input that did not come back, to the precision in which it was published.
  bool Differs() const;
};

struct CycleReport {
  std::string period;
  std::vector<ReportLine> lines;

  bool InputComesBack() const;
};

// Compares the registry's figures with what was published. `files`, where there are any, give the
// daily volumes to compare and the generator's parameters. The same figures and files give the
// same report, to the byte.
CycleReport MakeReport(const std::string& period,
                       const carbon::registry::v1::GetCycleFiguresResponse& figures,
                       const sim::CycleFiles* files);

// With `explain`, the query behind each line.
void PrintReport(std::ostream& out, const CycleReport& report, bool explain);
// An array, one object for each line.
std::string ReportJson(const CycleReport& report, bool explain);

}  // namespace registry::cli

#endif  // CLI_CYCLE_REPORT_H_
