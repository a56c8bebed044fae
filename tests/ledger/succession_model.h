// Mergers, divisions and dissolutions as plainly as can be: numbers in maps, written from RULES R17
// and not from the core, of which it knows value types only. It says yes or no, and never why.
#ifndef TESTS_LEDGER_SUCCESSION_MODEL_H_
#define TESTS_LEDGER_SUCCESSION_MODEL_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ledger/account.h"
#include "ledger/position.h"

namespace registry::ledger::testing {

struct SuccessionModel {
  using Id = std::int64_t;
  using Tonnes = std::int64_t;
  using Micros = std::int64_t;
  struct Due {
    std::array<Tonnes, 3> figures{};  // emissions, due, surrendered
    Tonnes uncollected = 0;
    std::optional<Micros> done;
    bool operator==(const Due&) const = default;
  };
  using DueKey = std::tuple<Id, Sector, std::string>;

  std::map<Id, AccountKind> kind;
  std::map<Id, AccountStatus> status;
  std::map<Id, Id> heir;
  std::map<std::tuple<Id, std::string, Bucket>, Tonnes> balance;
  std::map<DueKey, Due> dues;
  std::map<std::int64_t, Id> freezes;                       // whose account each names
  std::map<std::string, std::vector<Micros>> serves_until;  // allowances: deadlines they serve

  bool IsTrader(Id id) const {
    using enum AccountKind;
    return kind.contains(id) &&
           std::set{kKeyEmittingUnit, kInstitution, kIndividual}.contains(kind.at(id));
  }
  bool CanGive(Id id) const {
    return IsTrader(id) && status.at(id) <= AccountStatus::kClosing;  // open, restricted, closing
  }
  bool CanGet(Id id) const {
    return kind.contains(id) && status.at(id) <= AccountStatus::kRestricted;
  }
  bool OwnsDues(Id id) const {
    for (const auto& [key, due] : dues) {
      if (std::get<0>(key) == id && due.figures != std::array<Tonnes, 3>{}) return true;
    }
    return false;
  }

  void Move(Id from, Id to, const std::string& thing, Bucket bucket, Tonnes tonnes) {
    balance[{from, thing, bucket}] -= tonnes;
    balance[{to, thing, bucket}] += tonnes;
  }

  // Adds to one what it takes from the other. Done is what was done: when the last of those that
  // owed something had it done, or now.
  void MoveDue(Id from, Id to, Sector sector, const std::string& period,
               const std::array<Tonnes, 3>& figures, Micros arrival) {
    Due& giver = dues[{from, sector, period}];
    Due& getter = dues[{to, sector, period}];
    std::optional<Micros> when;
    bool all_were_done = true;
    for (const Due* due : {&giver, &getter}) {
      if (due->figures[1] == 0) continue;
      all_were_done = all_were_done && due->done;
      if (due->done && (!when || *due->done > *when)) when = due->done;
    }
    if (!all_were_done) when = arrival;
    if (!when && getter.done) when = getter.done;
    if (!when && giver.done) when = giver.done;
    for (std::size_t i = 0; i < figures.size(); ++i) {
      giver.figures[i] -= figures[i];
      getter.figures[i] += figures[i];
    }
    getter.done = getter.figures[2] < getter.figures[1] ? std::nullopt : when;
    if (giver.figures[2] < giver.figures[1]) {
      giver.done.reset();
    } else if (!giver.done) {
      giver.done = arrival;
    }
  }

  bool Merge(Id from, Id to, Micros arrival) {
    if (from == to || !CanGive(from) || !IsTrader(to) || !CanGet(to)) return false;
    if (OwnsDues(from) && kind.at(to) != AccountKind::kKeyEmittingUnit) return false;
    for (const auto& [key, tonnes] : balance) {
      const Bucket bucket = std::get<2>(key);
      const bool quiet = bucket == Bucket::kRegistered || bucket == Bucket::kFrozen ||
                         bucket == Bucket::kPledged || bucket == Bucket::kOwnSurrenderOnly;
      if (std::get<0>(key) == from && tonnes != 0 && !quiet) return false;
    }
    const auto before = balance;
    for (const auto& [key, tonnes] : before) {
      if (std::get<0>(key) == from) Move(from, to, std::get<1>(key), std::get<2>(key), tonnes);
    }
    const auto owed = dues;
    for (const auto& [key, due] : owed) {
      if (std::get<0>(key) != from || due.figures == std::array<Tonnes, 3>{}) continue;
      MoveDue(from, to, std::get<1>(key), std::get<2>(key), due.figures, arrival);
    }
    for (auto& [id, account] : freezes) {
      if (account == from) account = to;
    }
    status[from] = AccountStatus::kClosed;
    heir[from] = to;
    return true;
  }

  bool Part(Id from, Id to, const std::map<std::string, Tonnes>& holdings,
            const std::optional<std::pair<std::string, std::array<Tonnes, 3>>>& due,
            Micros arrival) {
    if (from == to || !CanGive(from) || !IsTrader(to) || !CanGet(to)) return false;
    for (const auto& [thing, tonnes] : holdings) {
      if (!serves_until.contains(thing)) return false;
      if (balance[{from, thing, Bucket::kRegistered}] < tonnes) return false;
    }
    if (due) {
      const auto whole = dues.find({from, Sector::kPower, due->first});
      if (whole == dues.end() || kind.at(to) != AccountKind::kKeyEmittingUnit) return false;
      for (std::size_t i = 0; i < 3; ++i) {
        if (due->second[i] > whole->second.figures[i]) return false;
      }
      MoveDue(from, to, Sector::kPower, due->first, due->second, arrival);
    }
    for (const auto& [thing, tonnes] : holdings) {
      Move(from, to, thing, Bucket::kRegistered, tonnes);
    }
    return true;
  }

  bool Dissolve(Id from, Id to, Micros now) {
    using enum AccountKind;
    const bool receives =
        IsTrader(to) ||
        (kind.contains(to) && (kind.at(to) == kProvincialAuthority || kind.at(to) == kNational));
    if (from == to || !CanGive(from) || !receives || !CanGet(to)) return false;
    for (const auto& [key, tonnes] : balance) {
      if (std::get<0>(key) != from || tonnes == 0) continue;
      if (std::get<2>(key) != Bucket::kRegistered) return false;
    }
    const auto before = balance;
    for (const auto& [key, tonnes] : before) {
      const auto& [id, thing, bucket] = key;
      if (id != from) continue;
      bool serves = !serves_until.contains(thing);
      if (!serves) {
        for (const Micros deadline : serves_until.at(thing)) serves = serves || deadline > now;
      }
      Move(from, serves ? to : Raw(kCancellationAccount), thing, bucket, tonnes);
    }
    for (auto& [key, due] : dues) {
      if (std::get<0>(key) != from || due.figures[1] <= due.figures[2]) continue;
      due.uncollected = due.figures[1] - due.figures[2];
    }
    status[from] = AccountStatus::kClosed;
    return true;
  }
};

}  // namespace registry::ledger::testing

#endif  // TESTS_LEDGER_SUCCESSION_MODEL_H_
