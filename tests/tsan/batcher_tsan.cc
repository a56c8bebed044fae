// The batcher under many callers: every accepted write is answered exactly once, whether it was
// recorded, lapsed, was given back for another turn, or was still waiting when the server stopped;
// and only the writer's thread ever touches the journal.
#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "server/batcher.h"
#include "tests/tsan/checks.h"

namespace registry::testing {
namespace {

using server::Batcher;
using server::BatcherCounters;
using server::BatcherJournal;
using server::BatcherOptions;
using server::WriteItem;
using std::chrono::microseconds;
using std::chrono::milliseconds;

// A journal in memory. Nothing in it is locked: if the batcher let two threads in, it would be a
// race.
struct Journal {
  bool has_turn = false;
  std::int64_t next_record = 0;
  std::int64_t batches = 0;
  std::int64_t largest = 0;
  std::uint8_t salt = 0;
  Dice dice{99};
  int refuse_turns = 0;  // of a hundred
  int give_nothing = 0;  // of a hundred, though there was a turn
  std::int64_t nothings = 0;
  microseconds apply_time{0};
  std::atomic<bool> away{false};  // set from outside: no turn at all

  BatcherJournal Functions() {
    BatcherJournal functions;
    functions.take_turn = [this] {
      Check(!has_turn, "a second turn was taken");
      if (away || dice.Roll(100) < refuse_turns) return absl::UnavailableError("no turn");
      has_turn = true;
      return absl::OkStatus();
    };
    functions.pass_turn = [this] {
      Check(has_turn, "a turn was passed that was not taken");
      has_turn = false;
    };
    functions.salt = [this](std::span<ledger::Request> requests) {
      for (ledger::Request& request : requests) {
        salt = static_cast<std::uint8_t>(salt % 255 + 1);
        request.salt.fill(salt);
      }
    };
    functions.apply = [this](std::span<const ledger::Request> requests)
        -> std::optional<std::vector<storage::Answer>> {
      Check(has_turn, "a batch was written without a turn");
      has_turn = false;
      if (dice.Roll(100) < give_nothing) {
        ++nothings;
        return std::nullopt;
      }
      ++batches;
      largest = std::max(largest, static_cast<std::int64_t>(requests.size()));
      if (apply_time > microseconds(0)) std::this_thread::sleep_for(apply_time);
      std::vector<storage::Answer> answers;
      for (const ledger::Request& request : requests) {
        Check(request.salt != ledger::Salt{}, "a request came without its salt");
        ledger::Recorded recorded;
        recorded.record_number = ledger::RecordNumber{next_record++};
        // The request comes back in its answer, so that its caller knows it again.
        recorded.recorded_at = request.received_at;
        answers.emplace_back(recorded);
      }
      return answers;
    };
    return functions;
  }
};

// One call, as its caller sees it.
struct Call {
  std::int64_t first = 0;  // its requests carry the numbers from here on
  std::size_t count = 0;
  std::atomic<bool> cancelled{false};
  std::atomic<int> answered{0};
  std::vector<storage::Answer> answers;  // written by `done`, read after the batcher stopped
  std::size_t batch_size = 0;
};
using CallPtr = std::shared_ptr<Call>;

WriteItem ItemOf(const CallPtr& call, int participant, bool bulk) {
  WriteItem item;
  item.bulk = bulk;
  item.bytes = 100 * call->count;
  for (std::size_t i = 0; i < call->count; ++i) {
    ledger::Request request;
    request.key.participant = ledger::ParticipantId{participant};
    request.received_at = {call->first + static_cast<std::int64_t>(i)};
    request.command = ledger::MoveToTrading{ledger::AccountId{1001}, "CEA1920", {1}};
    item.requests.push_back(std::move(request));
  }
  item.cancelled = [call] { return call->cancelled.load(); };
  item.done = [call](std::vector<storage::Answer> answers, std::size_t batch_size) {
    call->answers = std::move(answers);
    call->batch_size = batch_size;
    ++call->answered;
  };
  return item;
}

struct Tally {
  std::int64_t recorded = 0, lapsed = 0, unavailable = 0;
};

// What became of accepted calls, after the batcher stopped.
Tally CheckAnswers(const std::vector<std::vector<CallPtr>>& accepted) {
  Tally tally;
  std::set<std::int64_t> records;
  for (const auto& own : accepted) {
    for (const CallPtr& call : own) {
      CheckEqual(call->answered, 1, "answers to a call");
      CheckEqual(static_cast<std::int64_t>(call->answers.size()),
                 static_cast<std::int64_t>(call->count), "answers in a call's answer");
      std::int64_t last = -1;
      for (std::size_t i = 0; i < call->answers.size(); ++i) {
        if (const auto* recorded = std::get_if<ledger::Recorded>(&call->answers[i])) {
          const std::int64_t number = ledger::Raw(recorded->record_number);
          Check(records.insert(number).second, "two requests have one record number");
          Check(number > last, "the requests of a call were recorded out of order");
          last = number;
          CheckEqual(recorded->recorded_at.micros, call->first + static_cast<std::int64_t>(i),
                     "the answer belongs to request");
          ++tally.recorded;
          continue;
        }
        const auto* status = std::get_if<absl::Status>(&call->answers[i]);
        Check(status != nullptr, "an answer that nobody gave");
        if (status == nullptr) continue;
        const bool lapsed = absl::IsDeadlineExceeded(*status) || absl::IsCancelled(*status);
        Check(lapsed || absl::IsUnavailable(*status), status->ToString());
        ++(lapsed ? tally.lapsed : tally.unavailable);
      }
    }
  }
  return tally;
}

BatcherOptions SmallOptions() {
  BatcherOptions options;
  options.max_queued_single = 300;
  options.max_queued_bulk = 600;
  options.max_queued_bytes = 80'000;
  options.max_batch = 64;
  options.max_batch_bulk = 32;
  options.bulk_slice = 8;
  options.max_inline_answers = 4;
  options.max_unanswered = 16;
  options.pause_without_turn = milliseconds(1);
  return options;
}

// Callers of both kinds, some of whom leave or are in a hurry, and a watcher of the counters.
class Load {
 public:
  static constexpr int kCallers = 6;

  Load() : accepted_(kCallers) {}

  // Submits up to so many calls on each of several threads; ends early when the batcher stops.
  void Run(Batcher& batcher, int each) {
    const Crowd crowd(kCallers, [&](int me) { Submit(batcher, me, each); });
  }

  const std::vector<std::vector<CallPtr>>& accepted() const { return accepted_; }
  std::int64_t refused() const { return refused_; }

 private:
  void Submit(Batcher& batcher, int me, int each) {
    Dice dice(me);
    for (int i = 0; i < each; ++i) {
      auto call = std::make_shared<Call>();
      const bool bulk = dice.Roll(10) < 3;
      call->count = bulk ? static_cast<std::size_t>(1 + dice.Roll(40)) : 1;
      call->first = next_.fetch_add(static_cast<std::int64_t>(call->count));
      WriteItem item = ItemOf(call, 1 + me % 4, bulk);
      const int hurry = dice.Roll(20);
      if (hurry == 0) item.deadline = std::chrono::steady_clock::now();
      if (hurry == 1) item.deadline = std::chrono::steady_clock::now() + milliseconds(1);
      const absl::Status taken = batcher.Submit(std::move(item));
      if (absl::IsUnavailable(taken)) return;
      if (absl::IsResourceExhausted(taken)) {
        refused_ += static_cast<std::int64_t>(call->count);
        Check(batcher.retry_delay() >= milliseconds(20), "a retry delay below its bound");
        std::this_thread::sleep_for(milliseconds(1));
        continue;
      }
      Check(taken.ok(), taken.ToString());
      if (hurry == 2) call->cancelled = true;
      accepted_[static_cast<std::size_t>(me)].push_back(std::move(call));
    }
  }

  std::atomic<std::int64_t> next_{1}, refused_{0};
  std::vector<std::vector<CallPtr>> accepted_;
};

void EveryAcceptedWriteIsAnsweredOnce(int answer_threads) {
  Journal journal;
  journal.refuse_turns = 2;
  journal.give_nothing = 10;
  journal.apply_time = microseconds(200);
  Load load;
  BatcherOptions options = SmallOptions();
  options.answer_threads = answer_threads;
  Batcher batcher(journal.Functions(), options);
  std::atomic<bool> watching{true};
  std::thread watcher([&] {
    std::int64_t batches = 0;
    while (watching) {
      const BatcherCounters counters = batcher.counters();
      Check(counters.batches >= batches, "a counter went backward");
      batches = counters.batches;
      Check(batcher.retry_delay() <= milliseconds(5'000), "a retry delay above its bound");
      std::this_thread::sleep_for(milliseconds(1));
    }
  });
  load.Run(batcher, 1'000);
  batcher.Stop();
  watching = false;
  watcher.join();

  const Tally tally = CheckAnswers(load.accepted());
  const BatcherCounters counters = batcher.counters();
  CheckEqual(tally.recorded, journal.next_record, "recorded requests whose callers know");
  CheckEqual(counters.requests, journal.next_record, "counted requests");
  CheckEqual(counters.batches, journal.batches, "counted batches");
  CheckEqual(counters.largest_batch, journal.largest, "the largest batch");
  CheckEqual(counters.lapsed, tally.lapsed, "counted lapses");
  CheckEqual(counters.refused, load.refused(), "counted refusals");
  CheckEqual(counters.queued, 0, "queued after the stop");
  CheckEqual(tally.unavailable, 0, "calls given back though there were turns");
  Check(tally.lapsed > 0, "nobody was in a hurry");
  Check(journal.nothings > 0, "no batch was given back");
  Check(counters.batches < counters.requests, "no two requests shared a batch");
  Check(!journal.has_turn, "a turn is left over");
}

void StopDuringLoad() {
  for (int round = 0; round < 10; ++round) {
    Journal journal;
    journal.give_nothing = round % 2 == 0 ? 0 : 30;
    journal.apply_time = microseconds(100);
    Load load;
    {
      Batcher batcher(journal.Functions(), SmallOptions());
      std::thread stopper([&] {
        std::this_thread::sleep_for(milliseconds(3 * round));
        batcher.Stop();
      });
      load.Run(batcher, 100'000);
      stopper.join();
      const auto late = std::make_shared<Call>();
      late->count = 1;
      Check(absl::IsUnavailable(batcher.Submit(ItemOf(late, 1, false))),
            "a stopped batcher took a call");
    }
    const Tally tally = CheckAnswers(load.accepted());
    CheckEqual(tally.recorded, journal.next_record, "recorded requests whose callers know");
    CheckEqual(tally.unavailable, 0, "calls given back though there were turns");
  }
}

// The database is away: calls are given back after their wait, and the rest when the stop has
// lasted long enough. None is recorded, none forgotten.
void NoTurn() {
  Journal journal;
  journal.away = true;
  Load load;
  BatcherOptions options = SmallOptions();
  options.max_wait = milliseconds(5);
  options.stop_timeout = milliseconds(20);
  Batcher batcher(journal.Functions(), options);
  load.Run(batcher, 200);
  batcher.Stop();
  const Tally tally = CheckAnswers(load.accepted());
  CheckEqual(tally.recorded, 0, "recorded without a turn");
  Check(tally.unavailable > 0, "nothing was given back");
  Check(batcher.counters().lost_turns > 0, "no lost turn was counted");
}

// It comes back: who still waits is served.
void TurnsReturn() {
  Journal journal;
  journal.away = true;
  Load load;
  Batcher batcher(journal.Functions(), SmallOptions());
  std::thread healer([&] {
    std::this_thread::sleep_for(milliseconds(30));
    journal.away = false;
  });
  load.Run(batcher, 300);
  healer.join();
  batcher.Stop();
  const Tally tally = CheckAnswers(load.accepted());
  CheckEqual(tally.recorded, journal.next_record, "recorded requests whose callers know");
  Check(tally.recorded > 0, "nothing was recorded");
}

}  // namespace
}  // namespace registry::testing

int main() {
  for (const int threads : {1, 2, 3}) {
    registry::testing::EveryAcceptedWriteIsAnsweredOnce(threads);
  }
  registry::testing::StopDuringLoad();
  registry::testing::NoTurn();
  registry::testing::TurnsReturn();
  return registry::testing::Verdict();
}
