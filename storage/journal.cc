#include "storage/journal.h"

#include <chrono>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <utility>

#include "log/canonical.h"
#include "storage/writer.h"

namespace registry::storage {
namespace {

using Clock = std::chrono::steady_clock;
using Requests = std::span<const ledger::Request>;

// 40001 and 40P01 cannot happen under one lock; should they, this often.
constexpr int kMaxRetries = 5;
// Between attempts to settle a doubt while the database does not answer.
constexpr std::chrono::milliseconds kPause(20);
// For tools and tests: how long Write waits for its turn.
constexpr std::chrono::seconds kWriteTimeout(30);

std::string DrawSecret() {
  std::random_device source;
  std::string secret(32, '\0');
  for (char& byte : secret) byte = static_cast<char>(source());
  return secret;
}

}  // namespace

struct Journal::State {
  explicit State(JournalOptions given) : options(std::move(given)), writer(options, counters) {}

  // What other threads see, as of the last turn.
  void Publish() {
    const std::lock_guard lock(mutex);
    published_rules = writer.end().rules;
    published_head = writer.end().head;
    published_counters = counters;
  }

  void Fill(std::span<Answer> answers, const absl::Status& status) {
    for (Answer& answer : answers) answer = status;
  }

  // Settles the requests, which one transaction may hold together. `attempt` was made already.
  void Settle(Requests requests, std::span<const ledger::Digest> hashes, std::span<Answer> answers,
              std::optional<Attempt> attempt = std::nullopt);
  void SettleAll(Requests requests, std::span<const ledger::Digest> hashes,
                 std::span<Answer> answers);
  void Halve(Requests requests, std::span<const ledger::Digest> hashes, std::span<Answer> answers);
  void Count(const Batch& batch);

  const JournalOptions options;
  JournalCounters counters;
  Writer writer;

  std::mutex mutex;
  std::shared_ptr<const ledger::Rules> published_rules;
  Head published_head;
  JournalCounters published_counters;
};

void Journal::State::Settle(Requests requests, std::span<const ledger::Digest> hashes,
                            std::span<Answer> answers, std::optional<Attempt> attempt) {
  using Outcome = Attempt::Outcome;
  std::optional<Clock::time_point> doubt_ends;
  int retries = 0;
  // While in doubt, whatever may pass is waited for.
  const auto may_wait = [&] {
    if (!doubt_ends.has_value() || Clock::now() >= *doubt_ends) return false;
    std::this_thread::sleep_for(kPause);
    return true;
  };
  for (;;) {
    if (!attempt.has_value()) {
      if (absl::Status status = writer.TakeTurn(); !status.ok()) {
        if (absl::IsUnavailable(status) && may_wait()) continue;
        return Fill(answers, absl::UnavailableError(status.message()));
      }
      attempt = writer.Record(requests, hashes);
    }
    Attempt made = *std::exchange(attempt, std::nullopt);
    switch (made.outcome) {
      case Outcome::kRecorded:
        Count(made.batch);
        std::move(made.batch.answers.begin(), made.batch.answers.end(), answers.begin());
        return;
      case Outcome::kGuilty:
        if (requests.size() > 1) return Halve(requests, hashes, answers);
        ++counters.faults;
        return Fill(answers, absl::InternalError(made.status.message()));
      case Outcome::kMetAgain:
      case Outcome::kNotAtHead:
        continue;
      case Outcome::kRetry:
        ++counters.retries;
        if (++retries <= kMaxRetries) continue;
        break;
      case Outcome::kUnavailable:
        if (may_wait()) continue;
        break;
      case Outcome::kInDoubt:
        ++counters.doubts;
        if (!doubt_ends.has_value()) {
          doubt_ends = Clock::now() + std::chrono::microseconds(options.doubt_timeout_micros);
        }
        if (Clock::now() < *doubt_ends) continue;
        break;
    }
    return Fill(answers, absl::UnavailableError(made.status.message()));
  }
}

// A command that changes the rules is a transaction of its own.
void Journal::State::SettleAll(Requests requests, std::span<const ledger::Digest> hashes,
                               std::span<Answer> answers) {
  const auto alone = [&](std::size_t i) {
    return ledger::ChangesRules(ledger::TypeOf(requests[i].command));
  };
  for (std::size_t begin = 0; begin < requests.size();) {
    std::size_t end = begin + 1;
    while (!alone(begin) && end < requests.size() && !alone(end)) ++end;
    const std::size_t count = end - begin;
    Settle(requests.subspan(begin, count), hashes.subspan(begin, count),
           answers.subspan(begin, count));
    begin = end;
  }
}

void Journal::State::Halve(Requests requests, std::span<const ledger::Digest> hashes,
                           std::span<Answer> answers) {
  ++counters.halvings;
  const std::size_t half = requests.size() / 2;
  Settle(requests.first(half), hashes.first(half), answers.first(half));
  Settle(requests.subspan(half), hashes.subspan(half), answers.subspan(half));
}

void Journal::State::Count(const Batch& batch) {
  if (!batch.records.empty()) ++counters.batches;
  std::int64_t fresh = 0;
  for (const FreshRecord& record : batch.records) {
    if (record.follows) {
      ++counters.takings;
      continue;
    }
    ++fresh;
    const auto* rejection = std::get_if<ledger::Rejection>(&record.recorded.outcome);
    ++(rejection == nullptr ? counters.accepted : counters.rejected);
    if (rejection == nullptr || rejection->checks.empty()) continue;
    const auto reason = static_cast<std::size_t>(rejection->checks.front().reason);
    if (reason <= ledger::kReasons) ++counters.rejected_by_reason[reason];
  }
  for (const Answer& answer : batch.answers) {
    if (std::holds_alternative<ledger::Recorded>(answer)) ++counters.replayed;
    if (std::holds_alternative<ledger::Denied>(answer)) ++counters.denied;
    if (std::holds_alternative<RequestIdReused>(answer)) ++counters.reused;
    if (std::holds_alternative<absl::Status>(answer)) ++counters.faults;
  }
  counters.replayed -= fresh;
}

Journal::Journal(std::unique_ptr<State> state) : state_(std::move(state)) {}
Journal::~Journal() = default;

absl::StatusOr<std::unique_ptr<Journal>> Journal::Open(JournalOptions options) {
  if (options.salt_secret.empty()) options.salt_secret = DrawSecret();
  std::unique_ptr<Journal> journal(new Journal(std::make_unique<State>(std::move(options))));
  State& state = *journal->state_;
  if (absl::Status status = state.writer.TakeTurn(); !status.ok()) return status;
  state.writer.PassTurn();
  if (absl::Status status = state.writer.Verify(); !status.ok()) return status;
  if (absl::Status status = state.writer.EnsurePartitions(); !status.ok()) return status;
  state.Publish();
  return journal;
}

absl::Status Journal::TakeTurn() {
  absl::Status status = state_->writer.TakeTurn();
  state_->Publish();
  return status;
}

void Journal::PassTurn() { state_->writer.PassTurn(); }

std::optional<std::vector<Answer>> Journal::Apply(Requests requests) {
  std::vector<Answer> answers(requests.size());
  std::vector<ledger::Digest> hashes;
  hashes.reserve(requests.size());
  for (const ledger::Request& request : requests) hashes.push_back(log::RequestHash(request));
  if (state_->writer.expects_turn()) {
    Attempt attempt = state_->writer.Record(requests, hashes);
    if (attempt.outcome == Attempt::Outcome::kNotAtHead) return std::nullopt;
    state_->Settle(requests, hashes, answers, std::move(attempt));
  } else {
    state_->SettleAll(requests, hashes, answers);
  }
  state_->counters.requests += static_cast<std::int64_t>(requests.size());
  state_->writer.PassTurn();
  state_->Publish();
  return answers;
}

std::vector<Answer> Journal::Write(Requests requests) {
  const Clock::time_point give_up = Clock::now() + kWriteTimeout;
  for (;;) {
    const absl::Status status = TakeTurn();
    if (status.ok()) {
      if (auto answers = Apply(requests); answers.has_value()) return *std::move(answers);
      continue;
    }
    if (!absl::IsUnavailable(status) || Clock::now() > give_up) {
      return std::vector<Answer>(requests.size(), Answer(status));
    }
    std::this_thread::sleep_for(kPause);
  }
}

std::shared_ptr<const ledger::Rules> Journal::rules() const {
  const std::lock_guard lock(state_->mutex);
  return state_->published_rules;
}

Head Journal::head() const {
  const std::lock_guard lock(state_->mutex);
  return state_->published_head;
}

JournalCounters Journal::counters() const {
  const std::lock_guard lock(state_->mutex);
  return state_->published_counters;
}

}  // namespace registry::storage
