#include "ledger/freeze_parts.h"

#include <algorithm>
#include <string>

namespace registry::ledger {
namespace {

const Freeze* FindOne(Checks& checks, const Rules& rules, Sequence id, bool pledge) {
  const auto found = rules.freezes.find(id);
  if (found != rules.freezes.end() && (found->second.scope == FreezeScope::kPledge) == pledge) {
    return &found->second;
  }
  checks.Fail(Reason::kFreezeNotFound, {{"freeze", std::to_string(Raw(id))}});
  return nullptr;
}

}  // namespace

std::optional<Posting> TakeFor(std::optional<Quantity> wanted_in_all, const Snapshot& snapshot,
                               const Account& account, const Instrument& instrument, Bucket from) {
  const PositionKey source{account.id, instrument.id, from};
  const PositionKey frozen{account.id, instrument.id, Bucket::kFrozen};
  Quantity taken = snapshot.FindPosition(source).balance;
  const Quantity held = snapshot.FindPosition(frozen).balance;
  if (wanted_in_all) taken = std::min(taken, Quantity{wanted_in_all->value - held.value});
  if (taken.value <= 0) return std::nullopt;
  return Posting{source, frozen, taken};
}

const Account* AccountOf(const Snapshot& snapshot, const Freeze& freeze) {
  std::optional<AccountId> id = freeze.account;
  if (!id && freeze.scope == FreezeScope::kHolder) {
    id = snapshot.FindHolder(freeze.social_credit_code);
  }
  return id ? snapshot.FindAccount(*id) : nullptr;
}

void TouchAccountOf(const Freeze& freeze, const Instrument* instrument,
                    std::initializer_list<Bucket> buckets, Touched& touched) {
  if (!freeze.account) {
    if (freeze.scope == FreezeScope::kHolder) touched.holders.insert(freeze.social_credit_code);
    return;
  }
  touched.accounts.insert(*freeze.account);
  if (instrument == nullptr) return;
  for (const Bucket bucket : buckets) {
    touched.positions.insert({*freeze.account, instrument->id, bucket});
  }
}

const Freeze* FindFreeze(Checks& checks, const Rules& rules, Sequence id) {
  return FindOne(checks, rules, id, false);
}

const Freeze* FindPledge(Checks& checks, const Rules& rules, Sequence id) {
  return FindOne(checks, rules, id, true);
}

bool IsInForce(Checks& checks, const Freeze* freeze, Instant now) {
  if (freeze == nullptr) return false;
  if (InForce(*freeze, now)) return true;
  const bool over = freeze->state == FreezeState::kInForce;
  const FreezeState state = over ? FreezeState::kExpired : freeze->state;
  checks.Fail(Reason::kFreezeNotInForce, {{"freeze", std::to_string(Raw(freeze->id))},
                                          {"state", std::string(FreezeStateName(state))}});
  return false;
}

FrozenPart PartOf(const Context& context, const Freeze& freeze, const Account* account,
                  const Instrument* instrument) {
  FrozenPart part{freeze.id, Quantity{}};
  if (account == nullptr || instrument == nullptr) return part;
  const Quantity frozen =
      context.snapshot.FindPosition({account->id, instrument->id, Bucket::kFrozen}).balance;
  for (const FreezeShare& share :
       SharesOf(context.rules, *account, *instrument, frozen, context.now)) {
    if (share.freeze == freeze.id) part.held = share.held;
  }
  return part;
}

void Holds(Checks& checks, const FrozenPart& part, const Instrument* instrument,
           Quantity requested) {
  if (!part.held || instrument == nullptr || *part.held >= requested) return;
  checks.Fail(Reason::kFrozenTooLittle, {{"freeze", std::to_string(Raw(part.freeze))},
                                         {"instrument", instrument->code},
                                         {"requested_tco2e", Text(requested)},
                                         {"held_tco2e", Text(*part.held)}});
}

Freeze Shrunk(Freeze freeze, Quantity taken) {
  if (freeze.scope != FreezeScope::kQuantity) return freeze;
  freeze.quantity.value -= taken.value;
  if (freeze.quantity.value == 0) freeze.state = FreezeState::kUsedUp;
  return freeze;
}

}  // namespace registry::ledger
