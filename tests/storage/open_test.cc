// What a server makes sure of before it writes, and what it prepares.
#include <catch2/catch.hpp>

#include "storage/statements.h"
#include "tests/storage/book.h"

namespace registry::testing {
namespace {

absl::Status OpenStatus(Book& book, storage::JournalOptions options = {}) {
  options.connection = book.database().Connection("registry_writer");
  return storage::Journal::Open(std::move(options)).status();
}

TEST_CASE("a start recomputes leaves and roots of the last batches") {
  Book book(3);
  for (int i = 0; i < 5; ++i) {
    AcceptedIn(book.Write(Ask(kOperator, TransferOf(Unit(0), Unit(1), 1))));
  }
  CHECK(OpenStatus(book).ok());
  storage::JournalOptions last_three;
  last_three.verify_batches = 3;
  CHECK(OpenStatus(book, last_three).ok());
  SECTION("a salt") {
    book.Tamper(
        "ALTER TABLE decision DROP CONSTRAINT leaf_hash_is_of_record; UPDATE decision SET "
        "salt = "
        "set_byte(salt, 0, get_byte(salt, 0) # 1) WHERE record_number = 5");
    CHECK(absl::IsDataLoss(OpenStatus(book)));
    CHECK(OpenStatus(book, last_three).ok());  // record 5 is older than that
  }
  SECTION("a leaf with its salt") {
    book.Tamper(
        "UPDATE decision SET salt = '\\x00000000000000000000000000000000', leaf_hash = "
        "sha256('\\x00'::bytea || '\\x00000000000000000000000000000000'::bytea || record) "
        "WHERE record_number = (SELECT max(record_number) FROM decision)");
    CHECK(absl::IsDataLoss(OpenStatus(book, last_three)));
  }
  SECTION("a root") {
    book.Tamper(
        "UPDATE commit_batch SET root = sha256('x') "
        "WHERE last_record = (SELECT max(last_record) FROM commit_batch)");
    CHECK(absl::IsDataLoss(OpenStatus(book, last_three)));
  }
  SECTION("a missing record") {
    book.Tamper("DELETE FROM decision WHERE record_number = 7");
    CHECK(absl::IsDataLoss(OpenStatus(book)));
  }
  SECTION("a record after the last batch") {
    book.Tamper(
        "DELETE FROM commit_batch WHERE last_record = (SELECT max(last_record) FROM commit_batch)");
    CHECK(absl::IsDataLoss(OpenStatus(book)));
  }
}

TEST_CASE("a server whose settings or clock are wrong does not write") {
  Book book(2);
  storage::JournalOptions options;
  SECTION("synchronous_commit") {
    book.Execute("ALTER ROLE registry_writer IN DATABASE " + book.database().name() +
                 " SET synchronous_commit = off");
    const absl::Status status = OpenStatus(book);
    CHECK(absl::IsFailedPrecondition(status));
    CHECK(std::string(status.message()).find("synchronous_commit") != std::string::npos);
  }
  SECTION("the clock") {
    options.max_clock_skew_micros = -60'000'000;  // no clock is that exact
    CHECK(absl::IsFailedPrecondition(OpenStatus(book, options)));
  }
  SECTION("the clock's mode") {
    options.clock_mode = ledger::ClockMode::kReplay;
    const absl::Status status = OpenStatus(book, options);
    CHECK(absl::IsFailedPrecondition(status));
    CHECK(std::string(status.message()).find("replay") != std::string::npos);
  }
  SECTION("no database") {
    options.connection = "host=/nonexistent";
    CHECK(absl::IsUnavailable(storage::Journal::Open(options).status()));
  }
}

TEST_CASE("recorded times do not fall when PostgreSQL's clock was set back") {
  Book book(2);
  // What was recorded last is an hour ahead of the clock, as if that had been set back since.
  book.Tamper("UPDATE commit_batch SET recorded_at = recorded_at + interval '1 hour'");
  const auto newest = [&] {
    return book.Figure(
        "SELECT (extract(epoch FROM recorded_at) * 1000000)::bigint FROM commit_batch ORDER BY "
        "last_record DESC LIMIT 1");
  };
  const std::string before = newest();
  storage::JournalOptions options;
  options.verify_batches = 0;
  const auto journal = book.OpenAnother(options);
  const ledger::Request request = Ask(kOperator, TransferOf(Unit(0), Unit(1), 1));
  const auto recorded = RecordedIn(journal->Write(std::span(&request, 1)).front());
  CHECK(std::to_string(recorded.recorded_at.micros) == before);
  CHECK(newest() == before);
}

// A head near the end of the second partition, with a tree of that size: two records before
// kSecondEnd.
constexpr std::int64_t kSecondEnd = 2 * storage::kPartitionWidth;

std::unique_ptr<storage::Journal> OpenNearTheEnd(Book& book) {
  const std::string last = std::to_string(kSecondEnd - 2);
  book.Tamper("INSERT INTO commit_batch SELECT " + last + ", " + last + ", NULL, " + last +
              ", recorded_at, rules_epoch, " + last +
              " + 1, 1, root, "
              "(SELECT string_agg(sha256(n::text::bytea), '') FROM generate_series(1, bit_count((" +
              last +
              " + 1)::bigint::bit(64))::int) AS n), 'test' FROM commit_batch ORDER BY last_record "
              "DESC LIMIT 1");
  storage::JournalOptions options;
  options.verify_batches = 0;
  return book.OpenAnother(options);
}

void WriteOverTheEnd(Book& book, storage::Journal& journal) {
  for (int i = 0; i < 3; ++i) {
    const ledger::Request request = Ask(kOperator, TransferOf(Unit(0), Unit(1), 1));
    const storage::Answer answer = journal.Write(std::span(&request, 1)).front();
    CHECK(ledger::Raw(RecordedIn(answer).record_number) == kSecondEnd - 1 + i);
    CHECK(journal.Write(std::span(&request, 1)).front() == answer);
  }
  CHECK(book.Figure("SELECT count(*) FROM decision_0002") == "2");
  CHECK(book.Figure("SELECT count(*) FROM posting_0002") == "2");
}

TEST_CASE("partitions are made before the numbers reach them") {
  Book book(2);
  CHECK(book.Figure("SELECT to_regclass('decision_0002') IS NULL") == "t");
  const auto journal = OpenNearTheEnd(book);
  CHECK(book.Figure("SELECT to_regclass('decision_0002') IS NOT NULL") == "t");
  WriteOverTheEnd(book, *journal);
}

TEST_CASE("behind a new connection partitions are made again that a promoted standby lacks") {
  Book book(2);
  const auto journal = OpenNearTheEnd(book);
  book.Execute(
      "DROP TABLE decision_0002, posting_0002, commit_batch_0002; "
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
      "WHERE usename = 'registry_writer' AND datname = current_database()");
  WriteOverTheEnd(book, *journal);
}

}  // namespace
}  // namespace registry::testing
