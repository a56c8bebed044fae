// Who may not hold allowances.
#include "ledger/staff.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

const Digest kSomebody{1}, kSomebodyElse{2};

TEST_CASE("somebody is in the list of staff until he is struck off") {
  World world;
  CHECK_FALSE(IsInConflict(world.rules, kSomebody));
  for (int number = 1; number <= kStaffOfCount; ++number) {
    const auto staff_of = static_cast<StaffOf>(number);
    REQUIRE(world.Do(kSecurity, RegisterStaff{kSomebody, staff_of, true, {}}) == "accepted");
    CHECK(world.rules.staff.at(kSomebody) == StaffEntry{kSomebody, staff_of, true});
    CHECK(IsInConflict(world.rules, kSomebody));
    CHECK_FALSE(IsInConflict(world.rules, kSomebodyElse));
    REQUIRE(world.Do(kSecurity, RegisterStaff{kSomebody, staff_of, false, {}}) == "accepted");
    CHECK_FALSE(IsInConflict(world.rules, kSomebody));
  }
  for (const ParticipantId who : {kOperator, kReviewer, kMinistry, kRepresentative, kCeremony}) {
    CHECK(world.Ask(who, RegisterStaff{kSomebody, StaffOf::kRegistry, true, {}}) == "DENIED");
  }
}

TEST_CASE("the list of staff needs a second administrator") {
  World world;
  world.NeedSecondPersons();
  REQUIRE(world.DoAs(kSecurity, "sec-1", RegisterStaff{kSomebody, StaffOf::kVerifier, true, {}}) ==
          "waiting");
  CHECK_FALSE(IsInConflict(world.rules, kSomebody));
  REQUIRE(world.DoAs(kSecurity, "sec-2",
                     ApproveProposal{world.sequence, world.HashOf(world.sequence)}) == "accepted");
  CHECK(IsInConflict(world.rules, kSomebody));
}

TEST_CASE("who has a place in an office may hold nothing, but for representatives of units") {
  World world;
  const auto sits = [&](std::vector<Seat> seats, bool active = true) {
    world.rules.persons["x"] = {PersonId{1}, "x", kSomebody, {}, std::move(seats), active};
    return IsInConflict(world.rules, kSomebody);
  };
  for (const auto& [id, office] : world.rules.participants) {
    INFO(office.name);
    CHECK(sits({{id, 1}}) == (office.role != Role::kUnitRepresentative));
    CHECK_FALSE(sits({{id, 1}}, false));  // gone
  }
  CHECK_FALSE(sits({}));
  CHECK(sits({{kRepresentative, 1}, {kExchange, 1}}));
  CHECK_FALSE(IsInConflict(world.rules, kSomebodyElse));
  world.rules.participants.at(kExchange).active = false;  // its people are still its people
  CHECK(sits({{kExchange, 1}}));
}

TEST_CASE("the offices of staff have names") {
  CHECK(StaffOfName(StaffOf::kAuthority) == "AUTHORITY");
  CHECK(StaffOfName(StaffOf::kRegistry) == "REGISTRY");
  CHECK(StaffOfName(StaffOf::kExchange) == "EXCHANGE");
  CHECK(StaffOfName(StaffOf::kVerifier) == "VERIFIER");
}

}  // namespace
}  // namespace registry::ledger::testing
