// Random histories of proposals, next to a deliberately naive model of them: what is answered and
// every balance agree at each step, nothing is lost or made, and nothing is ever executed by one
// person.
#include <rapidcheck.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/decide.h"
#include "tests/ledger/histories.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

constexpr std::int64_t kHeld = 1'000;
constexpr std::int64_t kHour = 3'600'000'000;

const std::vector<std::string> kOperators = {"op-1", "op-2", "both-1"};
const std::vector<std::string> kReviewers = {"rev-1", "rev-2", "both-1", "op-1"};

// What the model knows of a proposal: an open one holds its tonnes.
struct Waiting {
  std::string by;
  std::int64_t tonnes = 0;
  std::int64_t expires = 0;
  std::set<std::string> approved;
  std::size_t needed = 0;
  bool open = true;
};

// A unit gives to another one; two approvals above 500 t.
class History {
 public:
  History() {
    world_.Hold(kUnit, kCea1920, kHeld);
    world_.NeedSecondPersons();
    world_.rules.policies[{
        PolicyKind::kApprovalsNeeded, Role::kRegistryOperator, CommandType::kTransfer, {500}}]
                         [Instant{}] = 2;
  }

  void Step(std::uint64_t dice) {
    const auto below = [&dice](std::uint64_t limit) {
      const std::uint64_t drawn = dice % limit;
      dice = (dice / limit) * 0x9E3779B97F4A7C15ULL + drawn;
      return drawn;
    };
    world_.now.micros += static_cast<std::int64_t>(below(12)) * kHour;
    switch (below(5)) {
      case 0:
      case 1:
        return Propose(kOperators[below(3)], 1 + static_cast<std::int64_t>(below(900)));
      case 2:
      case 3:
        return Approve(Any(below(8)), kReviewers[below(4)]);
      default:
        return End(Any(below(8)), static_cast<int>(below(3)));
    }
  }

  // How often each answer was right.
  const std::map<std::string, int>& answers() const { return answers_; }

 private:
  // One of the newest proposals, or one that does not exist.
  std::int64_t Any(std::uint64_t back) const {
    return waiting_.empty() ? 1 : waiting_.rbegin()->first - static_cast<std::int64_t>(back) + 1;
  }

  void Propose(const std::string& person, std::int64_t tonnes) {
    const bool enough = tonnes <= held_;
    const std::string answer = world_.DoAs(
        kOperator, person,
        Transfer{kUnit, kOtherUnit, "CEA1920", {tonnes}, TransferGround::kCorrection, {}});
    Require("a proposal", answer.starts_with(enough ? "waiting" : "INSUFFICIENT_HOLDING"));
    answers_[enough ? "waiting" : "INSUFFICIENT_HOLDING"]++;
    if (enough) {
      held_ -= tonnes;
      waiting_[Raw(world_.sequence)] = {person,
                                        tonnes,
                                        world_.now.micros + 72 * kHour,
                                        {},
                                        tonnes > 500 ? std::size_t{2} : std::size_t{1}};
    }
    Check();
  }

  // What the model says of an answer to a proposal that is there.
  static std::string Refusal(const Waiting& waiting, std::int64_t now) {
    if (!waiting.open) return "PROPOSAL_NOT_OPEN";
    return now >= waiting.expires ? "PROPOSAL_EXPIRED" : "";
  }

  void Approve(std::int64_t id, const std::string& person) {
    const auto found = waiting_.find(id);
    const Digest hash = found == waiting_.end() ? Digest{} : world_.HashOf(Sequence{id});
    std::string expected = "DENIED";
    if (found != waiting_.end() && person != "op-1") {
      Waiting& waiting = found->second;
      expected = Refusal(waiting, world_.now.micros);
      if (expected.empty() && (waiting.by == person || waiting.approved.contains(person))) {
        expected = "SECOND_PERSON_IS_FIRST";
      }
      if (expected.empty()) {
        expected = "accepted";
        waiting.approved.insert(person);
        if (waiting.approved.size() == waiting.needed) {
          waiting.open = false;
          given_ += waiting.tonnes;
          executed_by_.push_back(waiting.approved.size() + 1);
        }
      }
    }
    Expect(expected, world_.DoAs(kReviewer, person, ApproveProposal{Sequence{id}, hash}));
  }

  void End(std::int64_t id, int how) {
    const auto found = waiting_.find(id);
    const Digest hash = found == waiting_.end() ? Digest{} : world_.HashOf(Sequence{id});
    std::string expected = "DENIED";
    if (found != waiting_.end()) {
      const Waiting& waiting = found->second;
      const bool expired = world_.now.micros >= waiting.expires;
      expected = waiting.open ? "" : "PROPOSAL_NOT_OPEN";
      if (expected.empty() && how == 0 && expired) expected = "PROPOSAL_EXPIRED";
      if (expected.empty() && how == 2 && !expired) expected = "PROPOSAL_NOT_EXPIRED";
      if (expected.empty()) {
        expected = "accepted";
        found->second.open = false;
        held_ += waiting.tonnes;
      }
    }
    if (how == 0) {
      Expect(expected, world_.DoAs(kReviewer, "rev-1", RejectProposal{Sequence{id}, hash, "no"}));
    } else if (how == 1) {
      Expect(expected, world_.DoAs(kOperator, "op-2", WithdrawProposal{Sequence{id}, "no"}));
    } else {
      Expect(expected, world_.DoAs(kHouse, "", ExpireProposal{Sequence{id}}));
    }
  }

  void Expect(const std::string& expected, const std::string& answer) {
    // An answer may name a second reason behind the first.
    Require(answer + ", expected " + expected, answer.starts_with(expected));
    answers_[expected]++;
    Check();
  }

  void Check() const {
    std::int64_t pending = 0;
    for (const auto& [id, waiting] : waiting_) pending += waiting.open ? waiting.tonnes : 0;
    Require("held", world_.Balance(kUnit, kCea1920) == held_);
    Require("pending", world_.Balance(kUnit, kCea1920, Bucket::kPendingTransfer) == pending);
    Require("given", world_.Balance(kOtherUnit, kCea1920) == given_);
    Require("nothing lost", held_ + pending + given_ == kHeld);
    for (const std::size_t persons : executed_by_) Require("two persons", persons >= 2);
    for (const auto& [id, proposal] : world_.proposals) {
      const std::set<std::string> others(proposal.approvers.begin(), proposal.approvers.end());
      Require("nobody twice", others.size() == proposal.approvers.size());
      Require("nobody his own", !others.contains(proposal.person));
    }
  }

  static void Require(const std::string& what, bool holds) {
    if (!holds) RC_FAIL(what);
  }

  World world_;
  std::map<std::int64_t, Waiting> waiting_;
  std::int64_t held_ = kHeld;
  std::int64_t given_ = 0;
  std::vector<std::size_t> executed_by_;
  std::map<std::string, int> answers_;
};

TEST_CASE("random proposals agree with the naive model, and nothing is done by one person") {
  std::map<std::string, int> answers = PlayHistories<History>(200);
  // Agreement is worth something only where every answer occurred.
  for (const char* answer :
       {"waiting", "INSUFFICIENT_HOLDING", "accepted", "DENIED", "PROPOSAL_NOT_OPEN",
        "PROPOSAL_EXPIRED", "PROPOSAL_NOT_EXPIRED", "SECOND_PERSON_IS_FIRST"}) {
    INFO(answer);
    CHECK(answers[answer] >= 5);
  }
}

}  // namespace
}  // namespace registry::ledger::testing
