// What is put under freeze after it was recorded: what arrives, and what the day's delivery left.
#include <algorithm>
#include <variant>

#include "ledger/account_number.h"
#include "ledger/calendar.h"
#include "ledger/checks.h"
#include "ledger/freeze.h"
#include "ledger/freeze_parts.h"

namespace registry::ledger {
namespace {

bool IsTakenFrom(Bucket bucket) {
  return bucket == Bucket::kRegistered || bucket == Bucket::kTrading;
}

// Whether a freeze may want what arrives in an account. Which account a holder's is, rules do not
// say; the registry's own have none.
bool MayConcern(const Rules& rules, AccountId account) {
  return account >= kFirstHolderAccount &&
         (!rules.frozen_holders.empty() || rules.frozen_accounts.contains(account));
}

const Instrument* FindInstrument(const Rules& rules, InstrumentId id) {
  const auto found = std::find_if(rules.instruments.begin(), rules.instruments.end(),
                                  [id](const auto& entry) { return entry.second.id == id; });
  return found == rules.instruments.end() ? nullptr : &found->second;
}

// Today's freezes leave what is in TRADING today to the day's delivery.
std::optional<Posting> TakeArrived(const Rules& rules, const Snapshot& snapshot, Instant now,
                                   const PositionKey& arrived) {
  const Account* account = snapshot.FindAccount(arrived.account);
  const Instrument* instrument = FindInstrument(rules, arrived.instrument);
  if (account == nullptr || instrument == nullptr || !IsTakenFrom(arrived.bucket)) {
    return std::nullopt;
  }
  if (!rules.frozen_accounts.contains(account->id) &&
      !rules.frozen_holders.contains(account->social_credit_code)) {
    return std::nullopt;
  }
  WhichFreezes which{now, {}, {}};
  if (arrived.bucket == Bucket::kTrading) which.recorded_before = StartOfDay(now);
  return TakeFor(WantedInAll(rules, *account, *instrument, which), snapshot, *account, *instrument,
                 arrived.bucket);
}

// Where something arrived that freezes may want. A freeze that moved to another account, with its
// holder's merger, meets what is there already.
std::vector<PositionKey> Arrived(const Rules& rules, const Snapshot& after,
                                 const Effects& effects) {
  std::vector<PositionKey> arrived;
  const auto add = [&](const PositionKey& key) {
    if (std::find(arrived.begin(), arrived.end(), key) == arrived.end()) arrived.push_back(key);
  };
  for (const Posting& posting : effects.postings) {
    const PositionKey& key = posting.acquiring;
    if (IsTakenFrom(key.bucket) && MayConcern(rules, key.account)) add(key);
  }
  for (const Fact& fact : effects.facts) {
    const auto* freeze = std::get_if<Freeze>(&fact);
    if (freeze == nullptr || !freeze->account || !MayConcern(rules, *freeze->account) ||
        !after.touched().account_positions.contains(*freeze->account)) {
      continue;
    }
    for (const auto& [code, instrument] : rules.instruments) {
      add({*freeze->account, instrument.id, Bucket::kRegistered});
    }
  }
  return arrived;
}

// Whether the effects change a freeze that the rules do not hold so already.
bool ChangesFreezes(const Rules& rules, const Effects& effects) {
  return std::any_of(effects.facts.begin(), effects.facts.end(), [&](const Fact& fact) {
    const auto* freeze = std::get_if<Freeze>(&fact);
    if (freeze == nullptr) return false;
    const auto found = rules.freezes.find(freeze->id);
    return found == rules.freezes.end() || found->second != *freeze;
  });
}

std::vector<TakeFrozen> FollowUpsUnder(const Rules& rules, const Snapshot& after, Instant now,
                                       const Effects& effects) {
  std::vector<TakeFrozen> takes;
  for (const PositionKey& key : Arrived(rules, after, effects)) {
    if (TakeArrived(rules, after, now, key)) {
      takes.push_back({key.account, key.instrument, key.bucket});
    }
  }
  return takes;
}

}  // namespace

Quantity OwedFromTrading(const Context& context, const Account& account,
                         const Instrument& instrument, Instant match_time) {
  const auto wanted =
      WantedInAll(context.rules, account, instrument, {context.now, StartOfDay(match_time), {}});
  if (wanted == Quantity{}) return {};  // and FROZEN need not be touched
  const auto take = TakeFor(wanted, context.snapshot, account, instrument, Bucket::kTrading);
  return take ? take->quantity : Quantity{};
}

Touched TouchedBy(const Rules&, const TakeFrozen& take) {
  Touched touched;
  touched.accounts.insert(take.account);
  touched.positions = {{take.account, take.instrument, take.bucket},
                       {take.account, take.instrument, Bucket::kFrozen}};
  return touched;
}

Decision DecideOn(const Context& context, const TakeFrozen& take) {
  Checks checks(context);
  const auto taken = TakeArrived(context.rules, context.snapshot, context.now,
                                 {take.account, take.instrument, take.bucket});
  if (!taken) {
    checks.Fail(Reason::kNothingToFreeze, {{"account", FormatAccountNumber(take.account)}});
    return checks.Rejected();
  }

  // Nothing below this line can refuse.
  return Effects{{*taken}, {}};
}

void TouchForFreezes(const Rules& rules, Touched& touched) {
  if (rules.frozen_accounts.empty() && rules.frozen_holders.empty()) return;
  std::set<PositionKey> frozen;
  for (const PositionKey& key : touched.positions) {
    if (!IsTakenFrom(key.bucket) || !MayConcern(rules, key.account)) continue;
    touched.accounts.insert(key.account);
    frozen.insert({key.account, key.instrument, Bucket::kFrozen});
  }
  touched.positions.merge(frozen);
}

std::vector<TakeFrozen> FollowUps(const Rules& rules, const Snapshot& after, Instant now,
                                  const Effects& effects) {
  if (rules.frozen_accounts.empty() && rules.frozen_holders.empty()) return {};
  if (ChangesFreezes(rules, effects)) {
    Rules changed = rules;
    ApplyToRules(effects.facts, changed);
    return FollowUpsUnder(changed, after, now, effects);
  }
  return FollowUpsUnder(rules, after, now, effects);
}

}  // namespace registry::ledger
