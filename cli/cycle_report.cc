#include "cli/cycle_report.h"

#include <array>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "absl/numeric/int128.h"
#include "cli/published_figures.h"

namespace registry::cli {
namespace {

namespace v1 = ::carbon::registry::v1;
using enum FigureKind;
using enum FigureUnit;

struct LineSpec {
  std::string_view key;
  FigureKind kind;
  FigureUnit unit;
  std::string_view label;
  std::string_view note;
};

// Lines without groups, in the order of the report. Keys that the report derives are marked.
constexpr auto kLines = std::to_array<LineSpec>({
    {"units_with_obligation", kInput, kCount, "units with an obligation", ""},
    {"verified_tco2e", kInput, kTonnes, "verified emissions of the period, t", ""},
    {"trading_days", kInput, kCount, "trading days", ""},
    {"traded_tco2e", kInput, kTonnes, "traded, t", ""},
    {"traded_fen", kInput, kFen, "traded, CNY", ""},
    {"block_tco2e", kInput, kTonnes, "of it block agreements, t", ""},
    {"traded_tco2e_by_day", kInput, kTonnes, "traded on", ""},
    {"days_unlike_files", kInput, kCount, "days that traded other than trades.csv", "derived"},
    {"credits_tco2e", kInput, kTonnes, "credits used, t",
     "none until the compliance office exists"},
    {"short_units", kFitted, kCount, "units with less allocated than due", ""},
    {"short_tco2e", kFitted, kTonnes, "by so much together, t", ""},
    {"complete_on_time_units", kFitted, kCount, "units complete by the deadline", ""},
    {"on_time_share_ppm", kFitted, kPpm, "share surrendered by the deadline", "derived"},
    {"issued_tco2e", kOutcome, kTonnes, "issued, t", ""},
    {"allocated_tco2e_by_step", kOutcome, kTonnes, "allocated in", ""},
    {"returned_tco2e", kOutcome, kTonnes, "returned to authorities, t", ""},
    {"arrears_tco2e", kOutcome, kTonnes, "arrears of returns, t", "none until arrears are kept"},
    {"relief_tco2e", kOutcome, kTonnes, "due less than verified, t",
     "20 % rule and gas rule together"},
    {"obligation_tco2e", kOutcome, kTonnes, "due, t", ""},
    {"surrendered_tco2e", kOutcome, kTonnes, "surrendered, t", "late ones included"},
    {"surrendered_on_time_tco2e", kOutcome, kTonnes, "surrendered by the deadline, t", ""},
    {"open_tco2e", kOutcome, kTonnes, "left open, t", ""},
    {"complete_late_units", kOutcome, kCount, "units complete after the deadline", ""},
    {"incomplete_units", kOutcome, kCount, "units not complete", ""},
    {"short_net_purchases_tco2e", kOutcome, kTonnes, "net purchases of short units, t", ""},
    {"open_of_short_units_tco2e", kOutcome, kTonnes, "left open by short units, t", ""},
    {"short_held_tco2e", kOutcome, kTonnes, "still held by short units, t", ""},
    {"surplus_tco2e", kOutcome, kTonnes, "held by units at the end, t", ""},
    {"trades", kOutcome, kCount, "trades delivered", ""},
    {"sellers", kOutcome, kCount, "units that sold", ""},
    {"buyers", kOutcome, kCount, "units that bought", ""},
    {"refusals_by_reason", kOutcome, kCount, "refused:", ""},
    {"breaks", kOutcome, kCount, "breaks at the end of a day",
     "none until the settlement day exists"},
    {"milestone_share_ppm", kOutcome, kPpm, "complete by the milestone, province", "derived"},
    {"supply_held_tco2e", kOutcome, kTonnes, "supply: held, t", ""},
    {"supply_surrendered_tco2e", kOutcome, kTonnes, "supply: surrendered, t", ""},
    {"supply_offset_tco2e", kOutcome, kTonnes, "supply: offset, t", ""},
    {"supply_cancelled_tco2e", kOutcome, kTonnes, "supply: cancelled, t", ""},
    {"supply_recovered_tco2e", kOutcome, kTonnes, "supply: recovered, t", ""},
});

// The generator's parameters by which a line was fitted.
struct Fit {
  std::string_view key;
  std::array<std::string_view, 2> parameters;
};
constexpr auto kFits = std::to_array<Fit>({
    {"short_units", {"gap_mean", "gap_spread"}},
    {"short_tco2e", {"gap_mean", "gap_spread"}},
    {"complete_on_time_units", {"short_not_finishing_share", "small_unit_late_share"}},
    {"on_time_share_ppm", {"short_not_finishing_buy_from", "short_not_finishing_buy_to"}},
});

// Figures that only serve lines of other keys.
const std::set<std::string_view>& Ingredients() {
  static const std::set<std::string_view> keys = {"units_by_province",
                                                  "milestone_complete_units_by_province"};
  return keys;
}

constexpr std::int64_t kMillion = 1'000'000;

std::int64_t Ppm(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return 0;
  return static_cast<std::int64_t>(absl::int128(part) * kMillion / whole);
}

class Reporter {
 public:
  Reporter(const v1::GetCycleFiguresResponse& figures, const sim::CycleFiles* files)
      : files_(files) {
    for (const v1::CycleFigure& figure : figures.figures()) {
      figures_[figure.key()][figure.group()] = &figure;
    }
  }

  std::vector<ReportLine> Lines() {
    std::set<std::string_view> known = Ingredients();
    for (const LineSpec& spec : kLines) {
      known.insert(spec.key);
      AddLines(spec);
    }
    // What a registry newer than this program counts, too.
    for (const auto& [key, groups] : figures_) {
      if (known.count(key) > 0) continue;
      for (const auto& [group, figure] : groups) {
        Add({key, kOutcome, kCount, key, ""}, group, figure->value(), figure->query());
      }
    }
    return std::move(lines_);
  }

 private:
  void AddLines(const LineSpec& spec) {
    if (spec.key == "days_unlike_files") return AddUnlikeDays(spec);
    if (spec.key == "on_time_share_ppm") return AddOnTimeShare(spec);
    if (spec.key == "milestone_share_ppm") return AddMilestone(spec);
    const bool peak_only = spec.key == "traded_tco2e_by_day";
    const auto found = figures_.find(std::string(spec.key));
    if (found == figures_.end()) return Add(spec, peak_only ? "2021-12-16" : "", std::nullopt, "");
    for (const auto& [group, figure] : found->second) {
      if (peak_only && FindPublished(spec.key, group) == nullptr) continue;
      Add(spec, group, figure->value(), figure->query());
    }
  }

  // Compares each day with the files; both sides may have days that the other lacks.
  void AddUnlikeDays(const LineSpec& spec) {
    if (files_ == nullptr) return;
    std::map<std::string, std::int64_t> days;
    for (const sim::TradeRow& trade : files_->trades) {
      days[sim::FormatDate(trade.trading_day)] -= trade.quantity_tco2e;
    }
    std::string query;
    for (const auto& [day, figure] : figures_["traded_tco2e_by_day"]) {
      days[day] += figure->value();
      query = figure->query();
    }
    std::int64_t unlike = 0;
    for (const auto& [day, difference] : days) unlike += difference != 0 ? 1 : 0;
    Add(spec, "", unlike, query);
    lines_.back().published = 0;
    lines_.back().source = "the files: trades.csv";
    lines_.back().note.clear();
  }

  void AddOnTimeShare(const LineSpec& spec) {
    const auto* part = Single("surrendered_on_time_tco2e");
    const auto* whole = Single("obligation_tco2e");
    if (part == nullptr || whole == nullptr) return Add(spec, "", std::nullopt, "");
    Add(spec, "", Ppm(part->value(), whole->value()), part->query() + "\n/\n" + whole->query());
  }

  void AddMilestone(const LineSpec& spec) {
    const auto& complete = figures_["milestone_complete_units_by_province"];
    for (const auto& [province, units] : figures_["units_by_province"]) {
      const auto found = complete.find(province);
      const std::int64_t part = found == complete.end() ? 0 : found->second->value();
      const std::string query =
          (found == complete.end() ? std::string("0") : found->second->query()) + "\n/\n" +
          units->query();
      Add(spec, province, Ppm(part, units->value()), query);
      lines_.back().note =
          Thousands(part) + " of " + Thousands(units->value()) + " units; the aim is 95 %";
    }
  }

  const v1::CycleFigure* Single(const std::string& key) {
    const auto found = figures_.find(key);
    return found == figures_.end() ? nullptr : found->second.begin()->second;
  }

  static const PublishedFigure* FindPublished(std::string_view key, std::string_view group) {
    for (const PublishedFigure& figure : kPublishedFigures) {
      if (figure.key == key && figure.group == group) return &figure;
    }
    return nullptr;
  }

  std::string Note(const LineSpec& spec) const {
    if (spec.note == "derived" || spec.kind == kFitted) return Parameters(spec.key);
    return std::string(spec.note);
  }

  // "gap_mean 0.016, gap_spread 0.071".
  std::string Parameters(std::string_view key) const {
    if (files_ == nullptr) return "";
    std::string text;
    for (const Fit& fit : kFits) {
      for (const std::string_view name : fit.parameters) {
        for (const sim::ParameterRow& row : files_->parameters) {
          if (fit.key != key || row.name != name) continue;
          std::string value = row.value;
          if (value.find('.') != std::string::npos) value.erase(value.find_last_not_of('0') + 1);
          text += (text.empty() ? "" : ", ") + row.name + " " + value;
        }
      }
    }
    return text;
  }

  // Steps are words of the protocol: PRE_ALLOCATION is shown as pre-allocation.
  static std::string Shown(const LineSpec& spec, std::string group) {
    if (spec.key != "allocated_tco2e_by_step") return group;
    for (char& c : group) {
      c = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return group;
  }

  void Add(const LineSpec& spec, const std::string& group, std::optional<std::int64_t> registry,
           const std::string& query) {
    ReportLine& line = lines_.emplace_back();
    line.key = spec.key;
    line.group = group;
    line.kind = spec.kind;
    line.unit = spec.unit;
    line.label = std::string(spec.label) + (group.empty() ? "" : " " + Shown(spec, group));
    if (const PublishedFigure* published = FindPublished(spec.key, group)) {
      line.published = published->value;
      line.rounded_to = published->rounded_to;
      line.source = published->source;
    }
    line.registry = registry;
    line.note = Note(spec);
    line.query = query;
  }

  const sim::CycleFiles* files_;
  std::map<std::string, std::map<std::string, const v1::CycleFigure*>> figures_;
  std::vector<ReportLine> lines_;
};

// 995123 -> "99.51 %".
std::string Percent(std::int64_t ppm) {
  const std::int64_t hundredths = std::abs(ppm) / 100;
  const std::string cents = std::to_string(100 + hundredths % 100);
  return (ppm < 0 ? "-" : "") + Thousands(hundredths / 100) + "." + cents.substr(1) + " %";
}

std::string Show(FigureUnit unit, std::optional<std::int64_t> value) {
  if (!value) return "none";
  if (unit == kFen) return Yuan(*value);
  if (unit == kPpm) return Percent(*value);
  return Thousands(*value);
}

std::string ShowPublished(const ReportLine& line) {
  if (!line.published) return "";
  return (line.rounded_to > 1 ? "about " : "") + Show(line.unit, line.published);
}

std::string ShowDifference(const ReportLine& line) {
  const auto difference = line.Difference();
  if (!difference) return "";
  return (*difference > 0 ? "+" : "") + Show(line.unit, difference);
}

}  // namespace

std::string_view Name(FigureKind kind) {
  switch (kind) {
    case kInput:
      return "input";
    case kFitted:
      return "fitted";
    case kOutcome:
      return "outcome";
  }
  return "";
}

std::optional<std::int64_t> ReportLine::Difference() const {
  if (!published || !registry) return std::nullopt;
  return *registry - *published;
}

bool ReportLine::Differs() const {
  if (kind != kInput || key == "credits_tco2e" || !published) return false;
  if (!registry) return true;
  // Half of the last published digit is what rounding hides.
  return std::abs(*registry - *published) > rounded_to / 2;
}

bool CycleReport::InputComesBack() const {
  for (const ReportLine& line : lines) {
    if (line.Differs()) return false;
  }
  return true;
}

CycleReport MakeReport(const std::string& period, const v1::GetCycleFiguresResponse& figures,
                       const sim::CycleFiles* files) {
  return {period, Reporter(figures, files).Lines()};
}

void PrintReport(std::ostream& out, const CycleReport& report, bool explain) {
  using enum Table::Side;
  out << "Report of compliance period " << report.period << "\n\n";
  Table table({{"kind"},
               {"figure"},
               {"published", kRight},
               {"registry", kRight},
               {"difference", kRight},
               {"note"}});
  std::int64_t differing = 0;
  for (const ReportLine& line : report.lines) {
    table.Add({std::string(Name(line.kind)), line.label, ShowPublished(line),
               Show(line.unit, line.registry), ShowDifference(line), line.note});
    differing += line.Differs() ? 1 : 0;
  }
  table.Print(out, "");
  out << "\n"
      << (differing == 0 ? std::string("Every input line came back as published.")
                         : Thousands(differing) + " input lines did not come back as published.")
      << "\n";
  if (!explain) return;
  for (const ReportLine& line : report.lines) {
    if (line.query.empty() && line.source.empty()) continue;
    out << "\n" << line.label << "  [" << line.key << "]\n";
    if (!line.source.empty()) out << "published: " << line.source << "\n";
    if (!line.query.empty()) out << line.query << "\n";
  }
}

std::string ReportJson(const CycleReport& report, bool explain) {
  nlohmann::ordered_json lines = nlohmann::ordered_json::array();
  for (const ReportLine& line : report.lines) {
    nlohmann::ordered_json json;
    json["key"] = line.key;
    json["group"] = line.group;
    json["kind"] = Name(line.kind);
    json["label"] = line.label;
    json["published"] = line.published ? nlohmann::ordered_json(*line.published) : nullptr;
    json["roundedTo"] = line.rounded_to;
    json["registry"] = line.registry ? nlohmann::ordered_json(*line.registry) : nullptr;
    const auto difference = line.Difference();
    json["difference"] = difference ? nlohmann::ordered_json(*difference) : nullptr;
    json["differs"] = line.Differs();
    json["note"] = line.note;
    if (explain) {
      json["source"] = line.source;
      json["query"] = line.query;
    }
    lines.push_back(std::move(json));
  }
  return lines.dump(2);
}

}  // namespace registry::cli
