#include "server/write_queue.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>
#include <variant>

namespace registry::server {
namespace {

constexpr std::size_t kNoShare = std::numeric_limits<std::size_t>::max();

// A command that changes the rules is a commit of its own, which takes about as long as these.
constexpr std::size_t kPostingsOfACommit = 64;

// What a request takes of a batch: its postings.
std::size_t Weight(const ledger::Request& request) {
  if (ledger::ChangesRules(ledger::TypeOf(request.command))) return kPostingsOfACommit;
  const auto* surrender = std::get_if<ledger::Surrender>(&request.command);
  return surrender == nullptr ? 1 : std::max<std::size_t>(1, surrender->lines.size());
}

ledger::ParticipantId ParticipantOf(const WriteItem& item) {
  return item.requests.front().key.participant;
}

// Why an item leaves the queue undone; OK when it does not.
absl::Status Verdict(const QueuedItem& queued, SteadyTime now) {
  if (queued.item.deadline <= now) {
    return absl::DeadlineExceededError("the deadline passed before the request's turn came");
  }
  if (queued.item.cancelled && queued.item.cancelled()) {
    return absl::CancelledError("the caller left before the request's turn came");
  }
  return absl::OkStatus();
}

// Answers what was not taken.
void AnswerRest(QueuedItem& queued, const absl::Status& status) {
  for (std::size_t i = queued.taken; i < queued.answers.size(); ++i) queued.answers[i] = status;
  queued.answered += queued.answers.size() - queued.taken;
}

}  // namespace

struct WriteQueue::Room {
  Batch* batch;
  std::size_t left;       // of the batch
  std::size_t lane_left;  // of the lane's part of it
  std::map<ledger::ParticipantId, std::size_t>* shares;
};

bool WriteQueue::HasRoomFor(const WriteItem& item) const {
  const Lane& lane = item.bulk ? bulk_ : singles_;
  const std::size_t most = item.bulk ? options_.max_queued_bulk : options_.max_queued_single;
  return lane.requests + item.requests.size() <= most &&
         bytes_ + item.bytes <= options_.max_queued_bytes;
}

void WriteQueue::Push(WriteItem item, SteadyTime now) {
  Lane& lane = item.bulk ? bulk_ : singles_;
  const ledger::ParticipantId participant = ParticipantOf(item);
  lane.items += 1;
  lane.requests += item.requests.size();
  bytes_ += item.bytes;
  auto queued = std::make_shared<QueuedItem>();
  queued->item = std::move(item);
  queued->queued_at = now;
  queued->answers.resize(queued->item.requests.size());
  std::deque<QueuedItemPtr>& own = lane.waiting[participant];
  if (own.empty()) lane.rotation.push_back(participant);
  own.push_back(std::move(queued));
}

Batch WriteQueue::Take(SteadyTime now) {
  Batch batch;
  std::map<ledger::ParticipantId, std::size_t> shares;
  const std::size_t half = std::max<std::size_t>(1, options_.max_batch / 2);
  Room room{&batch, options_.max_batch, options_.max_batch, &shares};
  Fill(singles_, 1, half, now, room);
  std::size_t bulk_left = options_.max_batch_bulk;
  room.lane_left = bulk_left;
  Fill(bulk_, options_.bulk_slice, half, now, room);
  bulk_left = room.lane_left;
  // Nobody else waits: what is left of the batch is free for the one who does.
  if (room.left > 0 && OneParticipantWaits()) {
    room.lane_left = room.left;
    Fill(singles_, 1, kNoShare, now, room);
    room.lane_left = bulk_left;
    Fill(bulk_, options_.bulk_slice, kNoShare, now, room);
  }
  return batch;
}

void WriteQueue::Fill(Lane& lane, std::size_t slice, std::size_t share, SteadyTime now,
                      Room& room) {
  std::size_t passed_over = 0;  // in a row, since something was taken
  while (room.left > 0 && room.lane_left > 0 && passed_over < lane.rotation.size()) {
    const ledger::ParticipantId participant = lane.rotation.front();
    lane.rotation.pop_front();
    std::deque<QueuedItemPtr>& own = lane.waiting[participant];
    std::size_t& taken = (*room.shares)[participant];
    if (taken >= share) {
      ++passed_over;
      lane.rotation.push_back(participant);
      continue;
    }
    passed_over = 0;
    const QueuedItemPtr queued = own.front();
    if (absl::Status verdict = Verdict(*queued, now); !verdict.ok()) {
      own.pop_front();
      Remove(lane, *queued);
      AnswerRest(*queued, verdict);
      if (queued->complete()) room.batch->lapsed.push_back(queued);
    } else {
      const std::size_t before = queued->taken;
      taken += TakeSlice(lane, *queued, std::min(slice, share - taken), room);
      room.batch->pieces.push_back({queued, before, queued->taken - before});
      if (queued->taken == queued->item.requests.size()) {
        own.pop_front();
        Remove(lane, *queued);
      }
    }
    if (own.empty()) {
      lane.waiting.erase(participant);
    } else {
      lane.rotation.push_back(participant);
    }
  }
}

// Moves requests into the batch, at least one; returns their weight.
std::size_t WriteQueue::TakeSlice(Lane& lane, QueuedItem& queued, std::size_t slice, Room& room) {
  std::size_t weight = 0;
  while (queued.taken < queued.item.requests.size() && weight < slice && weight < room.left &&
         weight < room.lane_left) {
    ledger::Request& request = queued.item.requests[queued.taken];
    weight += Weight(request);
    room.batch->requests.push_back(std::move(request));
    ++queued.taken;
    --lane.requests;
  }
  room.left -= std::min(room.left, weight);
  room.lane_left -= std::min(room.lane_left, weight);
  return weight;
}

// The bookkeeping for an item that left its lane.
void WriteQueue::Remove(Lane& lane, QueuedItem& queued) {
  queued.waits = false;
  lane.items -= 1;
  lane.requests -= queued.item.requests.size() - queued.taken;
  bytes_ -= queued.item.bytes;
}

void WriteQueue::GiveBack(Batch& batch) {
  auto end = batch.requests.end();
  // From the last, so that whoever stood first stands first.
  for (auto piece = batch.pieces.rbegin(); piece != batch.pieces.rend(); ++piece) {
    QueuedItem& queued = *piece->item;
    const auto begin = end - static_cast<std::ptrdiff_t>(piece->count);
    const auto first = static_cast<std::ptrdiff_t>(piece->first);
    const bool left_in_batch = queued.taken == queued.item.requests.size();
    if (!queued.waits && !left_in_batch) {  // its caller left while the batch was filled
      std::fill_n(queued.answers.begin() + first, piece->count, queued.answers.back());
      queued.answered += piece->count;
      if (queued.complete()) batch.lapsed.push_back(piece->item);
    } else {
      std::move(begin, end, queued.item.requests.begin() + first);
      queued.taken -= piece->count;
      Lane& lane = queued.item.bulk ? bulk_ : singles_;
      lane.requests += piece->count;
      if (!queued.waits) Return(lane, piece->item);
    }
    end = begin;
  }
  RestoreRotation(singles_, batch);
  RestoreRotation(bulk_, batch);
}

// The bookkeeping for an item that comes back to its lane, but for the rotation; its requests are
// counted already.
void WriteQueue::Return(Lane& lane, const QueuedItemPtr& queued) {
  queued->waits = true;
  lane.items += 1;
  bytes_ += queued->item.bytes;
  lane.waiting[ParticipantOf(queued->item)].push_front(queued);
}

// Whoever has something of the lane in the batch that came back is first, as he was; others follow
// in their order.
void WriteQueue::RestoreRotation(Lane& lane, const Batch& batch) {
  std::deque<ledger::ParticipantId> rotation;
  std::set<ledger::ParticipantId> placed;
  for (const BatchPiece& piece : batch.pieces) {
    const QueuedItem& queued = *piece.item;
    if (!queued.waits || &lane != &(queued.item.bulk ? bulk_ : singles_)) continue;
    const ledger::ParticipantId participant = ParticipantOf(queued.item);
    if (placed.insert(participant).second) rotation.push_back(participant);
  }
  for (const ledger::ParticipantId participant : lane.rotation) {
    if (placed.insert(participant).second) rotation.push_back(participant);
  }
  lane.rotation = std::move(rotation);
}

std::vector<QueuedItemPtr> WriteQueue::TakeLapsed(SteadyTime now) {
  const auto verdict = [&](const QueuedItem& queued) {
    if (absl::Status status = Verdict(queued, now); !status.ok()) return status;
    if (now - queued.queued_at < options_.max_wait) return absl::OkStatus();
    return absl::UnavailableError("the registry's journal could not be reached in time");
  };
  std::vector<QueuedItemPtr> dropped;
  DropFrom(singles_, verdict, dropped);
  DropFrom(bulk_, verdict, dropped);
  return dropped;
}

std::vector<QueuedItemPtr> WriteQueue::TakeAll(const absl::Status& status) {
  std::vector<QueuedItemPtr> dropped;
  for (Lane* lane : {&singles_, &bulk_}) {
    DropFrom(
        *lane, [&](const QueuedItem&) { return status; }, dropped);
  }
  return dropped;
}

void WriteQueue::DropFrom(Lane& lane, const std::function<absl::Status(const QueuedItem&)>& verdict,
                          std::vector<QueuedItemPtr>& dropped) {
  for (auto own = lane.waiting.begin(); own != lane.waiting.end();) {
    std::erase_if(own->second, [&](const QueuedItemPtr& queued) {
      const absl::Status status = verdict(*queued);
      if (status.ok()) return false;
      Remove(lane, *queued);
      AnswerRest(*queued, status);
      dropped.push_back(queued);
      return true;
    });
    if (own->second.empty()) {
      std::erase(lane.rotation, own->first);
      own = lane.waiting.erase(own);
    } else {
      ++own;
    }
  }
}

bool WriteQueue::OneParticipantWaits() const {
  if (singles_.waiting.size() > 1 || bulk_.waiting.size() > 1) return false;
  if (singles_.waiting.empty() || bulk_.waiting.empty()) return !empty();
  return singles_.waiting.begin()->first == bulk_.waiting.begin()->first;
}

}  // namespace registry::server
