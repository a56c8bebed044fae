#include "sim/surrender_model.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace registry::sim {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// A day's trades are delivered between the close at 15:00 and 15:30; nobody applies or moves
// meanwhile, so that the order of moves, trades and applications of a day is never in doubt.
constexpr int kOfficeOpens = SecondOfDay(9, 0);
constexpr int kBeforeDelivery = SecondOfDay(14, 50);
constexpr int kAfterDelivery = SecondOfDay(15, 35);
constexpr int kOfficeCloses = SecondOfDay(16, 58);

class Applications {
 public:
  Applications(const std::vector<Date>& working_days, const CycleTerms& terms,
               const ModelParameters& parameters, Random random)
      : days_(working_days), terms_(terms), parameters_(parameters), random_(random) {
    const Date milestone = ChinaDate(terms.milestone_at);
    before_milestone_ = static_cast<std::size_t>(
        std::upper_bound(days_.begin(), days_.end(), milestone) - days_.begin());
  }

  void Add(const ModelUnit& unit, const MarketPosition& position);
  SurrenderOutcome Take() && { return std::move(outcome_); }

 private:
  // An instant of day `index`, after delivery only if asked.
  Instant Within(std::size_t index, bool after_delivery) {
    const bool afternoon = after_delivery || random_.Chance(300'000);
    return ChinaTime(days_[index],
                     static_cast<int>(afternoon ? random_.Between(kAfterDelivery, kOfficeCloses)
                                                : random_.Between(kOfficeOpens, kBeforeDelivery)));
  }
  std::size_t Index(std::int64_t low, std::int64_t high) {
    return static_cast<std::size_t>(random_.Between(low, std::max(low, high)));
  }
  // A day of free choice: few come early, most in the weeks before the milestone.
  std::size_t FreeDay() {
    const auto milestone = static_cast<std::int64_t>(before_milestone_);
    const auto last = static_cast<std::int64_t>(days_.size()) - 1;
    if (random_.Chance(parameters_.after_milestone_ppm) || milestone == 0) {
      return Index(std::min(milestone, last), last);
    }
    const auto earliest = static_cast<std::int64_t>(Index(0, milestone - 1));
    return Index(earliest, milestone - 1);
  }
  Instant Late();
  void Apply(const ModelUnit& unit, Instant at, std::int64_t quantity) {
    if (quantity <= 0) return;
    outcome_.surrenders.push_back({"", at, unit.row.unit, terms_.instrument, quantity});
  }
  void MoveBack(const ModelUnit& unit, Instant at, std::int64_t quantity) {
    if (quantity <= 0) return;
    outcome_.moves.push_back({"", at, unit.row.unit, MoveDirection::kToRegistered, quantity});
  }

  const std::vector<Date>& days_;
  const CycleTerms& terms_;
  const ModelParameters& parameters_;
  Random random_;
  std::size_t before_milestone_ = 0;
  SurrenderOutcome outcome_;
};

// An instant after the deadline: within the next hours, or on a weekday of the following weeks.
Instant Applications::Late() {
  if (random_.Chance(400'000)) {
    return terms_.deadline_at + seconds{random_.Between(1, 2 * 3600)};
  }
  const std::chrono::sys_days deadline{ChinaDate(terms_.deadline_at)};
  Date day{deadline + std::chrono::days{random_.Between(4, 28)}};
  while (!IsWeekday(day)) day = Date{std::chrono::sys_days{day} + std::chrono::days{1}};
  return ChinaTime(day, static_cast<int>(random_.Between(kOfficeOpens, kBeforeDelivery)));
}

void Applications::Add(const ModelUnit& unit, const MarketPosition& position) {
  if (unit.obligation == 0) return;
  const std::int64_t available = std::min(unit.obligation, position.registered + position.trading);
  const std::int64_t from_trading = std::max<std::int64_t>(0, available - position.registered);
  const bool enough = available == unit.obligation;
  const bool small = unit.obligation < parameters_.small_unit_obligation_tco2e;
  const bool late = random_.Chance(small              ? parameters_.small_unit_late_ppm
                                   : unit.Short() > 0 ? parameters_.short_late_ppm
                                                      : 0);
  const bool never = small && late && random_.Chance(parameters_.late_never_ppm);
  const bool two_steps = random_.Chance(parameters_.two_applications_ppm);
  const bool asks_too_much = !enough && random_.Chance(parameters_.asks_too_much_ppm);
  if (never) return;

  if (from_trading == 0 && enough) {
    // Nothing to wait for.
    Apply(unit, late ? Late() : Within(FreeDay(), false), unit.obligation);
    return;
  }

  // The day of the last trade, or the first day; what was bought then is there after delivery.
  std::size_t ready = 0;
  if (position.last_trade) {
    ready = static_cast<std::size_t>(
        std::lower_bound(days_.begin(), days_.end(), *position.last_trade) - days_.begin());
    ready = std::min(ready, days_.size() - 1);
  }
  const auto last = static_cast<std::int64_t>(days_.size()) - 1;
  const auto first_possible = static_cast<std::int64_t>(ready);
  // Whoever has all applies within days; whoever lacks some hopes until near the deadline.
  const std::size_t day = enough ? Index(first_possible, std::min(first_possible + 3, last))
                                 : Index(first_possible, last);
  const Instant at = late ? Late() : Within(day, true);
  const Instant moved_at = at - seconds{random_.Between(60, 240)};

  std::int64_t remaining = available;
  if ((two_steps || late) && !small) {
    // First what the allocation gave, some time before, and all of it if the rest will be late. It
    // stays in the registered position of a unit that sells nothing it needs.
    const std::int64_t share = late ? kPpm : random_.Between(600'000, 950'000);
    const std::int64_t part = MulDiv(std::min(position.registered, available), share, kPpm);
    const Instant part_at = Within(Index(0, static_cast<std::int64_t>(day) - 1), false);
    if (part_at < moved_at && day > 0) {
      Apply(unit, part_at, part);
      remaining -= part;
    }
  } else if (asks_too_much && !late) {
    Apply(unit, std::max(at - minutes{10}, ChinaTime(days_[day], kAfterDelivery - 240)),
          unit.obligation);
  }
  MoveBack(unit, moved_at, from_trading);
  Apply(unit, at, remaining);
}

}  // namespace

SurrenderOutcome ApplyForSurrender(const std::vector<ModelUnit>& units,
                                   const std::vector<MarketPosition>& positions,
                                   const std::vector<Date>& working_days, const CycleTerms& terms,
                                   const ModelParameters& parameters, Random random) {
  Applications applications(working_days, terms, parameters, random);
  for (std::size_t i = 0; i < units.size(); ++i) applications.Add(units[i], positions[i]);
  return std::move(applications).Take();
}

}  // namespace registry::sim
