// The commands about freezes read and change what they touch, and no key of it can be left out.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/decide.h"
#include "tests/ledger/forgotten_keys.h"
#include "tests/ledger/freezing.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

struct Accepted {
  const char* what;
  World world;
  Request request;
};

World WithFreeze(const FreezeHolding& order) {
  World world;
  for (const AccountId id : {kUnit, kInstitution}) {
    world.Hold(id, kCea1920, 50);
    world.Hold(id, kCea1920, 20, Bucket::kTrading);
  }
  world.Owe(kUnit, 40);
  Freezing(world, order);
  Freezing(world, OnQuantity(kInstitution, 60));  // meets what is deducted
  return world;
}

// One accepted request of each command about freezes, of each kind of freeze.
std::vector<Accepted> OneAcceptedOfEach() {
  std::vector<Accepted> all;
  const auto add = [&](const char* what, const World& world, ParticipantId who, Command command) {
    all.push_back({what, world, world.RequestOf(who, std::move(command))});
  };
  const Sequence first{1};
  for (const auto& [what, order] : {std::pair{"of an account", OnAccount(kUnit)},
                                    {"of a holder", OnHolder("code-1001")},
                                    {"of a quantity", OnQuantity(kUnit, 30)}}) {
    const World free = WithFreeze(OnQuantity(kInstitution, 1));
    const World frozen = WithFreeze(order);
    add(what, free, kOperator, order);
    add(what, frozen, kOperator, RenewFreeze{first, {kEnds.micros + 1}, {}});
    add(what, frozen, kOperator, ReleaseFreeze{first, "", {}});
    World over = frozen;
    over.now = over.received_at = kEnds;
    add(what, over, kHouse, ExpireFreeze{first});
    add(what, frozen, kOperator, DeductFrozen{first, "CEA1920", {9}, kInstitution, {}});
    add(what, frozen, kOperator,
        SurrenderFrozen{first, "CEA1920", {9}, Sector::kPower, "2019-20", {}});
  }
  add("of a process", World(), kOperator, OnProcess(CommandType::kCancel));
  World next = WithFreeze(OnAccount(kUnit));
  next.now = next.received_at = Beijing(2021, 12, 21);
  add("from trading", next, kHouse, TakeFrozen{kUnit, kCea1920, Bucket::kTrading});
  next.Hold(kUnit, kCea1920, 5);
  add("from registration", next, kHouse, TakeFrozen{kUnit, kCea1920, Bucket::kRegistered});

  World pledges = WithFreeze(OnQuantity(kInstitution, 1));
  pledges.rules.policies[{
      PolicyKind::kCommandSwitch, Role::kRegistryOperator, CommandType::kPledge, {}}][Instant{}] =
      1;
  const Pledge pledged{kUnit, "CEA1920", {5}, "bank", {}};
  World persons = pledges;
  persons.NeedSecondPersons();
  all.push_back({"pledge", persons, persons.RequestAs(kOperator, "op-1", pledged)});
  pledges.Do(kOperator, pledged);
  const Sequence pledge = pledges.sequence;
  add("pledge", pledges, kOperator, ReleasePledge{pledge, {}});
  Freezing(pledges, OnAccount(kUnit));
  add("pledge under a freeze", pledges, kOperator, ReleasePledge{pledge, {}});
  return all;
}

// Whether the decision, or what follows it, reads a key that was not touched.
bool IsFound(const World& world, const Request& request, const Touched& touched) {
  Snapshot snapshot = world.Load(touched);
  const Decision decision = ledger::Decide(world.rules, snapshot, world.ids, world.now, request);
  if (std::holds_alternative<Fault>(decision)) return true;
  const auto* effects = std::get_if<Effects>(&decision);
  if (effects == nullptr) return false;
  snapshot.Apply(*effects, world.ids.sequence);
  FollowUps(world.rules, snapshot, world.now, *effects);
  return snapshot.fault().has_value();
}

TEST_CASE("forgetting any one key of a command about freezes is found") {
  std::set<std::string> kinds_caught;
  std::set<CommandType> commands;
  for (const auto& [what, world, request] : OneAcceptedOfEach()) {
    commands.insert(TypeOf(request.command));
    INFO(CommandTypeName(TypeOf(request.command)) << " " << what);
    const Touched touched = Touches(world.rules, world.ids, request);
    REQUIRE(Text(world.Decide(request)) == "accepted");
    CHECK_FALSE(IsFound(world, request, touched));
    for (const KindOfKey& kind : kKindsOfKey) {
      for (const Touched& mutant : kind.each_forgotten(touched)) {
        INFO(kind.name);
        CHECK(IsFound(world, request, mutant));
        kinds_caught.insert(kind.name);
      }
    }
  }
  CHECK(kinds_caught == std::set<std::string>{"accounts", "account_positions", "holders",
                                              "obligations", "positions"});
  CHECK(commands.size() == 9);
}

TEST_CASE("forgetting any one key of a transfer into an account under a freeze is found") {
  World world = WithFreeze(OnAccount(kUnit));
  world.Hold(kOtherUnit, kCea1920, 50);
  world.NeedSecondPersons();
  REQUIRE(world.DoAs(kOperator, "op-1", Giving(kOtherUnit, kUnit, 5)) == "waiting");
  const Request approve = world.RequestAs(
      kReviewer, "rev-1", ApproveProposal{world.sequence, world.HashOf(world.sequence)});
  const Touched touched = Touches(world.rules, world.ids, approve);
  CHECK_FALSE(IsFound(world, approve, touched));
  for (const KindOfKey& kind : kKindsOfKey) {
    for (const Touched& mutant : kind.each_forgotten(touched)) {
      INFO(kind.name);
      CHECK(IsFound(world, approve, mutant));
    }
  }
}

}  // namespace
}  // namespace registry::ledger::testing
