// Moves between the two sides of an account, transfers outside trading, cancellation.
#include "ledger/transfer.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <variant>

#include "ledger/cancel.h"
#include "ledger/move.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

std::string ReasonsOf(const World& world, ParticipantId who, Command command) {
  return Reasons(world.Decide(world.RequestOf(who, std::move(command))));
}

MoveToTrading ToTrading(std::int64_t quantity, AccountId account = kUnit) {
  return {account, "CEA1920", {quantity}};
}

MoveFromTrading FromTrading(std::int64_t quantity, AccountId account = kUnit) {
  return {account, "CEA1920", {quantity}};
}

TEST_CASE("allowances move to the trading side and back within one account") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  CHECK(world.Ask(kRepresentative, ToTrading(101)) ==
        "INSUFFICIENT_HOLDING requested_tco2e=101 available_tco2e=100 account=" + No(kUnit) +
            " instrument=CEA1920");
  REQUIRE(world.Do(kRepresentative, ToTrading(100)) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920) == 0);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kTrading) == 100);
  CHECK(world.Ask(kExchange, FromTrading(101)) ==
        "INSUFFICIENT_HOLDING requested_tco2e=101 available_tco2e=100 account=" + No(kUnit) +
            " instrument=CEA1920");
  REQUIRE(world.Do(kExchange, FromTrading(100)) == "accepted");
  CHECK(world.Balance(kUnit, kCea1920) == 100);
  CHECK(world.Balance(kUnit, kCea1920, Bucket::kTrading) == 0);
}

TEST_CASE("a restricted account brings allowances back from trading but sends none there") {
  World world;
  world.Hold(kUnit, kCea1920, 10);
  world.Hold(kUnit, kCea1920, 10, Bucket::kTrading);
  world.SetStatus(kUnit, AccountStatus::kRestricted, {});
  CHECK(world.Ask(kRepresentative, ToTrading(1)) ==
        "ACCOUNT_STATUS_FORBIDS account=" + No(kUnit) + " status=RESTRICTED");
  CHECK(world.Ask(kExchange, FromTrading(1)) == "accepted");
  world.SetStatus(kUnit, AccountStatus::kClosing, {});
  CHECK(world.Ask(kExchange, FromTrading(1)) ==
        "ACCOUNT_STATUS_FORBIDS account=" + No(kUnit) + " status=CLOSING");
}

TEST_CASE("moves that leave 64 bits are refused") {
  World world;
  world.Hold(kUnit, kCea1920, 10);
  world.Hold(kUnit, kCea1920, kMost - 9, Bucket::kTrading);
  CHECK(world.Ask(kRepresentative, ToTrading(9)) == "accepted");
  CHECK(world.Ask(kRepresentative, ToTrading(10)) ==
        "BALANCE_OVERFLOW account=" + No(kUnit) +
            " instrument=CEA1920 balance_tco2e=9223372036854775798 requested_tco2e=10");
}

TEST_CASE("a move lists every check that fails in order") {
  World world;
  CHECK(ReasonsOf(world, kOperator, ToTrading(1, kNobody)) == "ACCOUNT_NOT_FOUND");
  CHECK(ReasonsOf(world, kExchange, MoveFromTrading{kNobody, "CEA99", {1}}) ==
        "ACCOUNT_NOT_FOUND INSTRUMENT_NOT_FOUND");
  world.SetStatus(kAuthority, AccountStatus::kClosed, {});
  CHECK(ReasonsOf(world, kOperator, MoveToTrading{kAuthority, "CNY", {1}}) ==
        "ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS INSTRUMENT_KIND_FORBIDS INSUFFICIENT_HOLDING");
  world.Hold(kAuthority, kCea1920, kMost);
  CHECK(ReasonsOf(world, kExchange, FromTrading(1, kAuthority)) ==
        "ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS INSUFFICIENT_HOLDING BALANCE_OVERFLOW");
}

Transfer Transferring(std::int64_t quantity, AccountId from = kUnit, AccountId to = kFarUnit,
                      TransferGround ground = TransferGround::kSuccession) {
  return {from, to, "CEA1920", {quantity}, ground, {"court-1", {}}};
}

TEST_CASE("a transfer moves exactly what is held, not one allowance more") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  CHECK(world.Ask(kOperator, Transferring(101)) ==
        "INSUFFICIENT_HOLDING requested_tco2e=101 available_tco2e=100 account=" + No(kUnit) +
            " instrument=CEA1920");
  const Decision decision = world.Decide(world.RequestOf(kOperator, Transferring(100)));
  CHECK(std::get<Effects>(decision) == Effects{{{{kUnit, kCea1920, Bucket::kRegistered},
                                                 {kFarUnit, kCea1920, Bucket::kRegistered},
                                                 {100}}},
                                               {}});
}

TEST_CASE("the holder's own will is no ground of a transfer, whatever a policy switches on") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  for (const CommandType on : {CommandType::kTransfer, CommandType::kTransferAtWill}) {
    for (const Role role : {Role::kRegistryOperator, Role::kUnitRepresentative}) {
      world.rules.policies[{PolicyKind::kCommandSwitch, role, on, {}}][Instant{}] = 1;
    }
  }
  for (int i = 1; i <= kTransferGroundCount; ++i) {
    const auto ground = static_cast<TransferGround>(i);
    CHECK(world.Ask(kOperator, Transferring(1, kUnit, kFarUnit, ground)) ==
          (ground == TransferGround::kHolderWill ? "TRANSFER_GROUND_OFF ground=HOLDER_WILL"
                                                 : "accepted"));
  }
}

TEST_CASE("transfers are between holders, restricted ones too") {
  World world;
  for (const AccountId account : {kUnit, kAuthority, kNationalAccount, kInstitution, kIndividual}) {
    world.Hold(account, kCea1920, 10);
    world.SetStatus(account, AccountStatus::kRestricted, {});
    CHECK(world.Ask(kOperator, Transferring(1, account, kFarUnit)) == "accepted");
    world.Hold(kFarUnit, kCea1920, 10);
    CHECK(world.Ask(kOperator, Transferring(1, kFarUnit, account)) == "accepted");
  }
  CHECK(world.Ask(kOperator, Transferring(1, kUnit, kSurrenderAccount)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kSurrenderAccount) + " kind=SURRENDER");
  world.Hold(kCancellationAccount, kCea1920, 10);
  CHECK(world.Ask(kOperator, Transferring(1, kCancellationAccount, kUnit)) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kCancellationAccount) + " kind=CANCELLATION");
}

TEST_CASE("a transfer lists every check that fails in order") {
  World world;
  CHECK(ReasonsOf(world, kOperator, Transferring(1, kUnit, kUnit, TransferGround::kHolderWill)) ==
        "TRANSFER_GROUND_OFF SAME_ACCOUNT INSUFFICIENT_HOLDING");
  CHECK(ReasonsOf(world, kOperator, Transferring(1, kNobody, AccountId{1998})) ==
        "ACCOUNT_NOT_FOUND ACCOUNT_NOT_FOUND");
  world.SetStatus(kUnit, AccountStatus::kClosed, {});
  world.SetStatus(kFarUnit, AccountStatus::kClosing, {});
  world.Hold(kFarUnit, kCea1920, kMost);
  CHECK(
      ReasonsOf(world, kOperator, Transferring(1, kUnit, kFarUnit, TransferGround::kHolderWill)) ==
      "TRANSFER_GROUND_OFF ACCOUNT_STATUS_FORBIDS ACCOUNT_STATUS_FORBIDS INSUFFICIENT_HOLDING "
      "BALANCE_OVERFLOW");
  Transfer transfer = Transferring(1, kSurrenderAccount, kOffsetAccount);
  transfer.instrument = "CCER:1:2020";
  CHECK(ReasonsOf(world, kOperator, transfer) ==
        "ACCOUNT_KIND_FORBIDS ACCOUNT_KIND_FORBIDS INSTRUMENT_KIND_FORBIDS INSUFFICIENT_HOLDING");
  transfer.instrument = "CEA99";
  CHECK(ReasonsOf(world, kOperator, transfer) ==
        "ACCOUNT_KIND_FORBIDS ACCOUNT_KIND_FORBIDS INSTRUMENT_NOT_FOUND");
}

Cancel Cancelling(std::int64_t quantity, AccountId account = kUnit) {
  return {account, "CEA1920", {quantity}, "public benefit"};
}

TEST_CASE("a cancellation takes exactly what is held, not one allowance more") {
  World world;
  world.Hold(kUnit, kCea1920, 100);
  CHECK(world.Ask(kRepresentative, Cancelling(101)) ==
        "INSUFFICIENT_HOLDING requested_tco2e=101 available_tco2e=100 account=" + No(kUnit) +
            " instrument=CEA1920");
  const Decision decision = world.Decide(world.RequestOf(kRepresentative, Cancelling(100)));
  CHECK(std::get<Effects>(decision) ==
        Effects{{{{kUnit, kCea1920, Bucket::kRegistered},
                  {kCancellationAccount, kCea1920, Bucket::kRegistered},
                  {100}}},
                {}});
}

TEST_CASE("units, institutions and individuals cancel, unless restricted") {
  World world;
  for (const AccountId account : {kUnit, kInstitution, kIndividual}) {
    world.Hold(account, kCea1920, 10);
    CHECK(world.Ask(kOperator, Cancelling(1, account)) == "accepted");
    world.SetStatus(account, AccountStatus::kRestricted, {});
    CHECK(world.Ask(kOperator, Cancelling(1, account)) ==
          "ACCOUNT_STATUS_FORBIDS account=" + No(account) + " status=RESTRICTED");
  }
}

TEST_CASE("a cancellation lists every check that fails in order") {
  World world;
  CHECK(ReasonsOf(world, kOperator, Cancel{kNobody, "CEA99", {1}, ""}) ==
        "ACCOUNT_NOT_FOUND INSTRUMENT_NOT_FOUND");
  world.SetStatus(kAuthority, AccountStatus::kClosed, {});
  CHECK(ReasonsOf(world, kOperator, Cancel{kAuthority, "CNY", {1}, ""}) ==
        "ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS INSTRUMENT_KIND_FORBIDS INSUFFICIENT_HOLDING");
  world.Hold(kCancellationAccount, kCea1920, kMost);
  CHECK(ReasonsOf(world, kOperator, Cancelling(1)) == "INSUFFICIENT_HOLDING BALANCE_OVERFLOW");
}

}  // namespace
}  // namespace registry::ledger::testing
