// The second and third phase: balances against the fold of the postings, and what they add up to.
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/check_state.h"
#include "storage/fields.h"
#include "storage/snapshot_read.h"

namespace registry::storage {
namespace {

using ledger::Raw;

constexpr int kPositionsPerPage = 10'000;

class BalancesCheck {
 public:
  explicit BalancesCheck(CheckState& state)
      : state_(state), unseen_(static_cast<std::int64_t>(state.positions.size())) {}

  absl::Status Run() {
    const std::int64_t total = unseen_;
    bool more = true;
    while (more) {
      RETURN_IF_ERROR(state_.Tell("balances", seen_, total));
      RETURN_IF_ERROR(InSnapshot(state_.pool, [&](Tx& tx, const Head&) { return Page(tx, more); }));
    }
    if (unseen_ > 0) RETURN_IF_ERROR(ReportUnseen());
    RETURN_IF_ERROR(state_.Tell("balances", total, total));
    return CheckSupply();
  }

 private:
  absl::Status Page(Tx& tx, bool& more) {
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kCheckPositions, after_, kPositionsPerPage));
    more = static_cast<int>(rows.size()) == kPositionsPerPage;
    for (const pqxx::row& row : rows) RETURN_IF_ERROR(CheckPosition(row));
    return absl::OkStatus();
  }

  absl::Status CheckPosition(const pqxx::row& row) {
    Fields fields(row);
    after_ = fields.Int();
    const std::int64_t balance = fields.Int();
    const std::int64_t floor = fields.Int();
    const std::int64_t last_sequence = fields.Int();
    const std::int64_t newest_balance = fields.OptionalInt().value_or(0);
    const std::int64_t newest_sequence = fields.OptionalInt().value_or(0);
    if (!fields.ok()) return fields.Status("position");

    const auto folded = state_.positions.find(after_);
    FoldedPosition* fold = folded == state_.positions.end() ? nullptr : &folded->second;
    if (fold != nullptr) {
      ++seen_;
      --unseen_;
      seen_positions_.insert(after_);
    }
    // What moved after our head stands at its newest posting, which this snapshot has too.
    const bool moved_since = newest_sequence > state_.sequence;
    const Int128 expected = moved_since ? newest_balance : fold == nullptr ? 0 : fold->fold;
    const ledger::PositionKey key = ledger::Unpack(ledger::PositionId{after_});
    AddToSupply(key, moved_since ? (fold == nullptr ? 0 : fold->fold) : balance);
    if (expected != balance) RETURN_IF_ERROR(Finding(key, "balance", Decimal(expected), balance));
    if (last_sequence != newest_sequence) {
      RETURN_IF_ERROR(
          Finding(key, "last sequence", std::to_string(newest_sequence), last_sequence));
    }
    if (balance < floor) {
      RETURN_IF_ERROR(Finding(key, "balance", absl::StrCat("at least ", floor), balance));
    }
    return absl::OkStatus();
  }

  absl::Status ReportUnseen() {
    for (const auto& [id, fold] : state_.positions) {
      if (seen_positions_.contains(id)) continue;
      CheckFinding report;
      report.position = ledger::Unpack(ledger::PositionId{id});
      report.expected = Decimal(fold.fold);
      report.found = "none";
      report.text = absl::StrCat("balance of ", NameOf(*report.position), ": expected ",
                                 report.expected, ", found none");
      RETURN_IF_ERROR(state_.Report(std::move(report)));
    }
    return absl::OkStatus();
  }

  absl::Status Finding(const ledger::PositionKey& key, std::string_view what, std::string expected,
                       std::int64_t found) {
    CheckFinding report;
    report.position = key;
    report.expected = std::move(expected);
    report.found = std::to_string(found);
    report.text = absl::StrCat(std::string(what), " of ", NameOf(key), ": expected ",
                               report.expected, ", found ", report.found);
    return state_.Report(std::move(report));
  }

  void AddToSupply(const ledger::PositionKey& key, Int128 balance) {
    sums_[key.instrument] += balance;
    if (key.account == ledger::kIssuanceAccount) issued_[key.instrument] -= balance;
  }

  // As of our head: over all positions nothing was made and nothing lost.
  absl::Status CheckSupply() {
    const auto total = static_cast<std::int64_t>(sums_.size());
    std::int64_t done = 0;
    for (const auto& [instrument, sum] : sums_) {
      RETURN_IF_ERROR(state_.Tell("supply", done++, total));
      if (sum == 0) continue;
      const Int128 issued = issued_[instrument];
      RETURN_IF_ERROR(state_.Report(
          absl::StrCat("held, surrendered, offset, cancelled and recovered of instrument ",
                       Raw(instrument)),
          Decimal(issued), Decimal(issued + sum)));
    }
    return state_.Tell("supply", total, total);
  }

  CheckState& state_;
  std::int64_t after_ = 0;
  std::int64_t seen_ = 0;
  std::int64_t unseen_;
  std::set<std::int64_t> seen_positions_;
  std::map<ledger::InstrumentId, Int128> sums_, issued_;
};

}  // namespace

absl::Status CheckBalances(CheckState& state) { return BalancesCheck(state).Run(); }

}  // namespace registry::storage
