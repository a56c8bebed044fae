// The registry once more, as plainly as can be: numbers in maps, written from DOMAIN and RULES and
// not from the core, of which it knows value types only. It says yes or no, and never why.
#ifndef TESTS_LEDGER_NAIVE_MODEL_H_
#define TESTS_LEDGER_NAIVE_MODEL_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "ledger/account.h"
#include "ledger/instrument.h"
#include "ledger/position.h"

namespace registry::ledger::testing {
struct NaiveModel {
  using enum AccountKind;
  using enum AccountStatus;
  using Kind = AccountKind;
  using Name = const std::string&;
  using Id = std::int64_t;
  using Tonnes = std::int64_t;
  using Micros = std::int64_t;
  struct Holder {
    Kind kind{};
    AccountStatus status = kOpen;
    std::string code, province;
    Micros since = 0;
  };
  struct Thing {
    InstrumentKind kind{};
    std::optional<Micros> from, until;
    std::set<std::string> periods;
  };
  struct Due {
    Tonnes obligation = 0, surrendered = 0;
    std::optional<Micros> completed;
  };

  std::map<Id, Holder> holders;
  std::map<std::string, Thing> things;
  std::set<std::string> periods;
  std::map<std::tuple<Id, std::string, Bucket>, Tonnes> balance;
  // Cap and issued, by plan, instrument and sector; a cap that was never set is one of zero.
  std::map<std::tuple<std::string, std::string, Sector>, std::pair<Tonnes, Tonnes>> caps;
  std::map<std::tuple<Id, Sector, std::string>, Due> dues;
  std::set<std::string> delivered;

  bool Is(Id id, const std::set<Kind>& kinds, bool restricted_too) const {
    if (!holders.contains(id)) return false;
    const auto& [kind, status, code, province, since] = holders.at(id);
    return kinds.contains(kind) && (status == kOpen || (restricted_too && status == kRestricted));
  }

  std::string ProvinceOf(Id id) const {
    return holders.contains(id) ? holders.at(id).province : "?";
  }

  bool IsAllowance(Name thing) const {
    return things.contains(thing) && things.at(thing).kind == InstrumentKind::kAllowance;
  }

  // Moves, if there is something to move, it is there, and it fits.
  bool Move(Id from, Bucket from_bucket, Id to, Bucket to_bucket, Name thing, Tonnes quantity) {
    if (!IsAllowance(thing)) return false;
    Tonnes& source = balance[{from, thing, from_bucket}];
    Tonnes& target = balance[{to, thing, to_bucket}];
    const Tonnes least = from == 1 ? INT64_MIN : 0;  // only the issuance account goes below zero
    if (source < least + quantity || target > INT64_MAX - quantity) return false;
    source -= quantity;
    target += quantity;
    return true;
  }

  bool Open(Id id, Kind kind, Name code, Name province, Sector sector) {
    const bool unit = kind == kKeyEmittingUnit;
    const bool placed = unit || kind == kProvincialAuthority;
    if (!placed && kind != kInstitution) return false;  // individuals apply
    if ((placed && province.empty()) || unit == (sector == Sector::kNone)) return false;
    for (const auto& [other, holder] : holders) {
      if (holder.code == code) return false;  // one account for each subject
    }
    holders[id] = {kind, kOpen, code, province, 0};
    return true;
  }

  bool Change(Id id, AccountStatus to, Micros now) {
    if (id < 1000 || !holders.contains(id)) return false;
    const std::set<std::pair<AccountStatus, AccountStatus>> steps = {
        {kOpen, kRestricted},    {kRestricted, kOpen}, {kOpen, kClosing},
        {kRestricted, kClosing}, {kClosing, kOpen},    {kClosing, kClosed}};
    if (!steps.contains({holders[id].status, to})) return false;
    for (const auto& [key, tonnes] : balance) {
      if (to == kClosed && std::get<0>(key) == id && tonnes != 0) return false;
    }
    for (const auto& [key, due] : dues) {
      if (to == kClosed && std::get<0>(key) == id && due.surrendered < due.obligation) return false;
    }
    holders[id].status = to;
    holders[id].since = now;
    return true;
  }

  bool Cap(Name plan, Name thing, Sector sector, Tonnes most) {
    auto& [cap, issued] = caps[{plan, thing, sector}];
    if (!IsAllowance(thing) || most < issued) return false;
    cap = most;
    return true;
  }

  bool Issue(Name plan, Name thing, Sector sector, Id to, Tonnes quantity) {
    auto& [cap, issued] = caps[{plan, thing, sector}];
    if (!Is(to, {kProvincialAuthority, kNational}, true) || quantity > cap - issued) return false;
    if (!Move(1, Bucket::kRegistered, to, Bucket::kRegistered, thing, quantity)) return false;
    issued += quantity;
    return true;
  }

  bool Allocate(Id from, Id to, Name thing, Name period, Tonnes quantity) {
    const bool down = Is(from, {kNational}, false) && Is(to, {kProvincialAuthority}, true);
    const bool out = Is(from, {kProvincialAuthority}, false) && Is(to, {kKeyEmittingUnit}, true) &&
                     ProvinceOf(from) == ProvinceOf(to);
    return (down || out) && periods.contains(period) &&
           Move(from, Bucket::kRegistered, to, Bucket::kRegistered, thing, quantity);
  }

  bool Return(Id from, Id to, Name thing, Name period, Tonnes quantity) {
    return Is(from, {kKeyEmittingUnit}, true) && Is(to, {kProvincialAuthority}, true) &&
           ProvinceOf(from) == ProvinceOf(to) && periods.contains(period) &&
           Move(from, Bucket::kRegistered, to, Bucket::kRegistered, thing, quantity);
  }

  std::set<Kind> traders{kKeyEmittingUnit, kInstitution, kIndividual};
  // To trading, back, and to the cancellation account.
  bool Bring(Id id, Bucket from, Id to, Bucket to_bucket, Name thing, Tonnes quantity) {
    return Is(id, traders, from == Bucket::kTrading) &&
           Move(id, from, to, to_bucket, thing, quantity);
  }

  bool Transfer(Id from, Id to, Name thing, Tonnes quantity, bool own_will) {
    std::set<Kind> owners{kKeyEmittingUnit, kInstitution, kIndividual, kProvincialAuthority,
                          kNational};
    return !own_will && from != to && Is(from, owners, true) && Is(to, owners, true) &&
           Move(from, Bucket::kRegistered, to, Bucket::kRegistered, thing, quantity);
  }

  // `minute` of the day in Beijing. Neither `block` nor `listed` is one-way bidding.
  bool Settle(Name id, Name thing, Id seller, Id buyer, Tonnes quantity, bool block, bool listed,
              bool amount_right, Micros matched, int minute, bool arrived) {
    if (delivered.contains(id) || seller == buyer || !amount_right || !arrived) return false;
    for (const Id party : {seller, buyer}) {
      if (!Is(party, traders, holders.contains(party) && matched < holders[party].since))
        return false;
    }
    if ((listed && quantity >= 100'000) || (block && quantity < 100'000)) return false;
    const bool morning = minute >= 570 && minute <= 690 && !block;
    if (!IsAllowance(thing) || (!morning && (minute < 780 || minute > 900))) return false;
    const auto& [kind, from, until, eligible] = things[thing];
    if (!from || matched < *from || (until && matched >= *until)) return false;
    if (!Move(seller, Bucket::kTrading, buyer, Bucket::kTrading, thing, quantity)) return false;
    delivered.insert(id);
    return true;
  }

  bool Determine(Id id, Sector sector, Name period, Tonnes obligation, Micros arrival) {
    if (!Is(id, {kKeyEmittingUnit}, true) || sector == Sector::kNone) return false;
    if (!periods.contains(period)) return false;
    Due& due = dues[{id, sector, period}];
    if (obligation < due.surrendered && obligation < due.obligation) return false;
    due.obligation = obligation;
    if (due.surrendered < obligation) due.completed.reset();
    if (due.surrendered >= obligation && !due.completed) due.completed = arrival;
    return true;
  }

  bool Surrender(Id id, Sector sector, Name period, const std::map<std::string, Tonnes>& lines,
                 bool surplus, Micros arrival) {
    const auto found = dues.find({id, sector, period});
    if (found == dues.end() || !Is(id, {kKeyEmittingUnit}, true)) return false;
    const auto balance_before = balance;
    Due due = found->second;
    for (const auto& [thing, quantity] : lines) {
      const Tonnes left = (surplus ? INT64_MAX : due.obligation) - due.surrendered;
      if (quantity > left || !IsAllowance(thing) || !things[thing].periods.contains(period) ||
          !Move(id, Bucket::kRegistered, 2, Bucket::kRegistered, thing, quantity)) {
        balance = balance_before;
        return false;
      }
      due.surrendered += quantity;
    }
    if (due.surrendered >= due.obligation && !due.completed) due.completed = arrival;
    found->second = due;
    return true;
  }
};

}  // namespace registry::ledger::testing

#endif  // TESTS_LEDGER_NAIVE_MODEL_H_
