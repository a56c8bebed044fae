#include "storage/supply_reader.h"

#include <map>

#include "ledger/account.h"
#include "storage/fields.h"
#include "storage/snapshot_read.h"

namespace registry::storage {
namespace {

using ledger::Raw;
using Table = std::map<ledger::InstrumentId, SupplyFigures>;

constexpr int kPositionsPerStatement = 20'000;
constexpr std::int64_t kSequencesPerStatement = 20'000;

// Adds what accounts of one kind hold. False when a figure leaves 64 bits.
bool AddTo(SupplyFigures& figures, ledger::AccountKind kind, ledger::Quantity sum) {
  if (ledger::MayBeBelowZero(kind)) {
    const auto issued = ledger::Subtract(figures.issued, sum);
    figures.issued = issued.value_or(figures.issued);
    return issued.has_value();
  }
  ledger::Quantity& figure = kind == ledger::AccountKind::kSurrender           ? figures.surrendered
                             : kind == ledger::AccountKind::kOffset            ? figures.offset
                             : kind == ledger::AccountKind::kCancellation      ? figures.cancelled
                             : kind == ledger::AccountKind::kCarryOverRecovery ? figures.recovered
                                                                               : figures.held;
  const auto added = ledger::Add(figure, sum);
  figure = added.value_or(figure);
  return added.has_value();
}

// Adds rows of instrument, kind, sum.
absl::Status AddRows(const pqxx::result& rows, Table& table) {
  for (const pqxx::row& row : rows) {
    Fields fields(row);
    const ledger::InstrumentId instrument = fields.As<ledger::InstrumentId>();
    const ledger::AccountKind kind = fields.As<ledger::AccountKind>();
    const ledger::Quantity sum{fields.OptionalInt().value_or(0)};
    RETURN_IF_ERROR(fields.Status("supply"));
    if (!AddTo(table[instrument], kind, sum)) {
      return absl::DataLossError("the supply of an instrument leaves 64 bits");
    }
  }
  return absl::OkStatus();
}

// The balances within the first read's snapshot; what moves later is not in it.
absl::Status SumBalances(Tx& tx, ledger::Sequence as_of, Table& table) {
  std::int64_t after = 0;
  for (;;) {
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Run(kSumBalances, after, kPositionsPerStatement, Raw(as_of)));
    if (rows.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(AddRows(rows, table));
    for (const pqxx::row& row : rows) {
      Fields fields(row);
      fields.Skip(3);
      after = std::max(after, fields.Int());
    }
  }
}

}  // namespace

absl::StatusOr<SupplyTable> SupplyReader::Read(std::optional<ledger::Sequence> as_of) const {
  Table by_balances;
  const auto sequence =
      InSnapshot(pool_, [&](Tx& tx, const Head& head) -> absl::StatusOr<ledger::Sequence> {
        ASSIGN_OR_RETURN(const ledger::Sequence at, AsOf(as_of, head));
        RETURN_IF_ERROR(SumBalances(tx, at, by_balances));
        return at;
      });
  if (!sequence.ok()) return sequence.status();

  // Postings never change, so each page has a transaction of its own.
  Table by_journal;
  for (std::int64_t first = 1; first <= Raw(*sequence); first += kSequencesPerStatement) {
    const std::int64_t last = std::min(first + kSequencesPerStatement - 1, Raw(*sequence));
    RETURN_IF_ERROR(InSnapshot(pool_, [&](Tx& tx, const Head&) -> absl::Status {
      ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kSumPostings, first, last));
      return AddRows(rows, by_journal);
    }));
  }

  SupplyTable table;
  table.as_of = *sequence;
  for (const auto& [instrument, figures] : by_balances) by_journal.try_emplace(instrument);
  for (const auto& [instrument, figures] : by_journal) {
    table.rows.push_back({instrument, figures, by_balances[instrument]});
  }
  return table;
}

}  // namespace registry::storage
