#include "server/batcher.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

namespace registry::server {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t MicrosSince(SteadyTime start) {
  return std::chrono::duration_cast<microseconds>(Clock::now() - start).count();
}

}  // namespace

Batcher::Batcher(BatcherJournal journal, BatcherOptions options)
    : options_(options),
      journal_(std::move(journal)),
      queue_(options),
      writer_([this] { Write(); }) {
  for (int i = 0; i < options_.answer_threads; ++i) {
    answerers_.emplace_back([this] { Answer(); });
  }
}

Batcher::~Batcher() { Stop(); }

absl::Status Batcher::Submit(WriteItem item) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return absl::UnavailableError("the server is stopping");
    if (!queue_.HasRoomFor(item)) {
      refused_ += static_cast<std::int64_t>(item.requests.size());
      return absl::ResourceExhaustedError("the queue of writes is full");
    }
    queue_.Push(std::move(item), Clock::now());
  }
  filled_.notify_one();
  return absl::OkStatus();
}

milliseconds Batcher::retry_delay() const {
  std::size_t queued = 0;
  {
    const std::lock_guard lock(mutex_);
    queued = queue_.queued();
  }
  const std::chrono::nanoseconds time(static_cast<std::int64_t>(queued) * nanos_per_request_);
  return std::clamp(std::chrono::duration_cast<milliseconds>(time), options_.min_retry_delay,
                    options_.max_retry_delay);
}

BatcherCounters Batcher::counters() const {
  BatcherCounters counters;
  counters.batches = batches_;
  counters.requests = requests_;
  counters.largest_batch = largest_batch_;
  counters.lapsed = lapsed_;
  counters.refused = refused_;
  counters.lost_turns = lost_turns_;
  counters.apply_micros = apply_micros_;
  counters.batch_sizes = batch_sizes_.Read();
  counters.turn_times = turn_times_.Read();
  counters.apply_times = apply_times_.Read();
  {
    const std::lock_guard lock(answers_mutex_);
    counters.unanswered = static_cast<std::int64_t>(answers_.size());
  }
  const std::lock_guard lock(mutex_);
  counters.queued = static_cast<std::int64_t>(queue_.queued());
  counters.queued_single = static_cast<std::int64_t>(queue_.queued_single());
  counters.queued_bulk = static_cast<std::int64_t>(queue_.queued_bulk());
  counters.queued_bytes = static_cast<std::int64_t>(queue_.bytes());
  return counters;
}

void Batcher::Stop() {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) give_up_at_ = Clock::now() + options_.stop_timeout;
    stopping_ = true;
  }
  filled_.notify_all();
  if (writer_.joinable()) writer_.join();
  {
    const std::lock_guard lock(answers_mutex_);
    answers_stopping_ = true;
  }
  answers_filled_.notify_all();
  for (std::thread& answerer : answerers_) {
    if (answerer.joinable()) answerer.join();
  }
}

void Batcher::Write() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      if (Clock::now() >= give_up_at_) {
        std::vector<QueuedItemPtr> rest =
            queue_.TakeAll(absl::UnavailableError("the server stopped before the request's turn"));
        lock.unlock();
        Finish(std::move(rest));
        continue;
      }
    }
    const SteadyTime asked = Clock::now();
    const bool taken = journal_.take_turn().ok();
    turn_times_.Add(MicrosSince(asked));
    if (taken) {
      WriteBatch();
      continue;
    }
    ++lost_turns_;
    std::unique_lock lock(mutex_);
    std::vector<QueuedItemPtr> lapsed = queue_.TakeLapsed(Clock::now());
    lock.unlock();
    Finish(std::move(lapsed));
    if (Clock::now() - asked < options_.pause_without_turn) {
      std::this_thread::sleep_for(options_.pause_without_turn);
    }
  }
}

// Drains the queue into a batch and has it decided and recorded. The turn is ours.
void Batcher::WriteBatch() {
  Batch batch;
  {
    const std::lock_guard lock(mutex_);
    batch = queue_.Take(Clock::now());
  }
  const std::size_t size = batch.requests.size();
  if (size == 0) {
    journal_.pass_turn();
    Finish(std::move(batch.lapsed));
    return;
  }
  journal_.salt(batch.requests);
  const SteadyTime started = Clock::now();
  std::optional<std::vector<storage::Answer>> answers = journal_.apply(batch.requests);
  const std::int64_t micros = MicrosSince(started);
  if (!answers.has_value()) {
    std::unique_lock lock(mutex_);
    queue_.GiveBack(batch);
    lock.unlock();
    Finish(std::move(batch.lapsed));
    return;
  }

  ++batches_;
  requests_ += static_cast<std::int64_t>(size);
  largest_batch_ = std::max(largest_batch_.load(), static_cast<std::int64_t>(size));
  apply_micros_ += micros;
  batch_sizes_.Add(static_cast<std::int64_t>(size));
  apply_times_.Add(micros);
  // A moving average over some ten batches.
  nanos_per_request_ =
      (nanos_per_request_ * 9 + micros * 1'000 / static_cast<std::int64_t>(size)) / 10;

  std::vector<QueuedItemPtr> complete = std::move(batch.lapsed);
  auto answer = answers->begin();
  for (const BatchPiece& piece : batch.pieces) {
    QueuedItem& queued = *piece.item;
    const auto end = answer + static_cast<std::ptrdiff_t>(piece.count);
    std::move(answer, end, queued.answers.begin() + static_cast<std::ptrdiff_t>(piece.first));
    answer = end;
    queued.answered += piece.count;
    queued.batch_size = size;
    if (queued.complete()) complete.push_back(piece.item);
  }
  Finish(std::move(complete));
}

// Calls `done` of each: here, when they are few, else on other threads, while this one goes on.
void Batcher::Finish(std::vector<QueuedItemPtr> items) {
  std::size_t answers = 0;
  for (const QueuedItemPtr& queued : items) {
    answers += queued->answers.size();
    lapsed_ += std::count_if(queued->answers.begin(), queued->answers.end(), [](const auto& one) {
      const auto* status = std::get_if<absl::Status>(&one);
      return status != nullptr && (absl::IsDeadlineExceeded(*status) || absl::IsCancelled(*status));
    });
  }
  if (answers <= options_.max_inline_answers) {
    for (const QueuedItemPtr& queued : items) {
      queued->item.done(std::move(queued->answers), queued->batch_size);
    }
    return;
  }
  {
    std::unique_lock lock(answers_mutex_);
    answers_drained_.wait(lock, [this] { return answers_.size() < options_.max_unanswered; });
    answers_.insert(answers_.end(), std::make_move_iterator(items.begin()),
                    std::make_move_iterator(items.end()));
  }
  answers_filled_.notify_all();
}

void Batcher::Answer() {
  std::unique_lock lock(answers_mutex_);
  while (true) {
    answers_filled_.wait(lock, [this] { return answers_stopping_ || !answers_.empty(); });
    if (answers_.empty()) return;
    const auto count = std::min(answers_.size(), options_.answers_at_a_time);
    const auto end = answers_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<QueuedItemPtr> ready(std::make_move_iterator(answers_.begin()),
                                     std::make_move_iterator(end));
    answers_.erase(answers_.begin(), end);
    lock.unlock();
    answers_drained_.notify_one();
    for (const QueuedItemPtr& queued : ready) {
      queued->item.done(std::move(queued->answers), queued->batch_size);
    }
    ready.clear();
    lock.lock();
  }
}

}  // namespace registry::server
