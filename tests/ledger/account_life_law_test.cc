// Random lives of accounts, next to a naive model of them: what is accepted and what each account
// is agree at each step, and no subject ever has two accounts.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/decide.h"
#include "tests/ledger/histories.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

using enum AccountStatus;

constexpr std::int64_t kDay = 86'400'000'000;

// What the model knows of an account: a few words of its life.
struct Life {
  std::string code;
  AccountKind kind{};
  AccountStatus status{};
  std::int64_t since = 0;
  std::optional<std::int64_t> objected;
  bool replied = false;
};

class History {
 public:
  void Step(std::uint64_t dice) {
    const auto below = [&dice](std::uint64_t limit) {
      const std::uint64_t drawn = dice % limit;
      dice = (dice / limit) * 0x9E3779B97F4A7C15ULL + drawn;
      return static_cast<int>(drawn);
    };
    world_.now.micros += below(9) * kDay;
    world_.received_at = {world_.now.micros - 1};
    const AccountId id{1008 + below(4)};
    Life* life = lives_.contains(Raw(id)) ? &lives_.at(Raw(id)) : nullptr;
    switch (below(9)) {
      case 0:
        return Apply("code-" + std::to_string(below(4)),
                     below(3) == 0 ? std::optional(id) : std::nullopt);
      case 1:
        return OpenAtOnce("code-" + std::to_string(below(4)));
      case 2:
        return Review(life, id, below(3) != 0);
      case 3:
        return Become("open", kOperator, OpenAppliedAccount{id}, life, kReviewed, kOpen);
      case 4:
      case 5:
        return Change(life, id, static_cast<AccountStatus>(1 + below(below(4) == 0 ? 7 : 2)));
      case 6:
        return Object(life, id);
      case 7:
        return Reply(life, id, below(2) == 0);
      default:
        return ChangeKind(life, id, static_cast<AccountKind>(1 + below(4)));
    }
  }

  const std::map<std::string, int>& answers() const { return answers_; }

 private:
  Life* OfCode(const std::string& code) {
    for (auto& [id, life] : lives_) {
      if (life.code == code) return &life;
    }
    return nullptr;
  }
  static bool Is(const Life* life, AccountStatus status) {
    return life != nullptr && life->status == status;
  }
  void Put(Life& life, AccountStatus status) {
    life.status = status;
    life.since = world_.now.micros;
  }

  void Apply(const std::string& code, std::optional<AccountId> named) {
    Life* known = OfCode(code);
    bool accepted = known == nullptr || known->status == kRefused;
    // Who names an account names his own, refused one.
    if (named) {
      const auto its = lives_.find(Raw(*named));
      accepted = Is(known, kRefused) && its != lives_.end() && &its->second == known;
    }
    if (accepted) {
      Life& life = known != nullptr ? *known : lives_[1008 + opened_++];
      life = {code, AccountKind::kInstitution, kApplied, world_.now.micros, {}, false};
    }
    Expect("apply", accepted, kOperator,
           ApplyForAccount{AccountKind::kInstitution, code, "name", "", {}, {}, named, {}});
  }

  void OpenAtOnce(const std::string& code) {
    const bool accepted = OfCode(code) == nullptr;
    if (accepted) {
      lives_[1008 + opened_++] = {code, AccountKind::kInstitution, kOpen, world_.now.micros, {},
                                  false};
    }
    Expect("open at once", accepted, kOperator,
           OpenAccount{AccountKind::kInstitution, code, "name", "", {}});
  }

  void Become(const std::string& what, ParticipantId who, const Command& command, Life* life,
              AccountStatus from, AccountStatus to) {
    const bool accepted = Is(life, from);
    if (accepted) Put(*life, to);
    Expect(what, accepted, who, command);
  }

  void Review(Life* life, AccountId id, bool passed) {
    Become("review", kReviewer, ReviewApplication{id, passed, ""}, life, kApplied,
           passed ? kReviewed : kRefused);
  }

  void Change(Life* life, AccountId id, AccountStatus to) {
    const std::set<std::pair<AccountStatus, AccountStatus>> steps = {
        {kOpen, kRestricted},    {kRestricted, kOpen}, {kOpen, kClosing},
        {kRestricted, kClosing}, {kClosing, kOpen},    {kClosing, kClosed}};
    const bool accepted = life != nullptr && steps.contains({life->status, to});
    if (accepted) {
      Put(*life, to);
      if (to == kRestricted) {
        life->objected.reset();
        life->replied = false;
      }
    }
    Expect("change", accepted, kOperator, ChangeAccountStatus{id, to, "cause"});
  }

  // There are no calendars here: fifteen working days are 45 days.
  void Object(Life* life, AccountId id) {
    const bool accepted = Is(life, kRestricted) && !life->objected &&
                          world_.received_at.micros <= life->since + 45 * kDay;
    if (accepted) life->objected = world_.received_at.micros;
    Expect("object", accepted, kOperator, ObjectToRestriction{id, "cause", {}});
  }

  void Reply(Life* life, AccountId id, bool lifted) {
    const bool accepted = Is(life, kRestricted) && life->objected && !life->replied;
    if (accepted) {
      life->replied = true;
      if (lifted) Put(*life, kOpen);
    }
    Expect("reply", accepted, kReviewer, DecideObjection{id, lifted, "cause", {}});
  }

  void ChangeKind(Life* life, AccountId id, AccountKind to) {
    const bool unit = to == AccountKind::kKeyEmittingUnit;
    const bool accepted = life != nullptr &&
                          (life->status == kOpen || life->status == kRestricted) &&
                          (unit || to == AccountKind::kInstitution);
    if (accepted) life->kind = to;
    Expect("change kind", accepted, kOperator,
           ChangeAccountKind{id, to, unit ? Sector::kPower : Sector::kNone, "13", {}});
  }

  void Expect(const std::string& what, bool accepted, ParticipantId who, const Command& command) {
    const std::string answer = world_.Do(who, command);
    Require(what + ": " + answer, (answer == "accepted") == accepted);
    Require(what + ": " + answer, !answer.starts_with("FAULT") && answer != "DENIED");
    ++answers_[what + (accepted ? " accepted" : " refused")];
    std::set<std::string> codes;
    for (const auto& [id, account] : world_.accounts) {
      Require("one account for each subject", account.social_credit_code.empty() ||
                                                  codes.insert(account.social_credit_code).second);
      if (Raw(id) < 1008) continue;
      const Life& life = lives_.at(Raw(id));
      Require("an account of the model",
              account.social_credit_code == life.code && account.kind == life.kind &&
                  account.status == life.status && account.status_since.micros == life.since &&
                  account.objection_decided == life.replied &&
                  account.objected_at.has_value() == life.objected.has_value() &&
                  (!life.objected || account.objected_at->micros == *life.objected));
      CheckTerm(account, life);
    }
    Require("accounts of the model", world_.accounts.size() == lives_.size() + kAtFirst);
  }

  void CheckTerm(const Account& account, const Life& life) const {
    std::optional<std::int64_t> due;
    if (life.status == kReviewed) due = life.since + 15 * kDay;
    if (life.status == kRestricted && life.objected && !life.replied) {
      due = *life.objected + 30 * kDay;
    }
    const auto said = DueAt({}, account);
    Require("a term of the model",
            said.has_value() == due.has_value() && (!due || said->micros == *due));
  }

  static void Require(const std::string& what, bool holds) {
    if (!holds) RC_FAIL(what);
  }

  World world_;
  const std::size_t kAtFirst = world_.accounts.size();
  std::map<std::int64_t, Life> lives_;
  int opened_ = 0;
  std::map<std::string, int> answers_;
};

TEST_CASE("random lives of accounts agree with the naive model, and no subject has two accounts") {
  std::map<std::string, int> answers = PlayHistories<History>(300);
  // Agreement is worth something only where both answers occurred.
  for (const char* what :
       {"apply", "open at once", "review", "open", "change", "object", "reply", "change kind"}) {
    for (const char* answer : {" accepted", " refused"}) {
      INFO(what << answer);
      CHECK(answers[std::string(what) + answer] >= 10);
    }
  }
}

}  // namespace
}  // namespace registry::ledger::testing
