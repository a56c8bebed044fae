// The registry proves itself, and finds what was altered behind its back.
#include "storage/self_check.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <set>
#include <thread>

#include "ledger/account_number.h"
#include "tests/storage/book.h"

namespace registry::testing {
namespace {

using ledger::Raw;
using storage::CheckFinding;
using Findings = std::vector<CheckFinding>;
using Steady = std::chrono::steady_clock;

constexpr ledger::InstrumentId kFirst{1};

ledger::PositionKey Registered(ledger::AccountId account) {
  return {account, kFirst, ledger::Bucket::kRegistered};
}
std::string Id(const ledger::PositionKey& key) { return std::to_string(Raw(ledger::Pack(key))); }

struct Outcome {
  storage::CheckSummary summary;
  Findings findings;
  std::int64_t longest_ms = 0;  // of the time between two reports of progress: one transaction
};

Outcome Run(Book& book, const storage::CheckOptions& options,
            const std::function<void(const std::string&)>& at_phase = {}) {
  storage::ReaderPool pool({book.database().Connection("registry_auditor")});
  Outcome outcome;
  std::int64_t done = 0;
  std::vector<std::string> phases;
  auto last = Steady::now();
  const auto summary = storage::SelfCheck(
      &pool, options,
      [&](const storage::CheckProgress& progress) {
        if (phases.empty() || progress.phase != phases.back()) {
          phases.push_back(progress.phase);
          done = 0;
          if (at_phase) at_phase(progress.phase);
        }
        if (progress.done < done || progress.done > progress.total) FAIL("progress runs back");
        done = progress.done;
        const auto now = Steady::now();
        outcome.longest_ms = std::max(
            outcome.longest_ms,
            std::int64_t{
                std::chrono::duration_cast<std::chrono::milliseconds>(now - last).count()});
        last = now;
        return true;
      },
      [&](const CheckFinding& finding) {
        outcome.findings.push_back(finding);
        return true;
      });
  if (!summary.ok()) FAIL(summary.status().ToString());
  outcome.summary = *summary;
  CHECK(summary->findings == static_cast<std::int64_t>(outcome.findings.size()));
  if (summary->findings < options.max_findings) {
    CHECK(phases == std::vector<std::string>{"records", "balances", "supply", "facts"});
  }
  return outcome;
}

Findings Check(Book& book, int page_records = 7) { return Run(book, {page_records, 100}).findings; }

std::string TextOf(const Findings& findings) {
  std::string text;
  for (const CheckFinding& finding : findings) text += finding.text + "\n";
  return text;
}

// Whether a finding names the position, in fields and in words, and both figures.
bool Names(const Findings& findings, const ledger::PositionKey& key, const std::string& expected,
           const std::string& found) {
  const std::string name = "account " + ledger::FormatAccountNumber(key.account) + ", instrument " +
                           kInstrument + ", " + std::string(ledger::BucketName(key.bucket));
  return std::any_of(findings.begin(), findings.end(), [&](const CheckFinding& finding) {
    return finding.position == key && finding.expected == expected && finding.found == found &&
           finding.text.find(name) != std::string::npos &&
           finding.text.find("expected " + expected + ", found " + found) != std::string::npos;
  });
}

// Whether a finding's text holds all of these.
bool Says(const Findings& findings, const std::vector<std::string>& parts) {
  return std::any_of(findings.begin(), findings.end(), [&](const CheckFinding& finding) {
    return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
      return finding.text.find(part) != std::string::npos;
    });
  });
}

// With the book's own opening every command but AdvanceClock, some refused, in several batches.
void Fill(Book& book) {
  std::vector<ledger::Request> requests;
  const auto add = [&](ledger::ParticipantId participant, ledger::Command command) {
    requests.push_back(Ask(participant, std::move(command)));
  };
  const auto write = [&] { book.Write(std::exchange(requests, {})); };
  for (int i = 0; i < 10; ++i) add(kOperator, TransferOf(Unit(0), Unit(1), 10 + i));
  add(kOperator, TransferOf(Unit(0), Unit(1), 100'000));
  add(kOperator, ledger::MoveToTrading{Unit(1), kInstrument, {500}});
  write();
  for (int i = 0; i < 5; ++i) {
    add(kExchange, TradeOf("T-" + std::to_string(i), Unit(1), Unit(2), 20 + i));
  }
  add(kExchange, TradeOf("T-0", Unit(1), Unit(2), 20));
  add(kExchange, ledger::MoveFromTrading{Unit(2), kInstrument, {50}});
  write();
  const auto power = ledger::Sector::kPower;
  add(kAuthority, ledger::DetermineObligation{Unit(2), power, kPeriod, {700}, {650}});
  add(kAuthority, ledger::Surrender{Unit(2), power, kPeriod, {{kInstrument, {600}}}});
  add(kAuthority, ledger::Surrender{Unit(2), power, kPeriod, {{kInstrument, {50}}}});
  add(kAuthority, ledger::DetermineObligation{Unit(2), power, kPeriod, {720}, {670}});
  add(kAuthority, ledger::ReturnAllowances{Unit(2), kAuthorityAccount, kInstrument, kPeriod, {30}});
  write();
  add(kOperator, ledger::ChangeAccountStatus{Unit(0), ledger::AccountStatus::kRestricted, "order"});
  add(kOperator, ledger::Cancel{Unit(1), kInstrument, {5}, "neutrality"});
  write();
}

struct FilledBook : Book {
  FilledBook() : Book(3) { Fill(*this); }
};

// The record and the sequence of the first transfer, of 10 from Unit(0) to Unit(1).
std::string FirstTransfer(Book& book, const std::string& column) {
  return book.Figure("SELECT min(" + column + ") FROM decision WHERE type = 14");
}

TEST_CASE("a book that nobody touched has no findings, whatever the page") {
  FilledBook book;
  CHECK(book.Figure("SELECT string_agg(DISTINCT type::text, ' ' ORDER BY type::text) "
                    "FROM decision WHERE sequence IS NOT NULL") ==
        "1 10 11 12 13 14 15 16 17 18 2 4 5 6 7 8 9");
  for (const int page : {1, 7, 1000}) {
    const Outcome outcome = Run(book, {page, 100});
    INFO(TextOf(outcome.findings));
    CHECK(outcome.findings.empty());
    CHECK(std::to_string(outcome.summary.records) == book.Figure("SELECT count(*) FROM decision"));
    CHECK(std::to_string(outcome.summary.postings) == book.Figure("SELECT count(*) FROM posting"));
    CHECK(std::to_string(outcome.summary.positions) ==
          book.Figure("SELECT count(*) FROM position"));
  }
}

TEST_CASE("a book of the replay clock and an empty one have no findings") {
  TestDatabase database;
  storage::ReaderPool pool({database.Connection("registry_reader")});
  Findings findings;
  const auto check = [&] {
    return storage::SelfCheck(
        &pool, {}, [](const auto&) { return true; },
        [&](const CheckFinding& finding) {
          findings.push_back(finding);
          return true;
        });
  };
  CHECK(check()->records == 0);
  storage::JournalOptions options;
  options.connection = database.Connection("registry_writer");
  options.clock_mode = ledger::ClockMode::kReplay;
  auto journal = *storage::Journal::Open(options);
  const std::vector<ledger::Request> requests = {
      Ask(kCeremonyParticipant,
          ledger::OpenBook{ledger::ClockMode::kReplay, {1'600'000'000'000'000}}),
      Ask(kCeremonyParticipant,
          ledger::RegisterParticipant{"operator", ledger::Role::kRegistryOperator, "", {}}),
      Ask(kOperator, ledger::AdvanceClock{{1'600'000'000'000'001}})};
  for (const auto& answer : journal->Write(requests)) AcceptedIn(answer);
  CHECK(check()->records == 3);
  INFO(TextOf(findings));
  CHECK(findings.empty());
}

TEST_CASE("an altered balance is named with account, instrument, bucket and both figures") {
  FilledBook book;
  const std::int64_t balance = book.Balance(Unit(1));
  book.Tamper("UPDATE position SET balance = balance + 1 WHERE position_id = " +
              Id(Registered(Unit(1))));
  const Findings findings = Check(book);
  INFO(TextOf(findings));
  REQUIRE(findings.size() == 2);  // the balance, and what all of them add up to
  CHECK(Names(findings, Registered(Unit(1)), std::to_string(balance), std::to_string(balance + 1)));
  CHECK(Says(findings, {kInstrument, "expected 3000, found 3001"}));
}

TEST_CASE("altered postings are named with account, instrument, bucket and both figures") {
  FilledBook book;
  const std::string sequence = FirstTransfer(book, "sequence");
  const std::string where = " WHERE sequence = " + sequence;
  Findings findings;
  SECTION("a quantity") {
    book.Tamper("UPDATE posting SET quantity = quantity + 5" + where);
    findings = Check(book);
    CHECK(Names(findings, Registered(Unit(0)), "10", "15"));
    CHECK(Names(findings, Registered(Unit(0)), "985", "990"));    // the running balance
    CHECK(Names(findings, Registered(Unit(1)), "1015", "1010"));  // on either side
    CHECK(findings[0].sequence == std::stoll(sequence));
  }
  SECTION("a running balance") {
    book.Tamper("UPDATE posting SET acquiring_balance = acquiring_balance + 1" + where);
    findings = Check(book);
    CHECK(Names(findings, Registered(Unit(1)), "1010", "1011"));
    CHECK(findings.size() == 3);  // against the record, the one before and the one after
  }
  SECTION("a side") {
    book.Tamper("UPDATE posting SET acquiring_position = " + Id(Registered(Unit(2))) + where);
    findings = Check(book);
    CHECK(Names(findings, Registered(Unit(1)), Id(Registered(Unit(1))), Id(Registered(Unit(2)))));
  }
  SECTION("a sequence number") {
    book.Tamper("UPDATE posting SET sequence = 1" + where);
    findings = Check(book, 1000);
    CHECK(Names(findings, Registered(Unit(0)), "none", "10"));
    CHECK(Names(findings, Registered(Unit(0)), "10", "none"));
    CHECK(Says(findings, {"posting " + sequence + ".1", "is missing"}));
  }
  SECTION("one is deleted") {
    book.Tamper("DELETE FROM posting" + where);
    findings = Check(book);
    CHECK(Names(findings, Registered(Unit(0)), "10", "none"));
    CHECK(Names(findings, Registered(Unit(1)), "1011", "1021"));  // the next does not continue it
  }
  SECTION("one is inserted") {
    book.Tamper("INSERT INTO posting VALUES (" + sequence + ", 2, " +
                Id(Registered(kAuthorityAccount)) + ", " + Id(Registered(Unit(2))) +
                ", 77, 0, 1077)");
    findings = Check(book);
    CHECK(Names(findings, Registered(kAuthorityAccount), "none", "77"));
    CHECK(Names(findings, Registered(kAuthorityAccount), "-77", "0"));
  }
  SECTION("one is inserted beyond the head") {
    book.Tamper("INSERT INTO posting VALUES (1000, 1, " + Id(Registered(Unit(0))) + ", " +
                Id(Registered(Unit(2))) + ", 77, 0, 1077)");
    findings = Check(book);
    CHECK(Says(findings, {"beyond the head", "found 1000"}));
    CHECK(Names(findings, Registered(Unit(2)), "1077", std::to_string(book.Balance(Unit(2)))));
  }
  INFO(TextOf(findings));
  CHECK(!findings.empty());
}

TEST_CASE("an altered decision is named by its record, and no other is") {
  FilledBook book;
  const std::string record = FirstTransfer(book, "record_number");
  const std::string sequence = FirstTransfer(book, "sequence");
  const std::string where = " WHERE record_number = " + record;
  Findings findings;
  SECTION("its sequence") {
    book.Tamper("UPDATE decision SET sequence = NULL" + where);
    findings = Check(book);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].expected == sequence);
    CHECK(findings[0].found == "none");
  }
  SECTION("its other columns") {
    const std::pair<const char*, const char*> changes[] = {
        {"person = 'somebody'", "person"},
        {"ground = 1", "ground"},
        {"document_number = 'another'", "document number"},
        {"document_digest = sha256('x')", "document digest"},
        {"received_at = received_at + interval '1 microsecond'", "received_at"},
        {"recorded_at = recorded_at - interval '1 microsecond'", "recorded_at"},
        {"type = 13", "type"},
        {"trade_id = 'T-8'", "trade id"},
        {"period = '2021'", "period"},
        {"settlement_day = '2021-07-16'", "settlement day"},
        {"rules_epoch = 1", "rules epoch"},
        {"approver = 'somebody'", "approver"},
        {"proposal_id = 1", "proposal"},
        {"run_id = request_id", "columns of other commands"}};
    for (const auto& [change, name] : changes) {
      INFO(change);
      book.Tamper("UPDATE decision SET " + std::string(change) + where);
      findings = Check(book);
      CHECK(Says(findings, {"record " + record + ", " + name + ":"}));
    }
  }
  SECTION("its time is before that of the record before") {
    book.Tamper("UPDATE decision SET recorded_at = recorded_at - interval '1 hour'" + where);
    findings = Check(book);
    CHECK(Says(findings, {"record " + record + ", recorded_at, which never falls:"}));
  }
  SECTION("it is deleted") {
    book.Tamper("DELETE FROM decision" + where);
    findings = Check(book);
    CHECK(Says(findings, {"record: expected " + record + ", found none"}));
    CHECK(Names(findings, Registered(Unit(0)), "none", "10"));  // its posting has no record
    CHECK(findings.size() == 2);
  }
  SECTION("its request") {
    book.Tamper("UPDATE request SET request_hash = sha256('x')" + where);
    findings = Check(book);
    REQUIRE(findings.size() == 1);
    CHECK(Says(findings, {"record " + record, "request hash"}));
  }
  INFO(TextOf(findings));
  REQUIRE(findings[0].record_number.has_value());
  CHECK(std::to_string(*findings[0].record_number) == record);
}

TEST_CASE("the request of an opened account is proved by its content, without the holder's name") {
  FilledBook book;
  const std::string record = book.Figure("SELECT min(record_number) FROM decision WHERE type = 7");
  book.Tamper("UPDATE request SET request_hash = sha256('x') WHERE record_number = " + record);
  CHECK(Says(Check(book), {"record " + record, "request hash"}));
}

TEST_CASE("an altered record, leaf or root is named with its number") {
  FilledBook book;
  const std::string record = FirstTransfer(book, "record_number");
  const std::string where = " WHERE record_number = " + record;
  const std::string last = book.Figure("SELECT last_record FROM commit_batch WHERE " + record +
                                       " BETWEEN first_record AND last_record");
  Findings findings;
  SECTION("a leaf") {
    book.Tamper(
        "ALTER TABLE decision DROP CONSTRAINT leaf_hash_is_of_record; UPDATE decision SET "
        "leaf_hash = set_byte(leaf_hash, 3, get_byte(leaf_hash, 3) # 1)" +
        where);
    findings = Check(book);
    REQUIRE(findings.size() == 1);
    CHECK(Says(findings, {"record " + record, "leaf hash"}));
  }
  SECTION("a record's byte, with the leaf made to fit") {
    // The last byte of a running balance: it still parses.
    book.Tamper(
        "CREATE FUNCTION pg_temp.flip(b bytea) RETURNS bytea LANGUAGE sql AS "
        "'SELECT set_byte(b, length(b) - 2, get_byte(b, length(b) - 2) # 1)'; "
        "UPDATE decision SET record = pg_temp.flip(record), "
        "leaf_hash = sha256('\\x00'::bytea || salt || pg_temp.flip(record))" +
        where);
    findings = Check(book);
    CHECK(Says(findings, {"root of the batch that ends with record " + last}));
    CHECK(Names(findings, Registered(Unit(1)), "1011", "1010"));  // the record says 1011 now
    CHECK(findings.size() == 2);
  }
  SECTION("a record's byte, with the constraint dropped") {
    book.Tamper(
        "ALTER TABLE decision DROP CONSTRAINT leaf_hash_is_of_record; UPDATE decision SET record = "
        "set_byte(record, 0, 9)" +
        where);
    findings = Check(book);
    CHECK(Says(findings, {"record " + record + ", leaf hash"}));
    CHECK(Says(findings, {"record " + record + ", bytes"}));
  }
  SECTION("a record's salt, with the leaf made to fit") {
    book.Tamper(
        "UPDATE decision SET salt = set_byte(salt, 0, get_byte(salt, 0) # 1), leaf_hash = "
        "sha256('\\x00'::bytea || set_byte(salt, 0, get_byte(salt, 0) # 1) || record)" +
        where);
    findings = Check(book);
    REQUIRE(findings.size() == 1);
    CHECK(Says(findings, {"root of the batch that ends with record " + last}));
  }
  SECTION("columns that the schema does not allow") {
    book.Tamper(
        "ALTER TABLE decision DROP CONSTRAINT leaf_hash_is_of_record; ALTER TABLE decision DROP "
        "CONSTRAINT salt_is_16_bytes; UPDATE decision SET salt = '\\x00'" +
        where);
    findings = Check(book);
    CHECK(Says(findings, {"record " + record + ", columns"}));
  }
  SECTION("a root, an older one too") {
    const bool newest = GENERATE(false, true);
    const std::string batch =
        newest ? book.Figure("SELECT max(last_record) FROM commit_batch") : last;
    book.Tamper(
        "UPDATE commit_batch SET root = set_byte(root, 0, get_byte(root, 0) # 1) "
        "WHERE last_record = " +
        batch);
    findings = Check(book);
    REQUIRE(findings.size() == 1);
    CHECK(Says(findings, {"root of the batch that ends with record " + batch}));
  }
  SECTION("the rest of a batch") {
    book.Tamper("ALTER TABLE commit_batch DROP CONSTRAINT sequences_within_records");
    const std::pair<const char*, const char*> changes[] = {
        {"first_sequence = first_sequence - 1", "first sequence"},
        {"last_sequence = last_sequence + 1", "last sequence"},
        {"rules_epoch = rules_epoch + 1", "rules epoch"},
        {"recorded_at = recorded_at + interval '1 second'", "time"},
        {"frontier = set_byte(frontier, 0, get_byte(frontier, 0) # 1)", "frontier"}};
    for (const auto& [change, name] : changes) {
      INFO(change);
      book.Tamper("UPDATE commit_batch SET " + std::string(change) +
                  " WHERE last_record = " + last);
      findings = Check(book);
      CHECK(Says(findings, {name + std::string(" of the batch that ends with record ") + last}));
    }
  }
  SECTION("a batch is deleted") {
    book.Tamper("DELETE FROM commit_batch WHERE last_record = " + last);
    findings = Check(book);
    CHECK(Says(findings, {"first record of the batch"}));
  }
  INFO(TextOf(findings));
  CHECK(!findings.empty());
}

TEST_CASE("altered facts are named with both figures") {
  FilledBook book;
  const std::string unit = ledger::FormatAccountNumber(Unit(2));
  const auto found_by = [&](const std::string& statement, const std::vector<std::string>& parts) {
    book.Tamper(statement);
    const Findings findings = Check(book);
    INFO(statement << "\n" << TextOf(findings));
    CHECK(Says(findings, parts));
  };
  SECTION("of an obligation") {
    found_by("UPDATE obligation SET surrendered = 649 WHERE surrendered = 650",
             {"surrendered of obligation of account " + unit, kPeriod, "expected 650, found 649"});
    found_by("UPDATE obligation SET completed_at = '2021-12-31 16:59' WHERE obligation = 650",
             {"completed at", unit, "expected none"});
    found_by("DELETE FROM obligation WHERE surrendered = 600", {unit, "found none"});
  }
  SECTION("of a cap") {
    found_by("UPDATE issuance_cap SET issued = 2999 WHERE issued = 3000",
             {"issued of cap of " + std::string(kPlan), kInstrument, "expected 3000, found 2999"});
    found_by(
        "INSERT INTO issuance_cap SELECT 'another', instrument, sector, sequence, cap, issued "
        "FROM issuance_cap",
        {"cap of another", "expected none"});
  }
  SECTION("of a trade") {
    found_by("UPDATE trade SET quantity = 21, amount_fen = 21 * price_fen WHERE trade_id = 'T-0'",
             {"trade T-0, quantity", "expected 20, found 21"});
    found_by("UPDATE trade SET sequence = 1 WHERE trade_id = 'T-1'", {"trade T-1, sequence"});
    found_by("UPDATE trade SET buyer = seller WHERE trade_id = 'T-2'", {"trade T-2, buyer"});
    found_by("DELETE FROM trade WHERE trade_id = 'T-3'", {"trade T-3", "expected 23, found none"});
    found_by(
        "INSERT INTO trade SELECT 'T-' || n, sequence, instrument, method, seller, buyer, "
        "quantity, price_fen, amount_fen, match_time FROM trade, generate_series(8, 9) AS n "
        "WHERE trade_id = 'T-0'",
        {"trades delivered", "expected 5, found 6"});
  }
  SECTION("of an account") {
    found_by("UPDATE account SET status = 1 WHERE status = 2", {"status of account", "RESTRICTED"});
    found_by("UPDATE holder SET social_credit_code = 'X' WHERE account_id = " +
                 std::to_string(Raw(Unit(2))),
             {"entered holder of account " + unit, "expected UNIT2, found X"});
    found_by(
        "INSERT INTO account SELECT account_id + 100, sequence, kind, status, NULL, province, "
        "sector, status_since FROM account WHERE account_id = " +
            std::to_string(Raw(Unit(2))),
        {"account " + ledger::FormatAccountNumber(Unit(102)), "expected none"});
  }
  SECTION("of the rules") {
    found_by("UPDATE participant SET role = role + 1 WHERE name = 'operator'",
             {"role of participant 1"});
    found_by("UPDATE instrument SET tradable_from = 'epoch'", {"tradable from of instrument 1"});
    found_by("UPDATE compliance_period SET deadline = 'epoch'", {"deadline of period 1"});
    found_by("UPDATE clock SET mode = 2", {"mode of clock"});
  }
  SECTION("of a position") {
    const std::string where = " WHERE position_id = " + Id(Registered(Unit(1)));
    found_by("UPDATE position SET last_sequence = last_sequence - 1" + where, {"last sequence of"});
    found_by("UPDATE position SET floor = -9223372036854775807" + where,
             {"floor of", "expected 0"});
    found_by("DELETE FROM position" + where, {"balance of", "found none"});
  }
  SECTION("a request that nobody made") {
    found_by("INSERT INTO request VALUES (1, gen_random_uuid(), sha256('x'), 3)",
             {"requests that lead to a record"});
  }
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
      requests.push_back(Ask(kOperator, ledger::MoveToTrading{Unit(i % 4), kInstrument, {2}}));
      requests.push_back(Ask(
          kExchange, TradeOf("T-" + std::to_string(i), Unit(i % 4), Unit((i + 1) % 4), 1 + i % 2)));
      requests.push_back(Ask(
          kOperator, ledger::OpenAccount{ledger::AccountKind::kInstitution, "I" + std::to_string(i),
                                         "I", "", ledger::Sector::kNone}));
      book.Write(requests);
    }
  });
  for (int i = 0; i < 5; ++i) {
    const Findings findings = Check(book, 11);
    INFO(TextOf(findings));
    CHECK(findings.empty());
  }
  stop = true;
}

TEST_CASE("a balance that was altered before the check is found though it moves meanwhile") {
  FilledBook book;
  const std::int64_t balance = book.Balance(Unit(1));
  book.Tamper("UPDATE position SET balance = balance + 7 WHERE position_id = " +
              Id(Registered(Unit(1))));
  book.Reopen();  // the journal knows balances; a restart takes them from the table
  const Findings findings =
      Run(book, {}, [&](const std::string& phase) {
        if (phase != "balances") return;
        for (int i = 0; i < 3; ++i)
          AcceptedIn(book.Write(Ask(kOperator, TransferOf(Unit(1), Unit(2), 1))));
      }).findings;
  INFO(TextOf(findings));
  CHECK(Names(findings, Registered(Unit(1)), std::to_string(balance - 1),
              std::to_string(balance + 6)));
  CHECK(findings.size() == 1);
}

TEST_CASE("the caller can stop the check, and it stops by itself at its limit") {
  Book book(3);
  book.Tamper("UPDATE position SET last_sequence = last_sequence + 1000");
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  const auto go = [](const auto&) { return true; };
  const auto stop = [](const auto&) { return false; };
  CHECK(absl::IsCancelled(storage::SelfCheck(&pool, {}, stop, go).status()));
  CHECK(absl::IsCancelled(storage::SelfCheck(&pool, {}, go, stop).status()));
  CHECK(Run(book, {5'000, 2}).findings.size() == 2);
}

TEST_CASE("without a database the check is UNAVAILABLE") {
  storage::ReaderPool pool({"host=/nowhere dbname=registry user=registry_reader"});
  const auto go = [](const auto&) { return true; };
  CHECK(absl::IsUnavailable(storage::SelfCheck(&pool, {}, go, go).status()));
}

// A million real records take a minute to write, so this is a part of them.
TEST_CASE("a million records are checked within a minute, no transaction takes two seconds") {
  constexpr int kRequests = 60'000;
  Book book(100, 1'000'000);
  std::vector<ledger::Request> requests;
  for (int i = 0; i < kRequests; ++i) {
    const ledger::AccountId from = Unit(i % 100), to = Unit((i * 7 + 1) % 100);
    requests.push_back(i % 50 != 0 ? Ask(kOperator, TransferOf(from, to, 1 + i % 9))
                                   : Ask(kOperator, ledger::MoveToTrading{from, kInstrument, {9}}));
    if (requests.size() == 1'000) book.Write(std::exchange(requests, {}));
  }
  const auto begin = Steady::now();
  const Outcome outcome = Run(book, {});
  const std::chrono::duration<double> taken = Steady::now() - begin;
  INFO(TextOf(outcome.findings));
  CHECK(outcome.findings.empty());
  const double rate = static_cast<double>(outcome.summary.records) / taken.count();
  INFO(rate << " records a second, longest transaction " << outcome.longest_ms << " ms");
  CHECK(outcome.longest_ms < 2'000);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  CHECK(rate > 1e6 / 60);
#endif
}

}  // namespace
}  // namespace registry::testing
