// The header of a transaction: what queries ask for without reading its canonical bytes.
#ifndef STORAGE_HEADER_COLUMNS_H_
#define STORAGE_HEADER_COLUMNS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "ledger/command.h"

namespace registry::storage {

// Absent where the command has none.
struct HeaderColumns {
  std::optional<std::int16_t> ground;
  std::optional<ledger::Document> document;
  std::string period;          // empty: none
  std::string settlement_day;  // "2021-07-16", the day of the match in Beijing; empty: none
  std::string trade_id;        // empty: none
};

HeaderColumns HeaderOf(const ledger::Command& command);

}  // namespace registry::storage

#endif  // STORAGE_HEADER_COLUMNS_H_
