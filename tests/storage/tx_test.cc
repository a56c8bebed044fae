// The traps of libpqxx, each with the wrapper that closes it; and the way of values over the
// border.
#include "storage/tx.h"

#include <catch2/catch.hpp>

#include "storage/array_parameter.h"
#include "storage/fields.h"
#include "storage/statements.h"
#include "tests/support/test_database.h"

namespace registry::testing {
namespace {

using storage::ArrayParameter;
using storage::CommitOutcome;
using storage::Connection;
using storage::Fields;
using storage::SqlText;
using storage::Tx;

constexpr SqlText kAdd = {"add", "INSERT INTO seen VALUES ($1::int)"};
constexpr SqlText kDivide = {"divide", "SELECT 1 / $1::int"};
constexpr SqlText kRaise = {"raise_code", "SELECT raise_code($1)"};
constexpr SqlText kTexts = {
    "texts", "SELECT t FROM unnest($1::text[]) WITH ORDINALITY AS x (t, n) ORDER BY n"};
constexpr SqlText kBytes = {
    "bytes", "SELECT t FROM unnest($1::bytea[]) WITH ORDINALITY AS x (t, n) ORDER BY n"};
constexpr SqlText kInts = {
    "ints", "SELECT t FROM unnest($1::bigint[]) WITH ORDINALITY AS x (t, n) ORDER BY n"};
constexpr SqlText kUuids = {
    "uuids", "SELECT t FROM unnest($1::uuid[]) WITH ORDINALITY AS x (t, n) ORDER BY n"};

struct TxBook {
  TestDatabase database;
  std::unique_ptr<Connection> connection;
  pqxx::connection outside{database.Connection("postgres")};

  TxBook() {
    pqxx::nontransaction(outside).exec(
        "CREATE TABLE public.seen (n int CHECK (n < 100)); "
        "CREATE FUNCTION public.raise_code(code text) RETURNS void LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'raised' USING ERRCODE = code; END $$");
    const SqlText statements[] = {kAdd, kDivide, kRaise, kTexts, kBytes, kInts, kUuids};
    auto opened = Connection::Open(database.Connection("postgres"), statements);
    if (!opened.ok()) FAIL(opened.status().ToString());
    connection = *std::move(opened);
  }
  std::string Count() {
    return pqxx::nontransaction(outside).exec1("SELECT count(*) FROM public.seen")[0].c_str();
  }
};

TEST_CASE("after a failed prepared statement nothing executes and COMMIT is refused") {
  TxBook book;
  {
    Tx tx(*book.connection);
    REQUIRE(tx.Begin(storage::kBegin).ok());
    REQUIRE(tx.Run(kAdd, 1).ok());
    CHECK(absl::IsInternal(tx.Run(kDivide, 0).status()));
    CHECK(tx.poisoned());
    CHECK(tx.error().sqlstate == "22012");
    CHECK(!tx.Run(kAdd, 2).ok());
    CHECK(tx.Commit() == CommitOutcome::kRefused);
    CHECK(!tx.Run(kAdd, 3).ok());
  }
  CHECK(book.Count() == "0");
  CHECK(!book.connection->broken());
  Tx next(*book.connection);
  REQUIRE(next.Begin(storage::kBegin).ok());
  REQUIRE(next.Run(kAdd, 4).ok());
  CHECK(next.Commit() == CommitOutcome::kCommitted);
  CHECK(book.Count() == "1");
}

TEST_CASE("nothing executes before BEGIN, after COMMIT or after a roll-back") {
  TxBook book;
  {
    Tx tx(*book.connection);
    CHECK(!tx.Run(kAdd, 1).ok());
    REQUIRE(tx.Begin(storage::kBegin).ok());
    CHECK(!tx.Begin(storage::kBegin).ok());
    REQUIRE(tx.Run(kAdd, 2).ok());
    CHECK(tx.Commit() == CommitOutcome::kCommitted);
    CHECK(!tx.Run(kAdd, 3).ok());
    CHECK(tx.Commit() == CommitOutcome::kRefused);
  }
  {
    Tx tx(*book.connection);
    REQUIRE(tx.Begin(storage::kBegin).ok());
    REQUIRE(tx.Run(kAdd, 4).ok());
    tx.Rollback();
    CHECK(!tx.Run(kAdd, 5).ok());
    CHECK(tx.Commit() == CommitOutcome::kRefused);
  }
  {
    Tx forgotten(*book.connection);
    REQUIRE(forgotten.Begin(storage::kBegin).ok());
    REQUIRE(forgotten.Run(kAdd, 6).ok());
  }
  CHECK(book.Count() == "1");
}

TEST_CASE("an error answered to COMMIT is a refusal, a lost line is doubt") {
  TxBook book;
  pqxx::nontransaction(book.outside)
      .exec(
          "CREATE FUNCTION public.late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.n = 7 "
          "THEN RAISE EXCEPTION 'late'; ELSE PERFORM pg_terminate_backend(pg_backend_pid()); END "
          "IF; "
          "RETURN NEW; END $$; CREATE CONSTRAINT TRIGGER late AFTER INSERT ON public.seen "
          "DEFERRABLE "
          "INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.late()");
  {
    Tx tx(*book.connection);
    REQUIRE(tx.Begin(storage::kBegin).ok());
    REQUIRE(tx.Run(kAdd, 7).ok());
    CHECK(tx.Commit() == CommitOutcome::kRefused);
    CHECK(tx.error().blame == storage::Blame::kGuilty);
  }
  CHECK(!book.connection->broken());
  {
    Tx tx(*book.connection);
    REQUIRE(tx.Begin(storage::kBegin).ok());
    REQUIRE(tx.Run(kAdd, 8).ok());
    CHECK(tx.Commit() == CommitOutcome::kInDoubt);
  }
  CHECK(book.connection->broken());
  for (int i = 0; i < 4; ++i) {  // never reconnects by itself
    Tx tx(*book.connection);
    CHECK(!tx.Begin(storage::kBegin).ok());
  }
  CHECK(book.Count() == "0");
}

TEST_CASE("each class of errors has its blame, whatever exception libpqxx throws for it") {
  using storage::Blame;
  TxBook book;
  const auto blame_of = [&](const std::string& code) {
    Tx tx(*book.connection);
    REQUIRE(tx.Begin(storage::kBegin).ok());
    CHECK(!tx.Run(kRaise, code).ok());
    INFO(code << " " << tx.error().message);
    CHECK(tx.error().sqlstate == code);
    return tx.error().blame;
  };
  for (const char* code : {"22003", "22021", "23505", "23514", "54000", "P0001"}) {
    CHECK(blame_of(code) == Blame::kGuilty);
  }
  for (const char* code : {"40001", "40P01"}) CHECK(blame_of(code) == Blame::kRetry);
  for (const char* code :
       {"42501", "53100", "53200", "55P03", "57014", "25006", "42P01", "CA001"}) {
    CHECK(blame_of(code) == Blame::kNobody);
  }
  CHECK(storage::BlameFor("57P01", "") == Blame::kLostConnection);
  CHECK(storage::BlameFor("08006", "") == Blame::kLostConnection);
}

TEST_CASE("integers are read whole or not at all") {
  CHECK(storage::ParseInt("9223372036854775807") == INT64_MAX);
  CHECK(storage::ParseInt("-9223372036854775808") == INT64_MIN);
  CHECK(!storage::ParseInt("9223372036854775808").has_value());
  CHECK(!storage::ParseInt("-9223372036854775809").has_value());
  CHECK(!storage::ParseInt("").has_value());
  CHECK(!storage::ParseInt("1x").has_value());
  CHECK(!storage::ParseInt(" 1").has_value());
  TxBook book;
  const pqxx::result rows = pqxx::nontransaction(book.outside)
                                .exec("SELECT 2147483648, 65536, NULL::int, '\\x0102'::bytea");
  const pqxx::row row = rows[0];
  Fields narrow(row);
  narrow.As<std::int32_t>();
  CHECK(!narrow.ok());
  Fields null(row);
  null.Skip(2);
  CHECK(null.Int() == 0);
  CHECK(!null.ok());
  CHECK(absl::IsDataLoss(null.Status("x")));
  Fields bytes(row);
  bytes.Skip(3);
  bytes.FixedBytes<3>();
  CHECK(!bytes.ok());
}

TEST_CASE("array parameters bring every text, byte, number and null across") {
  TxBook book;
  Tx tx(*book.connection);
  REQUIRE(tx.Begin(storage::kBegin).ok());
  const std::vector<std::string> texts = {"",
                                          "NULL",
                                          "null",
                                          "\"",
                                          "\\",
                                          "\\\\\"",
                                          "{",
                                          "}",
                                          "{a,b}",
                                          ",",
                                          " a ",
                                          "\n\t",
                                          "'",
                                          "''; DROP",
                                          "$1",
                                          "%s",
                                          "a\"b\\c",
                                          "碳排放配额",
                                          "𠮷野家",
                                          "\x7f",
                                          "\\x41",
                                          "e\xcc\x81",
                                          std::string(100'000, '"')};
  ArrayParameter array{ArrayParameter::kText};
  for (const std::string& text : texts) array.AddText(text);
  array.AddNull();
  array.AddTextOrNull("");
  const auto rows = tx.Run(kTexts, array.Take());
  REQUIRE(rows.ok());
  REQUIRE(rows->size() == texts.size() + 2);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CHECK((*rows)[i][0].c_str() == texts[i]);
    CHECK(!(*rows)[i][0].is_null());
  }
  CHECK((*rows)[texts.size()][0].is_null());
  CHECK((*rows)[texts.size() + 1][0].is_null());

  std::string every;
  for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
  ArrayParameter binary{ArrayParameter::kBytes};
  binary.AddBytes(every);
  binary.AddBytes("");
  const auto bytes = tx.Run(kBytes, binary.Take());
  REQUIRE(bytes.ok());
  CHECK(storage::ParseBytes((*bytes)[0][0].c_str()) == every);
  CHECK(storage::ParseBytes((*bytes)[1][0].c_str()) == "");

  ArrayParameter numbers{ArrayParameter::kInt8};
  for (const std::int64_t value : {INT64_MIN, INT64_MAX, std::int64_t{0}, std::int64_t{-1}}) {
    numbers.AddInt(value);
  }
  const auto ints = tx.Run(kInts, numbers.Take());
  REQUIRE(ints.ok());
  CHECK(storage::ParseInt((*ints)[0][0].c_str()) == INT64_MIN);
  CHECK(storage::ParseInt((*ints)[1][0].c_str()) == INT64_MAX);

  ledger::RequestId id{};
  for (std::size_t i = 0; i < id.size(); ++i) id[i] = static_cast<std::uint8_t>(i * 17);
  ArrayParameter ids{ArrayParameter::kUuid};
  ids.AddUuid(id);
  const auto uuids = tx.Run(kUuids, ids.Take());
  REQUIRE(uuids.ok());
  const pqxx::row uuid = (*uuids)[0];
  CHECK(Fields(uuid).Uuid() == id);

  REQUIRE(array.ok());
  array.AddText(std::string("a\0b", 3));
  CHECK(!array.ok());

  ArrayParameter narrow{ArrayParameter::kInt2};
  narrow.AddInt(INT16_MIN);
  narrow.AddInt(INT16_MAX);
  CHECK(narrow.ok());
  narrow.AddInt(INT16_MAX + 1);
  CHECK(!narrow.ok());
}

TEST_CASE("a database without our schema, or with another version, is refused by name") {
  TestDatabase database;
  pqxx::connection outside(database.Connection("postgres"));
  pqxx::nontransaction work(outside);
  work.exec(
      "CREATE OR REPLACE FUNCTION registry.schema_version() RETURNS int LANGUAGE sql AS 'SELECT "
      "7'");
  const absl::Status other =
      Connection::Open(database.Connection("registry_writer"), storage::WriterStatements())
          .status();
  CHECK(absl::IsFailedPrecondition(other));
  CHECK(std::string(other.message()).find("version 7") != std::string::npos);
  work.exec("DROP SCHEMA registry CASCADE");
  const absl::Status none =
      Connection::Open(database.Connection("registry_writer"), storage::WriterStatements())
          .status();
  CHECK(absl::IsFailedPrecondition(none));
  CHECK(std::string(none.message()).find("version 0") != std::string::npos);
  CHECK(absl::IsUnavailable(Connection::Open("host=/nonexistent", {}).status()));
}

}  // namespace
}  // namespace registry::testing
