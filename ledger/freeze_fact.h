// The current version of a freeze or a pledge.
#ifndef LEDGER_FREEZE_FACT_H_
#define LEDGER_FREEZE_FACT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/command_type.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// The numbers are stored for ever.
enum class FreezeScope : std::int16_t {
  kAccount = 1,   // all an account holds and gets
  kHolder = 2,    // the same of the account of a subject, which may be opened later
  kQuantity = 3,  // a quantity of one instrument in an account
  kProcess = 4,   // one process of the whole registry: nobody may give this command
  kPledge = 5,    // not a freeze: an encumbrance by contract, held in PLEDGED
};
inline constexpr int kFreezeScopeCount = 5;
std::string_view FreezeScopeName(FreezeScope scope);  // "QUANTITY"

enum class FreezeState : std::int16_t { kInForce = 1, kReleased = 2, kExpired = 3, kUsedUp = 4 };
inline constexpr int kFreezeStateCount = 4;
std::string_view FreezeStateName(FreezeState state);  // "USED_UP"

struct Freeze {
  Sequence id{};  // of the transaction that recorded it; its rank too
  FreezeScope scope{};
  std::optional<AccountId> account;
  std::string social_credit_code;
  std::string instrument;
  Quantity quantity;  // of kQuantity and kPledge: what it still is for; 0 of the others
  std::optional<CommandType> process;
  std::string case_number;  // empty of a pledge
  std::string authority;    // of a pledge: the pledgee
  Instant from;
  Instant until;  // of a pledge: 0
  FreezeState state = FreezeState::kInForce;
  Quantity deducted;     // in all, by judicial deduction
  Quantity surrendered;  // in all, with the court's consent
  // When it was recorded for this account: also when it followed its holder into a successor's.
  Instant recorded_at;
  bool operator==(const Freeze&) const = default;
};

}  // namespace registry::ledger

#endif  // LEDGER_FREEZE_FACT_H_
