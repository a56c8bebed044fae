// The way of every call that records something: who, right, shape, then the batcher, or the
// validator for validate_only. Reactors only enqueue.
#ifndef SERVER_WRITE_H_
#define SERVER_WRITE_H_

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "google/rpc/status.pb.h"
#include "ledger/policy.h"
#include "server/call.h"
#include "server/convert.h"
#include "server/status.h"
#include "storage/journal.h"

namespace registry::server {

// What a request's outcome is on the wire.
using Outcome = std::variant<v1::Accepted, v1::Waiting, google::rpc::Status>;
Outcome ToOutcome(const Directory& directory, const storage::Answer& answer, bool validate_only);

// What the journal has of a request of this call's, by its answer.
struct TrailedDecision {
  storage::TrailDecision decision = storage::TrailDecision::kNone;
  ledger::Sequence sequence{};
};
TrailedDecision DecisionOf(const Call& call, const storage::Answer& answer);

// INTERNAL: what a law or PostgreSQL said goes to the log; the caller is told that somebody looks.
void LogFault(const Backend& backend, const storage::Answer& answer);

// What a request costs in the queue beside its message: the call that waits with it.
inline constexpr std::size_t kQueuedRequestBytes = 1'024;
// Hands a call's requests to the batcher: deadline and cancellation are the call's. If they are not
// taken in, the call is answered and `item.done` never called.
void Submit(const CallPtr& call, WriteItem item);
// Hands one request to the batcher; the call is answered when it is recorded.
void Record(const CallPtr& call, ledger::Request request, std::size_t bytes);
// Hands one request to the validator.
void Validate(const CallPtr& call, ledger::Request request);

// The number of a command's type, from the type.
template <typename Command, typename... All>
constexpr ledger::CommandType TypeOfCommand(const std::variant<All...>*) {
  std::int16_t number = 1;
  static_cast<void>(((std::is_same_v<Command, All> || (++number, false)) || ...));
  return ledger::CommandType{number};
}

template <typename Message>
using CommandOf = decltype(FromProto(std::declval<const Message&>(), std::declval<Shape&>()));
template <typename Message>
inline constexpr ledger::CommandType kCommandTypeOf =
    TypeOfCommand<CommandOf<Message>>(static_cast<const ledger::Command*>(nullptr));

// What a command needs beside its message; most need nothing.
template <typename Message, typename Command>
void Complete(const Backend&, const Message&, Command&) {}
inline void Complete(const Backend& backend, const v1::RegisterPersonRequest& message,
                     ledger::RegisterPerson& person) {
  person.identity = backend.identities->Of(message.identity_number());
}

inline void Complete(const Backend& backend, const v1::RegisterStaffRequest& message,
                     ledger::RegisterStaff& entry) {
  entry.identity = backend.identities->Of(message.identity_number());
}
inline void Complete(const Backend& backend, const v1::ApplyForAccountRequest& message,
                     ledger::ApplyForAccount& apply) {
  if (message.identity_number().empty()) return;
  apply.identity = backend.identities->Of(message.identity_number());
}

// The request that a message of the caller's is, arrived now; what is misshapen is noted.
template <typename Message>
ledger::Request ToRequest(const Call& call, const Message& message, Shape& shape) {
  ledger::Request request = call.NewRequest();
  request.key.request_id = shape.Uuid("request_id", message.request_id());
  auto command = FromProto(message, shape);
  Complete(call.backend(), message, command);
  request.command = std::move(command);
  return request;
}

// Whether the caller's office, and the person in it, has any right to the command; if not, the call
// is answered, and the trail says what it asked. How far the right reaches is decided under the
// lock, by the core.
bool HasSomeRight(Call& call, ledger::CommandType command, const Bytes& request,
                  google::protobuf::Message& message);

template <typename Message>
Reactor* Write(const Backend& backend, std::string_view method, CallContext* context,
               const Bytes* request, Bytes* response) {
  const auto call = std::make_shared<Call>(backend, method, context, response);
  Message message;
  if (!call->Known() || !HasSomeRight(*call, kCommandTypeOf<Message>, *request, message) ||
      !call->Parse(*request, message)) {
    return call->reactor();
  }
  Shape shape;
  ledger::Request asked = ToRequest(*call, message, shape);
  if (!shape.ok()) {
    call->Refuse(Misshapen(shape.violations()));
  } else if (message.validate_only()) {
    Validate(call, std::move(asked));
  } else {
    Record(call, std::move(asked), request->Length());
  }
  return call->reactor();
}

}  // namespace registry::server

#endif  // SERVER_WRITE_H_
