// The book, its participants, clock, periods and instruments.
#include "ledger/book.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "ledger/create_instrument.h"
#include "ledger/create_period.h"
#include "ledger/policy.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

World EmptyStore() {
  World world;
  world.rules = {};
  world.accounts.clear();
  world.ids = {};
  return world;
}

TEST_CASE("the ceremony opens the registry's own accounts and sets the clock") {
  World world = EmptyStore();
  REQUIRE(world.Do(kCeremony, OpenBook{ClockMode::kReplay, Beijing(2021, 1, 1)}) == "accepted");
  CHECK(world.rules.book_open);
  CHECK(world.rules.epoch == RulesEpoch{1});
  CHECK(world.rules.clock == Clock{ClockMode::kReplay, Beijing(2021, 1, 1)});
  const std::pair<AccountId, AccountKind> own[] = {{AccountId{1}, AccountKind::kIssuance},
                                                   {AccountId{2}, AccountKind::kSurrender},
                                                   {AccountId{3}, AccountKind::kOffset},
                                                   {AccountId{4}, AccountKind::kCancellation},
                                                   {AccountId{5}, AccountKind::kNational},
                                                   {AccountId{6}, AccountKind::kRiskReserve},
                                                   {AccountId{7}, AccountKind::kCarryOverRecovery},
                                                   {AccountId{8}, AccountKind::kInTransit}};
  CHECK(world.accounts.size() == std::size(own));
  for (const auto& [id, kind] : own) {
    CHECK(world.accounts.at(id).kind == kind);
    CHECK(world.accounts.at(id).status == AccountStatus::kOpen);
    CHECK(world.accounts.at(id).social_credit_code.empty());
    CHECK(world.accounts.at(id).status_since == world.now);
  }
}

TEST_CASE("a book is opened once") {
  CHECK(World().Ask(kCeremony, OpenBook{}) == "BOOK_ALREADY_OPEN");
}

TEST_CASE("after the book is open the ceremony registers participants") {
  World world = EmptyStore();
  const RegisterParticipant first{"security-1", Role::kSecurityAdministrator, {}, {}};
  CHECK(world.Ask(kCeremony, first) == "FAULT: the book is not open");
  REQUIRE(world.Do(kCeremony, OpenBook{}) == "accepted");
  REQUIRE(world.Do(kCeremony, first) == "accepted");
  CHECK(*world.rules.FindParticipant(ParticipantId{1}) ==
        Participant{ParticipantId{1}, "security-1", Role::kSecurityAdministrator, {}, {}});
  CHECK(world.rules.FindParticipant("security-1")->id == ParticipantId{1});
  // From then on a security administrator does it.
  CHECK(world.Do(ParticipantId{1},
                 RegisterParticipant{"authority-13", Role::kProvincialAuthority, "13", {}}) ==
        "accepted");
  CHECK(world.rules.FindParticipant(ParticipantId{2})->province == "13");
  CHECK(world.rules.epoch == RulesEpoch{3});
}

TEST_CASE("the ceremony does nothing but open the book and register participants") {
  const World world;
  CHECK(world.Ask(kCeremony, AdvanceClock{}) == "DENIED");
  CHECK(world.Ask(kCeremony, CreatePeriod{}) == "DENIED");
  CHECK(world.Ask(kCeremony, Issue{}) == "DENIED");
  CHECK(world.Ask(kCeremony, Transfer{}) == "DENIED");
}

TEST_CASE("nobody but the ceremony opens a book") {
  World world = EmptyStore();
  world.rules.participants = World().rules.participants;
  for (int id = 1; id <= 9; ++id) CHECK(world.Ask(ParticipantId{id}, OpenBook{}) == "DENIED");
}

TEST_CASE("a participant is refused for its name, then for its account") {
  const World world;
  RegisterParticipant participant{"unit-1001", Role::kUnitRepresentative, {}, kNobody};
  CHECK(world.Ask(kSecurity, participant) ==
        "PARTICIPANT_EXISTS participant=unit-1001 | ACCOUNT_NOT_FOUND account=" + No(kNobody));
  participant.name = "unit-1002";
  CHECK(world.Ask(kSecurity, participant) == "ACCOUNT_NOT_FOUND account=" + No(kNobody));
  participant.account = kOtherUnit;
  CHECK(world.Ask(kSecurity, participant) == "accepted");
}

TEST_CASE("the replay clock moves forward only") {
  World world;
  world.rules.clock = {ClockMode::kReplay, Beijing(2021, 7, 16)};
  CHECK(world.Ask(kOperator, AdvanceClock{Beijing(2021, 7, 16)}) ==
        "CLOCK_MOVES_BACKWARD instant=2021-07-15T16:00:00Z clock=2021-07-15T16:00:00Z");
  const Instant next{Beijing(2021, 7, 16).micros + 1};
  REQUIRE(world.Do(kOperator, AdvanceClock{next}) == "accepted");
  CHECK(world.rules.clock == Clock{ClockMode::kReplay, next});
}

TEST_CASE("nobody moves the system clock") {
  CHECK(World().Ask(kOperator, AdvanceClock{Beijing(2030, 1, 1)}) == "CLOCK_NOT_REPLAY");
}

TEST_CASE("a period is created once") {
  World world;
  CHECK(world.Ask(kMinistry, CreatePeriod{"2019-20", 2019, 2020, {}}) ==
        "PERIOD_EXISTS period=2019-20");
  REQUIRE(world.Do(kMinistry, CreatePeriod{"2022", 2022, 2022, Beijing(2023, 12, 31, 24)}) ==
          "accepted");
  CHECK(*world.rules.FindPeriod("2022") ==
        CompliancePeriod{PeriodId{3}, "2022", 2022, 2022, Beijing(2023, 12, 31, 24)});
  CHECK(world.Ask(kMinistry, CreatePeriod{"2022", 2022, 2022, {}}) == "PERIOD_EXISTS period=2022");
}

TEST_CASE("an instrument is created once, for periods that exist") {
  World world;
  CreateInstrument cea22{
      "CEA22",         InstrumentKind::kAllowance, 2022, 2022, Beijing(2022, 1, 1), std::nullopt,
      {"2021", "2022"}};
  CHECK(world.Ask(kOperator, cea22) == "PERIOD_NOT_FOUND period=2022");
  cea22.eligible_periods = {"2021"};
  REQUIRE(world.Do(kOperator, cea22) == "accepted");
  CHECK(*world.rules.FindInstrument("CEA22") == Instrument{InstrumentId{5},
                                                           "CEA22",
                                                           InstrumentKind::kAllowance,
                                                           2022,
                                                           2022,
                                                           Beijing(2022, 1, 1),
                                                           std::nullopt,
                                                           {"2021"}});
  CHECK(world.Ask(kOperator, cea22) == "INSTRUMENT_EXISTS instrument=CEA22");
}

TEST_CASE("the last instrument has the number 65535") {
  World world;
  world.ids.instrument = InstrumentId{kMaxInstrumentId};
  CHECK(world.Ask(kOperator, CreateInstrument{"X", InstrumentKind::kMoney, 0, 0, {}, {}, {}}) ==
        "accepted");
  world.ids.instrument = InstrumentId{kMaxInstrumentId + 1};
  CHECK(
      world.Ask(kOperator,
                CreateInstrument{"CNY", InstrumentKind::kMoney, 0, 0, {}, {}, {"?", "!"}}) ==
      "INSTRUMENT_EXISTS instrument=CNY | PERIOD_NOT_FOUND period=? | PERIOD_NOT_FOUND period=! | "
      "INSTRUMENT_LIMIT_REACHED limit=65535");
}

TEST_CASE("only facts of rules advance their epoch, and by one for a decision") {
  Rules rules;
  ApplyToRules({Account{}, Trade{}, Obligation{}, IssuanceCap{}, HolderParticulars{}}, rules);
  CHECK(rules.epoch == RulesEpoch{0});
  CHECK_FALSE(rules.book_open);
  ApplyToRules({Clock{}, Participant{}, Account{}}, rules);
  CHECK(rules.epoch == RulesEpoch{1});
  CHECK(rules.book_open);
}

TEST_CASE(
    "a command that can change rules, or carries out another one, stands alone in its batch") {
  const std::set<CommandType> changing = {CommandType::kOpenBook,
                                          CommandType::kRegisterParticipant,
                                          CommandType::kAdvanceClock,
                                          CommandType::kCreatePeriod,
                                          CommandType::kCreateInstrument,
                                          CommandType::kChangeParticipant,
                                          CommandType::kRegisterCertificate,
                                          CommandType::kRevokeCertificate,
                                          CommandType::kRegisterPerson,
                                          CommandType::kChangePerson,
                                          CommandType::kSetPolicy,
                                          CommandType::kSetCalendar,
                                          CommandType::kApproveProposal,
                                          CommandType::kRejectProposal,
                                          CommandType::kWithdrawProposal,
                                          CommandType::kExpireProposal,
                                          CommandType::kRecoverAdministrator,
                                          CommandType::kFreezeHolding,
                                          CommandType::kRenewFreeze,
                                          CommandType::kReleaseFreeze,
                                          CommandType::kExpireFreeze,
                                          CommandType::kDeductFrozen,
                                          CommandType::kSurrenderFrozen,
                                          CommandType::kPledge,
                                          CommandType::kReleasePledge,
                                          CommandType::kSucceed,
                                          CommandType::kRegisterStaff,
                                          CommandType::kTrustAccount,
                                          CommandType::kDistrustAccount,
                                          CommandType::kTransferAtWill,
                                          CommandType::kAbortTransfer,
                                          CommandType::kExecuteTransfer};
  for (int type = 1; type <= kCommandTypeCount; ++type) {
    const auto command = static_cast<CommandType>(type);
    CHECK(ChangesRules(command) == changing.contains(command));
  }
}

}  // namespace
}  // namespace registry::ledger::testing
