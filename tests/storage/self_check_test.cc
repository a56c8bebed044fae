// The registry proves itself, and finds what was altered behind its back.
#include "storage/self_check.h"

#include <catch2/catch.hpp>
#include <thread>

#include "ledger/account_number.h"
#include "tests/storage/book.h"

namespace registry::testing {
namespace {

using ledger::Raw;
using storage::CheckFinding;

std::vector<CheckFinding> Check(Book& book, int page_records = 7) {
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  std::vector<CheckFinding> findings;
  std::int64_t done = 0;
  std::string phase;
  const auto summary = storage::SelfCheck(
      &pool, {page_records, 100},
      [&](const storage::CheckProgress& progress) {
        if (progress.phase != phase) done = 0;
        phase = progress.phase;
        CHECK(progress.done >= done);
        CHECK(progress.done <= progress.total);
        done = progress.done;
        return true;
      },
      [&](const CheckFinding& finding) {
        findings.push_back(finding);
        return true;
      });
  if (!summary.ok()) FAIL(summary.status().ToString());
  CHECK(summary->findings == static_cast<std::int64_t>(findings.size()));
  if (findings.empty()) CHECK(phase == "facts");
  return findings;
}

// A book in which every kind of fact and posting occurs.
void Fill(Book& book) {
  std::vector<ledger::Request> requests;
  const auto add = [&](ledger::ParticipantId participant, ledger::Command command) {
    requests.push_back(Ask(participant, std::move(command)));
  };
  for (int i = 0; i < 10; ++i) add(kOperator, TransferOf(Unit(0), Unit(1), 10 + i));
  add(kOperator, TransferOf(Unit(0), Unit(1), 100'000));
  add(kOperator, ledger::MoveToTrading{Unit(1), kInstrument, {500}});
  for (int i = 0; i < 5; ++i) {
    add(kExchange, TradeOf("T-" + std::to_string(i), Unit(1), Unit(2), 20 + i));
  }
  add(kAuthority, ledger::DetermineObligation{Unit(2), ledger::Sector::kPower, kPeriod, {700}, {650}});
  add(kAuthority, ledger::Surrender{Unit(2), ledger::Sector::kPower, kPeriod, {{kInstrument, {600}}}});
  add(kOperator, ledger::ChangeAccountStatus{Unit(0), ledger::AccountStatus::kRestricted, "order"});
  add(kOperator, ledger::Cancel{Unit(1), kInstrument, {5}, "neutrality"});
  book.Write(requests);
}

std::string PositionIs(ledger::AccountId account) {
  return "position_id = " +
         std::to_string(Raw(ledger::Pack({account, ledger::InstrumentId{1},
                                          ledger::Bucket::kRegistered})));
}

TEST_CASE("a book that nobody touched has no findings, whatever the page") {
  Book book(3);
  Fill(book);
  for (const int page : {1, 7, 1000}) CHECK(Check(book, page).empty());
}

TEST_CASE("an altered balance is named with account, instrument, bucket and both figures") {
  Book book(3);
  Fill(book);
  const std::int64_t balance = book.Balance(Unit(1));
  book.Tamper("UPDATE position SET balance = balance + 1 WHERE " + PositionIs(Unit(1)));
  const auto findings = Check(book);
  REQUIRE(findings.size() == 2);  // the balance, and the sum over all of them
  CHECK(findings[0].position == ledger::PositionKey{Unit(1), ledger::InstrumentId{1},
                                                    ledger::Bucket::kRegistered});
  CHECK(findings[0].expected == std::to_string(balance));
  CHECK(findings[0].found == std::to_string(balance + 1));
  CHECK(findings[0].text.find(ledger::FormatAccountNumber(Unit(1))) != std::string::npos);
  CHECK(findings[0].text.find("REGISTERED") != std::string::npos);
  CHECK(findings[1].expected == "3000");
  CHECK(findings[1].found == "3001");
}

TEST_CASE("an altered posting is named with account, instrument, bucket and both figures") {
  Book book(3);
  Fill(book);
  const std::string sequence = book.Figure("SELECT min(sequence) FROM decision WHERE type = 14");
  book.Tamper("UPDATE posting SET quantity = quantity + 5 WHERE sequence = " + sequence);
  const auto findings = Check(book);
  REQUIRE(!findings.empty());
  CHECK(findings[0].position == ledger::PositionKey{Unit(0), ledger::InstrumentId{1},
                                                    ledger::Bucket::kRegistered});
  CHECK(std::to_string(*findings[0].sequence) == sequence);
  CHECK(findings[0].expected == "10");
  CHECK(findings[0].found == "15");
}

TEST_CASE("an altered sequence number is named, of a posting and of a decision") {
  Book book(3);
  Fill(book);
  const std::string sequence = book.Figure("SELECT min(sequence) FROM decision WHERE type = 14");
  SECTION("of a posting") {
    book.Tamper("UPDATE posting SET sequence = 1 WHERE sequence = " + sequence);
    const auto findings = Check(book, 1000);
    REQUIRE(findings.size() >= 2);
    CHECK(findings[0].text.find("posting 1.1") != std::string::npos);
    bool missing = false;
    for (const CheckFinding& finding : findings) {
      missing |= finding.text.find("posting " + sequence + ".1") != std::string::npos &&
                 finding.found == "none" && finding.position.has_value();
    }
    CHECK(missing);
  }
  SECTION("of a decision") {
    book.Tamper("UPDATE decision SET sequence = NULL WHERE sequence = " + sequence);
    const auto findings = Check(book);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].expected == sequence);
    CHECK(findings[0].found == "none");
  }
}

TEST_CASE("an altered record, leaf or root is named with its number") {
  Book book(3);
  Fill(book);
  SECTION("a leaf") {
    book.Tamper("ALTER TABLE decision DROP CONSTRAINT leaf_hash_is_of_record; UPDATE decision SET "
                "leaf_hash = set_byte(leaf_hash, 3, get_byte(leaf_hash, 3) # 1) WHERE record_number = 5");
    const auto findings = Check(book);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].record_number == 5);
  }
  SECTION("a record with its leaf") {
    book.Tamper("UPDATE decision SET salt = set_byte(salt, 0, get_byte(salt, 0) # 1), leaf_hash = "
                "sha256('\\x00'::bytea || set_byte(salt, 0, get_byte(salt, 0) # 1) || record) "
                "WHERE record_number = 5");
    const auto findings = Check(book);
    REQUIRE(!findings.empty());
    CHECK(findings[0].text.find("root of its batch") != std::string::npos);
    CHECK(*findings[0].record_number >= 5);
  }
  SECTION("a root") {
    book.Tamper("UPDATE commit_batch SET root = set_byte(root, 0, get_byte(root, 0) # 1) "
                "WHERE last_record = (SELECT max(last_record) FROM commit_batch)");
    const auto findings = Check(book);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].text.find("root") != std::string::npos);
  }
  SECTION("a missing record") {
    book.Tamper("DELETE FROM decision WHERE record_number = 12");
    bool named = false;
    for (const CheckFinding& finding : Check(book)) named |= finding.record_number == 12;
    CHECK(named);
  }
}

TEST_CASE("altered facts are named") {
  Book book(3);
  Fill(book);
  const std::string statement = GENERATE(
      as<std::string>(), "UPDATE obligation SET surrendered = surrendered - 1 WHERE surrendered > 0",
      "UPDATE issuance_cap SET issued = issued - 1 WHERE issued > 0",
      "UPDATE trade SET quantity = 21, amount_fen = 21 * price_fen WHERE trade_id = 'T-0'",
      "DELETE FROM trade WHERE trade_id = 'T-3'",
      "INSERT INTO trade SELECT 'T-9', sequence, instrument, method, seller, buyer, quantity, "
      "price_fen, amount_fen, match_time FROM trade WHERE trade_id = 'T-0'",
      "UPDATE account SET status = 1 WHERE status = 2",
      "UPDATE decision SET trade_id = 'T-8' WHERE trade_id = 'T-1'",
      "UPDATE request SET request_hash = sha256('x') WHERE record_number = 20",
      "UPDATE position SET last_sequence = last_sequence - 1 WHERE " + PositionIs(Unit(1)),
      "DELETE FROM position WHERE " + PositionIs(Unit(1)));
  INFO(statement);
  book.Tamper(statement);
  CHECK(!Check(book).empty());
}

TEST_CASE("the check stands beside traffic") {
  Book book(4, 100'000);
  std::atomic<bool> stop = false;
  std::jthread traffic([&] {
    int i = 0;
    while (!stop) {
      std::vector<ledger::Request> requests;
      for (int n = 0; n < 5; ++n, ++i) {
        requests.push_back(Ask(kOperator, TransferOf(Unit(i % 4), Unit((i + 1) % 4), 1 + n)));
      }
      book.Write(requests);
    }
  });
  for (int i = 0; i < 5; ++i) CHECK(Check(book, 11).empty());
  stop = true;
}

TEST_CASE("the caller can stop the check, and it stops by itself at its limit") {
  Book book(3);
  book.Tamper("UPDATE position SET last_sequence = last_sequence + 1000");
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  const auto go = [](const auto&) { return true; };
  const auto stop = [](const auto&) { return false; };
  CHECK(absl::IsCancelled(storage::SelfCheck(&pool, {}, stop, go).status()));
  CHECK(absl::IsCancelled(storage::SelfCheck(&pool, {}, go, stop).status()));
  storage::CheckOptions options;
  options.max_findings = 2;
  CHECK(storage::SelfCheck(&pool, options, go, go)->findings == 2);
}

}  // namespace
}  // namespace registry::testing
