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
#include "tests/ledger/succession_book.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

constexpr std::int64_t kDay = 86'400'000'000;

class History : SuccessionBook {
 public:
  explicit History(std::uint64_t seed) : SuccessionBook(seed) {}

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
