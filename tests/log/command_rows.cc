#include "tests/log/command_rows.h"

#include <cstdint>
#include <numeric>

namespace registry::log::testing {

using ledger::Sector;

ledger::Document SomeDocument() {
  ledger::Document document;
  document.number = "D1";
  std::iota(document.digest.begin(), document.digest.end(), std::uint8_t{0});
  return document;
}

std::vector<Row> LaterRows() {
  return {
      {ledger::RecoverAdministrator{"admin",
                                    "sa-3",
                                    SomeDocument().digest,
                                    {{"idp", "u7"}},
                                    {"op-1", "re-1"},
                                    "lost",
                                    SomeDocument()},
       "00 1e", R"(
00000005 61646d696e                # participant "admin"
00000004 73612d33                  # code "sa-3"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
00000001                           # subjects: one
00000003 696470 00000002 7537      # "idp", "u7"
00000002                           # officers: two
00000004 6f702d31                  # "op-1"
00000004 72652d31                  # "re-1"
00000004 6c6f7374                  # cause "lost"
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::FreezeHolding{ledger::FreezeScope::kQuantity,
                             kFirst,
                             "",
                             "CEA23",
                             {7},
                             {},
                             "c1",
                             "court",
                             {10},
                             {11},
                             SomeDocument()},
       "00 1f", R"(
0003                               # scope: quantity
01 00000000000003e9                # account 1001
00000000                           # social_credit_code: empty
00000005 4345413233                # instrument "CEA23"
0000000000000007                   # quantity 7
00                                 # process: none
00000002 6331                      # case_number "c1"
00000005 636f757274                # authority "court"
000000000000000a                   # from
000000000000000b                   # until
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::FreezeHolding{ledger::FreezeScope::kProcess,
                             {},
                             "",
                             "",
                             {},
                             ledger::CommandType::kTransfer,
                             "c1",
                             "court",
                             {10},
                             {11},
                             SomeDocument()},
       "00 1f", R"(
0004                               # scope: process
00                                 # account: none
00000000                           # social_credit_code: empty
00000000                           # instrument: empty
0000000000000000                   # quantity 0
01 000e                            # process: transfer
00000002 6331                      # case_number "c1"
00000005 636f757274                # authority "court"
000000000000000a                   # from
000000000000000b                   # until
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::RenewFreeze{ledger::Sequence{40}, {11}, SomeDocument()}, "00 20", R"(
0000000000000028                   # freeze 40
000000000000000b                   # until
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::ReleaseFreeze{ledger::Sequence{40}, "no", SomeDocument()}, "00 21", R"(
0000000000000028                   # freeze 40
00000002 6e6f                      # cause "no"
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::ExpireFreeze{ledger::Sequence{40}}, "00 22", R"(
0000000000000028                   # freeze 40
)"},
      {ledger::DeductFrozen{ledger::Sequence{40}, "CEA23", {7}, kSecond, SomeDocument()}, "00 23",
       R"(
0000000000000028                   # freeze 40
00000005 4345413233                # instrument "CEA23"
0000000000000007                   # quantity 7
00000000000003ea                   # acquiring account 1002
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::SurrenderFrozen{
           ledger::Sequence{40}, "CEA23", {7}, Sector::kPower, "2023", SomeDocument()},
       "00 24", R"(
0000000000000028                   # freeze 40
00000005 4345413233                # instrument "CEA23"
0000000000000007                   # quantity 7
0001                               # sector: power
00000004 32303233                  # period "2023"
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::TakeFrozen{kFirst, ledger::InstrumentId{3}, ledger::Bucket::kTrading}, "00 25", R"(
00000000000003e9                   # account 1001
00000003                           # instrument number 3
0002                               # bucket: TRADING
)"},
      {ledger::Pledge{kFirst, "CEA23", {7}, "bank", SomeDocument()}, "00 26", R"(
00000000000003e9                   # account 1001
00000005 4345413233                # instrument "CEA23"
0000000000000007                   # quantity 7
00000004 62616e6b                  # pledgee "bank"
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::ReleasePledge{ledger::Sequence{40}, SomeDocument()}, "00 27", R"(
0000000000000028                   # pledge 40
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::ApplyForAccount{ledger::AccountKind::kIndividual,
                               "code",
                               "",
                               "13",
                               Sector::kNone,
                               SomeDocument().digest,
                               kFirst,
                               {SomeDocument()}},
       "00 28", R"(
0004                               # kind: individual
00000004 636f6465                  # social_credit_code "code"
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  # SHA-256 of nothing
00000002 3133                      # province "13"
0000                               # sector: none
01 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f  # identity
01 00000000000003e9                # account 1001
00000001                           # documents: one
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::ApplyForAccount{
           ledger::AccountKind::kInstitution, "code", "", "", Sector::kNone, {}, {}, {}},
       "00 28", R"(
0003                               # kind: institution
00000004 636f6465                  # social_credit_code "code"
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  # SHA-256 of nothing
00000000                           # province: empty
0000                               # sector: none
00                                 # identity: none
00                                 # account: none
00000000                           # documents: none
)"},
      {ledger::ReviewApplication{kFirst, false, "no"}, "00 29", R"(
00000000000003e9                   # account 1001
00                                 # passed: no
00000002 6e6f                      # cause "no"
)"},
      {ledger::OpenAppliedAccount{kFirst}, "00 2a", R"(
00000000000003e9                   # account 1001
)"},
      {ledger::ChangeParticulars{kFirst, "", "13", Sector::kPower, SomeDocument()}, "00 2b", R"(
00000000000003e9                   # account 1001
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  # SHA-256 of nothing
00000002 3133                      # province "13"
01 0001                            # sector: power
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::ChangeAccountKind{kFirst, ledger::AccountKind::kKeyEmittingUnit, Sector::kCement,
                                 "13", SomeDocument()},
       "00 2c", R"(
00000000000003e9                   # account 1001
0001                               # kind: key emitting unit
0003                               # sector: cement
00000002 3133                      # province "13"
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::ObjectToRestriction{kFirst, "no", SomeDocument()}, "00 2d", R"(
00000000000003e9                   # account 1001
00000002 6e6f                      # cause "no"
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::DecideObjection{kFirst, true, "no", SomeDocument()}, "00 2e", R"(
00000000000003e9                   # account 1001
01                                 # lifted: yes
00000002 6e6f                      # cause "no"
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::Succeed{kFirst,
                       kSecond,
                       {{"CEA23", {7}}},
                       {{Sector::kPower, "2023", {8}, {9}, {10}}},
                       SomeDocument()},
       "00 2f", R"(
00000000000003e9                   # predecessor 1001
00000000000003ea                   # successor 1002
00000001                           # holdings: one
00000005 4345413233                # instrument "CEA23"
0000000000000007                   # quantity 7
00000001                           # obligations: one
0001                               # sector: power
00000004 32303233                  # period "2023"
0000000000000008                   # verified_emissions 8
0000000000000009                   # obligation 9
000000000000000a                   # surrendered 10
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::CloseDissolved{kFirst, kSecond, "no", SomeDocument()}, "00 30", R"(
00000000000003e9                   # account 1001
00000000000003ea                   # receiver 1002
00000002 6e6f                      # cause "no"
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::RegisterStaff{SomeDocument().digest, ledger::StaffOf::kVerifier, false,
                             SomeDocument()},
       "00 31", R"(
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
0004                               # staff of a verifier
00                                 # active: no
00000002 4431                      # document number "D1"
000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
)"},
      {ledger::TrustAccount{kFirst, kSecond}, "00 32", R"(
00000000000003e9                   # account 1001
00000000000003ea                   # trusted 1002
)"},
      {ledger::DistrustAccount{kFirst, kSecond}, "00 33", R"(
00000000000003e9                   # account 1001
00000000000003ea                   # trusted 1002
)"},
      {ledger::TransferAtWill{kFirst, kSecond, "CEA23", {7}}, "00 34", R"(
00000000000003e9                   # transferring account 1001
00000000000003ea                   # acquiring account 1002
00000005 4345413233                # instrument "CEA23"
0000000000000007                   # quantity 7
)"},
      {ledger::AbortTransfer{kFirst, ledger::Sequence{40}, "no"}, "00 35", R"(
00000000000003e9                   # account 1001
0000000000000028                   # transfer 40
00000002 6e6f                      # cause "no"
)"},
      {ledger::ExecuteTransfer{ledger::Sequence{40}}, "00 36", R"(
0000000000000028                   # transfer 40
)"},
  };
}

}  // namespace registry::log::testing
