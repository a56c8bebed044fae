#include "server/call.h"

#include <string>
#include <vector>

#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/support/proto_buffer_writer.h"
#include "server/malformed.h"
#include "server/status.h"
#include "server/trail_subject.h"

namespace registry::server {

using Steady = std::chrono::steady_clock;

Caller Identify(const Shown& shown, const Backend& backend) {
  return shown.Admit(backend.directory->Current(), backend.tokens, *backend.rates);
}

std::optional<google::rpc::Status> NotHeard(const Caller& caller) {
  if (caller.wait) return TooOften(*caller.wait);
  if (caller.participant == nullptr) return Unauthenticated(caller.fault);
  return std::nullopt;
}

TrailCaller NameFor(const grpc::ServerContextBase& context, const Caller& caller) {
  TrailCaller named;
  // Who calls too often takes no place of those who do not.
  named.known = caller.participant != nullptr && !caller.wait;
  named.participant = caller.participant != nullptr ? caller.participant->name
                                                    : NameInCertificate(*context.auth_context());
  named.person = caller.person_code();
  // A system acts for itself; only a person comes through somebody else.
  if (caller.person != nullptr) named.channel = caller.channel_name();
  return named;
}

Steady::time_point SteadyDeadline(const grpc::ServerContextBase& context) {
  const auto deadline = context.deadline();
  const auto now = std::chrono::system_clock::now();
  constexpr std::chrono::hours kNever{24 * 365};
  if (deadline > now + kNever) return Steady::time_point::max();
  return Steady::now() + std::chrono::duration_cast<Steady::duration>(deadline - now);
}

Call::Call(const Backend& backend, std::string_view method, CallContext* context, Bytes* response)
    : backend_(backend),
      method_(method),
      context_(context),
      response_(response),
      reactor_(context->DefaultReactor()),
      started_(Steady::now()),
      records_(*backend.records),
      caller_(Identify(Shown(*context), backend)),
      trail_(backend.trail, method, NameFor(*context, caller_), ArrivalTime(*caller_.directory)) {}

Call::~Call() {
  if (!answered_) Refuse(FromAbsl(absl::InternalError("a call was left without an answer")));
}

bool Call::Known() {
  if (const auto refusal = NotHeard(caller_)) {
    Refuse(*refusal);
    return false;
  }
  if (!trail_.placed()) {
    Refuse(QueueFull(backend_.limits.trail.retry_delay));
    return false;
  }
  if (!*backend_.stopping) return true;
  Refuse(FromAbsl(absl::UnavailableError("the server is stopping")));
  return false;
}

bool Call::Parse(const Bytes& request, google::protobuf::Message& message) {
  grpc::Slice bytes;
  if (!request.TrySingleSlice(&bytes).ok() && !request.DumpToSingleSlice(&bytes).ok()) {
    Refuse(Misshapen({{"", "cannot be read"}}));
    return false;
  }
  if (message.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size()))) {
    trail_.About(message, directory().rules());
    return true;
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.begin()), bytes.size());
  Refuse(Misshapen(WhyMalformed(*message.GetDescriptor(), text)));
  return false;
}

ledger::Request Call::NewRequest() const {
  ledger::Request request;
  request.key.participant = caller().id;
  request.person = caller_.person_code();
  request.received_at = ArrivalTime(directory());
  return request;
}

// Another server may have recorded it a moment ago, unknown to this one: its clock tells then, if
// it is further away than two clocks may differ.
bool Call::RecordedBefore(const ledger::Recorded& recorded) const {
  constexpr std::int64_t kClockSkewMicros = 1'000'000;
  return ledger::Raw(recorded.record_number) < records_ ||
         recorded.recorded_at.micros + kClockSkewMicros < trail_.at().micros;
}

bool Call::StillWanted() {
  if (deadline() <= Steady::now()) {
    Refuse(FromAbsl(absl::DeadlineExceededError("")));
    return false;
  }
  if (!Cancelled()) return true;
  Refuse(FromAbsl(absl::CancelledError("")));
  return false;
}

void Call::Note(std::size_t batch_size, std::int64_t sequence) {
  batch_size_ = batch_size;
  sequence_ = sequence;
}

void Call::Answer(const google::protobuf::Message& message) {
  trail_.Showed(RecordsIn(message));
  bool own_buffer = false;
  const grpc::Status status =
      grpc::GenericSerialize<grpc::ProtoBufferWriter, google::protobuf::Message>(message, response_,
                                                                                 &own_buffer);
  Finish(status, {});
}

void Call::Refuse(const google::rpc::Status& status) {
  Finish(ToGrpc(status), FirstReason(status));
}

void Call::Finish(const grpc::Status& status, std::string_view reason) {
  answered_ = true;
  trail_.Finish(status.error_code(), reason);
  backend_.counts->Add(method_, status.error_code(), reason);
  const auto micros =
      std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - started_).count();
  if (caller_.wait) return reactor_->Finish(status);  // a flood is a counter, not a log
  backend_.log->Call({{"method", method_},
                      {"participant", caller_.office_name()},
                      {"person", caller_.person_code()},
                      {"channel", caller_.channel_name()},
                      {"code", CodeName(status.error_code())},
                      {"reason", reason},
                      {"micros", std::int64_t{micros}},
                      {"batch", static_cast<std::int64_t>(batch_size_)},
                      {"sequence", sequence_}});
  reactor_->Finish(status);  // the context and the response are gone after this
}

}  // namespace registry::server
