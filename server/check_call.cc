#include "server/check_call.h"

#include <utility>

#include "ledger/account_number.h"
#include "ledger/policy.h"
#include "server/convert.h"
#include "server/status.h"

namespace registry::server {
namespace {

constexpr std::string_view kMethod = "AuditService/CheckRegistry";

v1::CheckFinding ToProto(const Directory& directory, const storage::CheckFinding& finding) {
  v1::CheckFinding message;
  message.set_message(finding.text);
  message.set_expected(finding.expected);
  message.set_found(finding.found);
  if (finding.position) {
    const v1::PositionName name = ToProto(directory, *finding.position);
    message.set_account(name.account());
    message.set_instrument(name.instrument());
    message.set_bucket(name.bucket());
  }
  message.set_record_number(finding.record_number.value_or(0));
  message.set_sequence(finding.sequence.value_or(0));
  return message;
}

v1::CheckVerdict ToProto(const storage::CheckSummary& summary) {
  v1::CheckVerdict verdict;
  verdict.set_passed(summary.findings == 0);
  verdict.set_findings(summary.findings);
  verdict.set_as_of_sequence(ledger::Raw(summary.as_of));
  verdict.set_records(summary.records);
  verdict.set_postings(summary.postings);
  verdict.set_positions(summary.positions);
  verdict.set_root(ToBytes(summary.root));
  return verdict;
}

}  // namespace

CheckCall* CheckCall::Start(const Backend& backend, CallContext* context) {
  const std::shared_ptr<CheckCall> call(new CheckCall(backend, context));
  call->self_ = call;
  call->Begin();
  return call.get();
}

CheckCall::CheckCall(const Backend& backend, CallContext* context)
    : backend_(backend),
      shown_(*context),
      caller_(Identify(shown_, backend)),
      trail_(backend.trail, kMethod, NameFor(*context, caller_), ArrivalTime(*caller_.directory)) {}

void CheckCall::Begin() {
  if (const auto refusal = NotHeard(caller_)) return End(ToGrpc(*refusal));
  if (!trail_.placed()) return End(ToGrpc(QueueFull(backend_.limits.trail.retry_delay)));
  if (ledger::RightTo(caller_.participant->role, ledger::Read::kProof) != ledger::Scope::kAll) {
    return End(ToGrpc(NotEntitled()));
  }
  const bool queued = backend_.checks->Submit([self = shared_from_this()] { self->Run(); });
  if (!queued) return End(ToGrpc(QueueFull(backend_.limits.batcher.max_retry_delay)));
  backend_.streams->Add([weak = weak_from_this()] {
    const auto call = weak.lock();
    return call != nullptr && call->LookAtCaller();
  });
}

bool CheckCall::LookAtCaller() {
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return false;
    const Caller now = shown_.Recognize(backend_.directory->Current(), backend_.tokens);
    if (IsSame(caller_, now)) return true;
    left_ = true;  // nothing more is written
    caller_.fault = now.fault.empty() ? "CALLER_UNKNOWN" : now.fault;
  }
  written_.notify_all();
  End(ToGrpc(Unauthenticated(caller_.fault)));
  return false;
}

void CheckCall::Run() {
  trail_.Begun();
  const auto summary = storage::SelfCheck(
      backend_.audit_pool, {}, [this](const auto& progress) { return SendProgress(progress); },
      [this](const auto& finding) { return SendFinding(finding); });
  if (!summary.ok()) {
    const bool stopped = absl::IsCancelled(summary.status()) && *backend_.stopping;
    return End(ToGrpc(FromAbsl(stopped ? absl::UnavailableError("stopping") : summary.status())));
  }
  if (summary->findings > 0) {
    backend_.log->Write("self_check_failed", {{"findings", summary->findings}});
  }
  Message verdict;
  *verdict.mutable_verdict() = ToProto(*summary);
  Send(std::move(verdict));
  std::unique_lock lock(mutex_);
  written_.wait(lock, [this] { return !writing_ || left_; });
  lock.unlock();
  End(grpc::Status::OK);
}

bool CheckCall::SendProgress(const storage::CheckProgress& progress) {
  {
    const std::lock_guard lock(mutex_);
    if (left_ || *backend_.stopping) return false;
    if (writing_) return true;  // the next one says more
  }
  Message message;
  message.mutable_progress()->set_phase(progress.phase);
  message.mutable_progress()->set_done(progress.done);
  message.mutable_progress()->set_total(progress.total);
  return Send(std::move(message));
}

bool CheckCall::SendFinding(const storage::CheckFinding& finding) {
  Message message;
  *message.mutable_finding() = ToProto(*backend_.directory->Current(), finding);
  return Send(std::move(message));
}

// Waits for the write before; false when the caller left.
bool CheckCall::Send(Message message) {
  std::unique_lock lock(mutex_);
  written_.wait(lock, [this] { return !writing_ || left_; });
  if (left_) return false;
  if (!message.has_progress()) ++sent_;
  out_ = std::move(message);
  writing_ = true;
  StartWrite(&out_);
  return true;
}

void CheckCall::End(const grpc::Status& status) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(ended_, true)) return;
    trail_.Showed(sent_);
  }
  trail_.EndsAt(ArrivalTime(*backend_.directory->Current()));
  trail_.Finish(status.error_code(), FirstReason(status));
  backend_.counts->Add(kMethod, status.error_code(), FirstReason(status));
  backend_.log->Call({{"method", kMethod},
                      {"participant", caller_.office_name()},
                      {"person", caller_.person_code()},
                      {"channel", caller_.channel_name()},
                      {"code", CodeName(status.error_code())}});
  Finish(status);
}

void CheckCall::OnWriteDone(bool ok) {
  {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    left_ = left_ || !ok;
  }
  written_.notify_all();
}

void CheckCall::OnCancel() {
  {
    const std::lock_guard lock(mutex_);
    left_ = true;
  }
  written_.notify_all();
}

void CheckCall::OnDone() { const auto self = std::exchange(self_, nullptr); }

}  // namespace registry::server
