// Random histories: each is a list of numbers and shrinks as one.
#ifndef TESTS_LEDGER_HISTORIES_H_
#define TESTS_LEDGER_HISTORIES_H_

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace registry::ledger::testing {

// The numbers of one history, as many as this at most.
inline std::vector<std::uint64_t> DrawNumbers(int at_most) {
  return *rc::gen::resize(at_most, rc::gen::container<std::vector<std::uint64_t>>(
                                       rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>())));
}

// Plays random histories of up to so many steps and adds up how often each answer occurred. A
// History has Step(number) and answers(); it fails the property by itself.
template <typename History>
std::map<std::string, int> PlayHistories(int steps) {
  std::map<std::string, int> answers;
  REQUIRE(rc::check([&] {
    History history;
    for (const std::uint64_t number : DrawNumbers(steps)) history.Step(number);
    for (const auto& [answer, count] : history.answers()) answers[answer] += count;
  }));
  return answers;
}

}  // namespace registry::ledger::testing

#endif  // TESTS_LEDGER_HISTORIES_H_
