#include "cli/cycle_plan.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "cli/derived_id.h"
#include "cli/sha256.h"
#include "cli/text.h"

namespace registry::cli {
namespace {

using sim::Instant;

class Planner {
 public:
  Planner(const sim::CycleFiles& files, std::string_view run, std::size_t trades_per_call)
      : files_(files), run_(run), trades_per_call_(trades_per_call) {}

  CyclePlan Plan() {
    AddTerms();
    AddIssues();
    for (std::size_t i = 0; i < files_.allocations.size(); ++i) {
      const sim::AllocationRow& row = files_.allocations[i];
      Add(row.at, CycleStep::kAllocate, i, row.unit,
          row.unit + "/" + std::string(sim::Name(row.step)) + "/" + std::to_string(row.year));
    }
    for (std::size_t i = 0; i < files_.emissions.size(); ++i) {
      Add(files_.emissions[i].at, CycleStep::kDetermine, i, files_.emissions[i].unit,
          files_.emissions[i].unit);
    }
    for (std::size_t i = 0; i < files_.moves.size(); ++i) {
      Add(files_.moves[i].at, CycleStep::kMove, i, files_.moves[i].unit, files_.moves[i].move);
    }
    AddTrades();
    for (std::size_t i = 0; i < files_.surrenders.size(); ++i) {
      Add(files_.surrenders[i].at, CycleStep::kSurrender, i, files_.surrenders[i].unit,
          files_.surrenders[i].application);
    }
    return Finish();
  }

 private:
  void Add(Instant at, CycleStep step, std::size_t row, std::string lane, std::string_view key,
           std::size_t rows = 1) {
    calls_[at].push_back(
        {step, row, rows, std::move(lane), DerivedRequestId(run_, Name(step), key)});
    ++plan_.calls;
  }

  void AddTerms() {
    const Instant at = files_.terms.created_at;
    Add(at, CycleStep::kPeriod, 0, "", files_.terms.period);
    Add(at, CycleStep::kInstrument, 0, "", files_.terms.instrument);
    Add(at, CycleStep::kCap, 0, "", files_.terms.plan);
    for (std::size_t i = 0; i < files_.authorities.size(); ++i) {
      const std::string lane = "authority " + files_.authorities[i].province;
      Add(at, CycleStep::kAccounts, i, lane, lane);
    }
    for (std::size_t i = 0; i < files_.units.size(); ++i) {
      Add(at, CycleStep::kAccounts, files_.authorities.size() + i, files_.units[i].unit,
          "unit " + files_.units[i].unit);
    }
  }

  // What the units of a province receive at an instant is issued to its authority right before.
  void AddIssues() {
    std::unordered_map<std::string, const std::string*> province_of;
    for (const sim::UnitRow& unit : files_.units) province_of.emplace(unit.unit, &unit.province);
    std::map<std::pair<Instant, std::string>, std::int64_t> sums;
    for (const sim::AllocationRow& row : files_.allocations) {
      if (row.quantity_tco2e > 0) {
        sums[{row.at, *province_of.at(row.unit)}] += row.quantity_tco2e;
      }
    }
    for (const auto& [key, quantity] : sums) {
      const auto& [at, province] = key;
      Add(at, CycleStep::kIssue, plan_.issues.size(), province,
          province + "/" + sim::FormatInstant(at));
      plan_.issues.push_back({at, province, quantity});
    }
  }

  // The trades of a day in the order of the file, in calls of at most so many.
  void AddTrades() {
    for (std::size_t first = 0; first < files_.trades.size();) {
      const sim::Date day = files_.trades[first].trading_day;
      std::size_t last = first;
      while (last < files_.trades.size() && files_.trades[last].trading_day == day &&
             last - first < trades_per_call_) {
        ++last;
      }
      Add(sim::ChinaTime(day, kDelivery), CycleStep::kSettle, first, "",
          files_.trades[first].trade + "+" + std::to_string(last - first), last - first);
      first = last;
    }
  }

  CyclePlan Finish() {
    for (auto& [at, calls] : calls_) {
      std::stable_sort(calls.begin(), calls.end(), [](const auto& a, const auto& b) {
        return std::tie(a.step, a.row) < std::tie(b.step, b.row);
      });
      plan_.instants.push_back(
          {at, DerivedRequestId(run_, "clock", sim::FormatInstant(at)), std::move(calls)});
    }
    return std::move(plan_);
  }

  const sim::CycleFiles& files_;
  std::string_view run_;
  std::size_t trades_per_call_;
  std::map<Instant, std::vector<PlannedCall>> calls_;
  CyclePlan plan_;
};

}  // namespace

std::string_view Name(CycleStep step) {
  switch (step) {
    case CycleStep::kPeriod:
      return "period";
    case CycleStep::kInstrument:
      return "instrument";
    case CycleStep::kCap:
      return "cap";
    case CycleStep::kAccounts:
      return "accounts";
    case CycleStep::kIssue:
      return "issue";
    case CycleStep::kAllocate:
      return "allocation";
    case CycleStep::kDetermine:
      return "obligations";
    case CycleStep::kMove:
      return "moves";
    case CycleStep::kSettle:
      return "trades";
    case CycleStep::kSurrender:
      return "surrenders";
  }
  return "";
}

CyclePlan PlanCycle(const sim::CycleFiles& files, std::string_view run,
                    std::size_t trades_per_call) {
  return Planner(files, run, trades_per_call).Plan();
}

std::optional<std::string> RunName(const std::filesystem::path& folder) {
  Sha256 all;
  for (const char* name :
       {"cycle.csv", "authorities.csv", "units.csv", "trading_days.csv", "allocation.csv",
        "moves.csv", "trades.csv", "emissions.csv", "surrenders.csv"}) {
    const auto digest = Sha256OfFile(folder / name);
    if (!digest) return std::nullopt;
    all.Add({reinterpret_cast<const char*>(digest->data()), digest->size()});
  }
  const Sha256Digest digest = all.Finish();
  return Hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace registry::cli
