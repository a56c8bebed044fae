#include "ledger/public_sums.h"

#include <algorithm>
#include <map>
#include <utility>

#include "ledger/publication.h"

namespace registry::ledger {
namespace {

struct Cell {
  Quantity held;
  int accounts = 0;  // traceable ones that hold something
};

struct Sheet {
  Quantity issued, surrendered, offset, cancelled, recovered;
  std::map<Province, Cell> cells;
};

using Sheets = std::map<InstrumentId, Sheet>;

// Adds up without leaving 64 bits, and remembers when it would have.
class Adder {
 public:
  void Add(Quantity& sum, Quantity more) {
    const auto added = ledger::Add(sum, more);
    sum = added.value_or(sum);
    ok_ = ok_ && added.has_value();
  }
  void Take(Quantity& sum, Quantity less) {
    const auto left = Subtract(sum, less);
    sum = left.value_or(sum);
    ok_ = ok_ && left.has_value();
  }
  bool ok() const { return ok_; }

 private:
  bool ok_ = true;
};

// Where an account of the registry's own counts, or null: it holds.
Quantity* FigureOf(Sheet& sheet, AccountKind kind) {
  switch (kind) {
    case AccountKind::kSurrender:
      return &sheet.surrendered;
    case AccountKind::kOffset:
      return &sheet.offset;
    case AccountKind::kCancellation:
      return &sheet.cancelled;
    case AccountKind::kCarryOverRecovery:
      return &sheet.recovered;
    default:
      return nullptr;
  }
}

using Holders = std::map<std::pair<InstrumentId, AccountId>, PublicHolding>;

// Gives back what only one or two accounts gave, as if they still held it.
void TakeBack(std::span<const PublicGift> gifts, Sheets& sheets, Holders& holders, Adder& adder) {
  std::map<std::pair<InstrumentId, AccountKind>, std::vector<const PublicGift*>> given;
  for (const PublicGift& gift : gifts) given[{gift.instrument, gift.into}].push_back(&gift);
  for (const auto& [key, from] : given) {
    Sheet& sheet = sheets[key.first];
    Quantity* figure = FigureOf(sheet, key.second);
    if (figure == nullptr || static_cast<int>(from.size()) >= kFewestAccounts) continue;
    for (const PublicGift* gift : from) {
      const auto holder = holders.find({gift->instrument, gift->account});
      if (holder == holders.end()) continue;
      adder.Take(*figure, gift->quantity);
      adder.Add(holder->second.quantity, gift->quantity);
    }
  }
}

// The cells that are not shown: those with few accounts, and as many more as it takes. Which more
// does not follow from their figures: if it changed from day to day, what was shown of one the day
// before would be subtracted.
std::vector<std::map<Province, Cell>::const_iterator> Withheld(
    const std::map<Province, Cell>& cells) {
  std::vector<std::map<Province, Cell>::const_iterator> order;
  for (auto it = cells.end(); it != cells.begin();) {
    if ((--it)->second.held.value != 0) order.push_back(it);
  }
  std::stable_partition(order.begin(), order.end(),
                        [](const auto& cell) { return cell->second.accounts < kFewestAccounts; });
  std::size_t count = 0;
  int accounts = 0;
  while (count < order.size() && (order[count]->second.accounts < kFewestAccounts ||
                                  (count > 0 && accounts < kFewestAccounts))) {
    accounts += order[count]->second.accounts;
    ++count;
  }
  order.resize(count);
  return order;
}

void Show(InstrumentId instrument, const Sheet& sheet, PublicSums& sums, Adder& adder) {
  Quantity held, elsewhere;
  int accounts = 0;
  for (const auto& [province, cell] : sheet.cells) {
    adder.Add(held, cell.held);
    accounts += cell.accounts;
  }
  const auto withheld = Withheld(sheet.cells);
  for (const auto& cell : withheld) adder.Add(elsewhere, cell->second.held);
  PublicSupply supply{instrument,        {},           {},
                      sheet.surrendered, sheet.offset, sheet.cancelled,
                      sheet.recovered,   std::nullopt};
  if (accounts >= kFewestAccounts || held.value == 0) {
    supply.issued = sheet.issued;
    supply.held = held;
    supply.held_elsewhere = elsewhere;
  }
  sums.supplies.push_back(supply);
  for (auto it = sheet.cells.begin(); it != sheet.cells.end(); ++it) {
    if (it->second.held.value == 0) continue;
    if (std::find(withheld.begin(), withheld.end(), it) != withheld.end()) continue;
    sums.cells.push_back({it->first, instrument, it->second.held});
  }
}

}  // namespace

bool IsTraceable(AccountKind kind) {
  return kind == AccountKind::kKeyEmittingUnit || kind == AccountKind::kInstitution ||
         kind == AccountKind::kIndividual;
}

std::optional<PublicSums> SumForThePublic(std::span<const PublicHolding> holdings,
                                          std::span<const PublicGift> gifts) {
  Adder adder;
  Sheets sheets;
  Holders holders;
  for (const PublicHolding& holding : holdings) {
    Sheet& sheet = sheets[holding.instrument];
    if (Quantity* figure = FigureOf(sheet, holding.kind)) {
      adder.Add(*figure, holding.quantity);
    } else if (MayBeBelowZero(holding.kind)) {
      adder.Take(sheet.issued, holding.quantity);
    } else {
      holders[{holding.instrument, holding.account}] = holding;
    }
  }
  TakeBack(gifts, sheets, holders, adder);
  for (const auto& [key, holding] : holders) {
    if (holding.quantity.value == 0) continue;
    Cell& cell = sheets[key.first].cells[holding.province];
    adder.Add(cell.held, holding.quantity);
    cell.accounts += IsTraceable(holding.kind) ? 1 : 0;
  }
  PublicSums sums;
  for (const auto& [instrument, sheet] : sheets) Show(instrument, sheet, sums, adder);
  if (!adder.ok()) return std::nullopt;
  return sums;
}

}  // namespace registry::ledger
