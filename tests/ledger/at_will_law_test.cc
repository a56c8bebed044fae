// Random histories of transfers at will, next to a deliberately naive model of them: answers,
// states and balances agree at each step, nothing is lost, and no day sends more than its limit.
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/decide.h"
#include "tests/ledger/forgotten_keys.h"
#include "tests/ledger/histories.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

using Micros = std::int64_t;
constexpr Micros kHour = 3'600'000'000;
constexpr Micros kDay = 24 * kHour;
constexpr std::int64_t kHeld = 5'000;

// Written from RULES R16, knowing nothing of the core.
struct Model {
  struct Sent {
    AccountId to{};
    std::string thing;
    std::int64_t tonnes = 0;
    Micros asked = 0, due = 0;
    std::string state = "WAITING";
  };
  std::map<std::string, std::int64_t> held{{"CEA1920", kHeld}, {"CEA21", kHeld}};
  std::map<std::pair<AccountId, std::string>, std::int64_t> received;
  std::map<AccountId, Micros> trusted;  // since when
  std::map<AccountId, bool> open;
  std::map<std::int64_t, Sent> sent;
  std::int64_t limit = 1'000;
  Micros delay = 24 * kHour, trust_delay = 12 * kDay;
  bool on = true, unit_open = true;

  static Micros DayOf(Micros at) { return (at + 8 * kHour) / kDay; }
  bool CanReceive(AccountId id) const { return open.contains(id) && open.at(id); }

  std::string Hindrance(const Sent& transfer, std::int64_t id) const {
    if (!on) return "COMMAND_OFF";
    const bool known = trusted.contains(transfer.to);
    if (!unit_open || (known && !CanReceive(transfer.to))) return "ACCOUNT_STATUS_FORBIDS";
    if (!known || trusted.at(transfer.to) > transfer.asked) return "ACCOUNT_NOT_TRUSTED";
    std::int64_t day = transfer.tonnes;
    for (const auto& [number, other] : sent) {
      const bool counts = other.state == "WAITING" || other.state == "DONE";
      if (number != id && counts && DayOf(other.asked) == DayOf(transfer.asked)) {
        day += other.tonnes;
      }
    }
    if (day > limit) return "DAILY_LIMIT_EXCEEDED";
    const std::int64_t waiting = sent.contains(id) ? transfer.tonnes : 0;
    return held.at(transfer.thing) + waiting < transfer.tonnes ? "INSUFFICIENT_HOLDING" : "";
  }

  std::string Send(const Sent& transfer, std::int64_t id) {
    std::string hindrance = Hindrance(transfer, id);
    if (!hindrance.empty()) return hindrance;
    held[transfer.thing] -= transfer.tonnes;
    sent[id] = transfer;
    return "accepted";
  }

  std::string Trust(AccountId id, Micros now) {
    if (!on) return "COMMAND_OFF";
    if (!unit_open) return "ACCOUNT_STATUS_FORBIDS";
    if (!CanReceive(id)) return "ACCOUNT_NOT_FOUND";
    return trusted.emplace(id, now + trust_delay).second ? "accepted" : "ACCOUNT_TRUSTED";
  }

  std::string Execute(std::int64_t id, Micros now) {
    if (!sent.contains(id)) return "TRANSFER_NOT_FOUND";
    Sent& transfer = sent.at(id);
    if (transfer.state != "WAITING") return "TRANSFER_NOT_WAITING";
    if (now < transfer.due) return "TRANSFER_NOT_DUE";
    if (Hindrance(transfer, id).empty()) {
      received[{transfer.to, transfer.thing}] += transfer.tonnes;
      transfer.state = "DONE";
    } else {
      held[transfer.thing] += transfer.tonnes;
      transfer.state = "FAILED";
    }
    return "accepted";
  }

  std::string Abort(std::int64_t id, bool own) {
    if (!sent.contains(id) || !own) return "TRANSFER_NOT_FOUND";
    Sent& transfer = sent.at(id);
    if (transfer.state != "WAITING") return "TRANSFER_NOT_WAITING";
    held[transfer.thing] += transfer.tonnes;
    transfer.state = "ABORTED";
    return "accepted";
  }
};

const std::vector<AccountId> kOthers = {kOtherUnit, kFarUnit, kInstitution};

class History {
 public:
  History() {
    world_.Hold(kUnit, kCea1920, kHeld);
    world_.Hold(kUnit, kCea21, kHeld);
    for (const AccountId id : kOthers) model_.open[id] = true;
    Set(PolicyKind::kCommandSwitch, CommandType::kTrustAccount, 1);
    Set(PolicyKind::kCommandSwitch, CommandType::kTransferAtWill, 1);
    Set(PolicyKind::kDailyLimit, CommandType::kTransferAtWill, model_.limit);
    // Most of a history is under way, not on the way to it.
    for (const AccountId id : {kOtherUnit, kFarUnit}) {
      world_.rules.trusted[{kUnit, id}] = {{kUnit, id}, world_.now};
      model_.trusted[id] = world_.now.micros;
    }
  }

  void Step(std::uint64_t dice) {
    const auto below = [&dice](std::uint64_t limit) {
      const std::uint64_t drawn = dice % limit;
      dice = (dice / limit) * 0x9E3779B97F4A7C15ULL + drawn;
      return static_cast<std::int64_t>(drawn);
    };
    Pass(below(10), below(12));
    const AccountId other = kOthers[static_cast<std::size_t>(below(3))];
    switch (below(16)) {
      case 0:
        return Expect(model_.Trust(other, world_.now.micros), kRepresentative,
                      TrustAccount{kUnit, other});
      case 1: {
        const bool known = model_.trusted.erase(other) == 1;
        return Expect(known ? "accepted" : "ACCOUNT_NOT_TRUSTED", kRepresentative,
                      DistrustAccount{kUnit, other});
      }
      case 2:
        return Change(below(8), below(3), other);
      case 3:
      case 4: {
        const bool own = below(6) != 0;
        const std::int64_t id = Any(below(6));
        return Expect(model_.Abort(id, own), kOperator,
                      AbortTransfer{own ? kUnit : other, Sequence{id}, "cause"});
      }
      case 5:
      case 6:
      case 7:
      case 8: {
        const std::int64_t id = Any(below(6));
        return Expect(model_.Execute(id, world_.now.micros), kHouse, ExecuteTransfer{Sequence{id}});
      }
      default:
        return Send(other, below(3) == 0 ? "CEA21" : "CEA1920", 1 + below(700));
    }
  }

  const std::map<std::string, int>& answers() const { return answers_; }

 private:
  void Set(PolicyKind kind, CommandType command, std::int64_t value) {
    world_.rules.policies[{kind, Role::kUnitRepresentative, command, {}}][Instant{}] = value;
  }

  // Hours, or to a boundary and a microsecond around it: midnight, or when something is due.
  void Pass(std::int64_t how, std::int64_t hours) {
    Micros& now = world_.now.micros;
    Micros to = now + hours * kHour;
    if (how == 0) to = (Model::DayOf(now) + 1) * kDay - 8 * kHour - hours % 2;
    if (how < 3 && how > 0) {
      for (const auto& [id, transfer] : model_.sent) {
        if (transfer.state == "WAITING" && transfer.due > now) {
          to = transfer.due - hours % 2;
          break;
        }
      }
    }
    now = std::max(now, to);
  }

  std::int64_t Any(std::int64_t back) const {
    return model_.sent.empty() ? 1 : model_.sent.rbegin()->first - back + 1;
  }

  void Send(AccountId to, const std::string& thing, std::int64_t tonnes) {
    const Micros now = world_.now.micros;
    const std::int64_t next = Raw(world_.sequence) + 1;
    const std::string expected = model_.Send({to, thing, tonnes, now, now + model_.delay}, next);
    Expect(expected, kRepresentative, TransferAtWill{kUnit, to, thing, {tonnes}});
  }

  void Change(std::int64_t what, std::int64_t value, AccountId other) {
    if (what == 0) {
      model_.on = value != 0;
      Set(PolicyKind::kCommandSwitch, CommandType::kTrustAccount, model_.on ? 1 : 0);
      Set(PolicyKind::kCommandSwitch, CommandType::kTransferAtWill, model_.on ? 1 : 0);
    } else if (what == 1 || what > 4) {
      model_.limit = 400 * (value + 1);
      Set(PolicyKind::kDailyLimit, CommandType::kTransferAtWill, model_.limit);
    } else if (what == 2) {
      model_.delay = value * 20 * kHour;
      Set(PolicyKind::kDelayHours, CommandType::kTransferAtWill, value * 20);
      model_.trust_delay = value * 3 * kDay;  // no calendar
      Set(PolicyKind::kTrustDelayDays, CommandType::kTrustAccount, value);
    } else if (what == 3) {
      model_.unit_open = value != 0;
      world_.SetStatus(kUnit, value != 0 ? AccountStatus::kOpen : AccountStatus::kRestricted, {});
    } else {
      model_.open[other] = value != 0;
      world_.SetStatus(other, value != 0 ? AccountStatus::kRestricted : AccountStatus::kClosing,
                       {});
    }
  }

  void Expect(const std::string& expected, ParticipantId who, Command command) {
    const std::string name(CommandTypeName(TypeOf(command)));
    const Request request = world_.RequestOf(who, std::move(command));
    const std::string answer = Text(world_.Decide(request));
    Require(name + ": " + answer + ", expected " + expected, answer.starts_with(expected));
    answers_[expected]++;
    if (expected == "accepted") Take(request);
    Check();
  }

  void Take(const Request& request) {
    const auto effects = std::get<Effects>(world_.Decide(request));
    const auto* ended = std::get_if<DelayedTransfer>(&effects.facts.front());
    // A transfer that fails may have failed before everything was looked at.
    if (ended == nullptr || ended->state != DelayedState::kFailed) ForgetEachKey(request);
    world_.Take(request, effects);
  }

  void ForgetEachKey(const Request& request) const {
    for (const auto& [kind, less] : EachForgetful(Touches(world_.rules, world_.ids, request))) {
      Require(std::string("forgot one of ") + kind, IsFaultOn(world_, request, less));
    }
  }

  void Check() {
    std::map<std::string, std::int64_t> pending, all = model_.held;
    std::map<Micros, std::int64_t> days;
    for (const auto& [id, sent] : model_.sent) {
      if (sent.state == "WAITING") pending[sent.thing] += sent.tonnes;
      if (sent.state == "WAITING" || sent.state == "DONE")
        days[Model::DayOf(sent.asked)] += sent.tonnes;
      const DelayedTransfer& transfer = world_.rules.delayed.at(Sequence{id});
      Require("state of a transfer", DelayedStateName(transfer.state) == sent.state);
      Require("due", transfer.due_at.micros == sent.due);
      if (sent.state == "FAILED") answers_["FAILED " + transfer.cause] = 1;
      if (sent.state == "DONE") answers_["DONE"] = 1;
    }
    for (const auto& [day, tonnes] : days) Require("a day's limit", tonnes <= 1'200);
    for (const auto& [code, id] : {std::pair{"CEA1920", kCea1920}, {"CEA21", kCea21}}) {
      Require("held", world_.Balance(kUnit, id) == model_.held[code]);
      Require("pending", world_.Balance(kUnit, id, Bucket::kPendingTransfer) == pending[code]);
      all[code] += pending[code];
      for (const AccountId other : kOthers) {
        Require("received", world_.Balance(other, id) == model_.received[{other, code}]);
        all[code] += model_.received[{other, code}];
      }
      Require("nothing lost", all[code] == kHeld);
    }
  }

  static void Require(const std::string& what, bool holds) {
    if (!holds) RC_FAIL(what);
  }

  World world_;
  Model model_;
  std::map<std::string, int> answers_;
};

TEST_CASE("random transfers at will agree with the naive model") {
  std::map<std::string, int> answers = PlayHistories<History>(900);
  // Agreement is worth something only where every answer occurred.
  for (const char* answer :
       {"accepted", "COMMAND_OFF", "ACCOUNT_STATUS_FORBIDS", "ACCOUNT_NOT_FOUND", "ACCOUNT_TRUSTED",
        "ACCOUNT_NOT_TRUSTED", "DAILY_LIMIT_EXCEEDED", "INSUFFICIENT_HOLDING", "TRANSFER_NOT_FOUND",
        "TRANSFER_NOT_WAITING", "TRANSFER_NOT_DUE", "DONE", "FAILED COMMAND_OFF",
        "FAILED ACCOUNT_STATUS_FORBIDS", "FAILED ACCOUNT_NOT_TRUSTED",
        "FAILED DAILY_LIMIT_EXCEEDED"}) {
    INFO(answer);
    CHECK(answers[answer] >= 5);
  }
}

}  // namespace
}  // namespace registry::ledger::testing
