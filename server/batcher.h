// The writer: the one thread of a server that owns the journal. Whatever queued while the last
// commit was in flight shares the next one (group commit); there is no timer.
//
//   wait for one request -> take a turn (writer lock) -> drain the queue -> apply -> answer
//
// A turn is the writer lock, or the expectation that nobody else has it; a batch that was not
// written as another server has it goes back to the queue, and the next turn waits for the lock. So
// the queue is drained when nothing has to be waited for any more, and deadlines are looked at as
// late as possible: a request that is answered DEADLINE_EXCEEDED or CANCELLED was certainly not
// done, and one that is in a batch is carried through.
#ifndef SERVER_BATCHER_H_
#define SERVER_BATCHER_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "ledger/command.h"
#include "server/options.h"
#include "server/write_queue.h"
#include "storage/histogram.h"
#include "storage/journal.h"

namespace registry::server {

// The journal as the writer uses it, on one thread; a test hands in its own.
struct BatcherJournal {
  std::function<absl::Status()> take_turn;
  std::function<void()> pass_turn;
  // Nothing: another turn is needed, and nothing was done.
  std::function<std::optional<std::vector<storage::Answer>>(std::span<const ledger::Request>)>
      apply;
  // Random salts for the leaves of a batch.
  std::function<void(std::span<ledger::Request>)> salt;
};

// Counters since the start.
struct BatcherCounters {
  std::int64_t batches = 0;   // commits; requests / batches is the size of the group
  std::int64_t requests = 0;  // in batches
  std::int64_t largest_batch = 0;
  std::int64_t lapsed = 0;      // requests that left the queue undone
  std::int64_t refused = 0;     // requests that found the queue full
  std::int64_t lost_turns = 0;  // TakeTurn gave none
  std::int64_t queued = 0;      // requests that wait now
  std::int64_t apply_micros = 0;
  std::int64_t queued_single = 0, queued_bulk = 0, queued_bytes = 0;  // what waits now
  std::int64_t unanswered = 0;                                        // calls, decided
  storage::Histogram batch_sizes, turn_times, apply_times;            // requests, microseconds
};

class Batcher {
 public:
  Batcher(BatcherJournal journal, BatcherOptions options);
  ~Batcher();
  Batcher(const Batcher&) = delete;
  Batcher& operator=(const Batcher&) = delete;

  // OK: `done` will be called, exactly once, on a thread of the batcher's. RESOURCE_EXHAUSTED: the
  // queue is full, come again after retry_delay(). UNAVAILABLE: stopping. Never blocks. Thread
  // safe.
  absl::Status Submit(WriteItem item);

  // How long the queue takes to empty at the present pace, within the options' bounds.
  milliseconds retry_delay() const;
  BatcherCounters counters() const;

  // Takes nothing more in; every accepted request is answered before it returns.
  void Stop();

 private:
  void Write();
  void WriteBatch();
  void Finish(std::vector<QueuedItemPtr> items);
  void Answer();

  const BatcherOptions options_;
  const BatcherJournal journal_;

  mutable std::mutex mutex_;  // guards what follows, to the next blank line
  std::condition_variable filled_;
  WriteQueue queue_;
  bool stopping_ = false;
  SteadyTime give_up_at_ = SteadyTime::max();

  mutable std::mutex answers_mutex_;
  std::condition_variable answers_filled_, answers_drained_;
  std::deque<QueuedItemPtr> answers_;
  bool answers_stopping_ = false;

  std::atomic<std::int64_t> batches_{0}, requests_{0}, largest_batch_{0}, lapsed_{0}, refused_{0},
      lost_turns_{0}, apply_micros_{0}, nanos_per_request_{100'000};
  storage::SharedHistogram batch_sizes_{1}, turn_times_{64}, apply_times_{64};
  std::thread writer_;
  std::vector<std::thread> answerers_;
};

}  // namespace registry::server

#endif  // SERVER_BATCHER_H_
