// Random mergers, divisions and dissolutions, next to a naive model of them: what is accepted and
// every figure agree, the tonnes of each instrument and the sums of obligations are kept, nothing
// is left behind, and no tonne is frozen without its freeze.
#include <rapidcheck.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/decide.h"
#include "tests/ledger/succession_model.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

constexpr std::int64_t kDay = 86'400'000'000;
constexpr int kUnits = 8;  // from 1008 on, beside those of every World
const std::pair<const char*, InstrumentId> kThings[] = {
    {"CEA1920", kCea1920}, {"CEA21", kCea21}, {"CCER:1:2020", kCcer}, {"CNY", kCny}};

class History {
 public:
  explicit History(std::uint64_t seed) : dice_(seed) {
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

  void Step(std::uint64_t seed) {
    dice_ ^= seed;
    if (Below(4) == 0) world_.now.micros += Below(120) * kDay;
    world_.received_at = {world_.now.micros - 1};
    switch (Below(8)) {
      case 0:
      case 1:
        return Merge();
      case 2:
      case 3:
        return Divide();
      case 4:
        return Dissolve();
      case 5:
        return Unlock();
      default:
        return Restrict();
    }
  }

  const std::map<std::string, int>& answers() const { return answers_; }

 private:
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
    if (Below(4) == 0) Freeze(id);
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

  void Freeze(AccountId id) {
    const std::int64_t tonnes = 1 + Below(9);
    Hold(id, "CEA1920", kCea1920, Bucket::kFrozen, tonnes);
    ledger::Freeze freeze;
    freeze.id = Sequence{Raw(id)};
    freeze.scope = FreezeScope::kQuantity;
    freeze.account = id;
    freeze.instrument = "CEA1920";
    freeze.quantity = {tonnes};
    freeze.until = {kMost};
    freeze.id = Sequence{Raw(id) - 1'000};
    world_.rules.Put(freeze);
    model_.freezes[Raw(freeze.id)] = Raw(id);
  }

  AccountId Any() {
    if (Below(15) == 0) return Below(2) == 0 ? kNobody : kCancellationAccount;
    return AccountId{1001 + Below(7 + kUnits)};
  }

  void Merge() {
    const AccountId from = Any();
    const AccountId to = Any();
    Expect("merge", model_.Merge(Raw(from), Raw(to), world_.received_at.micros),
           Succeed{from, to, {}, {}, {}});
  }

  void Divide() {
    const AccountId from = Any();
    const AccountId to = Any();
    Succeed part{from, to, {}, {}, {}};
    std::map<std::string, std::int64_t> holdings;
    for (const auto& [code, instrument] : kThings) {
      if (Below(instrument == kCny || instrument == kCcer ? 12 : 2) != 0) continue;
      const std::int64_t tonnes = 1 + Below(20);
      part.holdings.push_back({code, {tonnes}});
      holdings[code] = tonnes;
    }
    std::optional<std::pair<std::string, std::array<std::int64_t, 3>>> due;
    if (part.holdings.empty() || Below(2) == 0) {
      due = {Below(2) == 0 ? "2019-20" : "2021", {Below(9), Below(9), Below(9)}};
      const auto& [emissions, owed, surrendered] = due->second;
      part.obligations = {{Sector::kPower, due->first, {emissions}, {owed}, {surrendered}}};
    }
    Expect("part", model_.Part(Raw(from), Raw(to), holdings, due, world_.received_at.micros), part);
  }

  void Dissolve() {
    const AccountId from = Any();
    const AccountId to = Any();
    Expect("dissolve", model_.Dissolve(Raw(from), Raw(to), world_.now.micros),
           CloseDissolved{from, to, "bankrupt", {}});
  }

  // What is in TRADING comes back, so that a merger may go on.
  void Unlock() {
    const AccountId id = Any();
    for (const auto& [code, instrument] : kThings) {
      auto& locked = model_.balance[{Raw(id), code, Bucket::kTrading}];
      if (locked == 0) continue;
      model_.balance[{Raw(id), code, Bucket::kRegistered}] += locked;
      const std::int64_t both = model_.balance[{Raw(id), code, Bucket::kRegistered}];
      locked = 0;
      world_.Hold(id, instrument, 0, Bucket::kTrading);
      world_.Hold(id, instrument, both);
    }
    Check();
  }

  void Restrict() {
    static constexpr AccountStatus kStatuses[] = {AccountStatus::kOpen, AccountStatus::kRestricted,
                                                  AccountStatus::kClosing};
    const AccountId id = Any();
    if (id == kNobody || id == kCancellationAccount) return;
    AccountStatus& status = model_.status.at(Raw(id));
    if (status == AccountStatus::kClosed) return;
    status = kStatuses[Below(Below(4) == 0 ? 3 : 2)];
    world_.SetStatus(id, status, world_.now);
  }

  void Expect(const std::string& what, bool accepted, const Command& command) {
    const Request request = world_.RequestOf(kOperator, command);
    const Decision decision = world_.Decide(request);
    const std::string answer = what + ": " + Text(decision);
    Require(answer, (Text(decision) == "accepted") == accepted);
    Require(answer, !std::holds_alternative<Fault>(decision));
    ++answers_[what + (accepted ? " accepted" : " refused")];
    if (accepted) {
      const auto sums = SumsOfDues();
      world_.Take(request, std::get<Effects>(decision));
      Require("sums of obligations are kept", SumsOfDues() == sums);
    }
    Check();
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
  std::map<InstrumentId, std::int64_t> total_;
  std::map<std::string, int> answers_;
};

TEST_CASE(
    "random mergers, divisions and dissolutions agree with the naive model and lose nothing") {
  std::map<std::string, int> answers;
  REQUIRE(rc::check([&] {
    const auto steps =
        *rc::gen::resize(60, rc::gen::container<std::vector<std::uint64_t>>(
                                 rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>())));
    History history(*rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>()));
    for (const std::uint64_t seed : steps) history.Step(seed);
    for (const auto& [answer, count] : history.answers()) answers[answer] += count;
  }));
  // Agreement is worth something only where both answers occurred.
  for (const char* what : {"merge", "part", "dissolve"}) {
    for (const char* answer : {" accepted", " refused"}) {
      INFO(what << answer);
      CHECK(answers[std::string(what) + answer] >= 20);
    }
  }
}

}  // namespace
}  // namespace registry::ledger::testing
