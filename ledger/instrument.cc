#include "ledger/instrument.h"

namespace registry::ledger {

std::string_view InstrumentKindName(InstrumentKind kind) {
  switch (kind) {
    case InstrumentKind::kAllowance:
      return "ALLOWANCE";
    case InstrumentKind::kCredit:
      return "CREDIT";
    case InstrumentKind::kMoney:
      return "MONEY";
  }
  return "UNKNOWN";
}

}  // namespace registry::ledger
