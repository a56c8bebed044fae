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
  std::optional<std::int64_t> proposal;  // to which it is an answer
  std::string approver;                  // who executes it so; empty: nobody
  std::optional<std::int16_t> ground;
  std::optional<ledger::Document> document;
  std::string period;          // empty: none
  std::string settlement_day;  // "2021-07-16", the day of the match in Beijing; empty: none
  std::string trade_id;        // empty: none
};

// `executed` is what the request executes as its last approval: the rest of the header is that of
// it. Null: nothing.
HeaderColumns HeaderOf(const ledger::Request& request, const ledger::Request* executed);

}  // namespace registry::storage

#endif  // STORAGE_HEADER_COLUMNS_H_
