// One unary call on its way through the server. It is made in a reactor, handed from queue to
// queue, and answered exactly once, on whatever thread has the answer; then it is counted and
// logged.
#ifndef SERVER_CALL_H_
#define SERVER_CALL_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/impl/codegen/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "ledger/command.h"
#include "ledger/decision.h"
#include "ledger/participant.h"
#include "server/backend.h"
#include "server/call_trail.h"
#include "server/caller.h"

namespace registry::server {

using CallContext = grpc::CallbackServerContext;
using Bytes = grpc::ByteBuffer;
using Reactor = grpc::ServerUnaryReactor;

// The caller of a call that comes in, by the directory as it stands; it counts for his limit.
Caller Identify(const Shown& shown, const Backend& backend);
// Why a caller is not heard; nothing: it is.
std::optional<google::rpc::Status> NotHeard(const Caller& caller);

// The caller as the trail names it.
TrailCaller NameFor(const grpc::ServerContextBase& context, const Caller& caller);

// When the caller's deadline comes, on the clock that does not jump.
std::chrono::steady_clock::time_point SteadyDeadline(const grpc::ServerContextBase& context);

class Call {
 public:
  // `method`: "AccountService/OpenAccount", a literal.
  Call(const Backend& backend, std::string_view method, CallContext* context, Bytes* response);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  Reactor* reactor() const { return reactor_; }
  const Backend& backend() const { return backend_; }
  // Whether the caller is known and within its limit, has a place in the trail, and the server is
  // not about to end; if not, the call is answered.
  bool Known();
  const Caller& who() const { return caller_; }
  // The office for which the caller acts.
  const ledger::Participant& caller() const { return *caller_.participant; }
  const Directory& directory() const { return *caller_.directory; }

  // Reads the message; if it does not parse, the call is answered.
  bool Parse(const Bytes& request, google::protobuf::Message& message);
  // A request of this caller's, arrived now.
  ledger::Request NewRequest() const;

  std::chrono::steady_clock::time_point deadline() const { return SteadyDeadline(*context_); }
  bool Cancelled() const { return context_->IsCancelled(); }

  // Asked when a worker takes the call up: false when nobody waits for the answer any more; then
  // the call is answered.
  bool StillWanted();

  CallTrail& trail() { return trail_; }
  // Whether a decision is older than the call: it was not made for it.
  bool RecordedBefore(const ledger::Recorded& recorded) const;

  // For the log: the size of the batch, and the number of the transaction.
  void Note(std::size_t batch_size, std::int64_t sequence);

  void Answer(const google::protobuf::Message& message);
  void Refuse(const google::rpc::Status& status);

 private:
  void Finish(const grpc::Status& status, std::string_view reason);

  const Backend& backend_;
  const std::string_view method_;
  CallContext* const context_;
  Bytes* const response_;
  Reactor* const reactor_;
  const std::chrono::steady_clock::time_point started_;
  const std::int64_t records_;  // of the journal on arrival, as far as this server knew
  Caller caller_;
  CallTrail trail_;
  std::size_t batch_size_ = 0;
  std::int64_t sequence_ = 0;
  bool answered_ = false;
};

using CallPtr = std::shared_ptr<Call>;

}  // namespace registry::server

#endif  // SERVER_CALL_H_
