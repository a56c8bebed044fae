#include "log/canonical.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <numeric>
#include <string>
#include <string_view>

#include "log/hash.h"
#include "log/merkle.h"
#include "tests/log/vectors.h"

namespace registry::log {
namespace {

using ledger::AccountId;
using ledger::Bucket;
using ledger::InstrumentId;
using testing::BytesOf;
using testing::Hex;
using testing::HexOf;
using testing::WithLine;

// 00 01 02 ... of any length.
template <typename Bytes>
Bytes Counting(std::uint8_t first) {
  Bytes bytes;
  std::iota(bytes.begin(), bytes.end(), first);
  return bytes;
}

constexpr ledger::RequestId kUpward = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
                                       0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
constexpr ledger::RequestId kDownward = {0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99, 0x88,
                                         0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0x00};
constexpr std::int64_t kNewYear2022 = 1'640'995'200'000'000;
constexpr ledger::RulesEpoch kEpoch{3};

ledger::Request TransferRequest() {
  ledger::Request request;
  request.key = {ledger::ParticipantId{7}, kDownward};
  request.person = "li.wei";
  request.received_at.micros = kNewYear2022;
  request.salt = Counting<ledger::Salt>(0x60);
  ledger::Transfer transfer;
  transfer.transferring_account = AccountId{1001};
  transfer.acquiring_account = AccountId{1002};
  transfer.instrument = "CEA21";
  transfer.quantity.value = 250;
  transfer.ground = ledger::TransferGround::kCompulsoryExecution;
  transfer.document = {"ZJ-2024-017", Counting<ledger::Digest>(0)};
  request.command = transfer;
  return request;
}

ledger::Recorded RejectedTransfer() {
  return {ledger::RecordNumber{42},
          {kNewYear2022 + 1},
          ledger::Rejection{{{ledger::Reason::kAccountStatusForbids, {}},
                             {ledger::Reason::kInsufficientHolding,
                              {{"requested_tco2e", "250"}, {"available_tco2e", "200"}}}}}};
}

ledger::Request SystemRequest(std::int32_t participant, ledger::Command command) {
  ledger::Request request;
  request.key = {ledger::ParticipantId{participant}, kUpward};
  request.received_at.micros = kNewYear2022 - 1;
  request.salt = Counting<ledger::Salt>(0x60);
  request.command = std::move(command);
  return request;
}

ledger::Request SurrenderRequest() {
  ledger::Surrender surrender;
  surrender.unit_account = AccountId{1001};
  surrender.sector = ledger::Sector::kPower;
  surrender.period = "2019-20";
  surrender.lines = {{"CEA1920", {600}}, {"CEA21", {40}}};
  surrender.allow_surplus = true;
  return SystemRequest(12, surrender);
}

ledger::PostedLine Line(std::int64_t transferring, std::int64_t acquiring, std::int32_t instrument,
                        std::int64_t quantity, std::int64_t transferring_balance,
                        std::int64_t acquiring_balance) {
  return {{{AccountId{transferring}, InstrumentId{instrument}, Bucket::kRegistered},
           {AccountId{acquiring}, InstrumentId{instrument}, Bucket::kRegistered},
           {quantity}},
          {transferring_balance},
          {acquiring_balance}};
}

ledger::Recorded AcceptedSurrender() {
  return {ledger::RecordNumber{41},
          {kNewYear2022},
          ledger::Accepted{ledger::Sequence{40},
                           {Line(1001, 2, 1, 600, 400, 600), Line(1001, 2, 2, 40, 0, 40)},
                           {},
                           {},
                           {}}};
}

ledger::Request OpeningRequest() {
  return SystemRequest(
      2, ledger::OpenAccount{ledger::AccountKind::kKeyEmittingUnit, "91130100MA0XXXXX1T",
                             "河北一号电厂", "13", ledger::Sector::kPower});
}

ledger::Recorded AcceptedOpening() {
  return {ledger::RecordNumber{0},
          {kNewYear2022},
          ledger::Accepted{ledger::Sequence{9}, {}, AccountId{1001}, {}, {}}};
}

ledger::Request IssueRequest() {
  return SystemRequest(2, ledger::Issue{"plan-2019-20",
                                        "CEA1920",
                                        ledger::Sector::kPower,
                                        ledger::kNationalAccount,
                                        {1000},
                                        {"MEE-2020-3", Counting<ledger::Digest>(0)}});
}

ledger::Recorded AcceptedIssue() {
  return {ledger::RecordNumber{10},
          {kNewYear2022},
          ledger::Accepted{ledger::Sequence{10}, {Line(1, 5, 1, 1000, -1000, 1000)}, {}, {}, {}}};
}

TEST_CASE("the content of a transfer is the bytes written by hand") {
  CHECK(Hex(CanonicalContent(TransferRequest())) == Hex(BytesOf(testing::kTransferContent)));
  CHECK(HexOf(RequestHash(TransferRequest())) ==
        "2a67160333ea142088f3de17872e949750bbff60f17d7f90cebea9721bd172df");
}

TEST_CASE("the content of a surrender of two lines is the bytes written by hand") {
  CHECK(Hex(CanonicalContent(SurrenderRequest())) == Hex(BytesOf(testing::kSurrenderContent)));
  CHECK(HexOf(RequestHash(SurrenderRequest())) ==
        "803f72337d04bd6746d09a6f19bb2cfb62e798a7261e5d43d53ea9317cb7a9c7");
}

TEST_CASE("a record is the bytes written by hand, and is read back from them") {
  struct Row {
    std::string_view vector;
    ledger::Request request;
    ledger::Recorded recorded;
    std::string_view leaf_hash;  // with the salt 60 61 ... 6f
  };
  const Row rows[] = {
      {testing::kAcceptedSurrender, SurrenderRequest(), AcceptedSurrender(),
       "7d064ad15845ac1e4f93229e2e6b8c1185c4705edfe896d17e15b2ca2b0dbeca"},
      {testing::kRejectedTransfer, TransferRequest(), RejectedTransfer(),
       "51b6286a9c835bced4d6d7ef63c63e19847ad2f6edb37881e412d0128d74cd95"},
      {testing::kAcceptedOpening, OpeningRequest(), AcceptedOpening(),
       "7823485850c31aa017315867f8cbdfa8c570597c94c977e643c1057c0a6adc04"},
      {testing::kAcceptedIssue, IssueRequest(), AcceptedIssue(),
       "592388017beac4f35e86ebdb609ed06f52d3a58c474fac91afabfbe057bc89dd"},
  };
  for (const Row& row : rows) {
    const std::string expected = BytesOf(row.vector);
    CHECK(Hex(CanonicalRecord(row.request, row.recorded, kEpoch)) == Hex(expected));
    CHECK(HexOf(LeafHash(row.request.salt, expected)) == row.leaf_hash);

    const auto parsed = ParseRecord(expected);
    REQUIRE(parsed.has_value());
    CHECK(parsed->recorded == row.recorded);
    CHECK(parsed->epoch == kEpoch);
    CHECK(parsed->request.key == row.request.key);
    CHECK(parsed->request.person == row.request.person);
    CHECK(parsed->request.received_at == row.request.received_at);
    CHECK(parsed->request.command.index() == row.request.command.index());
  }
}

TEST_CASE("of a holder's name only the digest is in a record") {
  const std::string bytes = CanonicalRecord(OpeningRequest(), AcceptedOpening(), kEpoch);
  CHECK(bytes.find("河北") == std::string::npos);
  const auto parsed = ParseRecord(bytes);
  REQUIRE(parsed.has_value());
  CHECK(std::get<ledger::OpenAccount>(parsed->request.command).holder_name.empty());
  REQUIRE(parsed->holder_name_digest.has_value());
  CHECK(HexOf(*parsed->holder_name_digest) ==
        "583e3bc4ae63b97c9f340277eaeb5a17a036f0ee64d016a0888f9ced41e6965e");
  CHECK_FALSE(ParseRecord(BytesOf(testing::kAcceptedIssue))->holder_name_digest.has_value());
}

TEST_CASE("docs/canonical.md shows the vectors of these tests, and their hashes") {
  std::ifstream file(std::string(REGISTRY_SOURCE_DIR) + "/docs/canonical.md");
  const std::string page{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  for (const std::string_view vector :
       {testing::kTransferContent, testing::kSurrenderContent, testing::kAcceptedSurrender,
        testing::kRejectedTransfer, testing::kAcceptedOpening, testing::kAcceptedIssue}) {
    INFO(vector);
    CHECK(page.find("```" + std::string(vector) + "```") != std::string::npos);
  }
  for (const std::string_view content : {testing::kTransferContent, testing::kSurrenderContent}) {
    CHECK(page.find(HexOf(Sha256(BytesOf(content)))) != std::string::npos);
  }
  for (const std::string_view record : testing::kRecords) {
    const ledger::Digest leaf = LeafHash(Counting<ledger::Salt>(0x60), BytesOf(record));
    CHECK(page.find(HexOf(leaf)) != std::string::npos);
  }
}

TEST_CASE("every shorter and every longer record is refused") {
  for (const std::string_view vector : testing::kRecords) {
    const std::string bytes = BytesOf(vector);
    REQUIRE(ParseRecord(bytes).has_value());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      INFO(size << " of " << bytes.size());
      CHECK_FALSE(ParseRecord(std::string_view(bytes).substr(0, size)).has_value());
    }
    CHECK_FALSE(ParseRecord(bytes + '\0').has_value());
    CHECK_FALSE(ParseRecord(bytes + bytes).has_value());
  }
}

TEST_CASE("what the grammar does not give a meaning is refused") {
  struct Row {
    std::string_view vector;
    std::string_view line;   // of the vector
    std::string_view bytes;  // instead
  };
  const Row rows[] = {
      {testing::kAcceptedSurrender, "version", "00"},
      {testing::kAcceptedSurrender, "version", "02"},
      {testing::kAcceptedSurrender, "content version", "02"},
      {testing::kAcceptedSurrender, "content: 73 bytes", "00 00 00 48"},
      {testing::kAcceptedSurrender, "content: 73 bytes", "00 00 00 4a"},
      {testing::kAcceptedSurrender, "content: 73 bytes", "ff ff ff ff"},
      {testing::kAcceptedSurrender, "command type: Surrender, 17", "00 00"},
      {testing::kAcceptedSurrender, "command type: Surrender, 17", "00 10"},
      {testing::kAcceptedSurrender, "command type: Surrender, 17", "00 13"},
      {testing::kAcceptedSurrender, "command type: Surrender, 17", "ff ff"},
      {testing::kAcceptedSurrender, "command type: Surrender, 17", "01 11"},
      {testing::kAcceptedSurrender, "person: empty, a system", "ff ff ff ff"},
      {testing::kAcceptedSurrender, "sector: power, 1", "00 05"},
      {testing::kAcceptedSurrender, "sector: power, 1", "ff ff"},
      {testing::kAcceptedSurrender, "lines: two", "00 00 00 01"},
      {testing::kAcceptedSurrender, "lines: two", "00 00 00 03"},
      {testing::kAcceptedSurrender, "lines: two", "ff ff ff ff"},
      {testing::kAcceptedSurrender, "allow_surplus: yes", "02"},
      {testing::kAcceptedSurrender, "allow_surplus: yes", "ff"},
      {testing::kAcceptedSurrender, "allow_surplus: yes", ""},
      {testing::kAcceptedSurrender, "allow_surplus: yes", "01 00"},
      {testing::kAcceptedSurrender, "outcome: accepted", "00"},
      {testing::kAcceptedSurrender, "outcome: accepted", "02"},
      {testing::kAcceptedSurrender, "outcome: accepted", "03"},
      {testing::kAcceptedSurrender, "postings: two", "ff ff ff ff"},
      // bucket 0, bucket 12, below zero
      {testing::kAcceptedSurrender, "transferring: account 1001, instrument 1, REGISTERED",
       "00 00 00 00 7d 20 00 20"},
      {testing::kAcceptedSurrender, "transferring: account 1001, instrument 1, REGISTERED",
       "00 00 00 00 7d 20 00 2c"},
      {testing::kAcceptedSurrender, "acquiring: account 2, instrument 1, REGISTERED",
       "80 00 00 00 00 40 00 21"},
      {testing::kAcceptedSurrender, "opened account: none", "02"},
      {testing::kAcceptedSurrender, "opened account: none", "01"},
      {testing::kAcceptedOpening, "kind: key emitting unit, 1", "00 00"},
      {testing::kAcceptedOpening, "kind: key emitting unit, 1", "00 10"},
      {testing::kAcceptedOpening, "opened account: 1001", "02 00 00 00 00 00 00 03 e9"},
      {testing::kAcceptedOpening, "opened account: 1001", "00 00 00 00 00 00 00 03 e9"},
      {testing::kRejectedTransfer, "ground: compulsory execution, 2", "00 00"},
      {testing::kRejectedTransfer, "ground: compulsory execution, 2", "00 08"},
      {testing::kRejectedTransfer, "document number, 11 bytes", "00 00 00 0c"},
      {testing::kRejectedTransfer, "reason: INSUFFICIENT_HOLDING, 20", "00 00"},
      {testing::kRejectedTransfer, "reason: INSUFFICIENT_HOLDING, 20", "7f ff"},
      {testing::kRejectedTransfer, "failed checks: two", "00 00 00 01"},
      {testing::kRejectedTransfer, "failed checks: two", "ff ff ff ff"},
      {testing::kRejectedTransfer, "facts: two", "00 00 00 03"},
  };
  for (const Row& row : rows) {
    INFO(row.line << " becomes " << row.bytes);
    CHECK_FALSE(ParseRecord(BytesOf(WithLine(row.vector, row.line, row.bytes))).has_value());
  }
}

TEST_CASE("other values of a field are read") {
  const auto parsed = ParseRecord(
      BytesOf(WithLine(testing::kRejectedTransfer, "ground: compulsory execution, 2", "00 07")));
  REQUIRE(parsed.has_value());
  CHECK(std::get<ledger::Transfer>(parsed->request.command).ground ==
        ledger::TransferGround::kHolderWill);
}

}  // namespace
}  // namespace registry::log
