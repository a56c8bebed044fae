// The auditor finds rows of the trail and decisions of the journal in one list, by key.
#include <catch2/catch.hpp>
#include <chrono>
#include <pqxx/pqxx>

#include "tests/storage/book.h"
#include "tests/storage/trail_rows.h"
#include "tests/storage/two_person_book.h"

namespace registry::testing {
namespace {

using storage::TrailFilter;
using storage::TrailLine;
using storage::TrailRow;

// Rows as "3 auditor", decisions as "TRANSFER 7": by second, by record.
std::vector<std::string> Names(const std::vector<TrailLine>& lines) {
  std::vector<std::string> names;
  for (const TrailLine& line : lines) {
    names.push_back(line.record_number
                        ? line.row.method + " " + std::to_string(ledger::Raw(*line.record_number))
                        : std::to_string((line.row.at.micros - kNoon) / 1'000'000) + " " +
                              line.row.participant);
  }
  return names;
}

TEST_CASE("a search has rows and decisions in one list by time, whatever the size of its pages") {
  Book book(3);
  const auto writer = OpenWriter(book.database().Connection("registry_trail"));
  const ledger::Recorded moved =
      RecordedIn(book.Write(Ask(kOperator, TransferOf(Unit(0), Unit(1), 10))));
  const ledger::Recorded refused =
      RecordedIn(book.Write(Ask(kOperator2, TransferOf(Unit(0), Unit(2), 5'000))));
  const std::string transfer = "TRANSFER " + std::to_string(ledger::Raw(moved.record_number));
  const std::string refusal = "TRANSFER " + std::to_string(ledger::Raw(refused.record_number));

  // The decisions were recorded now, by PostgreSQL's clock; the rows stand around them.
  const auto at = [&](TrailRow row, std::int64_t micros) {
    row.at = {micros};
    return row;
  };
  TrailRow in_journal = at(ReadOf(0, "operator-2", Unit(0)), refused.recorded_at.micros);
  in_journal.about.other_account = Unit(2);
  in_journal.code = 9;
  in_journal.reason = "INSUFFICIENT_HOLDING";
  in_journal.decision = storage::TrailDecision::kRecorded;
  Write(*writer,
        {at(ReadOf(0, "early", Unit(0)), moved.recorded_at.micros - 1),
         at(ReadOf(0, "late", Unit(1)), refused.recorded_at.micros + 1'000'000),
         at(ReadOf(0, "late", Unit(0)), refused.recorded_at.micros + 2'000'000), in_journal});
  storage::ReaderPool pool(Auditor(book.database()));
  const auto found = [&](const TrailFilter& filter, int size) {
    std::vector<std::string> names;
    for (const TrailLine& line : SearchAll(&pool, filter, size)) {
      names.push_back(line.record_number
                          ? line.row.method + " " + std::to_string(ledger::Raw(*line.record_number))
                          : line.row.participant);
    }
    return names;
  };
  using Names = std::vector<std::string>;
  for (const int size : {1, 2, 3, 100}) {
    INFO("pages of " << size);
    TrailFilter since;
    since.from = {moved.recorded_at.micros - 1};
    CHECK(found(since, size) == Names{"early", transfer, refusal, "late", "late"});
    TrailFilter span = since;
    span.until = {refused.recorded_at.micros + 1'000'000};
    CHECK(found(span, size) == Names{"early", transfer, refusal});

    TrailFilter account = since;
    account.account = Unit(0);
    CHECK(found(account, size) == Names{"early", transfer, "operator-2", "late"});
    account.account = Unit(2);
    CHECK(found(account, size) == Names{"operator-2"});
    account.account = Unit(1);
    account.participant = "late";
    CHECK(found(account, size) == Names{"late"});

    TrailFilter method = since;
    method.method = "TRANSFER";
    CHECK(found(method, size) == Names{transfer, refusal});
    TrailFilter participant = since;
    participant.participant = "early";
    CHECK(found(participant, size) == Names{"early"});
  }
  // A decision says who, what and how.
  TrailFilter type;
  type.method = "TRANSFER";
  const auto lines = SearchAll(&pool, type, 10);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].row.about.account == Unit(0));
  CHECK(lines[0].row.about.other_account == Unit(1));
  CHECK(lines[0].row.code == 0);
  CHECK(lines[0].row.sequence);
  CHECK(lines[0].row.participant == book.Figure("SELECT name FROM registry.participant WHERE "
                                                "participant_id = 1 LIMIT 1"));
  CHECK(lines[1].row.code == 9);
  CHECK(lines[1].row.reason == "INSUFFICIENT_HOLDING");
  CHECK_FALSE(lines[1].row.sequence);
}

TEST_CASE("a person's, a case's and a proposal's decisions are found beside its rows") {
  TwoPersonBook book;
  const auto writer = OpenWriter(book.database().Connection("registry_trail"));
  ledger::Transfer transfer = TransferOf(Unit(0), Unit(1), 10);
  transfer.document.number = "case 17";
  const ledger::Request proposed = AskAs(kOperator, "op-1", transfer);
  const storage::Answer waiting = book.Write(proposed);
  const ledger::Recorded recorded = RecordedIn(waiting);
  AcceptedIn(book.Write(AskAs(kReviewer, "rev-1", ApproveOf(proposed, waiting))));
  const std::string number = std::to_string(ledger::Raw(AcceptedIn(waiting).sequence));
  TrailRow row = ReadOf(0, "operator", Unit(1));
  row.at = recorded.recorded_at;
  row.person = "op-1";
  row.about.subject = "case 17";
  TrailRow other = row;
  other.person = "op-11";
  other.about.subject = "case 170";
  TrailRow look = row;
  look.person = "rev-2";
  look.about.subject = number;
  Write(*writer, {row, other, look});
  storage::ReaderPool pool(Auditor(book.database()));
  TrailFilter person;
  person.person = "op-1";
  CHECK(SearchAll(&pool, person, 1).size() == 2);
  TrailFilter subject;
  subject.subject = "case 17";
  const auto of_case = SearchAll(&pool, subject, 1);
  REQUIRE(of_case.size() == 2);
  CHECK(of_case[0].row.about.subject == "case 17");
  CHECK(of_case[1].row.about.subject == "case 17");
  CHECK((of_case[0].record_number || of_case[1].record_number));
  subject.subject = number;
  const auto of_proposal = SearchAll(&pool, subject, 1);
  REQUIRE(of_proposal.size() == 2);                        // the look at it, and the approval
  CHECK(of_proposal[0].row.method == "APPROVE_PROPOSAL");  // at one instant the journal is first
  CHECK(of_proposal[0].row.person == "rev-1");
  // The account is found by the proposal and by what its approval carried out.
  TrailFilter account;
  account.account = Unit(0);
  for (const char* type : {"TRANSFER", "APPROVE_PROPOSAL"}) {
    account.method = type;
    CHECK(SearchAll(&pool, account, 1).size() == 1);
  }
  person.subject = "case 18";
  CHECK(SearchAll(&pool, person, 10).empty());
}

TEST_CASE("what is added while a listing is read is not of it") {
  TestDatabase database;
  const auto writer = OpenWriter(database.Connection("registry_trail"));
  Write(*writer, {ReadOf(1, "auditor", Unit(0)), ReadOf(2, "auditor", Unit(0))});
  storage::ReaderPool pool(Auditor(database));
  const storage::TrailReader reader(&pool);
  const auto first = reader.Search({}, std::nullopt, 1);
  REQUIRE(first.ok());
  REQUIRE(first->next);
  Write(*writer, {ReadOf(3, "auditor", Unit(0))});
  const auto second = reader.Search({}, first->next, 10);
  REQUIRE(second.ok());
  CHECK(Names(second->lines) == std::vector<std::string>{"2 auditor"});
  CHECK_FALSE(second->next);
}

TEST_CASE("in a long trail a search by account, person, participant or subject goes by its key") {
  TestDatabase database;
  pqxx::connection connection(database.Connection("postgres"));
  pqxx::nontransaction(connection).exec(R"sql(
INSERT INTO registry.trail (trail_id, at, server, method, participant, person, code, account_id, subject, decision, shown,
                            calls, micros)
SELECT i, timestamptz '2026-01-01' + i * interval '1 second', 'test', 'AccountService/GetAccount', 'participant-' || i % 100,
       'person-' || i % 1000, 0, 1001 + i % 5000, 'case-' || i % 4000, 0, 1, 1, 100
FROM generate_series(0, 199999) AS i; ANALYZE registry.trail)sql");
  storage::ReaderPool pool(Auditor(database));
  REQUIRE(storage::TrailReader(&pool).Search({}, std::nullopt, 1).ok());  // connects
  TrailFilter account, person, participant, subject, span;
  account.account = ledger::AccountId{1500};
  person.person = "person-77";
  participant.participant = "participant-5";
  subject.subject = "case-9";
  span.from = {1'767'226'000'000'000};
  span.until = {span.from.micros + 50'000'000};
  for (const auto& [filter, expected] :
       {std::pair(account, 40), {person, 200}, {participant, 1'000}, {subject, 50}, {span, 50}}) {
    const auto begin = std::chrono::steady_clock::now();
    const auto page = storage::TrailReader(&pool).Search(filter, std::nullopt, 1'000);
    const auto taken = std::chrono::steady_clock::now() - begin;
    REQUIRE(page.ok());
    CHECK(static_cast<int>(page->lines.size()) == expected);
    CHECK(taken < std::chrono::milliseconds(250));
  }
}

}  // namespace
}  // namespace registry::testing
