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

}  // namespace registry::ledger
