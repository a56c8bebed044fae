#include "server/write.h"

#include <string>
#include <vector>

namespace registry::server {
namespace {

struct Speak {
  const Directory& directory;
  bool validate_only;

  Outcome operator()(const ledger::Recorded& recorded) const {
    if (const auto* rejection = std::get_if<ledger::Rejection>(&recorded.outcome)) {
      return Rejected(*rejection);
    }
    const auto& accepted = std::get<ledger::Accepted>(recorded.outcome);
    if (accepted.waiting) return WaitingToProto(directory, recorded, accepted, validate_only);
    return ToProto(directory, recorded, accepted, validate_only);
  }
  Outcome operator()(const ledger::Denied&) const { return NotEntitled(); }
  Outcome operator()(const storage::RequestIdReused&) const { return IdReused(); }
  Outcome operator()(const absl::Status& status) const { return FromAbsl(status); }
};

// Of the transaction, a proposal's too; 0: none.
std::int64_t SequenceOf(const storage::Answer& answer) {
  const auto* recorded = std::get_if<ledger::Recorded>(&answer);
  const auto* accepted =
      recorded == nullptr ? nullptr : std::get_if<ledger::Accepted>(&recorded->outcome);
  return accepted == nullptr ? 0 : ledger::Raw(accepted->sequence);
}

void AnswerWith(Call& call, const storage::Answer& answer, std::size_t batch_size,
                bool validate_only) {
  LogFault(call.backend(), answer);
  if (!validate_only) {
    const TrailedDecision decided = DecisionOf(call, answer);
    call.trail().Decided(decided.decision, decided.sequence);
  }
  Outcome outcome = ToOutcome(*call.backend().directory->Current(), answer, validate_only);
  if (const auto* refused = std::get_if<google::rpc::Status>(&outcome)) {
    call.Note(batch_size, 0);
    call.Refuse(*refused);
    return;
  }
  v1::WriteResponse response;
  if (auto* waiting = std::get_if<v1::Waiting>(&outcome)) {
    *response.mutable_waiting() = std::move(*waiting);
  } else {
    *response.mutable_accepted() = std::move(std::get<v1::Accepted>(outcome));
  }
  call.Note(batch_size, validate_only ? 0 : SequenceOf(answer));
  call.Answer(response);
}

}  // namespace

void LogFault(const Backend& backend, const storage::Answer& answer) {
  const auto* status = std::get_if<absl::Status>(&answer);
  if (status == nullptr || !absl::IsInternal(*status)) return;
  const std::string message(status->message());
  backend.log->Write("fault", {{"what", std::string_view(message)}});
}

Outcome ToOutcome(const Directory& directory, const storage::Answer& answer, bool validate_only) {
  return std::visit(Speak{directory, validate_only}, answer);
}

TrailedDecision DecisionOf(const Call& call, const storage::Answer& answer) {
  const auto* recorded = std::get_if<ledger::Recorded>(&answer);
  if (recorded == nullptr) return {};
  TrailedDecision decided;
  decided.decision = call.RecordedBefore(*recorded) ? storage::TrailDecision::kReplayed
                                                    : storage::TrailDecision::kRecorded;
  if (const auto* accepted = std::get_if<ledger::Accepted>(&recorded->outcome)) {
    decided.sequence = accepted->sequence;
  }
  return decided;
}

bool HasSomeRight(Call& call, ledger::CommandType command, const Bytes& request,
                  google::protobuf::Message& message) {
  if (call.who().MayAsk(command)) return true;
  call.trail().AboutUnread(request, message, call.directory().rules());
  call.Refuse(NotEntitled());
  return false;
}

void Submit(const CallPtr& call, WriteItem item) {
  item.deadline = call->deadline();
  item.cancelled = [call] { return call->Cancelled(); };
  const absl::Status status = call->backend().batcher->Submit(std::move(item));
  if (absl::IsResourceExhausted(status)) {
    call->Refuse(QueueFull(call->backend().batcher->retry_delay()));
  } else if (!status.ok()) {
    call->Refuse(FromAbsl(status));
  }
}

void Record(const CallPtr& call, ledger::Request request, std::size_t bytes) {
  WriteItem item;
  item.requests.push_back(std::move(request));
  item.bytes = bytes + kQueuedRequestBytes;
  item.done = [call](std::vector<storage::Answer> answers, std::size_t batch_size) {
    AnswerWith(*call, answers.front(), batch_size, false);
  };
  Submit(call, std::move(item));
}

void Validate(const CallPtr& call, ledger::Request request) {
  const auto work = [call, request = std::move(request)] {
    if (!call->StillWanted()) return;
    AnswerWith(*call, call->backend().validator->Validate(request), 0, true);
  };
  if (!call->backend().reads->Submit(work)) {
    call->Refuse(QueueFull(call->backend().limits.read_retry_delay));
  }
}

}  // namespace registry::server
