// The fields of each command in their order, byte by byte from docs/canonical.md, and the numbers
// that each enumeration has.
#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "log/canonical.h"
#include "tests/log/command_rows.h"
#include "tests/log/vectors.h"

namespace registry::log {
namespace {

using ledger::AccountId;
using ledger::Sector;
using testing::BytesOf;
using testing::Hex;

using testing::kFirst;
using testing::kSecond;
using testing::LaterRows;
using testing::Row;
using testing::SomeDocument;

ledger::Request Asking(ledger::Command command) {
  ledger::Request request;
  request.key.participant = ledger::ParticipantId{1};
  request.command = std::move(command);
  return request;
}

std::vector<Row> Rows() {
  return {
      {ledger::OpenBook{ledger::ClockMode::kReplay, {-2}}, "00 01", R"(
0002                               # clock_mode: replay
ff ff ff ff ff ff ff fe            # replay_begins: two microseconds before 1970
)"},
      {ledger::RegisterParticipant{"authority-13", ledger::Role::kProvincialAuthority, "13",
                                   kFirst},
       "00 02", R"(
0000000c 617574686f726974792d3133  # name "authority-13"
0006                               # role: provincial authority
00000002 3133                      # province "13"
01 00000000000003e9                # account 1001
)"},
      {ledger::RegisterParticipant{"bank", ledger::Role::kSettlementBank, "", {}}, "00 02", R"(
00000004 62616e6b                  # name "bank"
0009                               # role: settlement bank
00000000                           # province: empty
00                                 # account: none
)"},
      {ledger::AdvanceClock{{0x0102030405060708}}, "00 03", R"(
0102030405060708                   # instant
)"},
      {ledger::CreatePeriod{"2019-20", 2019, 2020, {10}}, "00 04", R"(
00000007 323031392d3230            # code "2019-20"
07e3                               # first_year 2019
07e4                               # last_year 2020
000000000000000a                   # deadline
)"},
      {ledger::CreateInstrument{"CEA1920",
                                ledger::InstrumentKind::kAllowance,
                                2019,
                                2020,
                                ledger::Instant{10},
                                ledger::Instant{11},
                                {"2021", "2022"}},
       "00 05", R"(
00000007 43454131393230            # code "CEA1920"
0001                               # kind: allowance
07e3                               # vintage_first_year 2019
07e4                               # vintage_last_year 2020
01 000000000000000a                # tradable_from
01 000000000000000b                # tradable_until
00000002                           # eligible_periods: two
00000004 32303231                  # "2021"
00000004 32303232                  # "2022"
)"},
      {ledger::CreateInstrument{"CNY", ledger::InstrumentKind::kMoney, 0, 0, {}, {}, {}}, "00 05",
       R"(
00000003 434e59                    # code "CNY"
0003                               # kind: money
0000 0000                          # no vintage
00 00                              # tradable: never
00000000                           # eligible_periods: none
)"},
      {ledger::SetIssuanceCap{"P", "CEA21", Sector::kSteel, {1000}, SomeDocument()}, "00 06", R"(
00000001 50                        # plan "P"
00000005 4345413231                # instrument "CEA21"
0002                               # sector: steel
00000000000003e8                   # cap 1000
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::OpenAccount{ledger::AccountKind::kIndividual, "C", "abc", "XB", Sector::kNone},
       "00 07", R"(
0004                               # kind: individual
00000001 43                        # social_credit_code "C"
ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  # SHA-256 of "abc"
00000002 5842                      # province "XB"
0000                               # sector: none
)"},
      {ledger::ChangeAccountStatus{kFirst, ledger::AccountStatus::kRestricted, "an order"}, "00 08",
       R"(
00000000000003e9                   # account 1001
0002                               # status: restricted
00000008 616e206f72646572          # cause "an order"
)"},
      {ledger::Issue{"P", "CEA21", Sector::kCement, kSecond, {250}, SomeDocument()}, "00 09", R"(
00000001 50                        # plan "P"
00000005 4345413231                # instrument "CEA21"
0003                               # sector: cement
00000000000003ea                   # acquiring_account 1002
00000000000000fa                   # quantity 250
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::Allocate{
           kFirst, kSecond, "CEA21", "2021", ledger::AllocationStep::kDetermination, {250}},
       "00 0a", R"(
00000000000003e9                   # transferring_account 1001
00000000000003ea                   # acquiring_account 1002
00000005 4345413231                # instrument "CEA21"
00000004 32303231                  # period "2021"
0002                               # step: determination
00000000000000fa                   # quantity 250
)"},
      {ledger::ReturnAllowances{kFirst, kSecond, "CEA21", "2021", {250}}, "00 0b", R"(
00000000000003e9                   # transferring_account 1001
00000000000003ea                   # acquiring_account 1002
00000005 4345413231                # instrument "CEA21"
00000004 32303231                  # period "2021"
00000000000000fa                   # quantity 250
)"},
      {ledger::MoveToTrading{kFirst, "CEA21", {250}}, "00 0c", R"(
00000000000003e9                   # account 1001
00000005 4345413231                # instrument "CEA21"
00000000000000fa                   # quantity 250
)"},
      {ledger::MoveFromTrading{kFirst, "CEA21", {250}}, "00 0d", R"(
00000000000003e9                   # account 1001
00000005 4345413231                # instrument "CEA21"
00000000000000fa                   # quantity 250
)"},
      {ledger::Transfer{
           kFirst, kSecond, "CEA21", {250}, ledger::TransferGround::kSuccession, SomeDocument()},
       "00 0e", R"(
00000000000003e9                   # transferring_account 1001
00000000000003ea                   # acquiring_account 1002
00000005 4345413231                # instrument "CEA21"
00000000000000fa                   # quantity 250
0001                               # ground: succession
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::SettleTrade{"T1",
                           "CEA21",
                           ledger::TradingMethod::kBlock,
                           kFirst,
                           kSecond,
                           {2},
                           {9000},
                           {18'000},
                           {10}},
       "00 0f", R"(
00000002 5431                      # trade_id "T1"
00000005 4345413231                # instrument "CEA21"
0002                               # method: block
00000000000003e9                   # seller 1001
00000000000003ea                   # buyer 1002
0000000000000002                   # quantity 2
0000000000002328                   # price 9000 fen
0000000000004650                   # amount 18000 fen
000000000000000a                   # match_time
)"},
      {ledger::DetermineObligation{kFirst, Sector::kAluminium, "2021", {300}, {250}}, "00 10", R"(
00000000000003e9                   # unit_account 1001
0004                               # sector: aluminium
00000004 32303231                  # period "2021"
000000000000012c                   # verified_emissions 300
00000000000000fa                   # obligation 250
)"},
      {ledger::Surrender{kFirst, Sector::kPower, "2021", {{"CEA21", {250}}}, false}, "00 11", R"(
00000000000003e9                   # unit_account 1001
0001                               # sector: power
00000004 32303231                  # period "2021"
00000001                           # lines: one
00000005 4345413231                # instrument "CEA21"
00000000000000fa                   # quantity 250
00                                 # allow_surplus: no
)"},
      {ledger::Cancel{kFirst, "CEA21", {250}, "good"}, "00 12", R"(
00000000000003e9                   # account 1001
00000005 4345413231                # instrument "CEA21"
00000000000000fa                   # quantity 250
00000004 676f6f64                  # purpose "good"
)"},
      {ledger::ChangeParticipant{"bank", false, "left"}, "00 13", R"(
00000004 62616e6b                  # name "bank"
00                                 # active: no
00000004 6c656674                  # cause "left"
)"},
      {ledger::RegisterCertificate{"bank", SomeDocument().digest, {10}, {11}}, "00 14", R"(
00000004 62616e6b                  # participant "bank"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
000000000000000a                   # valid_from
000000000000000b                   # valid_until
)"},
      {ledger::RevokeCertificate{"bank", SomeDocument().digest, "lost"}, "00 15", R"(
00000004 62616e6b                  # participant "bank"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
00000004 6c6f7374                  # cause "lost"
)"},
      {ledger::RegisterPerson{
           "op-07", SomeDocument().digest, {{"idp", "u7"}, {"idp", "u8"}}, {{"operator", 3}}},
       "00 16", R"(
00000005 6f702d3037                # code "op-07"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
00000002                           # subjects: two
00000003 696470 00000002 7537      # "idp", "u7"
00000003 696470 00000002 7538      # "idp", "u8"
00000001                           # seats: one
00000008 6f70657261746f72          # participant "operator"
0003                               # powers: read, initiate
)"},
      {ledger::ChangePerson{"op-07", {}, {{"operator", 8}}, true, "moved"}, "00 17", R"(
00000005 6f702d3037                # code "op-07"
00000000                           # subjects: none
00000001                           # seats: one
00000008 6f70657261746f72          # participant "operator"
0008                               # powers: surrender
01                                 # active: yes
00000005 6d6f766564                # cause "moved"
)"},
      {ledger::SetPolicy{{{ledger::PolicyKind::kApprovalsNeeded,
                           ledger::Role::kRegistryOperator,
                           ledger::CommandType::kIssue,
                           {1000}},
                          {10},
                          2},
                         SomeDocument()},
       "00 18", R"(
0002                               # kind: approvals needed
0001                               # role: registry operator
01 0009                            # command: issue
00000000000003e8                   # above 1000
000000000000000a                   # from
0000000000000002                   # value 2
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::SetPolicy{
           {{ledger::PolicyKind::kPersonRequired, ledger::Role::kAuditor, {}, {}}, {}, 1},
           SomeDocument()},
       "00 18", R"(
0001                               # kind: person required
0004                               # role: auditor
00                                 # command: none
0000000000000000                   # above 0
0000000000000000                   # from the beginning
0000000000000001                   # value 1
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::SetCalendar{{2024, {102, 204}}, SomeDocument()}, "00 19", R"(
07e8                               # year 2024
00000002 0066 00cc                 # two working days: 2 January, 4 February
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::ApproveProposal{ledger::Sequence{40}, SomeDocument().digest}, "00 1a", R"(
0000000000000028                   # proposal 40
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::RejectProposal{ledger::Sequence{40}, SomeDocument().digest, "no"}, "00 1b", R"(
0000000000000028                   # proposal 40
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
00000002 6e6f                      # cause "no"
)"},
      {ledger::WithdrawProposal{ledger::Sequence{40}, "no"}, "00 1c", R"(
0000000000000028                   # proposal 40
00000002 6e6f                      # cause "no"
)"},
      {ledger::ExpireProposal{ledger::Sequence{40}}, "00 1d", R"(
0000000000000028                   # proposal 40
)"},
  };
}

TEST_CASE("the fields of every command are the bytes written by hand") {
  std::set<std::size_t> seen;
  std::vector<Row> rows = Rows();
  for (const Row& row : LaterRows()) rows.push_back(row);
  for (const Row& row : rows) {
    INFO("command type " << row.type);
    seen.insert(row.command.index());
    const std::string expected =
        "01" + Hex(BytesOf(row.type)) + "00000001" + "00000000" + Hex(BytesOf(row.fields));
    CHECK(Hex(CanonicalContent(Asking(row.command))) == expected);
  }
  CHECK(seen.size() == ledger::kCommandTypeCount);
}

bool IsRead(const ledger::Command& command) {
  return ParseRecord(CanonicalRecord(Asking(command), {{}, {}, ledger::Accepted{}}, {}))
      .has_value();
}

// Exactly the numbers from `first` to `last` are read.
template <typename Enum, typename MakeCommand>
void CheckNumbers(int first, int last, MakeCommand make) {
  for (int number = -300; number <= 300; ++number) {
    INFO("number " << number);
    CHECK(IsRead(make(Enum{static_cast<std::int16_t>(number)})) ==
          (first <= number && number <= last));
  }
}

// The bounds are those of docs/canonical.md.
TEST_CASE("an enumeration is read with its own numbers only") {
  using namespace ledger;  // NOLINT(google-build-using-namespace)
  CheckNumbers<ClockMode>(1, 2, [](auto x) { return OpenBook{x, {}}; });
  CheckNumbers<Role>(1, 15, [](auto x) { return RegisterParticipant{"", x, "", {}}; });
  CheckNumbers<InstrumentKind>(1, 3,
                               [](auto x) { return CreateInstrument{"", x, 0, 0, {}, {}, {}}; });
  CheckNumbers<Sector>(0, 4, [](auto x) { return DetermineObligation{{}, x, "", {}, {}}; });
  CheckNumbers<AccountKind>(1, 15, [](auto x) {
    return OpenAccount{x, "", "", "", Sector::kNone};
  });
  CheckNumbers<AccountStatus>(1, 7, [](auto x) { return ChangeAccountStatus{{}, x, ""}; });
  CheckNumbers<FreezeScope>(
      1, 5, [](auto x) { return FreezeHolding{x, {}, "", "", {}, {}, "", "", {}, {}, {}}; });
  CheckNumbers<StaffOf>(1, 4, [](auto x) { return RegisterStaff{{}, x, true, {}}; });
  CheckNumbers<Bucket>(1, 11, [](auto x) { return TakeFrozen{{}, {}, x}; });
  CheckNumbers<AllocationStep>(1, 2, [](auto x) { return Allocate{{}, {}, "", "", x, {}}; });
  CheckNumbers<TransferGround>(1, 7, [](auto x) { return Transfer{{}, {}, "", {}, x, {}}; });
  CheckNumbers<PolicyKind>(1, 7, [](auto x) {
    return SetPolicy{{{x, Role::kMinistry, {}, {}}, {}, 0}, {}};
  });
  CheckNumbers<CommandType>(1, 54, [](auto x) {
    return SetPolicy{{{PolicyKind::kApprovalsNeeded, Role::kMinistry, x, {}}, {}, 0}, {}};
  });
  CheckNumbers<TradingMethod>(
      1, 3, [](auto x) { return SettleTrade{"", "", x, {}, {}, {}, {}, {}, {}}; });
}

TEST_CASE("a proposal's outcome has a tag of its own, and says when it expires") {
  ledger::Accepted waiting;
  waiting.sequence = ledger::Sequence{40};
  waiting.waiting = ledger::Waiting{{10}, 2};
  const std::string accepted =
      CanonicalRecord(Asking(ledger::AdvanceClock{}),
                      {{}, {}, ledger::Accepted{waiting.sequence, {}, {}, {}, {}}}, {});
  const std::string bytes = CanonicalRecord(Asking(ledger::AdvanceClock{}), {{}, {}, waiting}, {});
  const std::string outcome = Hex(BytesOf(R"(
0000000000000028                   # sequence 40
00000000                           # postings: none
00                                 # account opened: none
)"));
  CHECK(Hex(accepted).ends_with("01" + outcome));
  CHECK(Hex(bytes).ends_with("03" + outcome + Hex(BytesOf(R"(
000000000000000a                   # expires_at
00000002                           # approvals_needed
)"))));
  REQUIRE(ParseRecord(bytes).has_value());
  CHECK(std::get<ledger::Accepted>(ParseRecord(bytes)->recorded.outcome) == waiting);
  // Tags are 1 to 4.
  std::string other = accepted;
  for (const char tag : {'\0', '\5'}) {
    other[other.size() - outcome.size() / 2 - 1] = tag;
    CHECK_FALSE(ParseRecord(other).has_value());
  }
}

TEST_CASE("what was due and went back has a tag of its own, and the reason") {
  ledger::Accepted failed;
  failed.sequence = ledger::Sequence{41};
  failed.failed = ledger::Reason::kAccountNotTrusted;
  const ledger::Request request = Asking(ledger::ExecuteTransfer{ledger::Sequence{40}});
  const std::string bytes = CanonicalRecord(request, {{}, {}, failed}, {});
  CHECK(Hex(bytes).ends_with(Hex(BytesOf(R"(
04                                 # outcome: failed
0000000000000029                   # sequence 41
00000000                           # postings: none
00                                 # account opened: none
0043                               # reason: ACCOUNT_NOT_TRUSTED, 67
)"))));
  REQUIRE(ParseRecord(bytes).has_value());
  CHECK(std::get<ledger::Accepted>(ParseRecord(bytes)->recorded.outcome) == failed);
  std::string unknown = bytes;
  unknown.back() = '\0';
  CHECK_FALSE(ParseRecord(unknown).has_value());
}

TEST_CASE("every reason is read, and no other number") {
  std::set<int> known;
#define LOG_TEST_REASON(name, number, wire) known.insert(number);
  LEDGER_REASONS(LOG_TEST_REASON)
#undef LOG_TEST_REASON
  for (int number = -300; number <= 300; ++number) {
    INFO("number " << number);
    const auto reason = static_cast<ledger::Reason>(number);
    const ledger::Recorded recorded{{}, {}, ledger::Rejection{{{reason, {}}}}};
    CHECK(ParseRecord(CanonicalRecord(Asking(ledger::AdvanceClock{}), recorded, {})).has_value() ==
          known.contains(number));
  }
}

}  // namespace
}  // namespace registry::log
