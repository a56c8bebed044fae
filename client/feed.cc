#include "client/feed.h"

#include <grpcpp/completion_queue.h>
#include <grpcpp/support/async_stream.h>

#include <memory>
#include <random>
#include <string>
#include <utility>

#include "carbon/registry/v1/journal.grpc.pb.h"
#include "client/retry.h"

namespace registry::client {
namespace {

using System = std::chrono::system_clock;

// One connection of the feed. Each step waits for its end, since nothing else is on the queue.
class Stream {
 public:
  Stream() = default;
  ~Stream() {
    if (reader_ && !finished_) {
      context_.TryCancel();
      static_cast<void>(Finish());
    }
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // May be cancelled at any time.
  grpc::ClientContext& context() { return context_; }

  void Open(v1::JournalService::Stub& stub, std::int64_t after) {
    v1::FollowJournalRequest request;
    request.set_after_sequence(after);
    reader_ = stub.PrepareAsyncFollowJournal(&context_, request, &queue_);
    reader_->StartCall(nullptr);
    Await();
  }

  // False: the stream has ended, or said nothing for so long.
  bool Read(v1::JournalEvent& event, std::chrono::milliseconds silence) {
    reader_->Read(&event, nullptr);
    void* tag = nullptr;
    bool ok = false;
    if (queue_.AsyncNext(&tag, &ok, System::now() + silence) != grpc::CompletionQueue::TIMEOUT) {
      return ok;
    }
    silent_ = true;
    context_.TryCancel();
    Await();  // the read
    return false;
  }

  grpc::Status Finish() {
    finished_ = true;
    grpc::Status status;
    reader_->Finish(&status, nullptr);
    Await();
    if (!silent_) return status;
    return {grpc::StatusCode::UNAVAILABLE, "the registry's feed fell silent"};
  }

 private:
  void Await() {
    void* tag = nullptr;
    bool ok = false;
    queue_.Next(&tag, &ok);
  }

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReader<v1::JournalEvent>> reader_;
  bool silent_ = false;
  bool finished_ = false;
};

// Up to which number the feed is complete with it.
std::int64_t NumberOf(const v1::JournalEvent& event) {
  return event.has_heartbeat() ? event.heartbeat().complete_to_sequence()
                               : event.transaction().sequence();
}

// The feed has no end: whoever ends it without an error, or cuts a reader that was slow, means that
// it is to be taken up again.
Error OfABreak(const grpc::Status& status) {
  Error error = ToError(status);
  if (error.ok() || error.code == grpc::StatusCode::CANCELLED ||
      error.code == grpc::StatusCode::RESOURCE_EXHAUSTED) {
    if (error.message.empty()) error.message = "the feed has no end, but the server ended it";
    error.code = grpc::StatusCode::UNAVAILABLE;
  }
  return error;
}

}  // namespace

Feed::Feed(Registry& registry, std::int64_t after, std::chrono::milliseconds silence)
    : registry_(registry), silence_(silence), seen_(after) {}

Error Feed::Follow(const std::function<bool(const v1::JournalEvent&)>& take) {
  for (int made = 1;; ++made) {
    bool heard = false;
    Error error = FollowOnce(take, heard);
    if (error.ok()) return error;
    if (heard) made = 1;
    if (WaitForRetry(error, made)) continue;
    const std::lock_guard lock(mutex_);
    return std::exchange(stopped_, false) ? Error{} : error;
  }
}

void Feed::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  if (context_ != nullptr) context_->TryCancel();
  stop_wakes_.notify_all();
}

Error Feed::FollowOnce(const std::function<bool(const v1::JournalEvent&)>& take, bool& heard) {
  Stream stream;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(stopped_, false)) return {};
    context_ = &stream.context();
  }
  // Also when `take` throws.
  const std::unique_ptr<Feed, void (*)(Feed*)> forget(this, [](Feed* feed) {
    const std::lock_guard lock(feed->mutex_);
    feed->context_ = nullptr;
  });
  stream.Open(registry_.Office<v1::JournalService::Stub>(), seen_);
  Error error;
  bool wanted = true;
  v1::JournalEvent event;
  while (wanted && error.ok() && stream.Read(event, silence_)) {
    if (!IsNew(event, error)) continue;
    heard = heard || event.has_transaction();
    seen_ = NumberOf(event);
    wanted = take(event);
  }
  if (wanted && error.ok()) error = OfABreak(stream.Finish());
  const std::lock_guard lock(mutex_);
  if (std::exchange(stopped_, false)) return {};
  return error;
}

bool Feed::IsNew(const v1::JournalEvent& event, Error& error) {
  const std::int64_t up_to = NumberOf(event);
  if (!event.has_heartbeat() && event.previous_sequence() > seen_) {
    error.code = grpc::StatusCode::DATA_LOSS;
    error.message = "the feed went from transaction " + std::to_string(seen_) + " to " +
                    std::to_string(up_to) + ", which follows " +
                    std::to_string(event.previous_sequence());
    return false;
  }
  // A server that reads a replica may be behind the one before it.
  return event.has_heartbeat() ? up_to >= seen_ : up_to > seen_;
}

// False: there is no further attempt, or the feed was stopped.
bool Feed::WaitForRetry(const Error& error, int made) {
  Error worth_it = error;
  // Read again: it may have been this server, or this connection.
  if (error.code == grpc::StatusCode::DATA_LOSS) worth_it.code = grpc::StatusCode::UNAVAILABLE;
  const auto delay =
      RetryDelay(registry_.policy(), worth_it, made, std::uint32_t{std::random_device{}()});
  if (!delay) return false;
  std::unique_lock lock(mutex_);
  return !stop_wakes_.wait_for(lock, *delay, [this] { return stopped_; });
}

}  // namespace registry::client
