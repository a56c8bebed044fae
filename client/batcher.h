#ifndef CLIENT_BATCHER_H_
#define CLIENT_BATCHER_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "carbon/registry/v1/batch.grpc.pb.h"
#include "client/error.h"
#include "client/registry.h"
#include "client/uuid.h"

namespace registry::client {

struct BatcherOptions {
  // Calls on their way, with those that wait to be sent again. Two, so that the registry has the
  // next one at hand while it commits the last.
  std::size_t calls_in_flight = 2;
  // When several calls may be sent at once, what waits is shared out among them, but none is made
  // for fewer requests than these.
  std::size_t requests_worth_a_call = 32;
  // Of one call; a single request goes out however large it is. The registry takes 5,000 in 16 MiB.
  std::size_t requests_per_call = 1'000;
  std::size_t bytes_per_call = std::size_t{4} << 20;
  // What waits for its call. Beyond it Add waits for room.
  std::size_t waiting_requests = 10'000;
  std::size_t waiting_bytes = std::size_t{32} << 20;
};

// Single requests that share calls: whatever was added while earlier calls were on their way goes
// out together in the next one. There is no timer, so a lone request is sent at once. Each request
// is decided on its own and has the answer that its single call would have:
//
//   Batcher batcher(registry);
//   std::future<Answer<v1::WriteResponse>> answer = batcher.Add(transfer);
//
// Within a call the registry decides in the order of Add, unless some of it has to be sent again.
// Two calls may change places: what must follow something else is added when that is answered.
//
// What is to be sent again (client/retry.h) keeps its request id, and goes before what waits: whole
// calls, or those of their requests that need it. A call that the registry cannot take as it is
// (too large, or no message at all since one text in it is not UTF-8) is cut in halves, so that in
// the end only the request that is to blame is refused.
//
// Safe to use from several threads.
class Batcher {
 public:
  using Done = std::function<void(Answer<v1::WriteResponse>)>;

  // `registry` must outlive it.
  explicit Batcher(Registry& registry, BatcherOptions options = {});
  ~Batcher();  // stops
  Batcher(const Batcher&) = delete;
  Batcher& operator=(const Batcher&) = delete;

  // Adds a request of any type that v1::WriteEntry has; one without a request id gets one. `done`
  // is called exactly once, on the batcher's own thread, which does nothing else meanwhile; it may
  // Add, and does not wait for room then. After Stop it is called at once.
  template <typename Request>
  void Add(Request request, Done done) {
    Pending pending;
    pending.request_id = EnsureRequestId(request);
    pending.done = std::move(done);
    *MutableRequest<Request>(pending.entry) = std::move(request);
    Push(std::move(pending));
  }
  template <typename Request>
  std::future<Answer<v1::WriteResponse>> Add(Request request) {
    auto promise = std::make_shared<std::promise<Answer<v1::WriteResponse>>>();
    auto answer = promise->get_future();
    Add(std::move(request),
        [promise](Answer<v1::WriteResponse> given) { promise->set_value(std::move(given)); });
    return answer;
  }

  // Returns when everything that was added is answered. Not for callbacks.
  void Drain();

  // Gives up: whatever is not answered yet is answered CANCELLED, and that before it returns. What
  // was on its way may be done all the same. Not for callbacks.
  void Stop();

 private:
  struct Pending {
    v1::WriteEntry entry;
    std::string request_id;
    Done done;
    std::size_t bytes = 0;
  };
  // Requests that go out together, from their first attempt on.
  struct Call {
    std::vector<Pending> pending;  // whose entries stand in `request`
    v1::WriteBatchRequest request;
    v1::WriteBatchResponse response;
    std::optional<grpc::ClientContext> context;
    grpc::Status status;
    int made = 0;                               // attempts
    std::chrono::steady_clock::time_point due;  // the next one
  };
  using CallPtr = std::shared_ptr<Call>;
  using Lock = std::unique_lock<std::mutex>;

  // The member of the entry's oneof that has this type.
  template <typename Request>
  static Request* MutableRequest(v1::WriteEntry& entry) {
    static const google::protobuf::FieldDescriptor* const field = FieldOf(*Request::descriptor());
    return static_cast<Request*>(v1::WriteEntry::GetReflection()->MutableMessage(&entry, field));
  }
  static const google::protobuf::FieldDescriptor* FieldOf(
      const google::protobuf::Descriptor& request);

  void Push(Pending pending);
  bool HasRoomFor(const Pending& pending) const;
  static void AddTo(Call& call, Pending pending);

  void Run();
  void AwaitWork(Lock& lock);
  void TakeEnded(Lock& lock);
  void SendDue(Lock& lock);
  void SendWaiting(Lock& lock);
  void GiveUp(Lock& lock);

  void Send(const CallPtr& call, Lock& lock);
  // Answers what is to be answered; what is to be sent again comes back.
  std::vector<CallPtr> Finish(const CallPtr& call);
  std::vector<CallPtr> FinishFailed(const CallPtr& call, const Error& error);
  CallPtr FinishEach(Call& call);
  void Give(Pending& pending, Answer<v1::WriteResponse> answer);
  void GiveAll(Call& call, const Error& error);

  Registry& registry_;
  const BatcherOptions options_;
  std::minstd_rand random_;

  std::mutex mutex_;  // guards what follows, to the next blank line
  std::condition_variable work_, room_, drained_;
  std::deque<Pending> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::vector<CallPtr> on_their_way_, ended_, delayed_;
  bool stopping_ = false;
  std::thread::id own_thread_;

  std::atomic<std::size_t> unanswered_{0};
  std::once_flag joined_;
  std::thread thread_;
};

}  // namespace registry::client

#endif  // CLIENT_BATCHER_H_
