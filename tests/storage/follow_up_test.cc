// Freezes in PostgreSQL: what arrives is taken in the same transaction, whatever happens to servers
// and lines, and a restart knows all that was known.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "storage/batch.h"
#include "storage/journal_reader.h"
#include "storage/validator.h"
#include "tests/storage/checking.h"
#include "tests/storage/cutting_proxy.h"
#include "tests/storage/life_book.h"

namespace registry::testing {
namespace {

using ledger::Bucket;
using ledger::Raw;

std::int64_t Takings(Book& book) {
  return std::stoll(book.Figure("SELECT count(*) FROM decision WHERE type = 37"));
}

// Nothing is free, and nothing was found.
void CheckAllFrozen(Book& book, ledger::AccountId account, std::int64_t frozen) {
  CHECK(book.Balance(account) == 0);
  CHECK(book.Balance(account, Bucket::kFrozen) == frozen);
  const Findings findings = Check(book, 1000);
  INFO(TextOf(findings));
  CHECK(findings.empty());
  book.CheckLaws();
}

TEST_CASE("what arrives is taken right after it, and callers are answered as ever") {
  LifeBook book;
  book.Do(kCourt, FreezeOf(Unit(1)));
  const std::vector<ledger::Request> requests = {Ask(kOperator, TransferOf(Unit(0), Unit(1), 60)),
                                                 Ask(kOperator, TransferOf(Unit(0), Unit(2), 5)),
                                                 Ask(kOperator, TransferOf(Unit(1), Unit(0), 1)),
                                                 Ask(kOperator, TransferOf(Unit(2), Unit(1), 7))};
  const storage::Head before = book.journal().head();
  const storage::JournalCounters counted = book.journal().counters();
  const auto answers = book.Write(requests);
  REQUIRE(answers.size() == 4);
  const std::int64_t first = Raw(before.sequence) + 1;
  CHECK(Raw(AcceptedIn(answers[0]).sequence) == first);
  CHECK(Raw(AcceptedIn(answers[1]).sequence) == first + 2);
  CHECK(RejectionIn(answers[2]).checks[0].reason == ledger::Reason::kInsufficientHolding);
  CHECK(Raw(AcceptedIn(answers[3]).sequence) == first + 3);
  CHECK(book.Figure("SELECT string_agg(type || ':' || participant_id, ' ' ORDER BY record_number) "
                    "FROM decision WHERE record_number >= " +
                    std::to_string(before.records)) == "14:1 37:-1 14:1 14:1 14:1 37:-1");
  const storage::JournalCounters now = book.journal().counters();
  CHECK(now.batches == counted.batches + 1);  // one transaction for all of it
  CHECK(now.accepted == counted.accepted + 3);
  CHECK(now.rejected == counted.rejected + 1);
  CHECK(now.takings == counted.takings + 2);
  CHECK(now.replayed == counted.replayed);
  // A taking has the arrival time of its cause, and neither its salt nor a part of it.
  CHECK(book.Figure("SELECT count(*) FROM decision AS t JOIN decision AS c "
                    "ON c.record_number = t.record_number - 1 WHERE t.type = 37 "
                    "AND t.received_at = c.received_at AND t.recorded_at = c.recorded_at "
                    "AND t.salt <> c.salt AND t.person IS NULL") == "2");
  CHECK(book.Figure("SELECT count(DISTINCT salt) = count(*) FROM decision") == "t");
  CheckAllFrozen(book, Unit(1), 1067);

  book.Reopen();
  const auto other = book.OpenAnother();
  CHECK(book.Write(requests) == answers);
  CHECK(other->Write(requests) == answers);
  CHECK(Takings(book) == 2);
}

TEST_CASE("the id of a taking follows from what it is about, its salt from a secret too") {
  const ledger::Request cause = Ask(kOperator, TransferOf(Unit(0), Unit(1), 60));
  const ledger::TakeFrozen take{Unit(1), ledger::InstrumentId{1}, Bucket::kRegistered};
  const ledger::Request taking = storage::TakingAfter(cause, ledger::Sequence{7}, take, "secret");
  CHECK(taking.key.participant == ledger::kHouse);
  CHECK((taking.key.request_id[6] & 0xF0) == 0x80);  // version 8
  CHECK((taking.key.request_id[8] & 0xC0) == 0x80);
  CHECK(taking.received_at == cause.received_at);
  const auto again = storage::TakingAfter(cause, ledger::Sequence{7}, take, "another");
  CHECK(again.key == taking.key);
  CHECK(again.salt != taking.salt);
  CHECK(taking.salt != cause.salt);
  const auto later = storage::TakingAfter(cause, ledger::Sequence{8}, take, "secret");
  CHECK(later.key.request_id != taking.key.request_id);
  ledger::TakeFrozen of_trading = take;
  of_trading.bucket = Bucket::kTrading;
  CHECK(storage::TakingAfter(cause, ledger::Sequence{7}, of_trading, "secret").key.request_id !=
        taking.key.request_id);
}

TEST_CASE("what comes back with new rules is taken under those") {
  LifeBook book;
  book.Do(kUnit0, ledger::TrustAccount{Unit(0), Unit(1)});
  book.AdvanceTo(After(24));
  const auto asked = book.Do(kUnit0, ledger::TransferAtWill{Unit(0), Unit(1), kInstrument, {300}});
  const auto pledged =
      book.Do(kOperator, ledger::Pledge{Unit(0), kInstrument, {40}, "A bank", {"contract", {}}});
  const auto frozen = book.Do(kCourt, FreezeOf(Unit(0)));
  CHECK(book.Balance(Unit(0), Bucket::kFrozen) == 660);
  book.Do(kUnit0, ledger::AbortTransfer{Unit(0), asked.sequence, "a mistake"});
  CHECK(book.Balance(Unit(0), Bucket::kFrozen) == 960);
  book.Do(kOperator, ledger::ReleasePledge{pledged.sequence, {"receipt", {}}});
  CHECK(Takings(book) == 2);
  CheckAllFrozen(book, Unit(0), 1000);
  // What is released is not taken again by the freeze that has just ended.
  book.Do(kCourt, ledger::ReleaseFreeze{frozen.sequence, "settled", {"order 43", {}}});
  CHECK(book.Balance(Unit(0)) == 1000);
  CHECK(Takings(book) == 2);
  CHECK(Check(book, 1000).empty());
}

TEST_CASE("a cut at COMMIT leaves no arrival without its taking, and none twice") {
  using Cut = CuttingProxy::Cut;
  const Cut cut = GENERATE(Cut::kBeforeCommit, Cut::kAfterCommit);
  LifeBook book;
  book.Do(kCourt, FreezeOf(Unit(1)));
  CuttingProxy proxy;
  storage::JournalOptions options;
  options.connection = proxy.Through(book.database().Connection("registry_writer"));
  options.clock_mode = ledger::ClockMode::kReplay;
  const auto journal = *storage::Journal::Open(options);
  std::vector<ledger::Request> requests;
  for (int i = 0; i < 10; ++i) requests.push_back(Ask(kOperator, TransferOf(Unit(0), Unit(1), 10)));
  proxy.CutNext(cut);
  const auto answers = journal->Write(requests);
  CHECK(proxy.cuts() == 1);
  CHECK(journal->counters().doubts == 1);
  CHECK(journal->counters().replayed == (cut == Cut::kAfterCommit ? 10 : 0));
  for (const storage::Answer& answer : answers) AcceptedIn(answer);
  CHECK(Takings(book) == 10);
  CHECK(book.Write(requests) == answers);
  CheckAllFrozen(book, Unit(1), 1100);
}

TEST_CASE("of a batch that PostgreSQL refuses the arrivals that are written have their takings") {
  LifeBook book(4);
  book.Do(kCourt, FreezeOf(Unit(1)));
  // Whoever moves this quantity is refused.
  book.Execute("ALTER TABLE posting ADD CONSTRAINT not_13 CHECK (quantity <> 13) NOT VALID");
  std::vector<ledger::Request> requests;
  for (int i = 0; i < 16; ++i) {
    requests.push_back(Ask(kOperator, TransferOf(Unit(0), Unit(1), i == 5 ? 13 : 10)));
  }
  // Refused is the taking, and with it what brought it.
  requests.push_back(Ask(kOperator, TransferOf(Unit(2), Unit(3), 10)));
  const auto answers = book.Write(requests);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (i == 5) {
      CHECK(absl::IsInternal(StatusIn(answers[i])));
    } else {
      AcceptedIn(answers[i]);
    }
  }
  CHECK(book.journal().counters().halvings > 0);
  CHECK(Takings(book) == 15);
  book.Execute("ALTER TABLE posting DROP CONSTRAINT not_13");
  CheckAllFrozen(book, Unit(1), 1150);
}

TEST_CASE("a taking that cannot be decided stops its cause and nothing else") {
  storage::JournalOptions options;
  options.follow_ups = [](const auto& rules, const auto& after, ledger::Instant now,
                          const ledger::Effects& effects) {
    auto takes = ledger::FollowUps(rules, after, now, effects);
    const bool wrong = !effects.postings.empty() && effects.postings[0].quantity.value == 13;
    // Not touched, or under no freeze.
    if (wrong) takes.push_back({Unit(2), ledger::InstrumentId{1}, Bucket::kRegistered});
    return takes;
  };
  LifeBook book(3, options);
  book.Do(kCourt, FreezeOf(Unit(1)));
  std::vector<ledger::Request> requests;
  for (const std::int64_t quantity : {10, 13, 20}) {
    requests.push_back(Ask(kOperator, TransferOf(Unit(0), Unit(2), quantity)));
  }
  requests.push_back(Ask(kOperator, TransferOf(Unit(0), Unit(1), 30)));
  const auto answers = book.Write(requests);
  AcceptedIn(answers[0]);
  CHECK(absl::IsInternal(StatusIn(answers[1])));
  AcceptedIn(answers[2]);
  AcceptedIn(answers[3]);
  CHECK(book.Balance(Unit(2)) == 1030);
  CHECK(book.journal().counters().faults == 1);
  CheckAllFrozen(book, Unit(1), 1030);
}

TEST_CASE("two servers at one instant take everything that arrives, once") {
  LifeBook book;
  book.Do(kCourt, FreezeOf(Unit(1)));
  const auto other = book.OpenAnother();
  std::vector<ledger::Request> ours, theirs;
  for (int i = 0; i < 40; ++i) {
    ours.push_back(Ask(kOperator, TransferOf(Unit(0), Unit(1), 1)));
    theirs.push_back(Ask(kOperator, TransferOf(Unit(2), Unit(1), 1)));
  }
  const auto one_by_one = [](storage::Journal& journal, const std::vector<ledger::Request>& all) {
    std::vector<storage::Answer> answers;
    for (const ledger::Request& request : all) {
      answers.push_back(journal.Write(std::span(&request, 1)).front());
    }
    return answers;
  };
  std::vector<storage::Answer> our_answers, their_answers;
  std::jthread thread([&] { their_answers = one_by_one(*other, theirs); });
  our_answers = one_by_one(book.journal(), ours);
  thread.join();
  for (const storage::Answer& answer : our_answers) AcceptedIn(answer);
  for (const storage::Answer& answer : their_answers) AcceptedIn(answer);
  CHECK(Takings(book) == 80);
  CheckAllFrozen(book, Unit(1), 1080);
}

TEST_CASE("another server freezes between two batches, and the next arrival is taken") {
  LifeBook book;
  const auto other = book.OpenAnother();
  AcceptedIn(book.Write(Ask(kOperator, TransferOf(Unit(0), Unit(1), 10))));
  const ledger::Request freeze = Ask(kCourt, FreezeOf(Unit(1)));
  AcceptedIn(other->Write(std::span(&freeze, 1)).front());
  AcceptedIn(book.Write(Ask(kOperator, TransferOf(Unit(0), Unit(1), 10))));
  CHECK(Takings(book) == 1);
  CheckAllFrozen(book, Unit(1), 1020);
}

TEST_CASE("validation takes nothing") {
  LifeBook book;
  book.Do(kCourt, FreezeOf(Unit(1)));
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  storage::Validator validator(&pool, ledger::Decide);
  const storage::Head before = book.journal().head();
  const ledger::Request request = Ask(kOperator, TransferOf(Unit(0), Unit(1), 60));
  const auto answers = validator.Validate(std::span(&request, 1));
  CHECK(Raw(AcceptedIn(answers[0]).sequence) == Raw(before.sequence) + 1);
  CHECK(Takings(book) == 0);
}

TEST_CASE("a holder's freeze waits for his account, and takes what arrives there") {
  LifeBook book;
  book.Do(kCourt, FreezeOfHolder("LATER"));
  const auto opened =
      book.Do(kOperator, ledger::OpenAccount{ledger::AccountKind::kKeyEmittingUnit, "LATER",
                                             "A unit", "13", ledger::Sector::kPower});
  const ledger::AccountId account = opened.opened_account.value();
  book.Reopen();
  book.Do(kOperator, TransferOf(Unit(0), account, 25));
  CheckAllFrozen(book, account, 25);
}

TEST_CASE("after a restart, and on another server, everything is known that was") {
  FilledLifeBook book;
  const auto before = book.journal().rules();
  CHECK(before->freezes.size() == 9);
  CHECK(before->staff.size() == 1);
  CHECK(before->trusted.size() == 2);
  CHECK(before->delayed.size() == 4);
  book.Reopen();
  const auto other = book.OpenAnother();
  for (const auto& rules : {book.journal().rules(), other->rules()}) {
    CHECK(rules->epoch == before->epoch);
    CHECK(rules->freezes == before->freezes);
    CHECK(rules->frozen_accounts == before->frozen_accounts);
    CHECK(rules->frozen_holders == before->frozen_holders);
    CHECK(rules->stops == before->stops);
    CHECK(rules->staff == before->staff);
    CHECK(rules->trusted == before->trusted);
    CHECK(rules->delayed == before->delayed);
  }
}

}  // namespace
}  // namespace registry::testing
