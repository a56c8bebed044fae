// Random histories of freezes, pledges and what meets them, next to the naive model (RULES R18).
#ifndef TESTS_LEDGER_FREEZE_HISTORY_H_
#define TESTS_LEDGER_FREEZE_HISTORY_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "ledger/decide.h"
#include "tests/ledger/dice.h"
#include "tests/ledger/freezing.h"
#include "tests/ledger/naive_freezes.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {

inline constexpr std::int64_t kHour = 3'600'000'000;
inline constexpr std::pair<char, Bucket> kBuckets[] = {{'R', Bucket::kRegistered},
                                                       {'T', Bucket::kTrading},
                                                       {'F', Bucket::kFrozen},
                                                       {'P', Bucket::kPendingTransfer},
                                                       {'L', Bucket::kPledged}};

// A world and the model of it, and what is asked of both.
class FreezeHistory {
 public:
  explicit FreezeHistory(const std::string& flaw) {
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
    if (model_.orders.empty() || dice.Rarely(15)) return dice.Below(50);
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

  Drawn Draw(Dice& dice);
  Drawn DrawOrder(Dice& dice, AccountId id, std::string thing);
  Drawn DrawAnswer(Dice& dice);

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

}  // namespace registry::ledger::testing

#endif  // TESTS_LEDGER_FREEZE_HISTORY_H_
