// Random histories of freezes, pledges and what meets them, next to a deliberately naive model:
// every answer, every balance and what each freeze holds agree at each step. A model with any one
// mistake does not.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/ledger/freeze_history.h"

namespace registry::ledger::testing {
namespace {

TEST_CASE("random histories of freezes agree with the naive model at every step") {
  REQUIRE(rc::check([] {
    const auto steps =
        *rc::gen::resize(200, rc::gen::container<std::vector<std::uint64_t>>(
                                  rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>())));
    FreezeHistory history("");
    for (const std::uint64_t seed : steps) {
      if (const auto difference = history.Step(seed)) RC_FAIL(*difference);
    }
  }));
}

using Counts = std::map<std::string, int>;

// The first of 300 histories, each of 120 steps and always the same, that finds a flaw; 0: none
// does. Adds up how often each answer was given.
int HistoryThatFinds(const std::string& flaw, Counts& counts) {
  for (int number = 1; number <= 300; ++number) {
    FreezeHistory history(flaw);
    for (std::uint64_t step = 0; step < 120; ++step) {
      if (history.Step(static_cast<std::uint64_t>(number) * 1'000'003 + step)) return number;
    }
    for (const auto& [answer, count] : history.counts()) counts[answer] += count;
  }
  return 0;
}

TEST_CASE("histories of freezes give every answer, and the model's is the same") {
  Counts counts;
  REQUIRE(HistoryThatFinds("", counts) == 0);
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
                             "trade INSUFFICIENT_HOLDING",
                             "trade PROCESS_STOPPED"}) {
    INFO(answer);
    CHECK(counts[answer] >= 10);
  }
}

TEST_CASE("every mistake that is planted in the model of freezes is found") {
  for (const char* flaw :
       {"later first", "renewed stands last", "an end frees all", "trading on the same day",
        "over late", "held until recorded", "never shrinks", "never used up", "arrivals free",
        "pending taken", "pledged taken", "one heap", "holders forgotten", "approved blindly",
        "stops for ever", "limit forgotten", "sold before it was taken"}) {
    INFO(flaw);
    Counts counts;
    CHECK(HistoryThatFinds(flaw, counts) > 0);
  }
}

}  // namespace
}  // namespace registry::ledger::testing
