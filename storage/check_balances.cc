// The second and third phase: balances against the fold of the postings, and what they add up to.
#include <map>
#include <utility>

#include "storage/check_state.h"
#include "storage/check_statements.h"
#include "storage/fields.h"

namespace registry::storage {
namespace {

using ledger::Raw;

constexpr int kPositionsPerPage = 10'000;

struct PositionRow {
  std::int64_t id = 0;
  std::int64_t balance = 0;
  std::int64_t floor = 0;
  std::int64_t last_sequence = 0;
  // Of its newest posting.
  std::optional<std::int64_t> newest_balance;
  std::optional<std::int64_t> newest_sequence;
  // Of its first posting after our head.
  std::optional<std::int64_t> next_sequence;
  std::int64_t next_change = 0;
  std::int64_t next_balance = 0;
};

absl::StatusOr<PositionRow> ParsePosition(const pqxx::row& row) {
  Fields fields(row);
  PositionRow position;
  position.id = fields.Int();
  position.balance = fields.Int();
  position.floor = fields.Int();
  position.last_sequence = fields.Int();
  position.newest_balance = fields.OptionalInt();
  position.newest_sequence = fields.OptionalInt();
  position.next_sequence = fields.OptionalInt();
  position.next_change = fields.OptionalInt().value_or(0);
  position.next_balance = fields.OptionalInt().value_or(0);
  RETURN_IF_ERROR(fields.Status("position"));
  return position;
}

class BalancesCheck {
 public:
  explicit BalancesCheck(CheckState& state) : state_(state) {}

  absl::Status Run() {
    const auto total = static_cast<std::int64_t>(state_.positions.size());
    bool more = true;
    while (more) {
      RETURN_IF_ERROR(state_.Tell("balances", seen_, total));
      RETURN_IF_ERROR(state_.InPage([&](Tx& tx, const Head&) { return Page(tx, more); }));
    }
    if (seen_ < total) RETURN_IF_ERROR(ReportMissing());
    RETURN_IF_ERROR(state_.Tell("balances", total, total));
    return CheckSupply();
  }

 private:
  absl::Status Page(Tx& tx, bool& more) {
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Run(kCheckPositions, after_, kPositionsPerPage, state_.sequence));
    more = static_cast<int>(rows.size()) == kPositionsPerPage;
    for (const pqxx::row& row : rows) {
      ASSIGN_OR_RETURN(const PositionRow position, ParsePosition(row));
      RETURN_IF_ERROR(Check(position));
      after_ = position.id;
    }
    return absl::OkStatus();
  }

  absl::Status Check(const PositionRow& row) {
    FoldedPosition none;
    const auto folded = state_.positions.find(row.id);
    FoldedPosition& fold = folded == state_.positions.end() ? none : folded->second;
    fold.has_row = true;
    if (&fold != &none) ++seen_;
    const ledger::PositionKey key = ledger::Unpack(ledger::PositionId{row.id});

    // A position that moved after our head has the balance of its newest posting, which is in the
    // same snapshot; and the first of those that came after continues our fold.
    const bool moved = row.next_sequence.has_value();
    const Int128 expected = moved ? Int128{row.newest_balance.value_or(0)} : fold.fold;
    RETURN_IF_ERROR(Same(key, "balance", expected, Int128{row.balance}, row.last_sequence));
    if (moved) {
      RETURN_IF_ERROR(Same(key, "running balance", fold.fold + row.next_change,
                           Int128{row.next_balance}, *row.next_sequence));
    }
    RETURN_IF_ERROR(Same(key, "last sequence", row.newest_sequence.value_or(0), row.last_sequence,
                         row.last_sequence));
    const std::int64_t floor = state_.MayBeBelowZero(key.account) ? -INT64_MAX : 0;
    RETURN_IF_ERROR(Same(key, "floor", floor, row.floor, row.last_sequence));
    if (row.balance < floor) {
      RETURN_IF_ERROR(Same(key, "balance above its floor", floor, row.balance, row.last_sequence));
    }
    AddToSupply(key, moved ? fold.fold : Int128{row.balance});
    return absl::OkStatus();
  }

  absl::Status ReportMissing() {
    for (const auto& [id, fold] : state_.positions) {
      if (fold.has_row) continue;
      RETURN_IF_ERROR(Same(ledger::Unpack(ledger::PositionId{id}), "balance", Show(fold.fold),
                           std::string("none"), std::nullopt));
    }
    return absl::OkStatus();
  }

  template <typename T>
  absl::Status Same(const ledger::PositionKey& key, const char* what, const T& expected,
                    const T& found, std::optional<std::int64_t> sequence) {
    if (expected == found) return absl::OkStatus();
    CheckFinding report;
    report.position = key;
    report.sequence = sequence;
    report.expected = Show(expected);
    report.found = Show(found);
    report.text = absl::StrCat(what, " of ", state_.NameOf(key));
    return state_.Report(std::move(report));
  }

  void AddToSupply(const ledger::PositionKey& key, Int128 balance) {
    Supply& supply = supply_[key.instrument];
    if (state_.MayBeBelowZero(key.account)) {
      supply.issued -= balance;
    } else {
      supply.elsewhere += balance;
    }
  }

  // As of our head: nothing was made but by issuing, and nothing was lost.
  absl::Status CheckSupply() {
    const auto total = static_cast<std::int64_t>(supply_.size());
    std::int64_t done = 0;
    for (const auto& [instrument, supply] : supply_) {
      RETURN_IF_ERROR(state_.Tell("supply", done++, total));
      const auto code = state_.instruments.find(instrument);
      const std::string name =
          code == state_.instruments.end() ? std::to_string(Raw(instrument)) : code->second;
      RETURN_IF_ERROR(
          state_.Compare(absl::StrCat("held, surrendered, offset, cancelled and recovered of ",
                                      name, " against what was issued"),
                         supply.issued, supply.elsewhere));
    }
    return state_.Tell("supply", total, total);
  }

  struct Supply {
    Int128 issued = 0;
    Int128 elsewhere = 0;
  };

  CheckState& state_;
  std::int64_t after_ = 0;
  std::int64_t seen_ = 0;  // positions with postings
  std::map<ledger::InstrumentId, Supply> supply_;
};

}  // namespace

absl::Status CheckBalances(CheckState& state) { return BalancesCheck(state).Run(); }

}  // namespace registry::storage
