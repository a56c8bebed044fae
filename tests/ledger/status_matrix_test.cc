// Which command an account's status allows, command by command, as a person wrote it from RULES R17
// and R18: each cell is asked of the whole core, with the same request and only the status another.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "ledger/decide.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

constexpr AccountStatus kStatuses[] = {
    AccountStatus::kOpen,    AccountStatus::kRestricted, AccountStatus::kClosing,
    AccountStatus::kClosed,  AccountStatus::kApplied,    AccountStatus::kReviewed,
    AccountStatus::kRefused,
};

const Document kPaper{"paper", {1}};
const std::string kForbids = "ACCOUNT_STATUS_FORBIDS";
const std::string kNoStep = "STATUS_CHANGE_FORBIDDEN";

struct Row {
  const char* part;
  const char* cells;  // of kStatuses in order: y or -
  std::string refusal;
  ParticipantId who;
  Command command;
  AccountId account = kUnit;  // whose status it is
};

World Start() {
  World world;
  world.Hold(kUnit, kCea1920, 10);
  world.Hold(kAuthority, kCea1920, 10);
  world.Owe(kUnit, 10);
  const IssuanceCapKey cap{"plan", "CEA1920", Sector::kPower};
  world.caps[cap] = {cap, {1'000}, {0}};
  // What is off unless a policy switches it on.
  for (const auto& [role, command] :
       {std::pair{Role::kRegistryOperator, CommandType::kPledge},
        std::pair{Role::kUnitRepresentative, CommandType::kTrustAccount},
        std::pair{Role::kUnitRepresentative, CommandType::kTransferAtWill}}) {
    world.rules.policies[{PolicyKind::kCommandSwitch, role, command, {}}][Instant{}] = 1;
  }
  const TrustKey trust{kUnit, kOtherUnit};
  world.rules.trusted[trust] = {trust, Instant{}, true};
  return world;
}

ChangeAccountStatus To(AccountStatus status) { return {kUnit, status, "cause"}; }

// What arrives, what is traded and what is handed out and in.
std::vector<Row> RowsOfAllowances() {
  const Instant matched = Beijing(2021, 12, 20, 14);
  const auto trade = [&](AccountId seller, AccountId buyer) {
    return SettleTrade{"T", "CEA1920", TradingMethod::kListed, seller, buyer, {1}, {5},
                       {5}, matched};
  };
  return {
      {"issue to", "yy-----", kForbids, kOperator,
       Issue{"plan", "CEA1920", Sector::kPower, kAuthority, {1}, {}}, kAuthority},
      {"allocate from", "y------", kForbids, kOperator,
       Allocate{kAuthority, kUnit, "CEA1920", "2019-20", {}, {1}}, kAuthority},
      {"allocate to", "yy-----", kForbids, kOperator,
       Allocate{kAuthority, kUnit, "CEA1920", "2019-20", {}, {1}}},
      {"return from", "yy-----", kForbids, kAuthority13,
       ReturnAllowances{kUnit, kAuthority, "CEA1920", "2019-20", {1}}},
      {"return to", "yy-----", kForbids, kAuthority13,
       ReturnAllowances{kUnit, kAuthority, "CEA1920", "2019-20", {1}}, kAuthority},
      {"to trading", "y------", kForbids, kOperator, MoveToTrading{kUnit, "CEA1920", {1}}},
      {"from trading", "yy-----", kForbids, kExchange, MoveFromTrading{kUnit, "CEA1920", {1}}},
      {"transfer from", "yy-----", kForbids, kOperator,
       Transfer{kUnit, kFarUnit, "CEA1920", {1}, TransferGround::kCorrection, {}}},
      {"transfer to", "yy-----", kForbids, kOperator,
       Transfer{kUnit, kFarUnit, "CEA1920", {1}, TransferGround::kCorrection, {}}, kFarUnit},
      {"sell", "y------", kForbids, kExchange, trade(kUnit, kFarUnit)},
      {"buy", "y------", kForbids, kExchange, trade(kUnit, kFarUnit), kFarUnit},
      {"determine", "yy-----", kForbids, kAuthority13,
       DetermineObligation{kUnit, Sector::kPower, "2019-20", {9}, {9}}},
      {"surrender", "yy-----", kForbids, kAuthority13,
       Surrender{kUnit, Sector::kPower, "2019-20", {{"CEA1920", {1}}}, false}},
      {"cancel", "y------", kForbids, kOperator, Cancel{kUnit, "CEA1920", {1}, "purpose"}},
  };
}

std::vector<Row> RowsOfLife() {
  const ApplyForAccount again{AccountKind::kInstitution, "code-1001", "name", "", {}, {}, {}, {}};
  return {
      {"open at once", "-------", "HOLDER_HAS_ACCOUNT", kOperator,
       OpenAccount{AccountKind::kInstitution, "code-1001", "name", "", {}}},
      {"apply", "------y", "HOLDER_HAS_ACCOUNT", kOperator, again},
      {"review", "----y--", kNoStep, kReviewer, ReviewApplication{kUnit, true, ""}},
      {"refuse", "----y--", kNoStep, kReviewer, ReviewApplication{kUnit, false, "cause"}},
      {"open", "-----y-", kNoStep, kOperator, OpenAppliedAccount{kUnit}},
      {"particulars", "yy-----", kForbids, kOperator,
       ChangeParticulars{kUnit, "name", "", {}, kPaper}},
      {"kind", "yy-----", kForbids, kOperator,
       ChangeAccountKind{kUnit, AccountKind::kKeyEmittingUnit, Sector::kSteel, "", kPaper}},
      {"object", "-y-----", kForbids, kRepresentative, ObjectToRestriction{kUnit, "", kPaper}},
      {"decide objection", "-y-----", "OBJECTION_NOT_OPEN", kReviewer,
       DecideObjection{kFarUnit, true, "", kPaper}, kFarUnit},
      {"succeed from", "yyy----", kForbids, kOperator, Succeed{kUnit, kFarUnit, {}, {}, kPaper}},
      {"succeed to", "yy-----", kForbids, kOperator, Succeed{kUnit, kFarUnit, {}, {}, kPaper},
       kFarUnit},
      {"part from", "yyy----", kForbids, kOperator,
       Succeed{kUnit, kFarUnit, {{"CEA1920", {1}}}, {}, kPaper}},
      {"dissolve", "yyy----", kForbids, kOperator, CloseDissolved{kUnit, kAuthority, "", kPaper}},
      {"receive of dissolved", "yy-----", kForbids, kOperator,
       CloseDissolved{kUnit, kAuthority, "", kPaper}, kAuthority},
      {"make open", "-yy----", kNoStep, kOperator, To(AccountStatus::kOpen)},
      {"restrict", "y------", kNoStep, kOperator, To(AccountStatus::kRestricted)},
      {"begin to close", "yy-----", kNoStep, kOperator, To(AccountStatus::kClosing)},
      {"close", "--y----", kNoStep, kOperator,
       ChangeAccountStatus{kFarUnit, AccountStatus::kClosed, ""}, kFarUnit},
      {"make applied", "-------", kNoStep, kOperator, To(AccountStatus::kApplied)},
      {"make reviewed", "-------", kNoStep, kOperator, To(AccountStatus::kReviewed)},
      {"make refused", "-------", kNoStep, kOperator, To(AccountStatus::kRefused)},
  };
}

std::vector<Row> RowsOfFreezesAndWill() {
  FreezeHolding freeze;
  freeze.scope = FreezeScope::kAccount;
  freeze.account = kUnit;
  freeze.from = Instant{};
  freeze.until = {kMost};
  return {
      {"freeze", "yyy----", kForbids, kOperator, freeze},
      {"pledge", "y------", kForbids, kOperator, Pledge{kUnit, "CEA1920", {1}, "bank", kPaper}},
      {"trust", "y------", kForbids, kRepresentative, TrustAccount{kUnit, kFarUnit}},
      // A holder does not learn how another's account fares.
      {"be trusted", "yy-----", "ACCOUNT_NOT_FOUND", kRepresentative, TrustAccount{kUnit, kFarUnit},
       kFarUnit},
      {"at will from", "y------", kForbids, kRepresentative,
       TransferAtWill{kUnit, kOtherUnit, "CEA1920", {1}}},
      {"at will to", "yy-----", kForbids, kRepresentative,
       TransferAtWill{kUnit, kOtherUnit, "CEA1920", {1}}, kOtherUnit},
  };
}

// Gives the account its status; what some commands need beside it.
World Prepared(const Row& row, AccountStatus status) {
  World world = Start();
  const CommandType type = TypeOf(row.command);
  if (type == CommandType::kMoveFromTrading || type == CommandType::kSettleTrade) {
    world.Hold(kUnit, kCea1920, 10, Bucket::kTrading);
  }
  world.SetStatus(row.account, status, {});
  if (type == CommandType::kObjectToRestriction) {
    world.accounts.at(row.account).status_since = world.received_at;
  }
  if (type == CommandType::kDecideObjection) {
    world.accounts.at(row.account).objected_at = world.received_at;
  }
  return world;
}

void CheckRow(const Row& row) {
  REQUIRE(std::string(row.cells).size() == std::size(kStatuses));
  for (std::size_t i = 0; i < std::size(kStatuses); ++i) {
    const World world = Prepared(row, kStatuses[i]);
    const std::string answer = Reasons(world.Decide(world.RequestOf(row.who, row.command)));
    INFO(row.part << " when " << AccountStatusName(kStatuses[i]));
    CHECK(answer == (row.cells[i] == 'y' ? "accepted" : row.refusal));
  }
}

TEST_CASE("each command is done in the statuses of the table and in no other") {
  for (const Row& row : RowsOfAllowances()) CheckRow(row);
  for (const Row& row : RowsOfLife()) CheckRow(row);
  for (const Row& row : RowsOfFreezesAndWill()) CheckRow(row);
}

TEST_CASE("every command is in the table, or asks no account for its status") {
  std::set<CommandType> known;
  for (const auto& rows : {RowsOfAllowances(), RowsOfLife(), RowsOfFreezesAndWill()}) {
    for (const Row& row : rows) known.insert(TypeOf(row.command));
  }
  using enum CommandType;
  // Of the registry as a whole.
  for (const CommandType type :
       {kOpenBook, kRegisterParticipant, kAdvanceClock, kCreatePeriod, kCreateInstrument,
        kSetIssuanceCap, kChangeParticipant, kRegisterCertificate, kRevokeCertificate,
        kRegisterPerson, kChangePerson, kSetPolicy, kSetCalendar, kRegisterStaff,
        kRecoverAdministrator}) {
    CHECK(known.insert(type).second);
  }
  // Answers, and what goes on or ends: decided by what began it.
  for (const CommandType type :
       {kApproveProposal, kRejectProposal, kWithdrawProposal, kExpireProposal, kRenewFreeze,
        kReleaseFreeze, kExpireFreeze, kTakeFrozen, kReleasePledge, kDistrustAccount,
        kAbortTransfer, kExecuteTransfer}) {
    CHECK(known.insert(type).second);
  }
  // Out of a freeze: tests of freezes.
  for (const CommandType type : {kDeductFrozen, kSurrenderFrozen}) {
    CHECK(known.insert(type).second);
  }
  CHECK(known.size() == kCommandTypeCount);
}

}  // namespace
}  // namespace registry::ledger::testing
