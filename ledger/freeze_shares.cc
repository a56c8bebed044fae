// Which freeze wants and holds how much: everything that follows from their order.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>

#include "ledger/freeze.h"
#include "ledger/freeze_parts.h"
#include "ledger/policy.h"

namespace registry::ledger {
namespace {

const Freeze* Find(const Rules& rules, Sequence id) {
  const auto found = rules.freezes.find(id);
  return found == rules.freezes.end() ? nullptr : &found->second;
}

template <typename Map, typename Key>
const std::set<Sequence>& IdsUnder(const Map& map, const Key& key) {
  static const std::set<Sequence> none;
  const auto found = map.find(key);
  return found == map.end() ? none : found->second;
}

bool Counts(const Freeze& freeze, const WhichFreezes& which) {
  if (which.except == freeze.id) return false;
  if (which.in_force_at && !InForce(freeze, *which.in_force_at)) return false;
  return !which.recorded_before || freeze.recorded_at < *which.recorded_before;
}

// In order of rank.
std::vector<const Freeze*> FreezesOn(const Rules& rules, const Account& account,
                                     const Instrument& instrument, const WhichFreezes& which) {
  std::vector<const Freeze*> freezes;
  if (!KindMay(account.kind, Use::kFreeze, instrument.kind)) return freezes;
  const std::set<Sequence>& of_account = IdsUnder(rules.frozen_accounts, account.id);
  const std::set<Sequence>& of_holder = IdsUnder(rules.frozen_holders, account.social_credit_code);
  std::vector<Sequence> ids;
  std::merge(of_account.begin(), of_account.end(), of_holder.begin(), of_holder.end(),
             std::back_inserter(ids));
  for (const Sequence id : ids) {
    const Freeze* freeze = Find(rules, id);
    if (freeze != nullptr && IsAbout(*freeze, instrument) && Counts(*freeze, which)) {
      freezes.push_back(freeze);
    }
  }
  return freezes;
}

}  // namespace

bool InForce(const Freeze& freeze, Instant now) {
  return freeze.state == FreezeState::kInForce &&
         (freeze.scope == FreezeScope::kPledge || now < freeze.until);
}

bool IsAbout(const Freeze& freeze, const Instrument& instrument) {
  return freeze.scope != FreezeScope::kQuantity || freeze.instrument == instrument.code;
}

std::vector<FreezeShare> SharesOf(const Rules& rules, const Account& account,
                                  const Instrument& instrument, Quantity frozen,
                                  std::optional<Instant> now) {
  std::vector<FreezeShare> shares;
  for (const Freeze* freeze : FreezesOn(rules, account, instrument, {now, {}, {}})) {
    FreezeShare share{freeze->id, frozen, {}};
    if (freeze->scope == FreezeScope::kQuantity) {
      share.wanted = freeze->quantity;
      share.held = std::min(frozen, freeze->quantity);
    }
    frozen.value -= share.held.value;
    shares.push_back(share);
  }
  return shares;
}

std::optional<Quantity> WantedInAll(const Rules& rules, const Account& account,
                                    const Instrument& instrument, const WhichFreezes& which) {
  std::optional<Quantity> wanted = Quantity{};
  for (const Freeze* freeze : FreezesOn(rules, account, instrument, which)) {
    if (freeze->scope != FreezeScope::kQuantity) return std::nullopt;
    wanted = Add(*wanted, freeze->quantity);
    if (!wanted) break;  // more than there can be
  }
  return wanted;
}

std::optional<Quantity> StillWanted(const Rules& rules, const Account& account,
                                    const Instrument& instrument, Quantity frozen,
                                    std::optional<Instant> recorded_before,
                                    std::optional<Instant> now) {
  const auto wanted = WantedInAll(rules, account, instrument, {now, recorded_before, {}});
  if (!wanted) return std::nullopt;
  return std::max(Quantity{}, Quantity{wanted->value - frozen.value});
}

const Freeze* StopOf(const Rules& rules, CommandType type, Instant now) {
  for (const Sequence id : rules.stops) {
    const Freeze* stop = Find(rules, id);
    if (stop != nullptr && stop->process == type && InForce(*stop, now)) return stop;
  }
  return nullptr;
}

bool MayBeStopped(CommandType type) {
  switch (type) {
    case CommandType::kOpenAccount:
    case CommandType::kIssue:
    case CommandType::kAllocate:
    case CommandType::kReturnAllowances:
    case CommandType::kMoveToTrading:
    case CommandType::kMoveFromTrading:
    case CommandType::kTransfer:
    case CommandType::kSettleTrade:
    case CommandType::kSurrender:
    case CommandType::kCancel:
    case CommandType::kDeductFrozen:
    case CommandType::kSurrenderFrozen:
    case CommandType::kPledge:
    case CommandType::kReleasePledge:
    case CommandType::kApplyForAccount:
    case CommandType::kOpenAppliedAccount:
    case CommandType::kSucceed:
    case CommandType::kCloseDissolved:
    case CommandType::kTransferAtWill:
      return true;
    default:
      return false;
  }
}

std::string_view FreezeScopeName(FreezeScope scope) {
  switch (scope) {
    case FreezeScope::kAccount:
      return "ACCOUNT";
    case FreezeScope::kHolder:
      return "HOLDER";
    case FreezeScope::kQuantity:
      return "QUANTITY";
    case FreezeScope::kProcess:
      return "PROCESS";
    case FreezeScope::kPledge:
      return "PLEDGE";
  }
  return "UNKNOWN";
}

std::string_view FreezeStateName(FreezeState state) {
  switch (state) {
    case FreezeState::kInForce:
      return "IN_FORCE";
    case FreezeState::kReleased:
      return "RELEASED";
    case FreezeState::kExpired:
      return "EXPIRED";
    case FreezeState::kUsedUp:
      return "USED_UP";
  }
  return "UNKNOWN";
}

}  // namespace registry::ledger
