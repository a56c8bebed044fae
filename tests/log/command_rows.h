// Commands with the bytes of their fields, written by hand from docs/canonical.md.
#ifndef TESTS_LOG_COMMAND_ROWS_H_
#define TESTS_LOG_COMMAND_ROWS_H_

#include <string_view>
#include <vector>

#include "ledger/command.h"

namespace registry::log::testing {

struct Row {
  ledger::Command command;
  std::string_view type;    // the command type's two bytes
  std::string_view fields;  // the bytes after participant 1 and an empty person
};

inline constexpr ledger::AccountId kFirst{1001};
inline constexpr ledger::AccountId kSecond{1002};

// Number "D1"; its digest is the bytes 0 to 31.
ledger::Document SomeDocument();

// Commands 30 to 54: recovery, freezes, the life of an account, staff, transfers at will.
std::vector<Row> LaterRows();

}  // namespace registry::log::testing

#endif  // TESTS_LOG_COMMAND_ROWS_H_
