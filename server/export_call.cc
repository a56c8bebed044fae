#include "server/export_call.h"

#include <utility>

#include "ledger/policy.h"
#include "server/status.h"
#include "server/trail_search.h"

namespace registry::server {
namespace {

constexpr std::string_view kMethod = "AuditService/ExportTrail";

bool ReadMessage(const Bytes& request, v1::ExportTrailRequest* message) {
  grpc::Slice bytes;
  return request.DumpToSingleSlice(&bytes).ok() &&
         message->ParseFromArray(bytes.begin(), static_cast<int>(bytes.size()));
}

}  // namespace

ExportCall* ExportCall::Start(const Backend& backend, CallContext* context, const Bytes& request) {
  const std::shared_ptr<ExportCall> call(new ExportCall(backend, context));
  call->self_ = call;
  call->Begin(request);
  return call.get();
}

ExportCall::ExportCall(const Backend& backend, CallContext* context)
    : backend_(backend),
      shown_(*context),
      caller_(Identify(shown_, backend)),
      trail_(backend.trail, kMethod, NameFor(*context, caller_), ArrivalTime(*caller_.directory)) {}

void ExportCall::Begin(const Bytes& request) {
  trail_.AboutUnread(request, request_, caller_.directory->rules());
  if (const auto refusal = NotHeard(caller_)) return End(ToGrpc(*refusal));
  if (!trail_.placed()) return End(ToGrpc(QueueFull(backend_.limits.trail.retry_delay)));
  if (ledger::RightTo(caller_.participant->role, ledger::Read::kTrail) != ledger::Scope::kAll) {
    return End(ToGrpc(NotEntitled()));
  }
  if (!ReadMessage(request, &request_)) {
    return End(ToGrpc(
        Misshapen({{"", "is not a message of type carbon.registry.v1.ExportTrailRequest"}})));
  }
  Shape shape;
  filter_ = FromProto(request_.filter(), shape);
  if (!request_.page_token().empty()) {
    const auto place = backend_.page_tokens->Read(
        request_.page_token(), {caller_.participant->id, caller_.person_code()}, request_);
    if (place) {
      place_ = PlaceOf(place->key);
    } else {
      shape.Violate("page_token", "is not a token of this export and this caller");
    }
  }
  if (!shape.ok()) return End(ToGrpc(Misshapen(shape.violations())));
  trail_.Begun();
  SubmitPage();
}

void ExportCall::SubmitPage() {
  const bool queued = backend_.reads->Submit([self = shared_from_this()] { self->ReadPage(); });
  if (!queued) End(ToGrpc(QueueFull(backend_.limits.read_retry_delay)));
}

// A page may be empty before the end: then the next one is read at once.
void ExportCall::ReadPage() {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (left_) break;
    }
    if (LostCaller()) return;
    if (*backend_.stopping) return End(ToGrpc(FromAbsl(absl::UnavailableError("stopping"))));
    const auto page =
        storage::TrailReader(backend_.audit_pool).Search(filter_, place_, storage::kMaxPageSize);
    if (!page.ok()) return End(ToGrpc(FromAbsl(page.status())));
    place_ = page->next;
    more_ = page->next.has_value();
    if (!page->lines.empty() || !more_) return Send(*page);
  }
  End(grpc::Status::CANCELLED);
}

// A page is as far as a revocation can be behind.
bool ExportCall::LostCaller() {
  const Caller now = shown_.Recognize(backend_.directory->Current(), backend_.tokens);
  if (IsSame(caller_, now)) return false;
  End(ToGrpc(Unauthenticated(now.fault.empty() ? "CALLER_UNKNOWN" : now.fault)));
  return true;
}

void ExportCall::Send(const storage::TrailPage& page) {
  v1::ExportTrailResponse message;
  for (const storage::TrailLine& line : page.lines) *message.add_entries() = ToProto(line);
  if (more_) {
    message.set_next_page_token(
        backend_.page_tokens->Write({page.as_of, KeyOf(*page.next)},
                                    {caller_.participant->id, caller_.person_code()}, request_));
  }
  sent_ += message.entries_size();
  const grpc::Slice slice(message.SerializeAsString());
  out_ = Bytes(&slice, 1);
  StartWrite(&out_);
}

void ExportCall::OnWriteDone(bool ok) {
  if (!ok) return End(grpc::Status::CANCELLED);
  if (!more_) return End(grpc::Status::OK);
  SubmitPage();
}

void ExportCall::End(const grpc::Status& status) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(ended_, true)) return;
  }
  trail_.Showed(sent_);
  trail_.EndsAt(ArrivalTime(*backend_.directory->Current()));
  trail_.Finish(status.error_code(), FirstReason(status));
  backend_.counts->Add(kMethod, status.error_code(), FirstReason(status));
  backend_.log->Call({{"method", kMethod},
                      {"participant", caller_.office_name()},
                      {"person", caller_.person_code()},
                      {"channel", caller_.channel_name()},
                      {"code", CodeName(status.error_code())},
                      {"sent", sent_}});
  Finish(status);
}

void ExportCall::OnCancel() {
  const std::lock_guard lock(mutex_);
  left_ = true;
}

void ExportCall::OnDone() { const auto self = std::exchange(self_, nullptr); }

}  // namespace registry::server
