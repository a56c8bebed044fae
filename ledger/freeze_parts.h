// What the commands about freezes are made of (freeze.h).
#ifndef LEDGER_FREEZE_PARTS_H_
#define LEDGER_FREEZE_PARTS_H_

#include <optional>

#include "ledger/checks.h"
#include "ledger/context.h"
#include "ledger/freeze.h"

namespace registry::ledger {

// Which of the freezes on an account count.
struct WhichFreezes {
  std::optional<Instant> in_force_at;  // absent: those recorded as in force
  std::optional<Instant> recorded_before;
  std::optional<Sequence> except;
};

// What these freezes want of the instrument in all; absent: everything.
std::optional<Quantity> WantedInAll(const Rules& rules, const Account& account,
                                    const Instrument& instrument, const WhichFreezes& which);

// Puts what can be taken from a bucket under freezes that want so much in all; nothing when they
// have it, or there is nothing. The bucket's position and the FROZEN one are touched.
std::optional<Posting> TakeFor(std::optional<Quantity> wanted_in_all, const Snapshot& snapshot,
                               const Account& account, const Instrument& instrument, Bucket from);

// What of an account's TRADING freezes of the days before a match want: theirs, whether it was
// taken already or not. TRADING is touched.
Quantity OwedFromTrading(const Context& context, const Account& account,
                         const Instrument& instrument, Instant match_time);

// Whether a freeze is about an instrument.
bool IsAbout(const Freeze& freeze, const Instrument& instrument);

// The account that a freeze holds on; null when its holder has none, and of a process.
const Account* AccountOf(const Snapshot& snapshot, const Freeze& freeze);

// Adds the keys of that account, with its positions in these buckets of what the freeze is about
// and, of an instrument, of that one alone.
void TouchAccountOf(const Freeze& freeze, const Instrument* instrument,
                    std::initializer_list<Bucket> buckets, Touched& touched);

// kFreezeNotFound; facts freeze. Null also for a pledge when a freeze is asked for, and the other
// way round.
const Freeze* FindFreeze(Checks& checks, const Rules& rules, Sequence id);
const Freeze* FindPledge(Checks& checks, const Rules& rules, Sequence id);
// kFreezeNotInForce; facts freeze, state. True when it is; null is not.
bool IsInForce(Checks& checks, const Freeze* freeze, Instant now);

// What a freeze holds of an instrument now.
struct FrozenPart {
  Sequence freeze{};
  std::optional<Quantity> held;  // absent: an earlier check failed, and this one cannot be made
};
FrozenPart PartOf(const Context& context, const Freeze& freeze, const Account* account,
                  const Instrument* instrument);
// kFrozenTooLittle; facts freeze, instrument, requested_tco2e, held_tco2e
void Holds(Checks& checks, const FrozenPart& part, const Instrument* instrument,
           Quantity requested);

// The freeze after this much was taken from what it held; used up when nothing is left of its
// quantity.
Freeze Shrunk(Freeze freeze, Quantity taken);

}  // namespace registry::ledger

#endif  // LEDGER_FREEZE_PARTS_H_
