// Part of the self-check: goes through the versions of a fact in its table and compares each with
// what the records made of it.
#ifndef STORAGE_FACT_WALK_H_
#define STORAGE_FACT_WALK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "storage/check_state.h"
#include "storage/fact_figures.h"
#include "storage/fields.h"

namespace registry::storage {

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

class FactWalk {
 public:
  static constexpr int kRowsPerPage = 20'000;

  FactWalk(CheckState& state, std::int64_t total) : state_(state), total_(total) {}

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
      RETURN_IF_ERROR(Tell());
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

  // The same where the value has an id and its sequence stands after `columns` columns of it.
  template <typename Map, typename Parse>
  absl::Status WalkById(Map& expected, const SqlText& statement, Parse parse, int columns) {
    return Walk(
        expected,
        [&statement](Tx& tx, const auto& last) {
          return tx.Run(statement, last ? ledger::Raw(last->value.id) : 0,
                        last ? last->sequence : 0, kRowsPerPage);
        },
        [&](const pqxx::row& row) { return WithSequence(parse(row), row, columns); },
        [](const auto& found) { return std::pair(found.value.id, found.sequence); });
  }

  // How far the phase is.
  absl::Status Tell() { return state_.Tell("facts", done_, total_); }
  void Count(std::int64_t rows) { done_ += rows; }
  absl::Status Finish() { return state_.Tell("facts", total_, total_); }

 private:
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

  CheckState& state_;
  std::int64_t done_ = 0;
  std::int64_t total_ = 0;
};

// Participants, certificates, persons, policies, calendars and proposals.
absl::Status CheckAccess(CheckState& state, FactWalk& walk);
// Freezes, staff, trusted accounts and delayed transfers.
absl::Status CheckLife(CheckState& state, FactWalk& walk);

}  // namespace registry::storage

#endif  // STORAGE_FACT_WALK_H_
