// A request id stands for one decision, for ever: the answer is the same value every time.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/storage/book.h"

namespace registry::testing {
namespace {

// A journal that looks every id up, and one that takes ids for new whenever it may.
storage::JournalOptions EitherWay() {
  storage::JournalOptions options;
  options.look_up_batches = GENERATE(64, 0);
  return options;
}

TEST_CASE("the same request twice in one batch has one effect and one answer") {
  Book book(2, 1000, EitherWay());
  const ledger::Request accepted = Ask(kOperator, TransferOf(Unit(0), Unit(1), 10));
  const ledger::Request refused = Ask(kOperator, TransferOf(Unit(0), Unit(1), 5000));
  const std::vector<ledger::Request> requests = {accepted, refused, accepted, refused, accepted};
  const auto answers = book.Write(requests);
  AcceptedIn(answers[0]);
  RejectionIn(answers[1]);
  CHECK(answers[2] == answers[0]);
  CHECK(answers[3] == answers[1]);
  CHECK(answers[4] == answers[0]);
  CHECK(book.Balance(Unit(0)) == 990);
  CHECK(book.journal().counters().replayed == 3);
  book.CheckLaws();
}

TEST_CASE("two servers and a restart answer the same") {
  Book book(2, 1000, EitherWay());
  const auto other = book.OpenAnother();
  const ledger::Request request = Ask(kOperator, TransferOf(Unit(0), Unit(1), 10));
  const storage::Answer first = book.Write(request);
  CHECK(other->Write(std::span(&request, 1)).front() == first);
  CHECK(book.Write(request) == first);
  book.Reopen();
  ledger::Request later = request;  // salt and arrival are not content
  later.salt[0] ^= 1;
  later.received_at.micros += 1'000'000;
  CHECK(book.Write(later) == first);
  CHECK(book.Balance(Unit(0)) == 990);
  book.CheckLaws();
}

TEST_CASE("the same id with other content is refused and records nothing") {
  Book book(2, 1000, EitherWay());
  const ledger::Request request = Ask(kOperator, TransferOf(Unit(0), Unit(1), 10));
  ledger::Request other = request;
  other.command = TransferOf(Unit(0), Unit(1), 11);
  ledger::Request by_person = request;
  by_person.person = "somebody";
  const std::vector<ledger::Request> requests = {request, other, by_person};
  const auto answers = book.Write(requests);
  AcceptedIn(answers[0]);
  CHECK(std::holds_alternative<storage::RequestIdReused>(answers[1]));
  CHECK(std::holds_alternative<storage::RequestIdReused>(answers[2]));
  CHECK(std::holds_alternative<storage::RequestIdReused>(book.Write(other)));
  CHECK(book.Balance(Unit(0)) == 990);
  book.CheckLaws();
}

TEST_CASE("another participant with the same id gets an answer of its own") {
  Book book(2, 1000, EitherWay());
  const ledger::Request request = Ask(kOperator, TransferOf(Unit(0), Unit(1), 10));
  ledger::Request other = request;
  other.key.participant = kOperator2;
  other.command = TransferOf(Unit(0), Unit(1), 20);
  const storage::Answer first = book.Write(request);
  const storage::Answer second = book.Write(other);
  CHECK(AcceptedIn(first).sequence != AcceptedIn(second).sequence);
  CHECK(book.Balance(Unit(0)) == 970);
  CHECK(book.Write(request) == first);
  CHECK(book.Write(other) == second);
  book.CheckLaws();
}

TEST_CASE("a refusal stays a refusal after the account was filled") {
  Book book(2, 1000, EitherWay());
  const ledger::Request request = Ask(kOperator, TransferOf(Unit(0), Unit(1), 1500));
  const storage::Answer first = book.Write(request);
  CHECK(RejectionIn(first).checks.size() == 1);
  AcceptedIn(book.Write(Ask(kOperator, TransferOf(Unit(1), Unit(0), 1000))));
  CHECK(book.Write(request) == first);
  CHECK(book.Balance(Unit(0)) == 2000);
  book.CheckLaws();
}

TEST_CASE("ids that were taken for new are looked up once one of them was not") {
  storage::JournalOptions options;
  options.look_up_batches = 0;
  Book book(2, 1000, options);
  const std::int64_t before = book.journal().counters().met_again;
  const ledger::Request first = Ask(kOperator, TransferOf(Unit(0), Unit(1), 10));
  const ledger::Request fresh = Ask(kOperator, TransferOf(Unit(0), Unit(1), 20));
  const storage::Answer answer = book.Write(first);
  CHECK(book.journal().counters().met_again == before);
  const std::vector<ledger::Request> both = {fresh, first};
  const auto answers = book.Write(both);
  AcceptedIn(answers[0]);
  CHECK(answers[1] == answer);
  CHECK(book.journal().counters().met_again == before + 1);
  CHECK(book.journal().counters().halvings == 0);
  CHECK(book.Balance(Unit(0)) == 970);
  book.CheckLaws();
}

// The append would not notice these: nothing of them reaches a unique key.
TEST_CASE("what would be refused or denied is decided with its ids looked up") {
  storage::JournalOptions options;
  options.look_up_batches = 0;
  Book book(2, 1000, options);
  AcceptedIn(book.Write(Ask(kOperator, ledger::MoveToTrading{Unit(0), kInstrument, {1000}})));
  const ledger::Request trade = Ask(kExchange, TradeOf("T1", Unit(0), Unit(1), 900));
  const storage::Answer settled = book.Write(trade);
  AcceptedIn(settled);

  const auto again = book.Write(Ask(kExchange, TradeOf("T1", Unit(0), Unit(1), 900)));
  const auto& checks = RejectionIn(again).checks;
  CHECK(std::any_of(checks.begin(), checks.end(), [](const ledger::FailedCheck& check) {
    return check.reason == ledger::Reason::kTradeAlreadyDelivered;
  }));
  CHECK(book.Write(trade) == settled);

  ledger::Request denied =
      Ask(kMinistry, ledger::CreatePeriod{"2021", 2021, 2021, {kMatchTime.micros}});
  AcceptedIn(book.Write(denied));
  denied.command = TransferOf(Unit(0), Unit(1), 1);  // no business of the ministry's
  CHECK(std::holds_alternative<storage::RequestIdReused>(book.Write(denied)));
  book.CheckLaws();
}

TEST_CASE("no right is answered, not recorded, and uses no id up") {
  Book book(2, 1000, EitherWay());
  ledger::Request request = Ask(kMinistry, TransferOf(Unit(0), Unit(1), 1));
  const std::string records = book.Figure("SELECT count(*) FROM decision");
  CHECK(std::holds_alternative<ledger::Denied>(book.Write(request)));
  CHECK(book.Figure("SELECT count(*) FROM decision") == records);
  request.command = ledger::CreatePeriod{"2021", 2021, 2021, {kMatchTime.micros}};
  AcceptedIn(book.Write(request));
  book.CheckLaws();
}

TEST_CASE("commands that change the rules stand alone, and what follows sees the new rules") {
  Book book(2, 1000, EitherWay());
  const auto epoch = book.journal().rules()->epoch;
  const std::vector<ledger::Request> requests = {
      Ask(kOperator, TransferOf(Unit(0), Unit(1), 1)),
      Ask(kOperator,
          ledger::CreateInstrument{
              "CEA21", ledger::InstrumentKind::kAllowance, 2021, 2021, {}, {}, {}}),
      Ask(kMinistry,
          ledger::SetIssuanceCap{"plan-2021", "CEA21", ledger::Sector::kPower, {100}, {"d", {}}}),
      Ask(kOperator,
          ledger::Issue{
              "plan-2021", "CEA21", ledger::Sector::kPower, kAuthorityAccount, {100}, {"d", {}}}),
      Ask(kOperator, ledger::OpenAccount{ledger::AccountKind::kInstitution, "A", "A", "",
                                         ledger::Sector::kNone}),
      Ask(kOperator, ledger::OpenAccount{ledger::AccountKind::kInstitution, "B", "B", "",
                                         ledger::Sector::kNone}),
      Ask(kOperator, ledger::OpenAccount{ledger::AccountKind::kInstitution, "A", "A", "",
                                         ledger::Sector::kNone}),
  };
  const auto rules = book.journal().rules();
  AcceptedIn(book.Write(Ask(kOperator, TransferOf(Unit(0), Unit(1), 1))));
  CHECK(book.journal().rules() == rules);  // not copied for a batch that does not change them
  const std::int64_t batches = book.journal().counters().batches;
  const auto answers = book.Write(requests);
  for (std::size_t i = 0; i < 6; ++i) AcceptedIn(answers[i]);
  CHECK(AcceptedIn(answers[4]).opened_account == Unit(2));
  CHECK(AcceptedIn(answers[5]).opened_account == Unit(3));
  CHECK(RejectionIn(answers[6]).checks[0].reason == ledger::Reason::kHolderHasAccount);
  CHECK(ledger::Raw(book.journal().rules()->epoch) == ledger::Raw(epoch) + 1);
  CHECK(book.journal().counters().batches == batches + 3);
  book.CheckLaws();
  book.Reopen();
  CHECK(book.Write(requests) == answers);
}

TEST_CASE("two servers alternate on the same accounts, and each sees what the other wrote") {
  Book book(3);
  const auto other = book.OpenAnother();
  for (int i = 0; i < 20; ++i) {
    const std::vector<ledger::Request> ours = {
        Ask(kOperator, TransferOf(Unit(i % 3), Unit((i + 1) % 3), 1 + i)),
        Ask(kOperator, ledger::MoveToTrading{Unit(i % 3), kInstrument, {7}})};
    const std::vector<ledger::Request> theirs = {
        Ask(kOperator, TransferOf(Unit((i + 1) % 3), Unit((i + 2) % 3), 3 + i)),
        Ask(kOperator2,
            ledger::OpenAccount{ledger::AccountKind::kInstitution, "X" + std::to_string(i), "X", "",
                                ledger::Sector::kNone})};
    for (const auto& answer : book.Write(ours)) AcceptedIn(answer);
    for (const auto& answer : other->Write(theirs)) AcceptedIn(answer);
  }
  const auto rule = Ask(kMinistry, ledger::CreatePeriod{"2021", 2021, 2021, {kMatchTime.micros}});
  AcceptedIn(other->Write(std::span(&rule, 1)).front());
  AcceptedIn(book.Write(Ask(
      kAuthority, ledger::DetermineObligation{Unit(0), ledger::Sector::kPower, "2021", {1}, {1}})));
  CHECK(book.journal().counters().foreign_heads == 20 - 1 + 1);
  book.CheckLaws();
}

TEST_CASE("the replay clock is moved by command and dates the records, from the first on") {
  TestDatabase database;
  storage::JournalOptions options;
  options.connection = database.Connection("registry_writer");
  options.clock_mode = ledger::ClockMode::kReplay;
  auto journal = *storage::Journal::Open(options);
  const ledger::Instant begins{1'600'000'000'000'000};
  const ledger::Instant later{1'600'000'000'000'001};
  std::vector<ledger::Request> requests = {
      Ask(kCeremonyParticipant, ledger::OpenBook{ledger::ClockMode::kReplay, begins}),
      Ask(kCeremonyParticipant,
          ledger::RegisterParticipant{"operator", ledger::Role::kRegistryOperator, "", {}}),
      Ask(kOperator, ledger::AdvanceClock{later}),
      Ask(kOperator, ledger::AdvanceClock{begins}),
  };
  const auto answers = journal->Write(requests);
  CHECK(RecordedIn(answers[0]).recorded_at == begins);
  CHECK(RecordedIn(answers[2]).recorded_at == begins);
  AcceptedIn(answers[2]);
  CHECK(RecordedIn(answers[3]).recorded_at == later);
  RejectionIn(answers[3]);
  CHECK(journal->TakeTurn().ok());
  CHECK(journal->head().clock == later);
  journal.reset();
  options.clock_mode = ledger::ClockMode::kSystem;
  CHECK(absl::IsFailedPrecondition(storage::Journal::Open(options).status()));
}

}  // namespace
}  // namespace registry::testing
