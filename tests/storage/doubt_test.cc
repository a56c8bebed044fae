// A line lost at COMMIT, a backend killed, a lock held: nobody is told what did not happen, and
// what happened is found again.
#include <catch2/catch.hpp>
#include <chrono>
#include <pqxx/pqxx>
#include <thread>

#include "tests/storage/book.h"
#include "tests/storage/cutting_proxy.h"

namespace registry::testing {
namespace {

using Cut = CuttingProxy::Cut;
using Steady = std::chrono::steady_clock;

std::unique_ptr<storage::Journal> OpenThrough(const CuttingProxy& proxy, Book& book,
                                              std::int64_t doubt_timeout_micros = 10'000'000) {
  storage::JournalOptions options;
  options.connection = proxy.Through(book.database().Connection("registry_writer"));
  options.doubt_timeout_micros = doubt_timeout_micros;
  auto journal = storage::Journal::Open(std::move(options));
  if (!journal.ok()) FAIL(journal.status().ToString());
  return *std::move(journal);
}

// Waits until some writer waits for the lock.
void AwaitWaiter(Book& book, int waiters) {
  const auto give_up = Steady::now() + std::chrono::seconds(20);
  while (book.Figure("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                     "usename = 'registry_writer' AND wait_event_type = 'Lock' AND query LIKE "
                     "'BEGIN;%'") < std::to_string(waiters)) {
    REQUIRE(Steady::now() < give_up);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

TEST_CASE("a commit in doubt is settled: done once, whether it had committed or not") {
  const Cut cut = GENERATE(Cut::kBeforeCommit, Cut::kAfterCommit);
  Book book(4);
  CuttingProxy proxy;
  const auto journal = OpenThrough(proxy, book);
  std::vector<ledger::Request> requests;
  requests.reserve(21);
  for (int i = 0; i < 20; ++i) requests.push_back(Ask(kOperator, TransferOf(Unit(0), Unit(1), 10)));
  requests.push_back(Ask(kOperator, TransferOf(Unit(2), Unit(1), 5000)));
  proxy.CutNext(cut);
  const auto answers = journal->Write(requests);
  CHECK(proxy.cuts() == 1);
  CHECK(journal->counters().doubts == 1);
  CHECK(journal->counters().replayed == (cut == Cut::kAfterCommit ? 21 : 0));
  for (int i = 0; i < 20; ++i) AcceptedIn(answers[static_cast<std::size_t>(i)]);
  RejectionIn(answers[20]);
  CHECK(book.Balance(Unit(0)) == 800);
  CHECK(book.Write(requests) == answers);
  AcceptedIn(journal->Write(std::vector{Ask(kOperator, TransferOf(Unit(1), Unit(0), 10))})[0]);
  book.CheckLaws();
}

TEST_CASE("while the first is in doubt, another server waits for it and answers the same") {
  Book book(2);
  // COMMIT waits until the test lets it go.
  book.Execute(
      "CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "PERFORM set_config('lock_timeout', '0', true); PERFORM pg_advisory_xact_lock(1); RETURN "
      "NEW; "
      "END $$; CREATE CONSTRAINT TRIGGER wait_at_commit AFTER INSERT ON commit_batch_0000 "
      "DEFERRABLE "
      "INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_commit()");
  CuttingProxy proxy;
  const auto first = OpenThrough(proxy, book);
  const auto second = book.OpenAnother();
  pqxx::connection holder(book.database().Connection("postgres"));
  pqxx::nontransaction hold(holder);
  hold.exec("SELECT pg_advisory_lock(1)");
  proxy.CutNext(Cut::kCallerOnly);
  const std::vector<ledger::Request> requests = {Ask(kOperator, TransferOf(Unit(0), Unit(1), 10))};
  std::vector<storage::Answer> ours, theirs;
  std::jthread one([&] { ours = first->Write(requests); });
  AwaitWaiter(book, 1);
  std::jthread two([&] { theirs = second->Write(requests); });
  AwaitWaiter(book, 2);
  hold.exec("SELECT pg_advisory_unlock(1)");
  one.join();
  two.join();
  AcceptedIn(ours[0]);
  CHECK(theirs == ours);
  CHECK(first->counters().doubts == 1);
  CHECK(book.Balance(Unit(0)) == 990);
  book.CheckLaws();
}

TEST_CASE(
    "a doubt that cannot be settled in time is UNAVAILABLE, and the id still leads to the answer") {
  Book book(2);
  book.Execute(
      "CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "PERFORM set_config('lock_timeout', '0', true); PERFORM pg_advisory_xact_lock(1); RETURN "
      "NEW; "
      "END $$; CREATE CONSTRAINT TRIGGER wait_at_commit AFTER INSERT ON commit_batch_0000 "
      "DEFERRABLE "
      "INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_commit()");
  CuttingProxy proxy;
  const auto journal = OpenThrough(proxy, book, 100'000);
  pqxx::connection holder(book.database().Connection("postgres"));
  pqxx::nontransaction hold(holder);
  hold.exec("SELECT pg_advisory_lock(1)");
  proxy.CutNext(Cut::kCallerOnly);
  const ledger::Request request = Ask(kOperator, TransferOf(Unit(0), Unit(1), 10));
  CHECK(absl::IsUnavailable(StatusIn(journal->Write(std::span(&request, 1))[0])));
  hold.exec("SELECT pg_advisory_unlock(1)");
  AcceptedIn(journal->Write(std::span(&request, 1))[0]);
  CHECK(book.Balance(Unit(0)) == 990);
  book.CheckLaws();
}

TEST_CASE("a backend that is told to end at COMMIT leaves a doubt that is settled") {
  Book book(2);
  book.Execute(
      "CREATE SEQUENCE commits; CREATE FUNCTION end_at_commit() RETURNS trigger LANGUAGE plpgsql "
      "SECURITY DEFINER AS $$ BEGIN IF nextval('registry.commits') = 1 THEN "
      "PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$; "
      "CREATE CONSTRAINT TRIGGER end_at_commit AFTER INSERT ON commit_batch_0000 DEFERRABLE "
      "INITIALLY "
      "DEFERRED FOR EACH ROW EXECUTE FUNCTION end_at_commit()");
  const ledger::Request request = Ask(kOperator, TransferOf(Unit(0), Unit(1), 10));
  AcceptedIn(book.Write(request));
  CHECK(book.journal().counters().doubts == 1);
  CHECK(book.Balance(Unit(0)) == 990);
  book.CheckLaws();
}

TEST_CASE("a commit that its standby may lack is waited for again") {
  Book book(2);
  book.Execute(
      "CREATE SEQUENCE commits; CREATE FUNCTION warn_at_commit() RETURNS trigger LANGUAGE plpgsql "
      "SECURITY DEFINER AS $$ BEGIN IF nextval('registry.commits') = 1 THEN RAISE WARNING 'The "
      "transaction has already committed locally, but might not have been replicated to the "
      "standby.'; "
      "END IF; RETURN NEW; END $$; "
      "CREATE CONSTRAINT TRIGGER warn_at_commit AFTER INSERT ON commit_batch_0000 DEFERRABLE "
      "INITIALLY "
      "DEFERRED FOR EACH ROW EXECUTE FUNCTION warn_at_commit()");
  const std::string touched = book.Figure("SELECT xmin FROM writer_lock");
  const ledger::Request request = Ask(kOperator, TransferOf(Unit(0), Unit(1), 10));
  AcceptedIn(book.Write(request));
  CHECK(book.journal().counters().doubts == 1);
  CHECK(book.journal().counters().replayed == 1);
  CHECK(book.Figure("SELECT xmin FROM writer_lock") != touched);
  book.CheckLaws();
}

TEST_CASE("another server's replay waits for the standby as the commit itself had to") {
  Book book(2);
  const ledger::Request request = Ask(kOperator, TransferOf(Unit(0), Unit(1), 10));
  const storage::Answer first = book.Write(request);
  const auto other = book.OpenAnother();
  const std::string touched = book.Figure("SELECT xmin FROM writer_lock");
  CHECK(other->Write(std::span(&request, 1)).front() == first);
  CHECK(book.Figure("SELECT xmin FROM writer_lock") != touched);  // it committed something
  book.CheckLaws();
}

TEST_CASE("a backend killed within a turn: certainly not done, and the next turn connects again") {
  Book book(2);
  REQUIRE(book.journal().TakeTurn().ok());
  book.Execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
      "WHERE usename = 'registry_writer' AND datname = current_database()");
  const ledger::Request request = Ask(kOperator, TransferOf(Unit(0), Unit(1), 10));
  const auto answers = book.journal().Apply(std::span(&request, 1));
  REQUIRE(answers.has_value());
  CHECK(absl::IsUnavailable(StatusIn(answers->front())));
  CHECK(book.Balance(Unit(0)) == 1000);
  AcceptedIn(book.Write(request));
  CHECK(book.Balance(Unit(0)) == 990);
  book.CheckLaws();
}

TEST_CASE("a connection that died while idle is replaced without anybody noticing") {
  Book book(2);
  book.Execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
      "WHERE usename = 'registry_writer' AND datname = current_database()");
  CHECK(book.journal().TakeTurn().ok());
  book.journal().PassTurn();
}

TEST_CASE("behind a new connection the rules are read again, whatever their epoch says") {
  Book book(2);
  book.Tamper("UPDATE participant SET role = 5 WHERE participant_id = 1");
  book.Execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
      "WHERE usename = 'registry_writer' AND datname = current_database()");
  const storage::Answer answer = book.Write(Ask(kOperator, TransferOf(Unit(0), Unit(1), 10)));
  CHECK(std::holds_alternative<ledger::Denied>(answer));
}

TEST_CASE("a lock that another session holds is UNAVAILABLE after a second, and later fine") {
  Book book(2);
  pqxx::connection holder(book.database().Connection("postgres"));
  auto hold = std::make_unique<pqxx::work>(holder);
  hold->exec("SELECT FROM registry.writer_lock FOR UPDATE");
  const auto begin = Steady::now();
  CHECK(absl::IsUnavailable(book.journal().TakeTurn()));
  const auto waited = Steady::now() - begin;
  CHECK(waited > std::chrono::milliseconds(900));
  CHECK(waited < std::chrono::seconds(5));
  hold.reset();
  AcceptedIn(book.Write(Ask(kOperator, TransferOf(Unit(0), Unit(1), 10))));
  book.CheckLaws();
}

TEST_CASE("two servers under cuts and kills keep the law") {
  Book book(6, 100'000);
  CuttingProxy proxy;
  const auto through = OpenThrough(proxy, book);
  const auto direct = book.OpenAnother();
  const auto write = [&](storage::Journal& journal, int seed, bool cuts) {
    for (int i = 0; i < 60; ++i) {
      std::vector<ledger::Request> requests;
      requests.reserve(7);
      for (int n = 0; n < 7; ++n) {
        requests.push_back(Ask(
            kOperator, TransferOf(Unit((seed + i + n) % 6), Unit((seed + i + n + 1) % 6), 1 + n)));
      }
      if (cuts) proxy.CutNext(i % 2 == 0 ? Cut::kBeforeCommit : Cut::kAfterCommit);
      auto answers = journal.Write(requests);
      for (const storage::Answer& answer : answers) {
        if (!std::holds_alternative<ledger::Recorded>(answer))
          throw std::runtime_error("not recorded");
      }
    }
  };
  std::jthread other([&] { write(*direct, 3, false); });
  write(*through, 0, true);
  other.join();
  CHECK(proxy.cuts() == 60);
  CHECK(through->counters().doubts == 60);
  CHECK(book.Figure("SELECT count(*) FROM decision WHERE type = 13 OR type = 14") == "840");
  CHECK(book.Figure("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") ==
        "0");
  book.CheckLaws();
}

}  // namespace
}  // namespace registry::testing
