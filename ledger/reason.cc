#include "ledger/reason.h"

namespace registry::ledger {

std::string_view ReasonName(Reason reason) {
  switch (reason) {
#define LEDGER_REASON_NAME(name, number, wire) \
  case Reason::name:                           \
    return wire;
    LEDGER_REASONS(LEDGER_REASON_NAME)
#undef LEDGER_REASON_NAME
  }
  return "UNKNOWN";
}

std::optional<Reason> FindReason(std::string_view name) {
#define LEDGER_REASON_OF(value, number, wire) \
  if (name == (wire)) return Reason::value;
  LEDGER_REASONS(LEDGER_REASON_OF)
#undef LEDGER_REASON_OF
  return std::nullopt;
}

}  // namespace registry::ledger
