// Random histories of freezes, pledges and what meets them, next to a deliberately naive model:
// every answer, every balance and what each freeze holds agree at each step. A model with any one
// mistake does not.
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/decide.h"
#include "tests/ledger/freezing.h"
#include "tests/ledger/naive_freezes.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

constexpr std::int64_t kHour = 3'600'000'000;
constexpr AccountId kHolders[] = {kUnit, kUnit, kOtherUnit};
const std::string kThings[] = {"CEA1920", "CEA1920", "CEA1920", "CEA21"};
constexpr std::pair<char, Bucket> kBuckets[] = {{'R', Bucket::kRegistered},
                                                {'T', Bucket::kTrading},
                                                {'F', Bucket::kFrozen},
                                                {'P', Bucket::kPendingTransfer},
                                                {'L', Bucket::kPledged}};

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  int Below(int n) {
    // SplitMix64.
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return static_cast<int>((z ^ (z >> 31)) % static_cast<std::uint64_t>(n));
  }
  bool Rarely() { return Below(15) == 0; }
  template <typename T, std::size_t N>
  const T& Of(const T (&choices)[N]) {
    return choices[Below(N)];
  }

 private:
  std::uint64_t state_;
};

class History {
 public:
  explicit History(const std::string& flaw) {
    world_.NeedSecondPersons();
    world_.rules.policies.clear();  // but for the transfers
    world_.rules.policies[{
        PolicyKind::kApprovalsNeeded, Role::kRegistryOperator, CommandType::kTransfer, {}}]
                         [Instant{}] = 1;
    world_.rules.policies[{
        PolicyKind::kCommandSwitch, Role::kRegistryOperator, CommandType::kPledge, {}}][Instant{}] =
        1;
    model_.flaw = flaw;
    for (const AccountId id : {kUnit, kOtherUnit}) {
      world_.Owe(id, 60);
      model_.due[Number(id)] = 60;
      for (const char* thing : {"CEA1920", "CEA21"}) {
        for (const auto& [letter, bucket] : {kBuckets[0], kBuckets[1]}) {
          world_.Hold(id, world_.rules.FindInstrument(thing)->id, 100, bucket);
          model_.balance[{Number(id), thing, letter}] = 100;
        }
      }
    }
    world_.Hold(kAuthority, kCea1920, 1'000'000);
    world_.Hold(kAuthority, kCea21, 1'000'000);
  }

  // What differs, if anything does.
  std::optional<std::string> Step(std::uint64_t seed) {
    Dice dice(seed);
    Pass(dice);
    const auto [name, command, office, person] = Draw(dice);
    if (name.empty()) return std::nullopt;
    const Request request = world_.RequestAs(office, person, command);
    const Decision decision = world_.Decide(request);
    const std::string reasons = Reasons(decision);
    const std::string answer = reasons.substr(0, reasons.find(' '));
    if (const auto* effects = std::get_if<Effects>(&decision)) world_.Take(request, *effects);
    counts_[name + " " + expected_] += 1;
    if (answer != expected_) return name + ": " + answer + ", expected " + expected_;
    if (const auto difference = Compare()) return name + ": " + *difference;
    return std::nullopt;
  }

  const std::map<std::string, int>& counts() const { return counts_; }

 private:
  struct Drawn {
    std::string name;
    Command command;
    ParticipantId office = kOperator;
    std::string person{};
  };

  static int Number(AccountId id) { return static_cast<int>(Raw(id)); }
  std::int64_t Next() const { return Raw(world_.ids.sequence); }

  // By hours mostly; sometimes to the very end of a freeze, or the microsecond before it.
  void Pass(Dice& dice) {
    std::int64_t now = world_.now.micros + (dice.Below(3) == 0 ? dice.Below(20) * kHour : 1);
    const auto found = model_.orders.find(AnyFreeze(dice));
    if (found != model_.orders.end() && dice.Below(4) == 0) {
      const std::int64_t end = found->second.until - dice.Below(2);
      if (end > world_.now.micros) now = end;
    }
    world_.now = world_.received_at = {now};
    model_.Pass(now);
  }

  std::int64_t AnyFreeze(Dice& dice) const {
    if (model_.orders.empty() || dice.Rarely()) return dice.Below(50);
    auto it = model_.orders.rbegin();
    std::advance(it, dice.Below(static_cast<int>(std::min<std::size_t>(6, model_.orders.size()))));
    return it->first;
  }
  std::int64_t AnyTonnes(Dice& dice, AccountId id, const std::string& thing, char bucket) {
    const std::int64_t there = model_.balance[{Number(id), thing, bucket}];
    const int drawn = dice.Below(6);
    return drawn == 0 ? there + 1 : drawn == 1 && there > 0 ? there : 1 + dice.Below(60);
  }
  std::int64_t AnyOfHeap(Dice& dice, std::int64_t freeze, const std::string& thing) const {
    const auto found = model_.orders.find(freeze);
    std::int64_t heap = 0;
    if (found != model_.orders.end() && found->second.heap.contains(thing)) {
      heap = found->second.heap.at(thing);
    }
    const int drawn = dice.Below(4);
    return drawn == 0 ? heap + 1 : drawn == 1 && heap > 0 ? heap : 1 + dice.Below(30);
  }

  Drawn Draw(Dice& dice) {
    const AccountId id = dice.Of(kHolders);
    const int account = Number(id);
    const AccountId other = id == kUnit ? kOtherUnit : kUnit;
    const std::string thing = dice.Of(kThings);
    const std::int64_t freeze = AnyFreeze(dice);
    const auto tonnes = [&](char bucket) { return AnyTonnes(dice, id, thing, bucket); };
    switch (dice.Below(18)) {
      case 0:
      case 1:
        return DrawOrder(dice, id, thing);
      case 2: {
        const Instant until{world_.now.micros + (dice.Below(60) - 5) * kHour};
        expected_ = model_.Renew(freeze, until.micros);
        return {"renew", RenewFreeze{Sequence{freeze}, until, {}}};
      }
      case 3:
        expected_ = model_.End(freeze, false);
        return {"release", ReleaseFreeze{Sequence{freeze}, "", {}}};
      case 4:
        expected_ = model_.End(freeze, true);
        return {"expire", ExpireFreeze{Sequence{freeze}}, kHouse};
      case 5: {
        const AccountId to = dice.Rarely() ? kNobody : dice.Below(4) == 0 ? id : other;
        const std::int64_t t = AnyOfHeap(dice, freeze, thing);
        expected_ = model_.Deduct(freeze, thing, t, Number(to));
        return {"deduct", DeductFrozen{Sequence{freeze}, thing, {t}, to, {}}};
      }
      case 6: {
        const std::int64_t t = AnyOfHeap(dice, freeze, thing);
        expected_ = model_.Consent(freeze, thing, t);
        return {"consent",
                SurrenderFrozen{Sequence{freeze}, thing, {t}, Sector::kPower, "2019-20", {}}};
      }
      case 7:
      case 8: {
        const auto& [letter, bucket] = kBuckets[dice.Below(2)];
        expected_ = model_.TakeFrom(account, thing, letter);
        return {"take", TakeFrozen{id, world_.rules.FindInstrument(thing)->id, bucket}, kHouse};
      }
      case 9: {
        const std::int64_t t = tonnes('R');
        expected_ = model_.Bring("PLEDGE", account, 'R', account, 'L', thing, t);
        if (expected_ == "accepted")
          model_.orders[Next()] = {'l', account, thing, {}, t, {}, {}, {}, {}, {}};
        return {"pledge", Pledge{id, thing, {t}, "bank", {}}};
      }
      case 10:
        expected_ = model_.Why(freeze, true);
        if (expected_ == "accepted") {
          NaiveFreezes::Order& pledge = model_.orders[freeze];
          pledge.ended = true;
          model_.Bring("", pledge.account, 'L', pledge.account, 'R', pledge.thing, pledge.left);
        }
        return {"unpledge", ReleasePledge{Sequence{freeze}, {}}};
      case 11: {
        const std::int64_t t = tonnes('R');
        expected_ = model_.Bring("TRANSFER", account, 'R', account, 'P', thing, t);
        if (expected_ == "accepted") model_.waiting[Next()] = {account, Number(other), thing, t};
        return {"propose", Giving(id, other, t, thing), kOperator, "op-1"};
      }
      case 12:
      case 13:
        return DrawAnswer(dice);
      case 14: {
        const std::int64_t t = 1 + dice.Below(40);
        model_.Arrive(account, thing, 'R', t);
        expected_ = "accepted";
        return {"allocate", Allocate{kAuthority, id, thing, "2019-20", {}, {t}}};
      }
      case 15: {
        const std::int64_t t = tonnes('R');
        expected_ = model_.Bring("MOVE_TO_TRADING", account, 'R', account, 'T', thing, t);
        return {"to trading", MoveToTrading{id, thing, {t}}};
      }
      case 16: {
        const std::int64_t t = tonnes('T');
        expected_ = model_.Bring("MOVE_FROM_TRADING", account, 'T', account, 'R', thing, t);
        return {"from trading", MoveFromTrading{id, thing, {t}}, kExchange};
      }
      default: {
        const std::int64_t t = AnyTonnes(dice, id, "CEA1920", 'T');
        expected_ = model_.Bring("SETTLE_TRADE", account, 'T', Number(other), 'T', "CEA1920", t);
        const Instant matched{StartOfDay(world_.now).micros - 10 * kHour};
        return {"trade",
                SettleTrade{"T" + std::to_string(trades_++),
                            "CEA1920",
                            TradingMethod::kListed,
                            id,
                            other,
                            {t},
                            {1},
                            {t},
                            matched},
                kExchange};
      }
    }
  }

  Drawn DrawOrder(Dice& dice, AccountId id, std::string thing) {
    static constexpr char kAbout[] = {'a', 'h', 'q', 'q', 'q', 'p'};
    static constexpr CommandType kProcesses[] = {
        CommandType::kTransfer, CommandType::kMoveToTrading, CommandType::kSettleTrade,
        CommandType::kFreezeHolding};
    NaiveFreezes::Order order;
    order.about = dice.Of(kAbout);
    if (order.about == 'q' && dice.Rarely()) thing = dice.Below(2) == 0 ? "CNY" : "CEA99";
    if (order.about != 'h' && dice.Rarely()) id = kNobody;
    order.until = world_.now.micros + (dice.Below(50) - (dice.Rarely() ? 50 : -1)) * kHour;
    FreezeHolding command = OnAccount(id);
    if (order.about != 'p') order.account = Number(id);
    if (order.about == 'h') {
      command = OnHolder("code-" + std::to_string(Raw(id)));
    } else if (order.about == 'q') {
      order.thing = thing;
      order.left = 1 + dice.Below(150);
      command = OnQuantity(id, order.left, {}, thing);
    } else if (order.about == 'p') {
      const CommandType process = dice.Of(kProcesses);
      order.process = CommandTypeName(process);
      order.until = std::min(order.until, world_.now.micros + 12 * kHour);
      command = OnProcess(process);
    }
    command.from = {world_.now.micros + (dice.Rarely() ? 1 : 0)};
    command.until = {order.until};
    expected_ = model_.Freeze(Next(), order, command.from.micros);
    return {"freeze", command};
  }

  Drawn DrawAnswer(Dice& dice) {
    if (model_.waiting.empty()) return {};
    auto it = model_.waiting.begin();
    std::advance(it, dice.Below(static_cast<int>(model_.waiting.size())));
    const std::int64_t id = it->first;
    const Sequence proposal{id};
    const bool expired = world_.now >= world_.proposals.at(proposal).expires_at;
    if (!expired && dice.Below(3) != 0) {
      expected_ = model_.Approve(id);
      return {"approve", ApproveProposal{proposal, world_.HashOf(proposal)}, kReviewer, "rev-1"};
    }
    const NaiveFreezes::Gift gift = model_.waiting.at(id);
    model_.waiting.erase(id);
    expected_ = model_.Bring("", gift.from, 'P', gift.from, 'R', gift.thing, gift.tonnes);
    if (expired) return {"expire proposal", ExpireProposal{proposal}, kHouse};
    return {"withdraw", WithdrawProposal{proposal, ""}, kOperator, "op-1"};
  }

  std::optional<std::string> Compare() {
    for (const AccountId id : {kUnit, kOtherUnit}) {
      for (const auto& [code, instrument] : world_.rules.instruments) {
        for (const auto& [letter, bucket] : kBuckets) {
          const std::int64_t is = world_.Balance(id, instrument.id, bucket);
          const std::int64_t expected = model_.balance[{Number(id), code, letter}];
          if (is != expected) {
            return No(id) + " " + code + " " + letter + " is " + std::to_string(is) +
                   ", expected " + std::to_string(expected);
          }
        }
        if (Shares(world_, id, code) != SharesOfModel(id, code)) {
          return Shares(world_, id, code) + ", expected " + SharesOfModel(id, code);
        }
      }
    }
    for (const std::string& answer : world_.house) {
      if (answer != "accepted") return "the registry itself: " + answer;
    }
    return std::nullopt;
  }

  std::string SharesOfModel(AccountId id, const std::string& thing) {
    std::string text;
    if (thing != "CEA1920" && thing != "CEA21") return text;
    for (const std::int64_t number : model_.rank) {
      NaiveFreezes::Order& order = model_.orders[number];
      if (!model_.IsOn(order, Number(id), thing)) continue;
      text += (text.empty() ? "" : " ") + std::to_string(number) + ":" +
              std::to_string(order.heap[thing]) + "/" +
              (order.about == 'q' ? std::to_string(order.left) : "all");
    }
    return text;
  }

  World world_;
  NaiveFreezes model_;
  std::string expected_;
  int trades_ = 0;
  std::map<std::string, int> counts_;
};

TEST_CASE("random histories of freezes agree with the naive model at every step") {
  std::map<std::string, int> counts;
  REQUIRE(rc::check([&] {
    const auto steps =
        *rc::gen::resize(200, rc::gen::container<std::vector<std::uint64_t>>(
                                  rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>())));
    History history("");
    for (const std::uint64_t seed : steps) {
      if (const auto difference = history.Step(seed)) RC_FAIL(*difference);
    }
    for (const auto& [answer, count] : history.counts()) counts[answer] += count;
  }));
  // Agreement is worth something only where every answer occurred.
  for (const char* answer : {"freeze accepted",
                             "freeze ACCOUNT_NOT_FOUND",
                             "freeze INSTRUMENT_NOT_FOUND",
                             "freeze INSTRUMENT_KIND_FORBIDS",
                             "freeze PROCESS_NOT_STOPPABLE",
                             "freeze FREEZE_DATES_INVALID",
                             "renew accepted",
                             "renew FREEZE_NOT_FOUND",
                             "renew FREEZE_NOT_IN_FORCE",
                             "renew FREEZE_DATES_INVALID",
                             "release accepted",
                             "release FREEZE_NOT_IN_FORCE",
                             "expire accepted",
                             "expire FREEZE_NOT_ENDED",
                             "deduct accepted",
                             "deduct FROZEN_TOO_LITTLE",
                             "deduct SAME_ACCOUNT",
                             "consent accepted",
                             "consent FROZEN_TOO_LITTLE",
                             "consent INSTRUMENT_NOT_ELIGIBLE",
                             "consent SURRENDER_ABOVE_DUE",
                             "take accepted",
                             "take NOTHING_TO_FREEZE",
                             "pledge accepted",
                             "pledge INSUFFICIENT_HOLDING",
                             "unpledge accepted",
                             "unpledge FREEZE_NOT_FOUND",
                             "propose accepted",
                             "propose PROCESS_STOPPED",
                             "approve accepted",
                             "approve INSUFFICIENT_HOLDING",
                             "approve PROCESS_STOPPED",
                             "withdraw accepted",
                             "expire proposal accepted",
                             "from trading accepted",
                             "trade accepted",
                             "trade PROCESS_STOPPED"}) {
    INFO(answer);
    CHECK(counts[answer] >= 5);
  }
}

// How many histories, each of 120 steps, it takes to find a flaw; 0: it was not found.
int HistoriesToFind(const std::string& flaw) {
  for (int number = 1; number <= 300; ++number) {
    History history(flaw);
    for (std::uint64_t step = 0; step < 120; ++step) {
      if (history.Step(static_cast<std::uint64_t>(number) * 1'000'003 + step)) return number;
    }
  }
  return 0;
}

TEST_CASE("every mistake that is planted in the model is found, and none where there is none") {
  CHECK(HistoriesToFind("") == 0);
  for (const char* flaw :
       {"later first", "renewed stands last", "an end frees all", "trading on the same day",
        "over late", "held until recorded", "never shrinks", "never used up", "arrivals free",
        "pending taken", "pledged taken", "one heap", "holders forgotten", "approved blindly",
        "stops for ever", "limit forgotten"}) {
    INFO(flaw);
    CHECK(HistoriesToFind(flaw) > 0);
  }
}

}  // namespace
}  // namespace registry::ledger::testing
