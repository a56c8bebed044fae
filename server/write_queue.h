// Writes that wait for the writer's turn: single calls before bulk, participants in rotation. Not
// thread safe; the batcher guards it.
#ifndef SERVER_WRITE_QUEUE_H_
#define SERVER_WRITE_QUEUE_H_

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "ledger/command.h"
#include "server/options.h"
#include "storage/journal.h"

namespace registry::server {

using SteadyTime = std::chrono::steady_clock::time_point;

// One call's writes.
struct WriteItem {
  // One, or those of a bulk call in their order. All of one participant.
  std::vector<ledger::Request> requests;
  bool bulk = false;
  std::size_t bytes = 0;  // of its message
  SteadyTime deadline = SteadyTime::max();
  // Whether the caller left; asked when the item leaves the queue. Empty: never.
  std::function<bool()> cancelled;
  // Called exactly once: one answer for each request, and how many requests shared the (last)
  // commit. A Status answer is UNAVAILABLE, INTERNAL, or, for a request that was certainly not
  // done, DEADLINE_EXCEEDED or CANCELLED.
  std::function<void(std::vector<storage::Answer> answers, std::size_t batch_size)> done;
};

// An item in the queue. A bulk call can be spread over several batches.
struct QueuedItem {
  WriteItem item;
  SteadyTime queued_at;
  std::size_t taken = 0;     // requests that left the queue for a batch
  std::size_t answered = 0;  // all of them: `done` can be called
  std::vector<storage::Answer> answers;
  std::size_t batch_size = 0;
  bool waits = true;  // in its lane

  bool complete() const { return answered == answers.size(); }
};
using QueuedItemPtr = std::shared_ptr<QueuedItem>;

// Requests of an item that stand together in a batch: `count` of them, from `first` on.
struct BatchPiece {
  QueuedItemPtr item;
  std::size_t first = 0;
  std::size_t count = 0;
};

struct Batch {
  std::vector<ledger::Request> requests;
  std::vector<BatchPiece> pieces;     // in the order of the requests
  std::vector<QueuedItemPtr> lapsed;  // left the queue, and nothing of them is in this batch
};

class WriteQueue {
 public:
  explicit WriteQueue(const BatcherOptions& options) : options_(options) {}

  bool HasRoomFor(const WriteItem& item) const;
  void Push(WriteItem item, SteadyTime now);
  bool empty() const { return singles_.items == 0 && bulk_.items == 0; }
  std::size_t queued() const { return queued_single() + queued_bulk(); }
  std::size_t queued_single() const { return singles_.requests; }
  std::size_t queued_bulk() const { return bulk_.requests; }
  std::size_t bytes() const { return bytes_; }

  // The next batch. No participant has more than half of it while another one waits.
  Batch Take(SteadyTime now);
  // A batch of which nothing was done stands in front again. What of it nobody waits for any more
  // is answered, and its items, when complete, are in batch.lapsed.
  void GiveBack(Batch& batch);
  // Items that are expired, cancelled, or waited longer than max_wait leave the queue.
  std::vector<QueuedItemPtr> TakeLapsed(SteadyTime now);
  // Everything leaves the queue, with this status for what was not done.
  std::vector<QueuedItemPtr> TakeAll(const absl::Status& status);

 private:
  struct Lane {
    std::map<ledger::ParticipantId, std::deque<QueuedItemPtr>> waiting;
    std::deque<ledger::ParticipantId> rotation;  // everybody who waits, once
    std::size_t items = 0;
    std::size_t requests = 0;
  };
  struct Room;  // of a batch that is being filled

  void Fill(Lane& lane, std::size_t slice, std::size_t share, SteadyTime now, Room& room);
  std::size_t TakeSlice(Lane& lane, QueuedItem& item, std::size_t slice, Room& room);
  void Remove(Lane& lane, QueuedItem& item);
  void Return(Lane& lane, const QueuedItemPtr& item);
  void RestoreRotation(Lane& lane, const Batch& batch);
  void DropFrom(Lane& lane, const std::function<absl::Status(const QueuedItem&)>& verdict,
                std::vector<QueuedItemPtr>& dropped);
  bool OneParticipantWaits() const;

  const BatcherOptions options_;
  Lane singles_, bulk_;
  std::size_t bytes_ = 0;
};

}  // namespace registry::server

#endif  // SERVER_WRITE_QUEUE_H_
