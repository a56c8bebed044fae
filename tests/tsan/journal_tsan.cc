// The journal with its database: one writer, and other threads that look at its rules, its head and
// its counters. Then what a server makes of it: a batcher before it, a feed behind it, readers
// beside it.
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "server/batcher.h"
#include "server/feed_hub.h"
#include "storage/holdings_reader.h"
#include "storage/journal.h"
#include "storage/journal_reader.h"
#include "tests/support/test_database.h"
#include "tests/tsan/checks.h"

namespace registry::testing {
namespace {

using ledger::AccountId;
using ledger::ParticipantId;
using ledger::Raw;
using ledger::Sequence;
using storage::Answer;
using storage::Head;
using storage::Journal;
using storage::JournalCounters;

constexpr ParticipantId kOperator{1};
constexpr ParticipantId kMinistry{2};
constexpr AccountId kNational = ledger::kNationalAccount;
constexpr AccountId kUnit{1001};
constexpr AccountId kOtherUnit{1002};

ledger::Request Ask(ParticipantId participant, ledger::Command command) {
  static std::atomic<std::uint64_t> last{0};
  const std::uint64_t number = ++last;
  ledger::Request request;
  request.key.participant = participant;
  for (std::size_t i = 0; i < 8; ++i) {
    request.key.request_id[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  request.salt = request.key.request_id;
  request.received_at = {1'640'000'000'000'000};
  request.command = std::move(command);
  return request;
}

ledger::Request TransferOne(AccountId from, AccountId to) {
  return Ask(
      kOperator,
      ledger::Transfer{
          from, to, "CEA1920", {1}, ledger::TransferGround::kMinistryOrder, {"order 1", {}}});
}

ledger::Request NewInstrument(int number) {
  return Ask(kOperator, ledger::CreateInstrument{"CEA" + std::to_string(number),
                                                 ledger::InstrumentKind::kAllowance,
                                                 2021,
                                                 2021,
                                                 {},
                                                 {},
                                                 {"2019-20"}});
}

bool IsAccepted(const Answer& answer) {
  const auto* recorded = std::get_if<ledger::Recorded>(&answer);
  return recorded != nullptr && std::holds_alternative<ledger::Accepted>(recorded->outcome);
}

std::unique_ptr<Journal> Open(const TestDatabase& database) {
  storage::JournalOptions options;
  options.connection = database.Connection("registry_writer");
  options.server_name = "tsan";
  auto journal = Journal::Open(std::move(options));
  if (!journal.ok()) {
    std::fprintf(stderr, "%s\n", journal.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(journal);
}

// Two units with a thousand each, issued to the national account and transferred by order.
void OpenBook(Journal& journal) {
  using ledger::Sector;
  std::vector<ledger::Request> requests = {
      Ask(ledger::kCeremony, ledger::OpenBook{}),
      Ask(ledger::kCeremony,
          ledger::RegisterParticipant{"operator", ledger::Role::kRegistryOperator, "", {}}),
      Ask(ledger::kCeremony,
          ledger::RegisterParticipant{"ministry", ledger::Role::kMinistry, "", {}}),
      Ask(kMinistry, ledger::CreatePeriod{"2019-20", 2019, 2020, {1'700'000'000'000'000}}),
      NewInstrument(1920),
      Ask(kMinistry,
          ledger::SetIssuanceCap{"plan", "CEA1920", Sector::kPower, {2'000}, {"plan", {}}}),
      Ask(kOperator, ledger::OpenAccount{ledger::AccountKind::kKeyEmittingUnit, "UNIT1", "Unit 1",
                                         "13", Sector::kPower}),
      Ask(kOperator, ledger::OpenAccount{ledger::AccountKind::kKeyEmittingUnit, "UNIT2", "Unit 2",
                                         "13", Sector::kPower}),
      Ask(kOperator,
          ledger::Issue{"plan", "CEA1920", Sector::kPower, kNational, {2'000}, {"issue", {}}}),
  };
  for (const AccountId unit : {kUnit, kOtherUnit}) {
    ledger::Request transfer = TransferOne(kNational, unit);
    std::get<ledger::Transfer>(transfer.command).quantity = {1'000};
    requests.push_back(std::move(transfer));
  }
  for (const Answer& answer : journal.Write(requests)) {
    Check(IsAccepted(answer), "the book could not be opened");
  }
}

void OneWriterAndManyWatchers() {
  constexpr int kBatches = 60;
  const TestDatabase database;
  const std::unique_ptr<Journal> journal = Open(database);
  OpenBook(*journal);
  const Head start = journal->head();
  std::atomic<bool> writing{true};
  Crowd watchers(3, [&](int) {
    Head last = start;
    std::int64_t requests = 0;
    std::size_t instruments = 0;
    while (writing) {
      // Rules first: the head is then at least as new.
      const std::shared_ptr<const ledger::Rules> rules = journal->rules();
      const Head head = journal->head();
      const JournalCounters counters = journal->counters();
      Check(rules->FindInstrument("CEA1920") != nullptr, "an instrument went away");
      Check(rules->instruments.size() >= instruments, "rules went backward");
      instruments = rules->instruments.size();
      Check(Raw(rules->epoch) <= Raw(head.epoch), "rules newer than the head after them");
      Check(head.records >= last.records && head.sequence >= last.sequence, "a head went backward");
      Check(head.records != last.records || head.root == last.root, "a root of another head");
      Check(counters.requests >= requests, "a counter went backward");
      requests = counters.requests;
      last = head;
      std::this_thread::yield();
    }
  });
  std::int64_t accepted = 0;
  for (int i = 0; i < kBatches; ++i) {
    std::vector<ledger::Request> batch;
    for (int n = 0; n < 10; ++n) batch.push_back(TransferOne(kUnit, kOtherUnit));
    if (i % 5 == 0) batch.push_back(NewInstrument(3000 + i));
    for (const Answer& answer : journal->Write(batch)) accepted += IsAccepted(answer) ? 1 : 0;
  }
  writing = false;
  watchers.Join();
  CheckEqual(accepted, kBatches * 10 + kBatches / 5, "accepted");
  CheckEqual(Raw(journal->head().sequence) - Raw(start.sequence), accepted, "sequences");
}

// The server's parts together, without its gRPC.
void ServerWithoutNetwork() {
  constexpr int kCallers = 4;
  constexpr int kEach = 100;
  const TestDatabase database;
  const std::unique_ptr<Journal> journal = Open(database);
  OpenBook(*journal);
  const Sequence start = journal->head().sequence;
  storage::ReaderPool pool({database.Connection("registry_reader"), 3});
  const storage::JournalReader reader(&pool);

  server::FeedSource source;
  source.head = [&]() -> absl::StatusOr<server::FeedHead> {
    const auto head = reader.CurrentHead();
    if (!head.ok()) return head.status();
    return server::FeedHead{head->sequence, head->sequence, true};
  };
  source.read = [&](Sequence after, int limit) -> absl::StatusOr<std::vector<server::FeedRecord>> {
    const auto parsed = reader.ReadTransactions(after, limit);
    if (!parsed.ok()) return parsed.status();
    std::vector<server::FeedRecord> records;
    std::int64_t n = Raw(after);
    for (std::size_t i = 0; i < parsed->size(); ++i) {
      records.push_back(
          {Sequence{++n}, std::make_shared<const std::string>(std::to_string(n)), {}});
    }
    return records;
  };
  server::FeedHub feed(source, server::FeedOptions{});

  server::BatcherJournal functions;
  functions.take_turn = [&] { return journal->TakeTurn(); };
  functions.pass_turn = [&] { journal->PassTurn(); };
  functions.salt = [](std::span<ledger::Request>) {};
  functions.apply = [&](std::span<const ledger::Request> requests) {
    std::optional<std::vector<Answer>> answers = journal->Apply(requests);
    if (answers.has_value()) feed.Wake();
    return answers;
  };
  server::Batcher batcher(functions, server::BatcherOptions{});

  std::atomic<std::int64_t> answered{0}, accepted{0};
  std::atomic<bool> writing{true};
  std::thread subscriber([&] {
    std::atomic<int> wakes{0};
    const auto subscription = feed.Subscribe(start, {}, [&] { ++wakes; });
    if (!subscription.ok()) return Check(false, "the feed let nobody in");
    std::int64_t seen = Raw(start);
    while (seen < Raw(start) + kCallers * kEach) {
      const int before = wakes;
      const server::FeedNext next = feed.Take(**subscription);
      if (const auto* message = std::get_if<server::FeedMessage>(&next)) {
        CheckEqual(Raw(message->sequence), seen + 1, "the next number of the feed");
        seen = Raw(message->sequence);
      } else if (std::holds_alternative<server::FeedNothingYet>(next)) {
        if (!Eventually([&] { return wakes != before; })) return Check(false, "nobody was woken");
      }
    }
    feed.Stop();  // no wake comes after it
  });
  std::thread watcher([&] {
    const storage::HoldingsReader holdings(&pool);
    while (writing) {
      Check(journal->rules()->book_open, "the book is not open");
      Check(journal->head().sequence >= start, "a head before the start");
      const auto head = reader.CurrentHead();
      Check(head.ok(), head.status().ToString());
      Check(journal->counters().faults == 0 && batcher.counters().lapsed == 0, "a fault");
    }
  });
  {
    const Crowd crowd(kCallers, [&](int me) {
      for (int i = 0; i < kEach; ++i) {
        server::WriteItem item;
        const bool back = me % 2 == 0;
        item.requests.push_back(TransferOne(back ? kOtherUnit : kUnit, back ? kUnit : kOtherUnit));
        item.bytes = 200;
        item.done = [&](std::vector<Answer> answers, std::size_t) {
          for (const Answer& answer : answers) accepted += IsAccepted(answer) ? 1 : 0;
          ++answered;
        };
        const absl::Status taken = batcher.Submit(std::move(item));
        Check(taken.ok(), taken.ToString());
      }
    });
  }
  batcher.Stop();
  writing = false;
  watcher.join();
  subscriber.join();
  CheckEqual(answered, kCallers * kEach, "answered calls");
  CheckEqual(accepted, kCallers * kEach, "accepted calls");
  CheckEqual(Raw(journal->head().sequence), Raw(start) + kCallers * kEach, "the last sequence");
}

}  // namespace
}  // namespace registry::testing

int main() {
  registry::testing::OneWriterAndManyWatchers();
  registry::testing::ServerWithoutNetwork();
  return registry::testing::Verdict();
}
