#include <array>
#include <catch2/catch.hpp>
#include <concepts>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "log/canonical.h"
#include "tests/log/members.h"

namespace registry::log {
namespace {

using ledger::AccountId;
using testing::HasMembers;
using testing::Members;

// Every command once, with members that differ from their defaults.
std::vector<ledger::Command> OneOfEach() {
  const ledger::Document document{"ZJ-2024-017", {1, 2, 3}};
  const AccountId transferring{1001};
  const AccountId acquiring{1002};
  using ledger::Sector;
  return {
      ledger::OpenBook{ledger::ClockMode::kReplay, {10}},
      ledger::RegisterParticipant{"authority-13", ledger::Role::kProvincialAuthority, "13",
                                  transferring},
      ledger::AdvanceClock{{10}},
      ledger::CreatePeriod{"2019-20", 2019, 2020, {10}},
      ledger::CreateInstrument{
          "CEA1920", ledger::InstrumentKind::kAllowance, 2019, 2020, {{10}}, {{20}}, {"2021"}},
      ledger::SetIssuanceCap{"plan", "CEA21", Sector::kPower, {1000}, document},
      ledger::OpenAccount{ledger::AccountKind::kKeyEmittingUnit, "91130100MA0XXXXX1T", "a name",
                          "13", Sector::kPower},
      ledger::ChangeAccountStatus{transferring, ledger::AccountStatus::kRestricted, "an order"},
      ledger::Issue{"plan", "CEA21", Sector::kPower, acquiring, {250}, document},
      ledger::Allocate{
          transferring, acquiring, "CEA21", "2021", ledger::AllocationStep::kPreAllocation, {250}},
      ledger::ReturnAllowances{transferring, acquiring, "CEA21", "2021", {250}},
      ledger::MoveToTrading{transferring, "CEA21", {250}},
      ledger::MoveFromTrading{transferring, "CEA21", {250}},
      ledger::Transfer{transferring,
                       acquiring,
                       "CEA21",
                       {250},
                       ledger::TransferGround::kCompulsoryExecution,
                       document},
      ledger::SettleTrade{"T1",
                          "CEA21",
                          ledger::TradingMethod::kListed,
                          transferring,
                          acquiring,
                          {250},
                          {9000},
                          {2'250'000},
                          {10}},
      ledger::DetermineObligation{transferring, Sector::kPower, "2021", {300}, {250}},
      ledger::Surrender{
          transferring, Sector::kPower, "2021", {{"CEA1920", {200}}, {"CEA21", {50}}}, false},
      ledger::Cancel{transferring, "CEA21", {250}, "a purpose"},
      ledger::ChangeParticipant{"bank", true, "a cause"},
      ledger::RegisterCertificate{"bank", {1, 2}, {10}, {20}},
      ledger::RevokeCertificate{"bank", {1, 2}, "a cause"},
      ledger::RegisterPerson{"op-07", {1, 2}, {{"idp", "u7"}, {"idp", "u8"}}, {{"operator", 3}}},
      ledger::ChangePerson{"op-07", {{"idp", "u7"}}, {{"operator", 3}}, true, "a cause"},
      ledger::SetPolicy{{{ledger::PolicyKind::kApprovalsNeeded,
                          ledger::Role::kRegistryOperator,
                          ledger::CommandType::kIssue,
                          {1000}},
                         {10},
                         2},
                        document},
      ledger::SetCalendar{{2024, {102, 204}}, document},
      ledger::ApproveProposal{ledger::Sequence{40}, {1, 2}},
      ledger::RejectProposal{ledger::Sequence{40}, {1, 2}, "a cause"},
      ledger::WithdrawProposal{ledger::Sequence{40}, "a cause"},
      ledger::ExpireProposal{ledger::Sequence{40}},
      ledger::RecoverAdministrator{"admin",
                                   "sa-3",
                                   {1, 2},
                                   {{"idp", "u7"}, {"idp", "u8"}},
                                   {"op-1", "re-1"},
                                   "a cause",
                                   document},
      ledger::FreezeHolding{ledger::FreezeScope::kQuantity,
                            transferring,
                            "91130100MA0XXXXX1T",
                            "CEA21",
                            {250},
                            ledger::CommandType::kTransfer,
                            "a case",
                            "a court",
                            {10},
                            {20},
                            document},
      ledger::RenewFreeze{ledger::Sequence{40}, {10}, document},
      ledger::ReleaseFreeze{ledger::Sequence{40}, "a cause", document},
      ledger::ExpireFreeze{ledger::Sequence{40}},
      ledger::DeductFrozen{ledger::Sequence{40}, "CEA21", {250}, acquiring, document},
      ledger::SurrenderFrozen{
          ledger::Sequence{40}, "CEA21", {250}, Sector::kPower, "2021", document},
      ledger::TakeFrozen{transferring, ledger::InstrumentId{2}, ledger::Bucket::kTrading},
      ledger::Pledge{transferring, "CEA21", {250}, "a bank", document},
      ledger::ReleasePledge{ledger::Sequence{40}, document},
      ledger::ApplyForAccount{ledger::AccountKind::kIndividual,
                              "91130100MA0XXXXX1T",
                              "a name",
                              "13",
                              Sector::kPower,
                              ledger::Digest{1, 2},
                              transferring,
                              {document}},
      ledger::ReviewApplication{transferring, false, "a cause"},
      ledger::OpenAppliedAccount{transferring},
      ledger::ChangeParticulars{transferring, "a name", "13", Sector::kPower, document},
      ledger::ChangeAccountKind{transferring, ledger::AccountKind::kKeyEmittingUnit, Sector::kPower,
                                "13", document},
      ledger::ObjectToRestriction{transferring, "a cause", document},
      ledger::DecideObjection{transferring, true, "a cause", document},
      ledger::Succeed{transferring,
                      acquiring,
                      {{"CEA1920", {200}}, {"CEA21", {50}}},
                      {{Sector::kPower, "2021", {300}, {250}, {200}},
                       {Sector::kSteel, "2022", {30}, {25}, {20}}},
                      document},
      ledger::CloseDissolved{transferring, acquiring, "a cause", document},
      ledger::RegisterStaff{{1, 2}, ledger::StaffOf::kExchange, true, document},
      ledger::TrustAccount{transferring, acquiring},
      ledger::DistrustAccount{transferring, acquiring},
      ledger::TransferAtWill{transferring, acquiring, "CEA21", {250}},
      ledger::AbortTransfer{transferring, ledger::Sequence{40}, "a cause"},
      ledger::ExecuteTransfer{ledger::Sequence{40}},
  };
}

ledger::Request Asking(ledger::Command command) {
  ledger::Request request;
  request.key.participant = ledger::ParticipantId{7};
  request.person = "li.wei";
  request.command = std::move(command);
  return request;
}

// ---- the values that one change of a member can give

void Vary(const auto& value, auto take);

void VaryNumber(std::integral auto value, auto take) {
  take(static_cast<decltype(value)>(value + 1));
  take(static_cast<decltype(value)>(value + (1 << 8)));
  take(static_cast<decltype(value)>(-value));
}

template <typename Value>
void VaryValue(const Value& value, auto take) {
  if constexpr (std::same_as<Value, bool>) {
    take(!value);
  } else if constexpr (std::is_enum_v<Value>) {
    VaryNumber(ledger::Raw(value), [&](auto number) { take(Value{number}); });
  } else if constexpr (std::integral<Value>) {
    VaryNumber(value, take);
  } else if constexpr (requires { value.micros; }) {
    VaryNumber(value.micros, [&](auto number) { take(Value{number}); });
  } else {
    VaryNumber(value.value, [&](auto number) { take(Value{number}); });
  }
}

void VaryValue(const std::string& text, auto take) {
  take(text + "x");
  take(text + '\0');
  take("x" + text.substr(1));
  take(std::string());
}

template <std::size_t kSize>
void VaryValue(const std::array<std::uint8_t, kSize>& bytes, auto take) {
  for (const std::size_t i : {std::size_t{0}, kSize - 1}) {
    auto other = bytes;
    other[i] ^= 0x80;
    take(other);
  }
}

template <typename Value>
void VaryValue(const std::optional<Value>& value, auto take) {
  take(std::optional<Value>());
  take(std::optional<Value>(Value{}));
  Vary(*value, [&](const Value& other) { take(std::optional<Value>(other)); });
}

template <typename Item>
void VaryValue(const std::vector<Item>& items, auto take) {
  take(std::vector<Item>());
  auto longer = items;
  longer.push_back(items.back());
  take(longer);
  if (items.size() > 1) take(std::vector<Item>(items.rbegin(), items.rend()));
  for (std::size_t i = 0; i < items.size(); ++i) {
    Vary(items[i], [&](const Item& other) {
      auto changed = items;
      changed[i] = other;
      take(changed);
    });
  }
}

template <std::size_t kIndex, typename Struct>
void VaryMember(const Struct& x, auto take) {
  using Member = std::remove_cvref_t<decltype(std::get<kIndex>(Members(x)))>;
  Vary(std::get<kIndex>(Members(x)), [&](const Member& other) {
    Struct changed = x;
    std::get<kIndex>(Members(changed)) = other;
    take(changed);
  });
}

void Vary(const auto& value, auto take) {
  using Value = std::remove_cvref_t<decltype(value)>;
  if constexpr (HasMembers<Value>) {
    [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
      (VaryMember<kIndex>(value, take), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<decltype(Members(value))>>());
  } else {
    VaryValue(value, take);
  }
}

TEST_CASE("there is one of each command") {
  const std::vector<ledger::Command> commands = OneOfEach();
  REQUIRE(commands.size() == ledger::kCommandTypeCount);
  for (std::size_t i = 0; i < commands.size(); ++i) CHECK(commands[i].index() == i);
}

TEST_CASE("any change of any member of any command gives another request hash") {
  std::set<ledger::Digest> hashes;
  std::size_t count = 0;
  for (const ledger::Command& command : OneOfEach()) {
    INFO("command " << command.index() + 1);
    CHECK(hashes.insert(RequestHash(Asking(command))).second);
    ++count;
    std::visit(
        [&](const auto& given) {
          Vary(given, [&](const auto& other) {
            CHECK(hashes.insert(RequestHash(Asking(other))).second);
            ++count;
          });
        },
        command);
  }
  CHECK(hashes.size() == count);
  CHECK(count > 300);
}

TEST_CASE("another participant or person gives another request hash") {
  for (const ledger::Command& command : OneOfEach()) {
    const ledger::Request request = Asking(command);
    std::set<ledger::Digest> hashes = {RequestHash(request)};
    ledger::Request other = request;
    other.key.participant = ledger::ParticipantId{8};
    CHECK(hashes.insert(RequestHash(other)).second);
    other = request;
    other.person = "li.we";
    CHECK(hashes.insert(RequestHash(other)).second);
    other.person = "";
    CHECK(hashes.insert(RequestHash(other)).second);
  }
}

TEST_CASE("request id, salt and time of arrival do not change the request hash") {
  for (const ledger::Command& command : OneOfEach()) {
    const ledger::Request request = Asking(command);
    ledger::Request later = request;
    later.key.request_id.fill(0xAB);
    later.salt.fill(0xCD);
    later.received_at.micros = 1'640'995'200'000'000;
    CHECK(CanonicalContent(later) == CanonicalContent(request));
    CHECK(RequestHash(later) == RequestHash(request));
  }
}

TEST_CASE("a letter that moves to the neighbouring text gives another request hash") {
  const ledger::SetIssuanceCap one{"plan", "CEA21", {}, {}, {}};
  const ledger::SetIssuanceCap other{"planC", "EA21", {}, {}, {}};
  CHECK(RequestHash(Asking(one)) != RequestHash(Asking(other)));
}

TEST_CASE("equal members of two commands give two request hashes") {
  const ledger::MoveToTrading to{AccountId{1001}, "CEA21", {250}};
  const ledger::MoveFromTrading from{AccountId{1001}, "CEA21", {250}};
  CHECK(RequestHash(Asking(to)) != RequestHash(Asking(from)));
}

}  // namespace
}  // namespace registry::log
