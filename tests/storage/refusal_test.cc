// When PostgreSQL refuses a batch, at once or at COMMIT: only the guilty request fails, the order
// is kept, and nobody is told that something was recorded which was not.
#include <catch2/catch.hpp>

#include "ledger/social_credit_code.h"
#include "storage/statements.h"
#include "tests/storage/book.h"

namespace registry::testing {
namespace {

using ledger::Raw;

// A trigger that raises for postings that one account acquires, at once or deferred to COMMIT.
void RefuseAccount(Book& book, ledger::AccountId account, bool deferred) {
  book.Execute(
      "CREATE FUNCTION refuse_account() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "IF NEW.acquiring_position >> 21 = " +
      std::to_string(Raw(account)) +
      " THEN RAISE EXCEPTION 'this account is refused'; END IF; RETURN NEW; END $$; "
      "CREATE " +
      std::string(deferred ? "CONSTRAINT " : "") +
      "TRIGGER refuse_account AFTER INSERT ON "
      "posting_0000 " +
      std::string(deferred ? "DEFERRABLE INITIALLY DEFERRED " : "") +
      "FOR EACH ROW EXECUTE FUNCTION refuse_account()");
}

TEST_CASE("of 256 requests only the guilty fail, at once and deferred to COMMIT") {
  const bool deferred = GENERATE(false, true);
  INFO((deferred ? "deferred" : "at once"));
  Book book(20, 100'000);
  RefuseAccount(book, Unit(13), deferred);
  const storage::Head before = book.journal().head();
  std::vector<ledger::Request> requests;
  for (int i = 0; i < 256; ++i) {
    const int to = i == 77 || i == 200 ? 13 : i % 12;
    requests.push_back(Ask(kOperator, TransferOf(Unit(19), Unit(to), 1 + i)));
  }
  const auto answers = book.Write(requests);
  std::int64_t sequence = Raw(before.sequence);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    INFO(i);
    if (i == 77 || i == 200) {
      CHECK(absl::IsInternal(StatusIn(answers[i])));
      continue;
    }
    CHECK(Raw(AcceptedIn(answers[i]).sequence) == ++sequence);
    CHECK(Raw(RecordedIn(answers[i]).record_number) ==
          before.records + sequence - Raw(before.sequence) - 1);
  }
  CHECK(book.Balance(Unit(13)) == 100'000);
  CHECK(book.Figure("SELECT max(sequence) FROM decision") == std::to_string(sequence));
  CHECK(book.journal().counters().halvings > 0);
  book.CheckLaws();

  // Asked again, everybody gets the same, and nothing is done twice.
  const auto again = book.Write(requests);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i != 77 && i != 200) CHECK(again[i] == answers[i]);
  }
  CHECK(absl::IsInternal(StatusIn(again[77])));
  book.CheckLaws();
}

TEST_CASE("a failed request leaves its id free, within a batch and after it") {
  Book book(5);
  RefuseAccount(book, Unit(3), false);
  const ledger::Request guilty = Ask(kOperator, TransferOf(Unit(0), Unit(3), 1));
  ledger::Request other = guilty;
  other.command = TransferOf(Unit(0), Unit(2), 1);
  const std::vector<ledger::Request> requests = {guilty, guilty, other, other, guilty};
  const auto answers = book.Write(requests);
  CHECK(absl::IsInternal(StatusIn(answers[0])));
  CHECK(absl::IsInternal(StatusIn(answers[1])));
  AcceptedIn(answers[2]);
  CHECK(answers[3] == answers[2]);
  CHECK(std::holds_alternative<storage::RequestIdReused>(answers[4]));
  book.CheckLaws();
}

TEST_CASE("a text that PostgreSQL cannot store fails alone") {
  Book book(3);
  ledger::Transfer cut = TransferOf(Unit(0), Unit(1), 1);
  cut.document.number = std::string("a\0b", 3);
  ledger::Transfer broken = TransferOf(Unit(0), Unit(1), 1);
  broken.document.number = "\xC3\x28";
  std::vector<ledger::Request> requests;
  requests.reserve(8);
  for (int i = 0; i < 8; ++i) requests.push_back(Ask(kOperator, TransferOf(Unit(0), Unit(1), 1)));
  requests[2].command = cut;
  requests[5].command = broken;
  const auto answers = book.Write(requests);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    INFO(i);
    if (i == 2 || i == 5) {
      CHECK(absl::IsInternal(StatusIn(answers[i])));
    } else {
      AcceptedIn(answers[i]);
    }
  }
  book.CheckLaws();
}

TEST_CASE("what is nobody's fault is not halved: the whole batch gets UNAVAILABLE") {
  Book book(3);
  book.Execute("REVOKE INSERT ON decision FROM registry_writer");
  const std::vector<ledger::Request> requests = {Ask(kOperator, TransferOf(Unit(0), Unit(1), 1)),
                                                 Ask(kOperator, TransferOf(Unit(0), Unit(2), 1))};
  for (const storage::Answer& answer : book.Write(requests)) {
    CHECK(absl::IsUnavailable(StatusIn(answer)));
  }
  CHECK(book.journal().counters().halvings == 0);
  book.Execute("GRANT INSERT ON decision TO registry_writer");
  for (const storage::Answer& answer : book.Write(requests)) AcceptedIn(answer);
  book.CheckLaws();
}

TEST_CASE("an account that is opened and changed in one batch has its holder entered once") {
  Book book(1);
  const ledger::AccountId opened = Unit(1);  // the next number
  std::vector<ledger::Request> requests = {
      Ask(kOperator,
          ledger::OpenAccount{ledger::AccountKind::kKeyEmittingUnit,
                              ledger::CompleteSocialCreditCode("9113000077777777"),
                              "Holder of the next account", "13", ledger::Sector::kPower}),
      Ask(kOperator,
          ledger::ChangeAccountStatus{opened, ledger::AccountStatus::kRestricted, "a court order"}),
      Ask(kOperator,
          ledger::ChangeAccountStatus{opened, ledger::AccountStatus::kOpen, "it was lifted"})};
  const auto answers = book.Write(requests);
  for (const storage::Answer& answer : answers) AcceptedIn(answer);
  CHECK(book.journal().counters().halvings == 0);
  CHECK(book.Figure("SELECT count(*) FROM account WHERE account_id = " +
                    std::to_string(Raw(opened))) == "3");
  book.CheckLaws();
}

TEST_CASE("a partition that is missing is nobody's fault: UNAVAILABLE, and nothing is halved") {
  Book book(3);
  book.Execute("ALTER TABLE posting DETACH PARTITION posting_0000");
  const std::vector<ledger::Request> requests = {Ask(kOperator, TransferOf(Unit(0), Unit(1), 1)),
                                                 Ask(kOperator, TransferOf(Unit(0), Unit(2), 1))};
  for (const storage::Answer& answer : book.Write(requests)) {
    CHECK(absl::IsUnavailable(StatusIn(answer)));
  }
  CHECK(book.journal().counters().halvings == 0);
  book.Execute("ALTER TABLE posting ATTACH PARTITION posting_0000 FOR VALUES FROM (0) TO (" +
               std::to_string(storage::kPartitionWidth) + ")");
  for (const storage::Answer& answer : book.Write(requests)) AcceptedIn(answer);
  book.CheckLaws();
}

// A trigger that raises a code until it was asked `times` times.
void RaiseFirst(Book& book, const std::string& code, int times) {
  book.Execute(
      "CREATE SEQUENCE raised; CREATE FUNCTION raise_first() RETURNS trigger LANGUAGE plpgsql "
      "SECURITY DEFINER AS $$ BEGIN IF nextval('registry.raised') <= " +
      std::to_string(times) + " THEN RAISE EXCEPTION 'raised' USING ERRCODE = '" + code +
      "'; END IF; RETURN NEW; END $$; CREATE TRIGGER raise_first BEFORE INSERT ON "
      "commit_batch_0000 "
      "FOR EACH ROW EXECUTE FUNCTION raise_first()");
}

TEST_CASE("a serialization failure or a deadlock is tried again, and not for ever") {
  const std::string code = GENERATE(as<std::string>(), "40001", "40P01");
  const int times = GENERATE(1, 1000);
  Book book(2);
  RaiseFirst(book, code, times);
  const ledger::Request request = Ask(kOperator, TransferOf(Unit(0), Unit(1), 1));
  const storage::Answer answer = book.Write(request);
  CHECK(book.journal().counters().halvings == 0);
  if (times == 1) {
    AcceptedIn(answer);
    CHECK(book.journal().counters().retries == 1);
  } else {
    CHECK(absl::IsUnavailable(StatusIn(answer)));
  }
  book.CheckLaws();
}

TEST_CASE("a record that was spoilt behind our back fails its own replay only") {
  Book book(2);
  const ledger::Request old = Ask(kOperator, TransferOf(Unit(0), Unit(1), 1));
  AcceptedIn(book.Write(old));
  book.Tamper(
      "ALTER TABLE decision DROP CONSTRAINT leaf_hash_is_of_record; UPDATE decision SET record = "
      "'\\x00' WHERE record_number = (SELECT max(record_number) FROM decision)");
  const std::vector<ledger::Request> requests = {Ask(kOperator, TransferOf(Unit(0), Unit(1), 1)),
                                                 old,
                                                 Ask(kOperator, TransferOf(Unit(0), Unit(1), 1))};
  const auto answers = book.Write(requests);
  AcceptedIn(answers[0]);
  CHECK(absl::IsInternal(StatusIn(answers[1])));
  AcceptedIn(answers[2]);
}

// Decides rightly, but for transfers of 666.
storage::JournalOptions WrongDecision(
    const std::function<ledger::Effects(const ledger::Effects&)>& twist) {
  storage::JournalOptions options;
  options.decide = [twist](const ledger::Rules& rules, const ledger::Snapshot& snapshot,
                           const ledger::NewIds& ids, ledger::Instant now,
                           const ledger::Request& request) -> ledger::Decision {
    ledger::Decision decision = ledger::Decide(rules, snapshot, ids, now, request);
    const auto* transfer = std::get_if<ledger::Transfer>(&request.command);
    if (transfer == nullptr || transfer->quantity.value != 666) return decision;
    return twist(std::get<ledger::Effects>(decision));
  };
  return options;
}

TEST_CASE("a decision that breaks the law is INTERNAL and nothing of it is written") {
  using ledger::Effects;
  struct Wrong {
    const char* what;
    std::function<Effects(const Effects&)> twist;
  };
  const ledger::InstrumentId instrument{1};
  const Wrong wrong = GENERATE_COPY(values<Wrong>({
      {"zero",
       [](Effects e) {
         e.postings[0].quantity = {0};
         return e;
       }},
      {"negative",
       [](Effects e) {
         e.postings[0].quantity = {-5};
         return e;
       }},
      {"same position twice",
       [](Effects e) {
         e.postings[0].acquiring = e.postings[0].transferring;
         return e;
       }},
      {"moved twice",
       [](Effects e) {
         e.postings.push_back(e.postings[0]);
         return e;
       }},
      {"untouched position",
       [](Effects e) {
         e.postings[0].acquiring.account = Unit(4);
         return e;
       }},
      {"below zero",
       [](Effects e) {
         e.postings[0].quantity = {1'000'000};
         return e;
       }},
      {"overflow",
       [](Effects e) {
         e.postings[0].quantity = {INT64_MAX};
         return e;
       }},
      {"two instruments",
       [](Effects e) {
         e.postings[0].acquiring.instrument = ledger::InstrumentId{2};
         return e;
       }},
      {"above the cap",
       [](Effects e) {
         e.facts.push_back(
             ledger::IssuanceCap{{kPlan, kInstrument, ledger::Sector::kPower}, {5}, {6}});
         return e;
       }},
      {"issuance without a cap",
       [](Effects e) {
         e.postings[0].transferring = {ledger::kIssuanceAccount, instrument,
                                       ledger::Bucket::kRegistered};
         return e;
       }},
  }));
  INFO(wrong.what);
  Book book(5, 1000, WrongDecision(wrong.twist));
  const storage::Head before = book.journal().head();
  const std::vector<ledger::Request> requests = {Ask(kOperator, TransferOf(Unit(0), Unit(1), 1)),
                                                 Ask(kOperator, TransferOf(Unit(0), Unit(1), 666)),
                                                 Ask(kOperator, TransferOf(Unit(0), Unit(1), 2))};
  const auto answers = book.Write(requests);
  AcceptedIn(answers[0]);
  CHECK(absl::IsInternal(StatusIn(answers[1])));
  AcceptedIn(answers[2]);
  CHECK(book.journal().head().records == before.records + 2);
  CHECK(book.journal().counters().batches == 1);  // the others did not wait for it
  CHECK(book.Balance(Unit(1)) == 1003);
  book.CheckLaws();
}

}  // namespace
}  // namespace registry::testing
