// Freezes with a legal basis (RULES R18), and pledges.
//
// A freeze holds allowances in the bucket FROZEN of the same account. It takes what is REGISTERED
// at once, what the day's delivery leaves in TRADING from the next day (Beijing) on, and later
// arrivals, up to its quantity. Allowances that wait for something else, such as an approval, are
// not taken; if they come back, they fall to the freeze.
//
// What is frozen of an instrument is one balance. Which freeze holds how much of it follows from
// their order: the earlier ones are served first, and a renewal keeps the place.
#ifndef LEDGER_FREEZE_H_
#define LEDGER_FREEZE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/command_type.h"
#include "ledger/context.h"
#include "ledger/document.h"
#include "ledger/freeze_fact.h"
#include "ledger/ids.h"
#include "ledger/position.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// Records a freeze. Needs no second person unless a policy says so: it acts at once (assumed).
struct FreezeHolding {
  FreezeScope scope{};                 // not kPledge
  std::optional<AccountId> account;    // of kAccount and kQuantity
  std::string social_credit_code;      // of kHolder
  std::string instrument;              // of kQuantity
  Quantity quantity;                   // of kQuantity: more than zero
  std::optional<CommandType> process;  // of kProcess: which command nobody may give
  std::string case_number;
  std::string authority;  // who ordered it
  Instant from;           // date of the order
  Instant until;          // it ends by itself at this instant
  Document document;
};

// Takes what is REGISTERED. Checks, in this order:
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids   of kAccount and kQuantity
//   kInstrumentNotFound, kInstrumentKindForbids                    of kQuantity
//   kProcessNotStoppable    of kProcess; facts process
//   kFreezeDatesInvalid     not from <= now < until; facts from, until, now
Touched TouchedBy(const Rules& rules, const FreezeHolding& freeze);
Decision DecideOn(const Context& context, const FreezeHolding& freeze);

// Lets a freeze last longer. It keeps its rank.
struct RenewFreeze {
  Sequence freeze{};
  Instant until;
  Document document;
};

// Checks, in this order:
//   kFreezeNotFound         also of a pledge; facts freeze
//   kFreezeNotInForce       facts freeze, state ("EXPIRED" also when its time is over by now)
//   kFreezeDatesInvalid     until not after the present one; facts from, until, now
Touched TouchedBy(const Rules& rules, const RenewFreeze& renew);
Decision DecideOn(const Context& context, const RenewFreeze& renew);

// Ends a freeze before its time. What no other freeze asks for is REGISTERED again.
struct ReleaseFreeze {
  Sequence freeze{};
  std::string cause;
  Document document;
};

// Checks, in this order: kFreezeNotFound, kFreezeNotInForce
Touched TouchedBy(const Rules& rules, const ReleaseFreeze& release);
Decision DecideOn(const Context& context, const ReleaseFreeze& release);

// By the registry itself, when a freeze's time is over.
struct ExpireFreeze {
  Sequence freeze{};
};

// Checks, in this order:
//   kFreezeNotFound, kFreezeNotInForce (EXPIRED only when recorded so)
//   kFreezeNotEnded         facts freeze, until, now
Touched TouchedBy(const Rules& rules, const ExpireFreeze& expire);
Decision DecideOn(const Context& context, const ExpireFreeze& expire);

// Judicial deduction (Registration Rules art. 22): what a freeze holds goes to a named account on
// an effective ruling, and is published. The freeze shrinks by it; used up, it ends.
struct DeductFrozen {
  Sequence freeze{};
  std::string instrument;
  Quantity quantity;
  AccountId acquiring_account{};
  Document document;
};

// Checks, in this order:
//   kFreezeNotFound, kFreezeNotInForce
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids   of the acquiring account
//   kSameAccount            facts account
//   kInstrumentNotFound, kInstrumentKindForbids
//   kFrozenTooLittle        facts freeze, instrument, requested_tco2e, held_tco2e
//   kBalanceOverflow
Touched TouchedBy(const Rules& rules, const DeductFrozen& deduct);
Decision DecideOn(const Context& context, const DeductFrozen& deduct);

// Surrenders what a freeze holds for the unit's own obligation, with the court's consent, which is
// the document. The freeze shrinks by it.
struct SurrenderFrozen {
  Sequence freeze{};
  std::string instrument;
  Quantity quantity;
  Sector sector{};
  std::string period;
  Document document;
};

// Checks, in this order:
//   kFreezeNotFound, kFreezeNotInForce
//   then those of Surrender with one line, without surplus, where kFrozenTooLittle stands in the
//   place of kInsufficientHolding, and last kBalanceOverflow also of all surrendered under a freeze
Touched TouchedBy(const Rules& rules, const SurrenderFrozen& surrender);
Decision DecideOn(const Context& context, const SurrenderFrozen& surrender);

// By the registry itself: puts under freeze what arrived, or what the day's delivery left in
// TRADING.
struct TakeFrozen {
  AccountId account{};
  InstrumentId instrument{};
  Bucket bucket{};  // kRegistered, kTrading
};

// Checks, in this order:
//   kNothingToFreeze        facts account
Touched TouchedBy(const Rules& rules, const TakeFrozen& take);
Decision DecideOn(const Context& context, const TakeFrozen& take);

// An encumbrance for a creditor. Not in the national rules (DOMAIN 2.1): off unless a policy
// switches it on.
struct Pledge {
  AccountId account{};
  std::string instrument;
  Quantity quantity;
  std::string pledgee;
  Document document;  // the contract
};

// REGISTERED -> PLEDGED. Checks, in this order:
//   kCommandOff             facts command
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids
//   kInstrumentNotFound, kInstrumentKindForbids, kInsufficientHolding, kBalanceOverflow
Touched TouchedBy(const Rules& rules, const Pledge& pledge);
Decision DecideOn(const Context& context, const Pledge& pledge);

struct ReleasePledge {
  Sequence pledge{};
  Document document;
};

// PLEDGED -> REGISTERED; also while pledges are off. Checks, in this order:
//   kFreezeNotFound         also of a freeze; facts freeze
//   kFreezeNotInForce       facts freeze, state
//   kBalanceOverflow
Touched TouchedBy(const Rules& rules, const ReleasePledge& release);
Decision DecideOn(const Context& context, const ReleasePledge& release);

// ---- what others ask

// Whether a freeze is in force at a moment: recorded, not ended, and its time not over. A pledge
// has no time.
bool InForce(const Freeze& freeze, Instant now);

// What freezes of an account hold of an instrument, in order of rank, given the FROZEN balance. A
// freeze whose time is over at `now` holds nothing any more, also before its end is recorded: what
// it held falls to the others, and what is left is nobody's until then. Without `now` that counts
// which is recorded as in force.
struct FreezeShare {
  Sequence freeze{};
  Quantity held;
  std::optional<Quantity> wanted;  // in all; absent: everything
};
std::vector<FreezeShare> SharesOf(const Rules& rules, const Account& account,
                                  const Instrument& instrument, Quantity frozen,
                                  std::optional<Instant> now = {});

// What freezes still want of the instrument, given the FROZEN balance; absent: everything.
// `recorded_before`: only freezes recorded before this instant count. `now`: as above.
std::optional<Quantity> StillWanted(const Rules& rules, const Account& account,
                                    const Instrument& instrument, Quantity frozen,
                                    std::optional<Instant> recorded_before = {},
                                    std::optional<Instant> now = {});

// Adds the FROZEN positions beside the positions that are touched, where a freeze may want what
// arrives there.
void TouchForFreezes(const Rules& rules, Touched& touched);

// What has to be put under freeze after these effects: `after` is the snapshot with them applied.
// The journal decides each right after, in the same batch, as the registry itself. Freezes that the
// effects change count as they are then, whether or not `rules` holds them already.
std::vector<TakeFrozen> FollowUps(const Rules& rules, const Snapshot& after, Instant now,
                                  const Effects& effects);

// The stop that a command meets now; null: none.
const Freeze* StopOf(const Rules& rules, CommandType type, Instant now);

// Whether a process can be stopped for the whole registry: those that move allowances or open
// accounts. What orders or lifts freezes and who may call cannot be.
bool MayBeStopped(CommandType type);

}  // namespace registry::ledger

#endif  // LEDGER_FREEZE_H_
