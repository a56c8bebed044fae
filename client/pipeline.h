#ifndef CLIENT_PIPELINE_H_
#define CLIENT_PIPELINE_H_

#include <grpcpp/alarm.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/support/async_unary_call.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <unordered_map>
#include <utility>

#include "client/error.h"
#include "client/retry.h"
#include "client/uuid.h"

namespace registry::client {

// Many calls at a time by one thread: at most `limit` are on their way, the rest wait their turn
// in the order in which they were added. A call that is to be sent again (client/retry.h) keeps
// its place among those on their way. Callbacks run inside Drain, may Add, and may come in any
// order: what must follow something else is added by that call's callback.
class Pipeline {
 public:
  Pipeline(std::size_t limit, RetryPolicy policy);
  ~Pipeline();  // gives up what is on its way
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // `method` is such as &v1::AccountService::Stub::PrepareAsyncOpenAccount. `stub` must outlive
  // the call. A request that records something and has no request id gets one.
  template <typename Stub, typename Request, typename Response>
  void Add(Stub& stub,
           std::unique_ptr<grpc::ClientAsyncResponseReader<Response>> (Stub::*method)(
               grpc::ClientContext*, const Request&, grpc::CompletionQueue*),
           Request request, std::function<void(Answer<Response>)> done) {
    waiting_.push_back(std::make_unique<UnaryCall<Stub, Request, Response>>(
        stub, method, std::move(request), std::move(done)));
    SendWaiting();
  }

  // Returns when every call has ended and no callback added another; or, when asked to Stop, when
  // those on their way have ended.
  void Drain();

  // Called in a callback: what has not been sent is given up without an answer, and nothing is sent
  // again.
  void Stop();

 private:
  // A call on its way: waiting for its answer, or for the moment to be sent again.
  class PendingCall {
   public:
    virtual ~PendingCall() = default;
    virtual void Send(grpc::CompletionQueue* queue, std::chrono::milliseconds timeout) = 0;
    virtual Error TakeError() = 0;
    virtual void Finish(Error error) = 0;
    virtual void Cancel() = 0;

    int made = 0;  // attempts
    std::optional<grpc::Alarm> alarm;
  };

  template <typename Stub, typename Request, typename Response>
  class UnaryCall final : public PendingCall {
   public:
    using Reader = grpc::ClientAsyncResponseReader<Response>;
    using Method = std::unique_ptr<Reader> (Stub::*)(grpc::ClientContext*, const Request&,
                                                     grpc::CompletionQueue*);

    UnaryCall(Stub& stub, Method method, Request request,
              std::function<void(Answer<Response>)> done)
        : stub_(stub), method_(method), request_(std::move(request)), done_(std::move(done)) {
      answer_.request_id = EnsureRequestId(request_);
    }

    void Send(grpc::CompletionQueue* queue, std::chrono::milliseconds timeout) override {
      context_ = std::make_unique<grpc::ClientContext>();
      context_->set_deadline(std::chrono::system_clock::now() + timeout);
      reader_ = (stub_.*method_)(context_.get(), request_, queue);
      reader_->StartCall();
      reader_->Finish(&answer_.value, &status_, static_cast<PendingCall*>(this));
    }
    Error TakeError() override { return ToError(status_); }
    void Finish(Error error) override {
      answer_.error = std::move(error);
      done_(std::move(answer_));
    }
    void Cancel() override {
      if (context_) context_->TryCancel();
    }

   private:
    Stub& stub_;
    Method method_;
    Request request_;
    std::function<void(Answer<Response>)> done_;
    std::unique_ptr<grpc::ClientContext> context_;
    std::unique_ptr<Reader> reader_;
    grpc::Status status_;
    Answer<Response> answer_;
  };

  void SendWaiting();
  // One event of the queue: an answer, or the end of a delay.
  void TakeOne();

  std::size_t limit_;
  RetryPolicy policy_;
  bool stopped_ = false;
  std::minstd_rand random_;
  std::deque<std::unique_ptr<PendingCall>> waiting_;
  std::unordered_map<PendingCall*, std::unique_ptr<PendingCall>> on_their_way_;
  grpc::CompletionQueue queue_;
};

}  // namespace registry::client

#endif  // CLIENT_PIPELINE_H_
