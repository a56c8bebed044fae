// A world of many units with something in some buckets, something due and freezes, beside the naive
// model of it, and what has to hold of both after each step.
#ifndef TESTS_LEDGER_SUCCESSION_BOOK_H_
#define TESTS_LEDGER_SUCCESSION_BOOK_H_

#include <rapidcheck.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "ledger/succession.h"
#include "tests/ledger/succession_model.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {

inline constexpr int kUnits = 8;  // from 1008 on, beside those of every World
inline const std::pair<const char*, InstrumentId> kThings[] = {
    {"CEA1920", kCea1920}, {"CEA21", kCea21}, {"CCER:1:2020", kCcer}, {"CNY", kCny}};

class SuccessionBook {
 protected:
  explicit SuccessionBook(std::uint64_t seed) : dice_(seed) {
    for (int i = 0; i < kUnits; ++i) {
      Account unit = world_.accounts.at(kUnit);
      unit.id = AccountId{1008 + i};
      unit.social_credit_code = "code-" + std::to_string(Raw(unit.id));
      world_.accounts[unit.id] = unit;
    }
    for (const auto& [id, account] : world_.accounts) {
      model_.kind[Raw(id)] = account.kind;
      model_.status[Raw(id)] = account.status;
    }
    for (const char* thing : {"CEA1920", "CEA21"}) {
      for (const std::string& code : world_.rules.instruments.at(thing).eligible_periods) {
        model_.serves_until[thing].push_back(world_.rules.periods.at(code).deadline.micros);
      }
    }
    for (std::int64_t id = 1001; id < 1008 + kUnits; ++id) Endow(AccountId{id});
    world_.sequence = Sequence{1'000};
    world_.ids.sequence = Sequence{1'001};
    total_ = Totals();
  }

  int Below(int n) {
    // SplitMix64.
    std::uint64_t z = (dice_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return static_cast<int>((z ^ (z >> 31)) % static_cast<std::uint64_t>(n));
  }

  // Something in some buckets, something due, and a freeze that has all it asks for.
  void Endow(AccountId id) {
    static constexpr Bucket kBuckets[] = {Bucket::kRegistered, Bucket::kRegistered,
                                          Bucket::kPledged, Bucket::kOwnSurrenderOnly,
                                          Bucket::kTrading};
    for (const auto& [code, instrument] : kThings) {
      const Bucket bucket = kBuckets[Below(Below(4) == 0 ? 5 : 2)];
      if (Below(3) != 0) Hold(id, code, instrument, bucket, 1 + Below(50));
    }
    if (model_.kind.at(Raw(id)) == AccountKind::kKeyEmittingUnit) {
      for (const char* period : {"2019-20", "2021"}) {
        if (Below(3) != 0) Owe(id, period);
      }
    }
    if (Below(4) == 0) PutFreeze(id);
  }

  void Hold(AccountId id, const std::string& code, InstrumentId instrument, Bucket bucket,
            std::int64_t tonnes) {
    world_.Hold(id, instrument, tonnes, bucket);
    model_.balance[{Raw(id), code, bucket}] = tonnes;
  }

  void Owe(AccountId id, const std::string& period) {
    const std::int64_t due = Below(3) == 0 ? Below(2) : Below(40);
    const std::int64_t surrendered = Below(3) == 0 ? Below(50) : due;
    const ObligationKey key{id, Sector::kPower, period};
    Obligation obligation{key, {due + Below(2)}, {due}, {surrendered}, {}};
    if (surrendered >= due) obligation.completed_at = Beijing(2021, 12, 1 + Below(18));
    world_.obligations[key] = obligation;
    SuccessionModel::Due& known = model_.dues[{Raw(id), key.sector, period}];
    known.figures = {obligation.verified_emissions.value, due, surrendered};
    if (obligation.completed_at) known.done = obligation.completed_at->micros;
    world_.positions[{kSurrenderAccount, kCea1920, Bucket::kRegistered}].balance.value +=
        surrendered;
    model_.balance[{Raw(kSurrenderAccount), "CEA1920", Bucket::kRegistered}] += surrendered;
  }

  void PutFreeze(AccountId id) {
    const std::int64_t tonnes = 1 + Below(9);
    Hold(id, "CEA1920", kCea1920, Bucket::kFrozen, tonnes);
    Freeze freeze;
    freeze.scope = FreezeScope::kQuantity;
    freeze.account = id;
    freeze.instrument = "CEA1920";
    freeze.quantity = {tonnes};
    freeze.until = {kMost};
    freeze.id = Sequence{Raw(id) - 1'000};
    world_.rules.Put(freeze);
    model_.freezes[Raw(freeze.id)] = Raw(id);
  }

  std::map<InstrumentId, std::int64_t> Totals() const {
    std::map<InstrumentId, std::int64_t> totals;
    for (const auto& [key, position] : world_.positions) {
      totals[key.instrument] += position.balance.value;
    }
    return totals;
  }

  std::map<std::string, std::array<std::int64_t, 3>> SumsOfDues() const {
    std::map<std::string, std::array<std::int64_t, 3>> sums;
    for (const auto& [key, due] : world_.obligations) {
      sums[key.period][0] += due.verified_emissions.value;
      sums[key.period][1] += due.obligation.value;
      sums[key.period][2] += due.surrendered.value;
    }
    return sums;
  }

  void Check() const {
    Require("tonnes of each instrument are kept", Totals() == total_);
    std::map<std::pair<AccountId, Bucket>, std::int64_t> held;
    for (const auto& [key, position] : world_.positions) {
      for (const auto& [code, instrument] : kThings) {
        if (instrument != key.instrument) continue;
        const auto known = model_.balance.find({Raw(key.account), code, key.bucket});
        const std::int64_t tonnes = known == model_.balance.end() ? 0 : known->second;
        Require("a balance of the model", position.balance.value == tonnes);
      }
      held[{key.account, key.bucket}] += position.balance.value;
    }
    for (const auto& [id, account] : world_.accounts) CheckAccount(account, held);
    for (const auto& [key, due] : world_.obligations) CheckDue(due);
  }

  void CheckAccount(const Account& account,
                    std::map<std::pair<AccountId, Bucket>, std::int64_t>& held) const {
    Require("a status of the model", account.status == model_.status.at(Raw(account.id)));
    const auto heir = model_.heir.find(Raw(account.id));
    Require("an heir of the model",
            account.successor ==
                (heir == model_.heir.end() ? std::optional<AccountId>{} : AccountId{heir->second}));
    std::int64_t frozen = 0;
    for (const auto& [id, freeze] : world_.rules.freezes) {
      Require("a freeze of the model", Raw(*freeze.account) == model_.freezes.at(Raw(id)));
      if (freeze.account == account.id) frozen += freeze.quantity.value;
    }
    Require("what is frozen is what freezes ask for",
            held[{account.id, Bucket::kFrozen}] == frozen);
    if (account.status != AccountStatus::kClosed) return;
    for (int bucket = 1; bucket <= kBucketCount; ++bucket) {
      Require("nothing is left behind", held[{account.id, static_cast<Bucket>(bucket)}] == 0);
    }
  }

  void CheckDue(const Obligation& due) const {
    const auto& known = model_.dues.at({Raw(due.key.unit_account), due.key.sector, due.key.period});
    Require("an obligation of the model",
            known.figures == std::array{due.verified_emissions.value, due.obligation.value,
                                        due.surrendered.value} &&
                known.uncollected == due.uncollected.value);
    Require("a completion of the model",
            known.done == (due.completed_at ? std::optional(due.completed_at->micros)
                                            : std::optional<std::int64_t>{}));
    Require("complete is what has nothing open",
            due.completed_at.has_value() == (due.surrendered >= due.obligation));
    const bool closed = world_.accounts.at(due.key.unit_account).status == AccountStatus::kClosed;
    Require("nothing is due of a closed account", !closed || OpenOf(due).value == 0);
  }

  static void Require(const std::string& what, bool holds) {
    if (!holds) RC_FAIL(what);
  }

  World world_;
  SuccessionModel model_;
  std::uint64_t dice_;

 private:
  std::map<InstrumentId, std::int64_t> total_;
};

}  // namespace registry::ledger::testing

#endif  // TESTS_LEDGER_SUCCESSION_BOOK_H_
