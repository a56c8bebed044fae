// The last phase: every version of every fact up to the head against what the records made of it.
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "storage/array_parameter.h"
#include "storage/check_state.h"
#include "storage/check_statements.h"
#include "storage/fact_figures.h"
#include "storage/fields.h"
#include "storage/rows.h"

namespace registry::storage {
namespace {

using ledger::Raw;

constexpr int kRowsPerPage = 20'000;

absl::StatusOr<ledger::Clock> ParseClock(const pqxx::row& row) {
  Fields fields(row);
  ledger::Clock clock;
  clock.mode = fields.As<ledger::ClockMode>();
  clock.replay_instant = fields.Instant();
  RETURN_IF_ERROR(fields.Status("clock"));
  return clock;
}

template <typename Value>
struct Stored {
  Value value;
  std::int64_t sequence = 0;
};

// A row of a fact with its sequence in a column after the value's.
template <typename Value>
absl::StatusOr<Stored<Value>> WithSequence(absl::StatusOr<Value> value, const pqxx::row& row,
                                           int column) {
  if (!value.ok()) return value.status();
  Fields fields(row);
  fields.Skip(column);
  Stored<Value> stored{*std::move(value), fields.Int()};
  RETURN_IF_ERROR(fields.Status("sequence of a fact"));
  return stored;
}

class FactsCheck {
 public:
  explicit FactsCheck(CheckState& state) : state_(state) {}

  absl::Status Run() {
    ExpectedFacts& facts = state_.facts;
    total_ = static_cast<std::int64_t>(facts.accounts.size() + facts.caps.size() +
                                       facts.obligations.size() + facts.participants.size() +
                                       facts.instruments.size() + facts.periods.size() +
                                       facts.clocks.size()) +
             state_.trades + state_.records;
    RETURN_IF_ERROR(Accounts());
    RETURN_IF_ERROR(Caps());
    RETURN_IF_ERROR(Obligations());
    RETURN_IF_ERROR(Rules());
    RETURN_IF_ERROR(CountTrades());
    RETURN_IF_ERROR(CountRequests());
    return state_.Tell("facts", total_, total_);
  }

 private:
  // Compares all rows of a table, page by page in order of key and sequence, with what is expected.
  //   read(tx, last)  the rows after the last row seen; nullptr at first
  //   parse(row)      Stored<Value>
  //   key(value)      what it is kept under
  template <typename Map, typename Read, typename Parse, typename Key>
  absl::Status Walk(Map& expected, Read read, Parse parse, Key key) {
    using Value = typename Map::mapped_type;
    std::optional<Stored<Value>> last;
    bool more = true;
    while (more) {
      RETURN_IF_ERROR(state_.Tell("facts", done_, total_));
      RETURN_IF_ERROR(state_.InPage([&](Tx& tx, const Head&) -> absl::Status {
        ASSIGN_OR_RETURN(const pqxx::result rows, read(tx, last));
        more = static_cast<int>(rows.size()) == kRowsPerPage;
        done_ += static_cast<std::int64_t>(rows.size());
        for (const pqxx::row& row : rows) {
          ASSIGN_OR_RETURN(Stored<Value> found, parse(row));
          last = found;
          if (found.sequence > state_.sequence || IsOurOwn(found.value)) continue;
          RETURN_IF_ERROR(CompareRow(expected, key(found), found));
        }
        return absl::OkStatus();
      }));
    }
    for (const auto& [place, value] : expected) {
      RETURN_IF_ERROR(state_.Compare(NameOf(value), std::string("a version"), std::string("none"),
                                     std::nullopt, SequenceOf(place)));
    }
    return absl::OkStatus();
  }

  template <typename Key>
  static std::int64_t SequenceOf(const std::pair<Key, std::int64_t>& place) {
    return place.second;
  }
  static std::int64_t SequenceOf(std::int64_t sequence) { return sequence; }

  // The registry's own accounts come with the book and never change.
  static bool IsOurOwn(const ledger::Account& account) {
    return account.id < ledger::kFirstHolderAccount;
  }
  template <typename Value>
  static bool IsOurOwn(const Value&) {
    return false;
  }

  // Takes the row's place out of what is expected.
  template <typename Map, typename Value>
  absl::Status CompareRow(Map& expected, const typename Map::key_type& place,
                          const Stored<Value>& found) {
    const auto known = expected.find(place);
    if (known == expected.end()) {
      return state_.Compare(NameOf(found.value), std::string("none"), std::string("a version"),
                            std::nullopt, found.sequence);
    }
    const Value value = std::move(known->second);
    expected.erase(known);
    if (value == found.value) return absl::OkStatus();
    const Figures ours = FiguresOf(value);
    const Figures theirs = FiguresOf(found.value);
    for (std::size_t i = 0; i < ours.size(); ++i) {
      RETURN_IF_ERROR(
          state_.Compare([&] { return absl::StrCat(ours[i].first, " of ", NameOf(value)); },
                         ours[i].second, theirs[i].second, std::nullopt, found.sequence));
    }
    return absl::OkStatus();
  }

  absl::Status Accounts() {
    return Walk(
        state_.facts.accounts,
        [](Tx& tx, const auto& last) {
          return tx.Run(kCheckAccounts, last ? Raw(last->value.id) : 0, last ? last->sequence : 0,
                        kRowsPerPage);
        },
        [this](const pqxx::row& row) { return ParseAccountRow(row); },
        [](const auto& found) { return std::pair(found.value.id, found.sequence); });
  }

  // With the code under which the account's holder is entered: one subject, one account.
  absl::StatusOr<Stored<ledger::Account>> ParseAccountRow(const pqxx::row& row) {
    ASSIGN_OR_RETURN(Stored<ledger::Account> stored, WithSequence(ParseAccount(row), row, 7));
    Fields fields(row);
    fields.Skip(8);
    RETURN_IF_ERROR(state_.Compare(
        [&] { return absl::StrCat("entered holder of ", NameOf(stored.value)); },
        stored.value.social_credit_code, fields.TextOrEmpty(), std::nullopt, stored.sequence));
    return stored;
  }

  absl::Status Caps() {
    return Walk(
        state_.facts.caps,
        [](Tx& tx, const auto& last) {
          const ledger::IssuanceCapKey key = last ? last->value.key : ledger::IssuanceCapKey{};
          return tx.Run(kCheckCaps, key.plan, key.instrument, Raw(key.sector),
                        last ? last->sequence : 0, kRowsPerPage);
        },
        [](const pqxx::row& row) { return WithSequence(ParseIssuanceCap(row), row, 5); },
        [](const auto& found) { return std::pair(found.value.key, found.sequence); });
  }

  absl::Status Obligations() {
    return Walk(
        state_.facts.obligations,
        [](Tx& tx, const auto& last) {
          const ledger::ObligationKey key = last ? last->value.key : ledger::ObligationKey{};
          return tx.Run(kCheckObligations, Raw(key.unit_account), Raw(key.sector), key.period,
                        last ? last->sequence : 0, kRowsPerPage);
        },
        [](const pqxx::row& row) { return WithSequence(ParseObligation(row), row, 7); },
        [](const auto& found) { return std::pair(found.value.key, found.sequence); });
  }

  absl::Status Rules() {
    const auto by_id = [](const auto& found) { return std::pair(found.value.id, found.sequence); };
    const auto after = [](const SqlText& statement) {
      return [&statement](Tx& tx, const auto& last) {
        return tx.Run(statement, last ? Raw(last->value.id) : 0, last ? last->sequence : 0,
                      kRowsPerPage);
      };
    };
    RETURN_IF_ERROR(Walk(
        state_.facts.participants, after(kCheckParticipants),
        [](const pqxx::row& row) { return WithSequence(ParseParticipant(row), row, 5); }, by_id));
    RETURN_IF_ERROR(Walk(
        state_.facts.instruments, after(kCheckInstruments),
        [](const pqxx::row& row) { return WithSequence(ParseInstrument(row), row, 8); }, by_id));
    RETURN_IF_ERROR(Walk(
        state_.facts.periods, after(kCheckPeriods),
        [](const pqxx::row& row) { return WithSequence(ParsePeriod(row), row, 5); }, by_id));
    return Walk(
        state_.facts.clocks,
        [](Tx& tx, const auto& last) {
          return tx.Run(kCheckClocks, last ? last->sequence : 0, kRowsPerPage);
        },
        [](const pqxx::row& row) { return WithSequence(ParseClock(row), row, 2); },
        [](const auto& found) { return found.sequence; });
  }

  // Each record's trade was found; so none is left over when there are as many.
  absl::Status CountTrades() {
    std::string after;
    std::int64_t found = 0;
    bool more = true;
    while (more) {
      RETURN_IF_ERROR(state_.Tell("facts", done_, total_));
      RETURN_IF_ERROR(state_.InPage([&](Tx& tx, const Head&) -> absl::Status {
        ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kCountTrades, after, kRowsPerPage));
        for (const pqxx::row& row : rows) {
          Fields fields(row);
          after = fields.Text();
          if (fields.Int() <= state_.sequence) ++found;
        }
        more = static_cast<int>(rows.size()) == kRowsPerPage;
        done_ += static_cast<std::int64_t>(rows.size());
        return absl::OkStatus();
      }));
    }
    return state_.Compare("trades delivered", state_.trades, found);
  }

  // The same for requests: every record's was found and leads back to it.
  absl::Status CountRequests() {
    std::array<std::uint8_t, 16> after{};
    std::int64_t participant = -1;
    std::int64_t found = 0;
    bool more = true;
    while (more) {
      RETURN_IF_ERROR(state_.Tell("facts", done_, total_));
      RETURN_IF_ERROR(state_.InPage([&](Tx& tx, const Head&) -> absl::Status {
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Run(kCountRequests, UuidText(after), participant, kRowsPerPage, state_.records));
        if (rows.empty()) return absl::InternalError("count_requests: no row");
        const pqxx::row row = rows[0];
        Fields fields(row);
        const std::int64_t read = fields.Int();
        found += fields.Int();
        done_ += read;
        more = read == kRowsPerPage;
        if (!more) return fields.Status("request");
        after = fields.Uuid();
        participant = fields.Int();
        return fields.Status("request");
      }));
    }
    return state_.Compare("requests that lead to a record", state_.records, found);
  }

  CheckState& state_;
  std::int64_t done_ = 0;
  std::int64_t total_ = 0;
};

}  // namespace

absl::Status CheckFacts(CheckState& state) { return FactsCheck(state).Run(); }

}  // namespace registry::storage
