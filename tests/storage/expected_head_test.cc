// A turn that is only expected: nothing is asked for it, and one statement appends at the head that
// the batch was decided at, or not at all. Other servers, held locks, lost lines, commits that
// fail.
#include <catch2/catch.hpp>
#include <chrono>
#include <pqxx/pqxx>

#include "tests/storage/book.h"
#include "tests/storage/cutting_proxy.h"

namespace registry::testing {
namespace {

using ledger::Raw;
using Cut = CuttingProxy::Cut;
using Steady = std::chrono::steady_clock;

// As a server is after its first batches.
storage::JournalOptions Expecting(int locked_turns = 1) {
  storage::JournalOptions options;
  options.look_up_batches = 0;
  options.locked_turns = locked_turns;
  return options;
}

ledger::Request Move(int from, int to, std::int64_t quantity) {
  return Ask(kOperator, TransferOf(Unit(from), Unit(to), quantity));
}

// Reads what transfers between the units rest on, so that it is remembered.
void Remember(storage::Journal& journal, int units) {
  std::vector<ledger::Request> round;
  for (int i = 0; i < units; ++i) round.push_back(Move(i, (i + 1) % units, 1));
  for (const auto& answer : journal.Write(round)) AcceptedIn(answer);
}

// Until it expects its turns.
void Settle(storage::Journal& journal, int units) {
  for (int i = 0; i < 6; ++i) Remember(journal, units);
}

std::int64_t Expected(const storage::Journal& journal) {
  return journal.counters().at_expected_head;
}

TEST_CASE("as long as the heads are its own, a writer appends at the head it expects") {
  Book book(3, 1000, Expecting());
  Settle(book.journal(), 3);
  const std::int64_t before = Expected(book.journal());
  const std::int64_t lost = book.journal().counters().not_at_head;
  for (int i = 0; i < 10; ++i) {
    const std::vector<ledger::Request> batch = {Move(0, 1, 10), Move(1, 2, 5000), Move(2, 0, 10)};
    const auto answers = book.Write(batch);
    AcceptedIn(answers[0]);
    CHECK(RejectionIn(answers[1]).checks.front().reason == ledger::Reason::kInsufficientHolding);
    AcceptedIn(answers[2]);
  }
  CHECK(Expected(book.journal()) == before + 10);
  CHECK(book.journal().counters().not_at_head == lost);
  CHECK(book.Figure("SELECT bool_and(recorded_at <= clock_timestamp()) FROM commit_batch") == "t");
  CHECK(book.Figure("SELECT count(*) FROM (SELECT recorded_at < lag(recorded_at) OVER (ORDER BY "
                    "last_record) AS falls FROM commit_batch) AS b WHERE falls") == "0");
  book.CheckLaws();
}

TEST_CASE("what cannot be decided on what is remembered waits for the lock, and is given back") {
  Book book(3, 1000, Expecting());
  Settle(book.journal(), 3);
  const auto apply = [&](const ledger::Request& request) {
    REQUIRE(book.journal().TakeTurn().ok());
    return book.journal().Apply(std::span(&request, 1));
  };
  const ledger::Request asked = GENERATE(
      // A position that nobody asked for; facts; rules; an account that nobody asked for.
      Ask(kOperator, ledger::MoveToTrading{Unit(0), kInstrument, {5}}),
      Ask(kOperator2, ledger::OpenAccount{ledger::AccountKind::kInstitution, "X1", "X", "",
                                          ledger::Sector::kNone}),
      Ask(kMinistry, ledger::CreatePeriod{"2021", 2021, 2021, {kMatchTime.micros}}),
      Ask(kOperator, TransferOf(Unit(0), kAuthorityAccount, 1)),
      // Nothing of it is recorded, so nothing would tell that it went stale.
      Ask(kExchange, TransferOf(Unit(0), Unit(1), 1)));
  const std::int64_t lost = book.journal().counters().not_at_head;
  const std::string records = book.Figure("SELECT max(last_record) FROM commit_batch");
  CHECK_FALSE(apply(asked).has_value());
  CHECK(book.Figure("SELECT max(last_record) FROM commit_batch") == records);
  CHECK(apply(asked).has_value());
  CHECK(book.journal().counters().not_at_head == lost + 1);
  book.CheckLaws();
}

TEST_CASE("while another session holds the lock nothing is waited for, and nothing is written") {
  Book book(2, 1000, Expecting());
  Settle(book.journal(), 2);
  pqxx::connection holder(book.database().Connection("postgres"));
  auto hold = std::make_unique<pqxx::work>(holder);
  hold->exec("SELECT FROM registry.writer_lock FOR UPDATE");
  const ledger::Request request = Move(0, 1, 10);
  REQUIRE(book.journal().TakeTurn().ok());
  const auto begin = Steady::now();
  CHECK_FALSE(book.journal().Apply(std::span(&request, 1)).has_value());
  CHECK(Steady::now() - begin < std::chrono::milliseconds(500));
  CHECK(absl::IsUnavailable(book.journal().TakeTurn()));  // waits for the lock, a second
  hold.reset();
  AcceptedIn(book.Write(request));
  CHECK(book.Balance(Unit(0)) == 990);
  book.CheckLaws();
}

TEST_CASE("another server's commit is met, not written over, and the next turns are locked") {
  Book book(2, 1000, Expecting(3));
  const auto other = book.OpenAnother(Expecting(3));
  Remember(*other, 2);
  Settle(book.journal(), 2);
  AcceptedIn(other->Write(std::vector{Move(0, 1, 700)}).front());
  const std::int64_t before = Expected(book.journal());
  const std::int64_t lost = book.journal().counters().not_at_head;
  // By what it remembers there would be enough.
  const auto refused = book.Write(Move(0, 1, 700));
  CHECK(RejectionIn(refused).checks.front().reason == ledger::Reason::kInsufficientHolding);
  CHECK(book.journal().counters().not_at_head == lost + 1);
  for (int i = 0; i < 6; ++i) AcceptedIn(book.Write(Move(1, 0, 1)));
  CHECK(Expected(book.journal()) == before + 6 - 3);
  book.CheckLaws();
}

TEST_CASE("an append whose line is cut is settled: done once, whether it had committed or not") {
  const Cut cut =
      GENERATE(Cut::kBeforeCommit, Cut::kAfterCommit, Cut::kBeforeReady, Cut::kCallerOnly);
  Book book(3, 1000);
  CuttingProxy proxy;
  storage::JournalOptions options = Expecting();
  options.connection = proxy.Through(book.database().Connection("registry_writer"));
  const auto journal = *storage::Journal::Open(options);
  Settle(*journal, 3);
  const std::vector<ledger::Request> requests = {Move(0, 1, 10), Move(2, 1, 5000), Move(0, 1, 10)};
  proxy.CutNext(cut);
  const auto answers = journal->Write(requests);
  CHECK(proxy.cuts() == 1);
  CHECK(journal->counters().doubts == 1);
  CHECK(journal->counters().replayed == (cut == Cut::kBeforeCommit ? 0 : 3));
  AcceptedIn(answers[0]);
  RejectionIn(answers[1]);
  AcceptedIn(answers[2]);
  CHECK(book.Balance(Unit(0)) == 980);
  CHECK(book.Write(requests) == answers);
  book.CheckLaws();
}

void AtCommit(Book& book, const std::string& what) {
  book.Execute(
      "CREATE SEQUENCE commits; CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql "
      "SECURITY DEFINER AS $$ BEGIN IF nextval('registry.commits') = 1 THEN " +
      what +
      " END IF; RETURN NEW; END $$; CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON "
      "commit_batch_0000 DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit()");
}

TEST_CASE("an append that ends, or whose standby may lack it, is in doubt and settled") {
  Book book(2, 1000, Expecting());
  Settle(book.journal(), 2);
  const bool ends = GENERATE(true, false);
  AtCommit(book, ends ? "PERFORM pg_terminate_backend(pg_backend_pid());"
                      : "RAISE WARNING 'The transaction has already committed locally, but might "
                        "not have been replicated to the standby.';");
  AcceptedIn(book.Write(Move(0, 1, 10)));
  CHECK(book.journal().counters().doubts == 1);
  CHECK(book.journal().counters().replayed == (ends ? 0 : 1));
  CHECK(book.Balance(Unit(0)) == 990);
  book.CheckLaws();
}

TEST_CASE("of a batch that PostgreSQL refuses only the guilty request fails") {
  const bool deferred = GENERATE(false, true);
  Book book(4, 1000, Expecting());
  Settle(book.journal(), 4);
  const std::int64_t before = Expected(book.journal());
  book.Execute(
      std::string("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF "
                  "NEW.quantity = 13 THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$; "
                  "CREATE ") +
      (deferred ? "CONSTRAINT " : "") + "TRIGGER refuse AFTER INSERT ON posting_0000 " +
      (deferred ? "DEFERRABLE INITIALLY DEFERRED " : "") +
      "FOR EACH ROW EXECUTE FUNCTION refuse()");
  const std::vector<ledger::Request> batch = {Move(0, 1, 1), Move(1, 2, 13), Move(2, 3, 2)};
  const auto answers = book.Write(batch);
  AcceptedIn(answers[0]);
  CHECK(absl::IsInternal(StatusIn(answers[1])));
  AcceptedIn(answers[2]);
  CHECK(book.journal().counters().halvings > 0);
  CHECK(book.journal().counters().doubts == 0);
  CHECK(Expected(book.journal()) > before - 1);
  book.CheckLaws();
}

TEST_CASE(
    "records are dated by PostgreSQL's clock when they are decided, however slow commits are") {
  Book book(2, 1000, Expecting());
  Settle(book.journal(), 2);
  book.Execute(
      "CREATE FUNCTION slow_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM "
      "pg_sleep(0.2); RETURN NEW; END $$; CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON "
      "commit_batch_0000 DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "
      "slow_commit()");
  const std::int64_t before = Expected(book.journal());
  for (int i = 0; i < 4; ++i) {
    const std::string begin = book.Figure("SELECT micros(clock_timestamp())");
    const auto answer = book.Write(Move(0, 1, 1));
    CHECK(RecordedIn(answer).recorded_at.micros > std::stoll(begin) - 50'000);
  }
  CHECK(Expected(book.journal()) == before + 4);
  book.CheckLaws();
}

TEST_CASE("an id that was used before is found though it was taken for new") {
  Book book(2, 1000, Expecting());
  Settle(book.journal(), 2);
  const ledger::Request first = Move(0, 1, 10);
  const auto answer = book.Write(first);
  const std::int64_t met = book.journal().counters().met_again;
  const auto answers = book.Write(std::vector{Move(0, 1, 20), first});
  AcceptedIn(answers[0]);
  CHECK(answers[1] == answer);
  CHECK(book.journal().counters().met_again == met + 1);
  CHECK(book.Balance(Unit(0)) == 970);
  book.CheckLaws();
}

TEST_CASE("an idle connection that died is seen before anything is sent: no doubt") {
  Book book(2, 1000, Expecting());
  Settle(book.journal(), 2);
  book.Execute(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
      "WHERE usename = 'registry_writer' AND datname = current_database()");
  AcceptedIn(book.Write(Move(0, 1, 10)));
  CHECK(book.journal().counters().doubts == 0);
  CHECK(book.Balance(Unit(0)) == 990);
  book.CheckLaws();
}

TEST_CASE("a replayed book's batches are dated by its clock, at an expected head too") {
  storage::JournalOptions options = Expecting();
  options.clock_mode = ledger::ClockMode::kReplay;
  TestDatabase database;
  options.connection = database.Connection("registry_writer");
  const auto journal = *storage::Journal::Open(options);
  const ledger::Instant begins{1'600'000'000'000'000};
  for (const auto& answer : journal->Write(std::vector{
           Ask(kCeremonyParticipant, ledger::OpenBook{ledger::ClockMode::kReplay, begins}),
           Ask(kCeremonyParticipant, ledger::RegisterParticipant{
                                         "operator", ledger::Role::kRegistryOperator, "", {}})})) {
    AcceptedIn(answer);
  }
  // Refused, and recorded as such.
  const ledger::Request again = Move(0, 1, 10);
  for (int i = 0; i < 6; ++i) RejectionIn(journal->Write(std::vector{Move(0, 1, 10)}).front());
  const std::int64_t before = Expected(*journal);
  const auto answers = journal->Write(std::span(&again, 1));
  CHECK(RecordedIn(answers.front()).recorded_at == begins);
  CHECK(Expected(*journal) == before + 1);
}

}  // namespace
}  // namespace registry::testing
