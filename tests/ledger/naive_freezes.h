// Freezes once more, as plainly as can be, written from DOMAIN 2.1 and RULES R18: each freeze has a
// heap of its own of what it holds, and what comes is poured over the heaps in their order. Knows
// nothing of the core, and of a refusal only its first reason. A flaw is a mistake on purpose.
#ifndef TESTS_LEDGER_NAIVE_FREEZES_H_
#define TESTS_LEDGER_NAIVE_FREEZES_H_

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace registry::ledger::testing {

struct NaiveFreezes {
  using Tonnes = std::int64_t;
  using Micros = std::int64_t;
  using Id = std::int64_t;
  using Name = const std::string&;
  using Answer = std::string;
  struct Order {
    char about{};     // an 'a'ccount, a 'h'older, a 'q'uantity, a 'p'rocess; or a p'l'edge
    int account = 0;  // 0: of a process
    std::string thing, process;
    Tonnes left = 0;  // of 'q' and 'l'
    Micros until = 0, day = 0;
    bool ended = false, over = false;  // recorded as ended; its time is over
    std::map<std::string, Tonnes> heap;
  };
  struct Gift {
    int from = 0, to = 0;
    std::string thing;
    Tonnes tonnes = 0;
  };
  std::string flaw;
  Micros now = 0;
  std::map<Id, Order> orders;
  std::vector<Id> rank;
  std::map<std::tuple<int, std::string, char>, Tonnes> balance;  // Registered, Trading, ...
  std::map<std::pair<int, std::string>, Tonnes> nobodys;         // frozen, and on no heap
  std::map<Id, Gift> waiting;
  std::map<int, Tonnes> due;  // of the units, which are all accounts
  std::vector<std::string> things{"CEA1920", "CEA21"};
  static Micros DayOf(Micros at) { return (at + 8 * 3'600'000'000LL) / 86'400'000'000LL; }

  bool IsOn(const Order& order, int account, Name thing) const {
    if (order.ended || (order.over && flaw != "held until recorded")) return false;
    if (order.about == 'h' && flaw == "holders forgotten") return false;
    return order.account == account && order.about != 'l' &&
           (order.about != 'q' || order.thing == thing);
  }
  // Over the heaps; what is left.
  Tonnes Pour(int account, Name thing, Tonnes tonnes, Micros before_day = INT64_MAX) {
    std::vector<Id> served = rank;
    if (flaw == "later first") std::reverse(served.begin(), served.end());
    for (const Id id : served) {
      Order& order = orders[id];
      if (!IsOn(order, account, thing) || order.day >= before_day) continue;
      const bool limited = order.about == 'q' && flaw != "limit forgotten";
      const Tonnes more = limited ? std::min(tonnes, order.left - order.heap[thing]) : tonnes;
      order.heap[thing] += more;
      tonnes -= more;
    }
    return tonnes;
  }
  Answer TakeFrom(int account, Name thing, char bucket) {
    Tonnes& there = balance[{account, thing, bucket}];
    const bool of_before = bucket == 'T' && flaw != "trading on the same day";
    const Tonnes left = Pour(account, thing, there, of_before ? DayOf(now) : INT64_MAX);
    const Tonnes taken = there - left;
    balance[{account, thing, 'F'}] += taken;
    there = left;
    return taken > 0 ? "accepted" : "NOTHING_TO_FREEZE";
  }
  void Arrive(int account, Name thing, char bucket, Tonnes tonnes) {
    balance[{account, thing, bucket}] += tonnes;
    const bool wanted = (bucket == 'R' || bucket == 'T') && flaw != "arrivals free";
    if (wanted) TakeFrom(account, thing, bucket);
  }
  void Pass(Micros to) {
    now = to;
    for (auto& [id, order] : orders) {
      if (order.ended || order.over || order.about == 'l') continue;
      order.over = flaw == "over late" ? order.until < now : order.until <= now;
      if (!order.over || flaw == "held until recorded") continue;
      for (auto& [thing, tonnes] : std::exchange(order.heap, {})) {
        nobodys[{order.account, thing}] += Pour(order.account, thing, tonnes);
      }
    }
  }
  bool Stopped(Name process) const {
    return std::any_of(orders.begin(), orders.end(), [&](const auto& entry) {
      const Order& order = entry.second;
      return order.about == 'p' && order.process == process && !order.ended &&
             (!order.over || flaw == "stops for ever");
    });
  }
  Answer Freeze(Id id, Order order, Micros from) {
    const bool of_account = order.about == 'a' || order.about == 'q';
    if (of_account && !due.contains(order.account)) return "ACCOUNT_NOT_FOUND";
    if (order.about == 'q' && order.thing == "CNY") return "INSTRUMENT_KIND_FORBIDS";
    if (order.about == 'q' && order.thing == "CEA99") return "INSTRUMENT_NOT_FOUND";
    if (order.process == "FREEZE_HOLDING") return "PROCESS_NOT_STOPPABLE";
    if (from > now || order.until <= now) return "FREEZE_DATES_INVALID";
    order.day = DayOf(now);
    orders[id] = order;
    rank.push_back(id);
    for (Name thing : things) {
      Tonnes& spare = nobodys[{order.account, thing}];
      spare = Pour(order.account, thing, spare);
      TakeFrom(order.account, thing, 'R');
      if (flaw == "pending taken") TakeFrom(order.account, thing, 'P');
      if (flaw == "pledged taken") TakeFrom(order.account, thing, 'L');
    }
    return "accepted";
  }
  Answer Why(Id id, bool pledge = false) const {
    const auto found = orders.find(id);
    if (found == orders.end() || (found->second.about == 'l') != pledge) return "FREEZE_NOT_FOUND";
    return found->second.ended || found->second.over ? "FREEZE_NOT_IN_FORCE" : "accepted";
  }
  Answer Renew(Id id, Micros until) {
    if (Why(id) != "accepted") return Why(id);
    if (until <= orders[id].until) return "FREEZE_DATES_INVALID";
    orders[id].until = until;
    if (flaw == "renewed stands last") {
      std::rotate(std::find(rank.begin(), rank.end(), id), std::prev(rank.end()), rank.end());
    }
    return "accepted";
  }
  Answer End(Id id, bool by_time) {
    if (Why(id) == "FREEZE_NOT_FOUND") return Why(id);
    Order& order = orders[id];
    if (order.ended || (order.over && !by_time)) return "FREEZE_NOT_IN_FORCE";
    if (!order.over && by_time) return "FREEZE_NOT_ENDED";
    order.ended = true;
    for (Name thing : things) {
      if (order.about == 'q' && order.thing != thing) continue;
      Tonnes free = std::exchange(order.heap[thing], 0);
      free += std::exchange(nobodys[{order.account, thing}], 0);
      if (flaw != "an end frees all") free = Pour(order.account, thing, free);
      balance[{order.account, thing, 'F'}] -= free;
      balance[{order.account, thing, 'R'}] += free;
    }
    return "accepted";
  }
  Answer Shrink(Order& order, Name thing, Tonnes tonnes) {
    const Tonnes all = balance[{order.account, thing, 'F'}];
    if (tonnes > (flaw == "one heap" ? all : order.heap[thing])) return "FROZEN_TOO_LITTLE";
    order.heap[thing] -= tonnes;
    balance[{order.account, thing, 'F'}] -= tonnes;
    if (order.about == 'q' && flaw != "never shrinks") order.left -= tonnes;
    order.ended = order.about == 'q' && order.left == 0 && flaw != "never used up";
    return "accepted";
  }
  Answer Deduct(Id id, Name thing, Tonnes tonnes, int to) {
    if (Why(id) != "accepted") return Why(id);
    if (!due.contains(to)) return "ACCOUNT_NOT_FOUND";
    if (orders[id].account == to) return "SAME_ACCOUNT";
    const Answer answer = Shrink(orders[id], thing, tonnes);
    if (answer == "accepted") Arrive(to, thing, 'R', tonnes);
    return answer;
  }
  // For the unit's own obligation of 2019-20, which CEA21 does not serve.
  Answer Consent(Id id, Name thing, Tonnes tonnes) {
    if (Why(id) != "accepted") return Why(id);
    const int unit = orders[id].account;
    if (unit != 0 && thing == "CEA21") return "INSTRUMENT_NOT_ELIGIBLE";
    if (unit != 0 && tonnes > due[unit]) return "SURRENDER_ABOVE_DUE";
    const Answer answer = Shrink(orders[id], thing, tonnes);
    if (answer == "accepted") due[unit] -= tonnes;
    return answer;
  }
  // From a bucket to another one, of the same account or another.
  Answer Bring(Name process, int from, char bucket, int to, char into, Name thing, Tonnes tonnes) {
    if (Stopped(process)) return "PROCESS_STOPPED";
    if (balance[{from, thing, bucket}] < tonnes) return "INSUFFICIENT_HOLDING";
    balance[{from, thing, bucket}] -= tonnes;
    Arrive(to, thing, into, tonnes);
    return "accepted";
  }
  // What freezes of the days before the match want is theirs, taken or not yet.
  Answer Sell(int from, int to, Name thing, Tonnes tonnes, Micros matched) {
    if (Stopped("SETTLE_TRADE")) return "PROCESS_STOPPED";
    NaiveFreezes taken = *this;
    const Tonnes there = balance[{from, thing, 'T'}];
    const Tonnes free = taken.Pour(from, thing, there, DayOf(matched));
    if (free < tonnes && flaw != "sold before it was taken") return "INSUFFICIENT_HOLDING";
    return Bring("", from, 'T', to, 'T', thing, tonnes);
  }
  Answer Approve(Id id) {
    if (Stopped("TRANSFER")) return "PROCESS_STOPPED";
    const Gift gift = waiting.at(id);
    NaiveFreezes returned = *this;  // the freezes come first
    returned.Arrive(gift.from, gift.thing, 'R', gift.tonnes);
    const bool enough = returned.balance[{gift.from, gift.thing, 'R'}] >= gift.tonnes;
    if (!enough && flaw != "approved blindly") return "INSUFFICIENT_HOLDING";
    waiting.erase(id);
    return Bring("", gift.from, 'P', gift.to, 'R', gift.thing, gift.tonnes);
  }
};

}  // namespace registry::ledger::testing

#endif  // TESTS_LEDGER_NAIVE_FREEZES_H_
