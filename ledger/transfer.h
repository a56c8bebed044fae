// Transfers outside trading (RULES R16).
#ifndef LEDGER_TRANSFER_H_
#define LEDGER_TRANSFER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/context.h"
#include "ledger/document.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// Why allowances change hands outside trading (RULES R16). The holder's own will is no ground for
// the registry to move them: that has commands of its own (transfer_at_will.h).
enum class TransferGround : std::int16_t {
  kSuccession = 1,
  kCompulsoryExecution = 2,
  kJudicialDeduction = 3,
  kReturn = 4,
  kCorrection = 5,
  kMinistryOrder = 6,
  kHolderWill = 7,
};
inline constexpr int kTransferGroundCount = 7;
std::string_view TransferGroundName(TransferGround ground);  // "HOLDER_WILL"

// REGISTERED -> REGISTERED of another account.
struct Transfer {
  AccountId transferring_account{};
  AccountId acquiring_account{};
  std::string instrument;
  Quantity quantity;
  TransferGround ground{};
  Document document;
};

// Both accounts, and a position of each.
Touched TouchedBy(const Rules& rules, const Transfer& transfer);

// Transfers. Checks, in this order:
//   kTransferGroundOff      the holder's own will; facts ground
//   kSameAccount            facts account
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids
//                           of the transferring, then of the acquiring account
//   kInstrumentNotFound, kInstrumentKindForbids
//   kInsufficientHolding    facts requested_tco2e, available_tco2e, account, instrument
//   kBalanceOverflow        facts account, instrument, balance_tco2e, requested_tco2e
Decision DecideOn(const Context& context, const Transfer& transfer);

}  // namespace registry::ledger

#endif  // LEDGER_TRANSFER_H_
