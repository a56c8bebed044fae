// What a writer remembers after another server wrote: its moves are taken in, anything else makes
// it read anew.
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "tests/storage/two_person_book.h"

namespace registry::testing {
namespace {

storage::JournalOptions Replayed() {
  storage::JournalOptions options;
  options.clock_mode = ledger::ClockMode::kReplay;
  return options;
}

ledger::Request Move(int from, int to, std::int64_t quantity) {
  return Ask(kOperator, TransferOf(Unit(from), Unit(to), quantity));
}

void Accept(storage::Journal& journal, const ledger::Request& request) {
  AcceptedIn(journal.Write(std::span(&request, 1)).front());
}

TEST_CASE("two servers that take turns with moves keep what they remember, and it is right") {
  constexpr int kUnits = 5;
  Book book(kUnits, 100);
  const auto other = book.OpenAnother();
  std::map<int, std::int64_t> registered, trading;  // the test's own books
  for (int i = 0; i < kUnits; ++i) {
    Accept(book.journal(), Ask(kOperator, ledger::MoveToTrading{Unit(i), kInstrument, {40}}));
    registered[i] = 60;
    trading[i] = 40;
  }
  // Both have read all of it.
  for (storage::Journal* journal : {&book.journal(), other.get()}) {
    for (int i = 0; i < kUnits; ++i) {
      Accept(*journal, Move(i, (i + 1) % kUnits, 1));
      Accept(*journal,
             Ask(kExchange, TradeOf("T" + std::to_string(i) + (journal == other.get() ? "b" : "a"),
                                    Unit(i), Unit((i + 1) % kUnits), 1)));
    }
  }
  std::mt19937 random(20'260'105);
  const auto draw = [&](int below) {
    return static_cast<int>(random() % static_cast<unsigned>(below));
  };
  const std::int64_t before = other->counters().caught_up + book.journal().counters().caught_up;
  int refused = 0;
  for (int round = 0; round < 60; ++round) {
    storage::Journal& journal = round % 2 == 0 ? book.journal() : *other;
    std::vector<ledger::Request> batch;
    std::vector<bool> fits;
    for (int n = 0; n < 4; ++n) {
      const int from = draw(kUnits);
      const int to = (from + 1 + draw(kUnits - 1)) % kUnits;
      const std::int64_t quantity = 1 + draw(60);
      const bool trades = draw(2) == 0;
      auto& balances = trades ? trading : registered;
      fits.push_back(balances[from] >= quantity);
      if (fits.back()) {
        balances[from] -= quantity;
        balances[to] += quantity;
      }
      const std::string id = "R" + std::to_string(round) + "-" + std::to_string(n);
      batch.push_back(trades ? Ask(kExchange, TradeOf(id, Unit(from), Unit(to), quantity))
                             : Move(from, to, quantity));
    }
    const auto answers = journal.Write(batch);
    for (std::size_t n = 0; n < batch.size(); ++n) {
      INFO(round << " " << n);
      if (fits[n]) {
        AcceptedIn(answers[n]);
      } else {
        RejectionIn(answers[n]);
        ++refused;
      }
    }
  }
  CHECK(refused > 20);
  for (int i = 0; i < kUnits; ++i) {
    CHECK(book.Balance(Unit(i)) == registered[i]);
    CHECK(book.Balance(Unit(i), ledger::Bucket::kTrading) == trading[i]);
  }
  // A round of refusals alone moves nothing, and then everything is read anew.
  CHECK(other->counters().caught_up + book.journal().counters().caught_up > before + 50);
  book.CheckLaws();
}

TEST_CASE("after anything but moves by another server, what is remembered is read anew") {
  const bool restricts = GENERATE(false, true);
  Book book(3);
  const auto other = book.OpenAnother();
  Accept(book.journal(), Move(0, 1, 1));
  Accept(*other, Move(0, 1, 1));
  Accept(book.journal(), Move(0, 1, 1));
  const std::int64_t before = book.journal().counters().caught_up;
  CHECK(before == 1);
  const auto to_trading = [](std::int64_t quantity) {
    return Ask(kOperator, ledger::MoveToTrading{Unit(0), kInstrument, {quantity}});
  };
  Accept(*other, restricts ? Ask(kOperator,
                                 ledger::ChangeAccountStatus{
                                     Unit(0), ledger::AccountStatus::kRestricted, "case 1"})
                           : to_trading(990));
  Accept(*other, Move(1, 2, 1));
  const auto answer = book.Write(to_trading(20));
  RejectionIn(answer);
  CHECK(book.journal().counters().caught_up == before);
  CHECK(book.journal().counters().foreign_heads == 2);
  book.CheckLaws();
}

TEST_CASE("a transfer of another server that waits for a second person is more than a move") {
  TwoPersonBook book(3);
  const auto other = book.OpenAnother(Replayed());
  AcceptedIn(
      book.Write(AskAs(kOperator, "op-1", ledger::MoveToTrading{Unit(0), kInstrument, {50}})));
  int trades = 0;
  const auto trade = [&] {
    return Ask(kExchange, TradeOf("T" + std::to_string(++trades), Unit(0), Unit(1), 1));
  };
  Accept(book.journal(), trade());
  Accept(*other, trade());
  Accept(book.journal(), trade());
  Accept(*other, trade());
  const std::int64_t before = other->counters().caught_up;
  CHECK(before == 1);
  book.ProposeTransfer(900);  // reserved from now on
  Accept(*other, trade());
  CHECK(other->counters().caught_up == before);
  const auto rest = AskAs(kOperator, "op-1", ledger::MoveToTrading{Unit(0), kInstrument, {51}});
  RejectionIn(other->Write(std::span(&rest, 1)).front());
  book.CheckLaws();
}

TEST_CASE("a journal that did not go on from the head a server knows is read anew") {
  Book book(2);
  const auto other = book.OpenAnother();
  Accept(book.journal(), Move(0, 1, 1));
  Accept(*other, Move(0, 1, 1));
  Accept(book.journal(), Move(0, 1, 1));
  const std::int64_t before = book.journal().counters().caught_up;
  Accept(*other, Move(0, 1, 1));
  // As if a standby that lacked the last commit had been promoted, and had got another one since.
  const auto head = book.journal().head();
  book.Tamper("UPDATE commit_batch SET root = sha256('other') WHERE last_record = " +
              std::to_string(head.records - 1));
  Accept(book.journal(), Move(0, 1, 1));
  CHECK(book.journal().counters().caught_up == before);
}

}  // namespace
}  // namespace registry::testing
