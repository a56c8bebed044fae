// Every kind of key that a request touches, and how to forget one key of it.
#ifndef TESTS_LEDGER_FORGOTTEN_KEYS_H_
#define TESTS_LEDGER_FORGOTTEN_KEYS_H_

#include <iterator>
#include <set>
#include <vector>

#include "ledger/snapshot.h"

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

}  // namespace registry::ledger::testing

#endif  // TESTS_LEDGER_FORGOTTEN_KEYS_H_
