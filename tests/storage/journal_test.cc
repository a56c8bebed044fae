// The journal's main path: what is asked is recorded once, in order, and read back the same.
#include <catch2/catch.hpp>

#include "tests/storage/book.h"

namespace registry::testing {
namespace {

using ledger::Raw;

TEST_CASE("every command is recorded and its answer survives a restart") {
  Book book(3);
  std::vector<ledger::Request> requests;
  const auto add = [&](ledger::ParticipantId participant, ledger::Command command) {
    requests.push_back(Ask(participant, std::move(command)));
  };
  add(kOperator, TransferOf(Unit(0), Unit(1), 100));
  add(kOperator, ledger::MoveToTrading{Unit(1), kInstrument, {500}});
  add(kExchange, TradeOf("T-1", Unit(1), Unit(2), 200));
  add(kExchange, ledger::MoveFromTrading{Unit(2), kInstrument, {150}});
  add(kAuthority, ledger::ReturnAllowances{Unit(0), kAuthorityAccount, kInstrument, kPeriod, {50}});
  add(kAuthority,
      ledger::DetermineObligation{Unit(2), ledger::Sector::kPower, kPeriod, {700}, {650}});
  add(kAuthority,
      ledger::Surrender{Unit(2), ledger::Sector::kPower, kPeriod, {{kInstrument, {650}}}});
  add(kOperator, ledger::Cancel{Unit(0), kInstrument, {10}, "neutrality"});
  add(kOperator, ledger::ChangeAccountStatus{Unit(0), ledger::AccountStatus::kRestricted, "order"});
  add(kOperator, TransferOf(Unit(0), Unit(1), 1'000'000));
  add(kOperator, ledger::OpenAccount{ledger::AccountKind::kInstitution, "FUND", "Fund", "",
                                     ledger::Sector::kNone});
  const auto answers = book.Write(requests);
  for (std::size_t i = 0; i < 9; ++i) {
    INFO(i);
    AcceptedIn(answers[i]);
  }
  CHECK(RejectionIn(answers[9]).checks.back().reason == ledger::Reason::kInsufficientHolding);
  CHECK(AcceptedIn(answers[10]).opened_account == Unit(3));
  CHECK(book.Balance(Unit(0)) == 1000 - 100 - 50 - 10);
  CHECK(book.Balance(Unit(2)) == 1000 + 150 - 650);
  CHECK(book.Balance(ledger::kSurrenderAccount) == 650);
  book.CheckLaws();

  book.Reopen();
  const auto again = book.Write(requests);
  CHECK(again == answers);
  book.CheckLaws();
}

TEST_CASE("numbers run on without a gap, refusals have record numbers only") {
  Book book(2);
  const storage::Head before = book.journal().head();
  const std::vector<ledger::Request> requests = {
      Ask(kOperator, TransferOf(Unit(0), Unit(1), 1)),
      Ask(kOperator, TransferOf(Unit(0), Unit(1), 5000)),
      Ask(kMinistry, TransferOf(Unit(0), Unit(1), 1)),  // no right
      Ask(kOperator, TransferOf(Unit(0), Unit(1), 2)),
  };
  const auto answers = book.Write(requests);
  CHECK(Raw(RecordedIn(answers[0]).record_number) == before.records);
  CHECK(Raw(RecordedIn(answers[1]).record_number) == before.records + 1);
  CHECK(std::holds_alternative<ledger::Denied>(answers[2]));
  CHECK(Raw(RecordedIn(answers[3]).record_number) == before.records + 2);
  CHECK(Raw(AcceptedIn(answers[0]).sequence) == Raw(before.sequence) + 1);
  CHECK(Raw(AcceptedIn(answers[3]).sequence) == Raw(before.sequence) + 2);
  CHECK(RecordedIn(answers[0]).recorded_at == RecordedIn(answers[3]).recorded_at);
  CHECK(book.journal().counters().batches == 1);
  book.CheckLaws();
}

}  // namespace
}  // namespace registry::testing
