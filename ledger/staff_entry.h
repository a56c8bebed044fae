// An entry in the list of those who may not hold allowances.
#ifndef LEDGER_STAFF_ENTRY_H_
#define LEDGER_STAFF_ENTRY_H_

#include <cstdint>
#include <string_view>

#include "ledger/ids.h"

namespace registry::ledger {

// The numbers are stored for ever.
enum class StaffOf : std::int16_t { kAuthority = 1, kRegistry = 2, kExchange = 3, kVerifier = 4 };
inline constexpr int kStaffOfCount = 4;
std::string_view StaffOfName(StaffOf staff_of);  // "VERIFIER"

struct StaffEntry {
  Digest identity{};
  StaffOf staff_of{};
  bool active = true;
  bool operator==(const StaffEntry&) const = default;
};

}  // namespace registry::ledger

#endif  // LEDGER_STAFF_ENTRY_H_
