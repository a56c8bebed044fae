#include "sim/cycle_files.h"

#include <cstddef>
#include <initializer_list>
#include <set>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "sim/social_credit_code.h"

namespace registry::sim {
namespace {

using Columns = std::vector<std::string>;

// Above it a sum over all rows could leave int64; the whole market emits some ten Gt a year.
constexpr std::int64_t kLargestQuantity = 100'000'000'000;
constexpr std::int64_t kLargestPriceFen = 10'000'000;
constexpr std::int64_t kBlockFromTonnes = 100'000;
constexpr std::size_t kLongestText = 200;

const Columns kTermsColumns = {"name", "value"};
const Columns kAuthorityColumns = {"province", "uscc", "name"};
const Columns kUnitColumns = {"unit", "uscc", "name", "province", "sector"};
const Columns kTradingDayColumns = {"trading_day"};
const Columns kAllocationColumns = {"at", "unit", "step", "year", "quantity_tco2e"};
const Columns kMoveColumns = {"move", "at", "unit", "direction", "quantity_tco2e"};
const Columns kTradeColumns = {"trade",      "trading_day", "matched_at", "method",
                               "instrument", "seller",      "buyer",      "quantity_tco2e",
                               "price_fen",  "amount_fen"};
const Columns kEmissionColumns = {"at",
                                  "unit",
                                  "verified_first_year_tco2e",
                                  "verified_last_year_tco2e",
                                  "rule",
                                  "obligation_tco2e"};
const Columns kSurrenderColumns = {"application", "at", "unit", "instrument", "quantity_tco2e"};
const Columns kParameterColumns = {"name", "value", "note"};

constexpr AllocationStep kSteps[] = {AllocationStep::kPreAllocation,
                                     AllocationStep::kDetermination};
constexpr MoveDirection kDirections[] = {MoveDirection::kToTrading, MoveDirection::kToRegistered};
constexpr TradeMethod kMethods[] = {TradeMethod::kListed, TradeMethod::kBlock};
constexpr ObligationRule kRules[] = {ObligationRule::kNone, ObligationRule::kShortfallCap,
                                     ObligationRule::kGas};

// One record being read: takes its fields from left to right and keeps the first problem, so that
// a row's reader is a plain list of its columns.
class Record {
 public:
  Record(const CsvTable& table, std::size_t index)
      : table_(table), index_(index), fields_(table.rows[index]) {}

  const std::optional<FileProblem>& problem() const { return problem_; }

  std::string Text() {
    const std::string& field = Take();
    if (field.empty()) Refuse("is empty; fill it in");
    if (field.size() > kLongestText) Refuse("is longer than 200 bytes; shorten it");
    return field;
  }

  // A text that is the same in no two rows.
  std::string Unique(std::unordered_set<std::string>& seen) {
    std::string field = Text();
    if (!seen.insert(field).second) Refuse("'" + field + "' stands in an earlier row too");
    return field;
  }

  std::string SocialCreditCode(std::unordered_set<std::string>& seen) {
    std::string field = Unique(seen);
    if (!IsSocialCreditCode(field)) {
      Refuse("'" + field +
             "' is not a unified social credit code; check its 18 characters and both check "
             "digits");
    }
    return field;
  }

  std::string Known(const std::unordered_set<std::string>& known, std::string_view where) {
    std::string field = Text();
    if (known.count(field) == 0) {
      Refuse("'" + field + "' is not in " + std::string(where) + "; add it there or correct it");
    }
    return field;
  }

  std::string Exactly(const std::string& expected) {
    std::string field = Text();
    if (field != expected) {
      Refuse("'" + field + "' is not the cycle's; write " + expected + " as in cycle.csv");
    }
    return field;
  }

  std::int64_t Whole(std::int64_t least, std::int64_t most) {
    const std::string& field = Take();
    const std::optional<std::int64_t> value = ParseWhole(field);
    if (!value || *value < least || *value > most) {
      Refuse("'" + field + "' is not a whole number from " + std::to_string(least) + " to " +
             std::to_string(most) + " in plain digits");
      return least;
    }
    return *value;
  }

  Instant At() {
    const std::string& field = Take();
    const std::optional<Instant> instant = ParseInstant(field);
    if (!instant) {
      Refuse("'" + field + "' is not an instant; write it as 2021-07-16T09:30:00+08:00");
    }
    return instant.value_or(Instant{});
  }

  Date Day() {
    const std::string& field = Take();
    const std::optional<Date> date = ParseDate(field);
    if (!date) Refuse("'" + field + "' is not a date; write it as 2021-07-16");
    return date.value_or(Date{});
  }

  template <typename Choice, std::size_t kCount>
  Choice OneOf(const Choice (&choices)[kCount]) {
    const std::string& field = Take();
    std::string names;
    for (const Choice choice : choices) {
      if (Name(choice) == field) return choice;
      names += (names.empty() ? "" : ", ") + std::string(Name(choice));
    }
    Refuse("'" + field + "' is not one of " + names);
    return choices[0];
  }

  // A condition over the row that the last column taken should meet.
  void Require(bool met, const std::string& text) {
    if (!met) Refuse(text);
  }
  // The same, for a column by name.
  void RequireIn(const std::string& column, bool met, const std::string& text) {
    if (!met && !problem_) {
      problem_ = FileProblem{table_.file, CsvTable::RowNumber(index_), column, text};
    }
  }

 private:
  const std::string& Take() { return fields_[next_++]; }
  void Refuse(const std::string& text) { RequireIn(table_.columns[next_ - 1], false, text); }

  const CsvTable& table_;
  std::size_t index_;
  const std::vector<std::string>& fields_;
  std::size_t next_ = 0;
  std::optional<FileProblem> problem_;
};

// Reads one file; `read` turns each record into a row.
template <typename Row, typename Read>
std::optional<FileProblem> ReadRows(const std::filesystem::path& path, const Columns& columns,
                                    std::vector<Row>& rows, Read read) {
  auto parsed = ReadCsv(path, columns);
  if (auto* problem = std::get_if<FileProblem>(&parsed)) return std::move(*problem);
  const CsvTable& table = std::get<CsvTable>(parsed);
  rows.reserve(table.rows.size());
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    Record record(table, i);
    rows.push_back(read(record));
    if (record.problem()) return record.problem();
  }
  return std::nullopt;
}

// cycle.csv names every term once, in the order of CycleTerms.
std::optional<FileProblem> ReadTerms(const std::filesystem::path& folder, CycleTerms& terms) {
  auto parsed = ReadCsv(folder / "cycle.csv", kTermsColumns);
  if (auto* problem = std::get_if<FileProblem>(&parsed)) return std::move(*problem);
  const CsvTable& table = std::get<CsvTable>(parsed);
  const char* const names[] = {"period", "first_year", "last_year",  "instrument",   "plan",
                               "sector", "cap_tco2e",  "created_at", "milestone_at", "deadline_at"};
  std::size_t index = 0;
  for (const char* name : names) {
    if (index == table.rows.size()) {
      return FileProblem{table.file, CsvTable::RowNumber(index), "name",
                         "the row " + std::string(name) + " is missing; add it"};
    }
    Record record(table, index);
    const std::string found = record.Text();
    record.Require(found == name, "'" + found + "' stands where " + name + " is expected");
    switch (index) {
      case 0:
        terms.period = record.Text();
        break;
      case 1:
        terms.first_year = static_cast<int>(record.Whole(2000, 2999));
        break;
      case 2:
        terms.last_year = static_cast<int>(record.Whole(2000, 2999));
        record.Require(
            terms.last_year >= terms.first_year && terms.last_year <= terms.first_year + 1,
            "must be first_year or the year after it");
        break;
      case 3:
        terms.instrument = record.Text();
        break;
      case 4:
        terms.plan = record.Text();
        break;
      case 5:
        terms.sector = record.Text();
        break;
      case 6:
        terms.cap_tco2e = record.Whole(1, kLargestQuantity);
        break;
      case 7:
        terms.created_at = record.At();
        break;
      case 8:
        terms.milestone_at = record.At();
        break;
      default:
        terms.deadline_at = record.At();
        record.Require(terms.deadline_at >= terms.milestone_at, "lies before milestone_at");
        break;
    }
    if (record.problem()) return record.problem();
    ++index;
  }
  if (index < table.rows.size()) {
    return FileProblem{table.file, CsvTable::RowNumber(index), "name",
                       "'" + table.rows[index][0] + "' is not known; remove the row"};
  }
  return std::nullopt;
}

std::optional<FileProblem> ReadParties(const std::filesystem::path& folder, CycleFiles& files,
                                       std::unordered_set<std::string>& units) {
  std::unordered_set<std::string> provinces;
  std::unordered_set<std::string> codes;
  if (auto problem = ReadRows(folder / "authorities.csv", kAuthorityColumns, files.authorities,
                              [&](Record& record) {
                                AuthorityRow row;
                                row.province = record.Unique(provinces);
                                row.social_credit_code = record.SocialCreditCode(codes);
                                row.name = record.Text();
                                return row;
                              })) {
    return problem;
  }
  return ReadRows(folder / "units.csv", kUnitColumns, files.units, [&](Record& record) {
    UnitRow row;
    row.unit = record.Unique(units);
    row.social_credit_code = record.SocialCreditCode(codes);
    row.name = record.Text();
    row.province = record.Known(provinces, "authorities.csv");
    record.Require(row.social_credit_code.size() != 18 ||
                       ProvinceOfCode(row.social_credit_code) == row.province,
                   "'" + row.province + "' is not the region of the row's uscc");
    row.sector = record.Exactly(files.terms.sector);
    return row;
  });
}

std::optional<FileProblem> ReadAllocations(const std::filesystem::path& folder, CycleFiles& files,
                                           const std::unordered_set<std::string>& units) {
  std::set<std::pair<std::string, int>> seen;  // unit; year and step in one number
  return ReadRows(
      folder / "allocation.csv", kAllocationColumns, files.allocations, [&](Record& record) {
        AllocationRow row;
        row.at = record.At();
        record.Require(row.at >= files.terms.created_at, "lies before created_at of cycle.csv");
        row.unit = record.Known(units, "units.csv");
        row.step = record.OneOf(kSteps);
        row.year = static_cast<int>(record.Whole(files.terms.first_year, files.terms.last_year));
        record.Require(seen.emplace(row.unit, row.year * 2 + static_cast<int>(row.step)).second,
                       "unit, step and year stand together in an earlier row; add the two");
        const bool may_return = row.step == AllocationStep::kDetermination;
        row.quantity_tco2e = record.Whole(may_return ? -kLargestQuantity : 1, kLargestQuantity);
        record.Require(row.quantity_tco2e != 0, "is zero; leave the row out");
        return row;
      });
}

std::optional<FileProblem> ReadMarket(const std::filesystem::path& folder, CycleFiles& files,
                                      const std::unordered_set<std::string>& units) {
  std::unordered_set<std::string> days;
  if (auto problem = ReadRows(
          folder / "trading_days.csv", kTradingDayColumns, files.trading_days, [&](Record& record) {
            const Date day = record.Day();
            record.Require(files.trading_days.empty() || day > files.trading_days.back(),
                           "is not later than the row before; sort the days");
            days.insert(FormatDate(day));
            return day;
          })) {
    return problem;
  }
  std::unordered_set<std::string> moves;
  if (auto problem = ReadRows(folder / "moves.csv", kMoveColumns, files.moves, [&](Record& record) {
        MoveRow row;
        row.move = record.Unique(moves);
        row.at = record.At();
        record.Require(row.at >= files.terms.created_at, "lies before created_at of cycle.csv");
        row.unit = record.Known(units, "units.csv");
        row.direction = record.OneOf(kDirections);
        row.quantity_tco2e = record.Whole(1, kLargestQuantity);
        return row;
      })) {
    return problem;
  }
  std::unordered_set<std::string> trades;
  return ReadRows(folder / "trades.csv", kTradeColumns, files.trades, [&](Record& record) {
    TradeRow row;
    row.trade = record.Unique(trades);
    row.trading_day = record.Day();
    record.Require(days.count(FormatDate(row.trading_day)) > 0,
                   "is not in trading_days.csv; add it there or correct it");
    row.matched_at = record.At();
    const int second = ChinaSecondOfDay(row.matched_at);
    const bool morning = second >= kMorningOpens && second <= kMorningCloses;
    const bool afternoon = second >= kAfternoonOpens && second <= kAfternoonCloses;
    record.Require(ChinaDate(row.matched_at) == row.trading_day, "is not on the trading day");
    record.Require(morning || afternoon, "is outside the sessions 09:30-11:30 and 13:00-15:00");
    row.method = record.OneOf(kMethods);
    const bool block = row.method == TradeMethod::kBlock;
    record.RequireIn("matched_at", afternoon || !block,
                     "is outside 13:00-15:00, where block agreements match");
    row.instrument = record.Exactly(files.terms.instrument);
    row.seller = record.Known(units, "units.csv");
    row.buyer = record.Known(units, "units.csv");
    record.Require(row.buyer != row.seller, "is the seller too; a trade needs two parties");
    row.quantity_tco2e = record.Whole(1, kLargestQuantity);
    record.Require(block == (row.quantity_tco2e >= kBlockFromTonnes),
                   block ? "is below 100,000 t; such a trade is listed"
                         : "is 100,000 t or more; such a trade is a block agreement");
    row.price_fen = record.Whole(1, kLargestPriceFen);
    row.amount_fen = record.Whole(1, kLargestQuantity * kLargestPriceFen);
    record.Require(row.amount_fen == row.price_fen * row.quantity_tco2e,
                   "is not price_fen times quantity_tco2e, which is " +
                       std::to_string(row.price_fen * row.quantity_tco2e));
    return row;
  });
}

std::optional<FileProblem> ReadCompliance(const std::filesystem::path& folder, CycleFiles& files,
                                          const std::unordered_set<std::string>& units) {
  std::unordered_set<std::string> determined;
  if (auto problem = ReadRows(
          folder / "emissions.csv", kEmissionColumns, files.emissions, [&](Record& record) {
            EmissionRow row;
            row.at = record.At();
            row.unit = record.Unique(determined);
            record.Require(units.count(row.unit) > 0,
                           "'" + row.unit + "' is not in units.csv; add it there");
            row.verified_first_year_tco2e = record.Whole(0, kLargestQuantity);
            row.verified_last_year_tco2e = record.Whole(0, kLargestQuantity);
            row.rule = record.OneOf(kRules);
            row.obligation_tco2e = record.Whole(0, kLargestQuantity);
            const std::int64_t verified = row.VerifiedTco2e();
            const bool lowered = row.rule != ObligationRule::kNone;
            record.Require(
                lowered ? row.obligation_tco2e <= verified : row.obligation_tco2e == verified,
                lowered ? "is more than the verified emissions"
                        : "must be the verified emissions of both years, "
                          "because no rule lowers it");
            return row;
          })) {
    return problem;
  }
  std::unordered_set<std::string> applications;
  return ReadRows(
      folder / "surrenders.csv", kSurrenderColumns, files.surrenders, [&](Record& record) {
        SurrenderRow row;
        row.application = record.Unique(applications);
        row.at = record.At();
        record.Require(row.at >= files.terms.created_at, "lies before created_at of cycle.csv");
        row.unit = record.Known(units, "units.csv");
        row.instrument = record.Exactly(files.terms.instrument);
        row.quantity_tco2e = record.Whole(1, kLargestQuantity);
        return row;
      });
}

std::optional<FileProblem> ReadParameters(const std::filesystem::path& folder,
                                          std::vector<ParameterRow>& rows) {
  std::error_code error;
  if (!std::filesystem::exists(folder / "parameters.csv", error)) return std::nullopt;
  std::unordered_set<std::string> names;
  return ReadRows(folder / "parameters.csv", kParameterColumns, rows, [&](Record& record) {
    ParameterRow row;
    row.name = record.Unique(names);
    row.value = record.Text();
    row.note = record.Text();
    return row;
  });
}

// Writes one file; `fields` gives the fields of a row in the order of `columns`.
template <typename Row, typename Fields>
std::optional<FileProblem> WriteRows(const std::filesystem::path& path, const Columns& columns,
                                     const std::vector<Row>& rows, Fields fields) {
  std::string text;
  text.reserve((rows.size() + 1) * 96);
  AppendCsvRecord(columns, text);
  for (const Row& row : rows) AppendCsvRecord(fields(row), text);
  return WriteFile(path, text);
}

std::optional<FileProblem> WriteTerms(const std::filesystem::path& folder,
                                      const CycleTerms& terms) {
  const std::vector<Columns> rows = {{"period", terms.period},
                                     {"first_year", std::to_string(terms.first_year)},
                                     {"last_year", std::to_string(terms.last_year)},
                                     {"instrument", terms.instrument},
                                     {"plan", terms.plan},
                                     {"sector", terms.sector},
                                     {"cap_tco2e", std::to_string(terms.cap_tco2e)},
                                     {"created_at", FormatInstant(terms.created_at)},
                                     {"milestone_at", FormatInstant(terms.milestone_at)},
                                     {"deadline_at", FormatInstant(terms.deadline_at)}};
  return WriteRows(folder / "cycle.csv", kTermsColumns, rows,
                   [](const Columns& row) { return row; });
}

}  // namespace

std::string_view Name(AllocationStep step) {
  return step == AllocationStep::kPreAllocation ? "pre_allocation" : "determination";
}

std::string_view Name(MoveDirection direction) {
  return direction == MoveDirection::kToTrading ? "to_trading" : "to_registered";
}

std::string_view Name(TradeMethod method) {
  return method == TradeMethod::kListed ? "listed" : "block";
}

std::string_view Name(ObligationRule rule) {
  switch (rule) {
    case ObligationRule::kNone:
      return "none";
    case ObligationRule::kShortfallCap:
      return "shortfall_cap";
    case ObligationRule::kGas:
      return "gas";
  }
  return "none";
}

std::variant<CycleFiles, FileProblem> ReadCycleFiles(const std::filesystem::path& folder) {
  CycleFiles files;
  std::unordered_set<std::string> units;
  std::optional<FileProblem> problem = ReadTerms(folder, files.terms);
  if (!problem) problem = ReadParties(folder, files, units);
  if (!problem) problem = ReadAllocations(folder, files, units);
  if (!problem) problem = ReadMarket(folder, files, units);
  if (!problem) problem = ReadCompliance(folder, files, units);
  if (!problem) problem = ReadParameters(folder, files.parameters);
  if (problem) return std::move(*problem);
  return files;
}

std::optional<FileProblem> WriteCycleFiles(const CycleFiles& files,
                                           const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return FileProblem{folder.string(), 0, "", "cannot be created: " + error.message()};
  }
  const auto text = [](std::int64_t value) { return std::to_string(value); };
  std::optional<FileProblem> problem = WriteTerms(folder, files.terms);
  if (!problem) {
    problem = WriteRows(folder / "authorities.csv", kAuthorityColumns, files.authorities,
                        [](const AuthorityRow& row) {
                          return Columns{row.province, row.social_credit_code, row.name};
                        });
  }
  if (!problem) {
    problem = WriteRows(folder / "units.csv", kUnitColumns, files.units, [](const UnitRow& row) {
      return Columns{row.unit, row.social_credit_code, row.name, row.province, row.sector};
    });
  }
  if (!problem) {
    problem = WriteRows(folder / "trading_days.csv", kTradingDayColumns, files.trading_days,
                        [](const Date& day) { return Columns{FormatDate(day)}; });
  }
  if (!problem) {
    problem =
        WriteRows(folder / "allocation.csv", kAllocationColumns, files.allocations,
                  [&](const AllocationRow& row) {
                    return Columns{FormatInstant(row.at), row.unit, std::string(Name(row.step)),
                                   text(row.year), text(row.quantity_tco2e)};
                  });
  }
  if (!problem) {
    problem = WriteRows(folder / "moves.csv", kMoveColumns, files.moves, [&](const MoveRow& row) {
      return Columns{row.move, FormatInstant(row.at), row.unit, std::string(Name(row.direction)),
                     text(row.quantity_tco2e)};
    });
  }
  if (!problem) {
    problem =
        WriteRows(folder / "trades.csv", kTradeColumns, files.trades, [&](const TradeRow& row) {
          return Columns{row.trade,
                         FormatDate(row.trading_day),
                         FormatInstant(row.matched_at),
                         std::string(Name(row.method)),
                         row.instrument,
                         row.seller,
                         row.buyer,
                         text(row.quantity_tco2e),
                         text(row.price_fen),
                         text(row.amount_fen)};
        });
  }
  if (!problem) {
    problem = WriteRows(folder / "emissions.csv", kEmissionColumns, files.emissions,
                        [&](const EmissionRow& row) {
                          return Columns{FormatInstant(row.at),
                                         row.unit,
                                         text(row.verified_first_year_tco2e),
                                         text(row.verified_last_year_tco2e),
                                         std::string(Name(row.rule)),
                                         text(row.obligation_tco2e)};
                        });
  }
  if (!problem) {
    problem = WriteRows(folder / "surrenders.csv", kSurrenderColumns, files.surrenders,
                        [&](const SurrenderRow& row) {
                          return Columns{row.application, FormatInstant(row.at), row.unit,
                                         row.instrument, text(row.quantity_tco2e)};
                        });
  }
  if (!problem && !files.parameters.empty()) {
    problem = WriteRows(folder / "parameters.csv", kParameterColumns, files.parameters,
                        [](const ParameterRow& row) {
                          return Columns{row.name, row.value, row.note};
                        });
  }
  // Those of an earlier cycle would claim to describe this one.
  if (files.parameters.empty()) std::filesystem::remove(folder / "parameters.csv", error);
  return problem;
}

}  // namespace registry::sim
