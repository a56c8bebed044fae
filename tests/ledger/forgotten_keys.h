// Every kind of key that a request touches, and how to forget one key of it.
#ifndef TESTS_LEDGER_FORGOTTEN_KEYS_H_
#define TESTS_LEDGER_FORGOTTEN_KEYS_H_

#include <iterator>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/decide.h"
#include "ledger/snapshot.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {

struct KindOfKey {
  const char* name;
  std::vector<Touched> (*each_forgotten)(const Touched&);
};

template <auto Member>
std::vector<Touched> EachForgotten(const Touched& touched) {
  std::vector<Touched> mutants;
  for (const auto& key : touched.*Member) {
    mutants.push_back(touched);
    (mutants.back().*Member).erase(key);
  }
  return mutants;
}

inline constexpr KindOfKey kKindsOfKey[] = {
    {"accounts", EachForgotten<&Touched::accounts>},
    {"holders", EachForgotten<&Touched::holders>},
    {"positions", EachForgotten<&Touched::positions>},
    {"account_positions", EachForgotten<&Touched::account_positions>},
    {"issuance_caps", EachForgotten<&Touched::issuance_caps>},
    {"obligations", EachForgotten<&Touched::obligations>},
    {"account_obligations", EachForgotten<&Touched::account_obligations>},
    {"trades", EachForgotten<&Touched::trades>},
    {"proposals", EachForgotten<&Touched::proposals>},
};
static_assert(std::size(kKindsOfKey) == sizeof(Touched) / sizeof(std::set<AccountId>));

// What is touched without one of its keys, and of which kind that is.
struct Forgetful {
  const char* kind;
  Touched touched;
};

inline std::vector<Forgetful> EachForgetful(const Touched& touched) {
  std::vector<Forgetful> each;
  for (const KindOfKey& kind : kKindsOfKey) {
    for (Touched& less : kind.each_forgotten(touched)) each.push_back({kind.name, std::move(less)});
  }
  return each;
}

// Whether deciding a request on these keys alone is a fault.
inline bool IsFaultOn(const World& world, const Request& request, const Touched& touched) {
  return std::holds_alternative<Fault>(
      ledger::Decide(world.rules, world.Load(touched), world.ids, world.now, request));
}

}  // namespace registry::ledger::testing

#endif  // TESTS_LEDGER_FORGOTTEN_KEYS_H_
