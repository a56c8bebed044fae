#include "storage/check_postings.h"

#include <utility>

#include "storage/check_statements.h"
#include "storage/fields.h"

namespace registry::storage {

using ledger::Raw;

void PostingsCheck::Expect(std::int64_t sequence, const ledger::Accepted& accepted) {
  std::int64_t ordinal = 0;
  for (const ledger::PostedLine& line : accepted.postings) {
    expected_.push_back({sequence, ++ordinal, Raw(ledger::Pack(line.posting.transferring)),
                         Raw(ledger::Pack(line.posting.acquiring)), line.posting.quantity.value,
                         line.transferring_balance.value, line.acquiring_balance.value});
  }
}

// Both lists are in order of sequence and ordinal.
absl::Status PostingsCheck::Check(Tx& tx, std::int64_t first, std::int64_t last) {
  const std::vector<Row> page = std::exchange(expected_, {});
  auto expected = page.cbegin();
  const auto place = [](const Row& row) { return std::pair(row.sequence, row.ordinal); };
  const auto missing = [this](const Row& row) {
    return Report(row, row.transferring, "is missing", row.quantity, std::nullopt);
  };
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kCheckPostings, first, last));
  for (const pqxx::row& row : rows) {
    Fields fields(row);
    const Row found{fields.Int(), fields.Int(), fields.Int(), fields.Int(),
                    fields.Int(), fields.Int(), fields.Int()};
    RETURN_IF_ERROR(fields.Status("posting"));
    for (; expected != page.cend() && place(*expected) < place(found); ++expected) {
      RETURN_IF_ERROR(missing(*expected));
    }
    if (expected != page.cend() && place(*expected) == place(found)) {
      RETURN_IF_ERROR(Compare(*expected, found));
      ++expected;
    } else {
      RETURN_IF_ERROR(
          Report(found, found.transferring, "is in no record", std::nullopt, found.quantity));
    }
    RETURN_IF_ERROR(
        Fold(found, found.transferring, -Int128{found.quantity}, found.transferring_balance));
    RETURN_IF_ERROR(Fold(found, found.acquiring, found.quantity, found.acquiring_balance));
    ++state_.summary.postings;
  }
  for (; expected != page.cend(); ++expected) RETURN_IF_ERROR(missing(*expected));
  return absl::OkStatus();
}

absl::Status PostingsCheck::Compare(const Row& expected, const Row& found) {
  const struct {
    const char* what;
    std::int64_t Row::*column;
    std::int64_t Row::*position;
  } columns[] = {{"transferring position", &Row::transferring, &Row::transferring},
                 {"acquiring position", &Row::acquiring, &Row::acquiring},
                 {"quantity", &Row::quantity, &Row::transferring},
                 {"transferring balance", &Row::transferring_balance, &Row::transferring},
                 {"acquiring balance", &Row::acquiring_balance, &Row::acquiring}};
  for (const auto& [what, column, position] : columns) {
    if (expected.*column == found.*column) continue;
    RETURN_IF_ERROR(Report(expected, expected.*position,
                           absl::StrCat("has another ", what, " than its record"), expected.*column,
                           found.*column));
  }
  return absl::OkStatus();
}

absl::Status PostingsCheck::Report(const Row& row, std::int64_t position, std::string_view what,
                                   std::optional<std::int64_t> expected,
                                   std::optional<std::int64_t> found) {
  CheckFinding report;
  report.position = ledger::Unpack(ledger::PositionId{position});
  report.sequence = row.sequence;
  report.expected = Show(expected);
  report.found = Show(found);
  report.text = absl::StrCat("posting ", row.sequence, ".", row.ordinal, " of ",
                             state_.NameOf(*report.position), " ", std::string(what));
  return state_.Report(std::move(report));
}

absl::Status PostingsCheck::Fold(const Row& row, std::int64_t position, Int128 change,
                                 std::int64_t balance) {
  FoldedPosition& folded = state_.positions[position];
  const Int128 expected = folded.running + change;
  folded.fold += change;
  folded.running = balance;  // one finding for one alteration
  if (expected == balance) return absl::OkStatus();
  CheckFinding report;
  report.position = ledger::Unpack(ledger::PositionId{position});
  report.sequence = row.sequence;
  report.expected = Show(expected);
  report.found = Show(balance);
  report.text = absl::StrCat("running balance of ", state_.NameOf(*report.position),
                             " after sequence ", row.sequence);
  return state_.Report(std::move(report));
}

}  // namespace registry::storage
