#include "server/feed_call.h"

#include <utility>
#include <variant>

#include "carbon/registry/v1/journal.pb.h"
#include "ledger/policy.h"
#include "server/malformed.h"
#include "server/shape.h"
#include "server/status.h"

namespace registry::server {
namespace {

namespace v1 = carbon::registry::v1;

constexpr std::string_view kMethod = "JournalService/FollowJournal";
// A reader that is no longer known may fetch the status so long, behind what was sent.
constexpr std::chrono::seconds kFetchStatus{2};

// A slice that shares the message's bytes.
grpc::Slice Shared(std::shared_ptr<const std::string> message) {
  auto* holder = new std::shared_ptr<const std::string>(std::move(message));
  return grpc::Slice(
      const_cast<char*>((*holder)->data()), (*holder)->size(),
      [](void* data) { delete static_cast<std::shared_ptr<const std::string>*>(data); }, holder);
}

struct Wish {
  ledger::Sequence after{};
  std::optional<ledger::AccountId> account;
};

std::optional<google::rpc::Status> ReadRequest(const Bytes& request, Wish* wish) {
  grpc::Slice bytes;
  v1::FollowJournalRequest message;
  if (!request.DumpToSingleSlice(&bytes).ok() ||
      !message.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size()))) {
    return Misshapen({{"", "is not a message of type carbon.registry.v1.FollowJournalRequest"}});
  }
  Shape shape;
  wish->after =
      ledger::Sequence{shape.ZeroOrMore("after_sequence", message.after_sequence()).value};
  if (!message.account().empty()) wish->account = shape.Account("account", message.account());
  if (!shape.ok()) return Misshapen(shape.violations());
  return std::nullopt;
}

}  // namespace

FeedCall* FeedCall::Start(const Backend& backend, CallContext* context, const Bytes& request) {
  const std::shared_ptr<FeedCall> call(new FeedCall(backend, context));
  call->self_ = call;
  call->Begin(request);
  return call.get();
}

FeedCall::FeedCall(const Backend& backend, CallContext* context)
    : backend_(backend),
      context_(context),
      shown_(*context),
      caller_(Identify(shown_, backend)),
      trail_(backend.trail, kMethod, NameFor(*context, caller_), ArrivalTime(*caller_.directory)) {}

void FeedCall::Begin(const Bytes& request) {
  const auto refuse = [this](const google::rpc::Status& status) {
    const std::lock_guard lock(mutex_);
    End(ToGrpc(status));
  };
  v1::FollowJournalRequest asked;
  trail_.AboutUnread(request, asked, caller_.directory->rules());
  if (const auto refusal = NotHeard(caller_)) return refuse(*refusal);
  if (!trail_.placed()) return refuse(QueueFull(backend_.limits.trail.retry_delay));
  const ledger::Scope reach = ledger::RightTo(caller_.participant->role, ledger::Read::kJournal);
  // Nobody has a feed of a province yet.
  const bool own = reach == ledger::Scope::kOwnAccount && caller_.participant->account;
  if (reach != ledger::Scope::kAll && !own) return refuse(NotEntitled());
  Wish wish;
  if (const auto refusal = ReadRequest(request, &wish)) return refuse(*refusal);
  if (own && wish.account && wish.account != caller_.participant->account) {
    return refuse(NotEntitled());
  }
  if (own) wish.account = caller_.participant->account;
  auto subscription = backend_.feed->Subscribe(wish.after, wish.account, [weak = weak_from_this()] {
    if (const auto call = weak.lock()) call->Pump();
  });
  if (!subscription.ok()) return refuse(FromAbsl(subscription.status()));
  {
    const std::lock_guard lock(mutex_);
    trail_.Begun();
    last_sent_ = wish.after;
    subscription_ = *std::move(subscription);
  }
  backend_.streams->Add([weak = weak_from_this()] {
    const auto call = weak.lock();
    return call != nullptr && call->LookAtCaller();
  });
  Pump();
}

bool FeedCall::LookAtCaller() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (ended_) {
    if (!lost_at_ || !writing_) return false;
    if (now - *lost_at_ < kFetchStatus) return true;
    context_->TryCancel();  // it takes nothing, not even the status
    return false;
  }
  const Caller caller = shown_.Recognize(backend_.directory->Current(), backend_.tokens);
  if (IsSame(caller_, caller)) return true;
  lost_at_ = now;
  End(ToGrpc(Unauthenticated(caller.fault.empty() ? "CALLER_UNKNOWN" : caller.fault)));
  return true;
}

// Writes the next message if none is in flight.
void FeedCall::Pump() {
  const std::lock_guard lock(mutex_);
  if (subscription_ == nullptr) return;
  if (ended_) {
    // Its reader had its time to fetch the status.
    if (writing_ && backend_.feed->GivenUp(*subscription_)) context_->TryCancel();
    return;
  }
  if (writing_) {
    // Woken while writing: perhaps it was dropped for taking nothing. gRPC sends the status after
    // the message that waits, so whoever begins to read again gets both.
    const absl::Status status = backend_.feed->Ended(*subscription_);
    if (!status.ok()) End(ToGrpc(FeedEnded(status, last_sent_)));
    return;
  }
  FeedNext next = backend_.feed->Take(*subscription_);
  if (auto* message = std::get_if<FeedMessage>(&next)) {
    Send(*message);
  } else if (const auto* heartbeat = std::get_if<FeedHeartbeat>(&next)) {
    SendHeartbeat(heartbeat->complete_to);
  } else if (const auto* status = std::get_if<absl::Status>(&next)) {
    End(ToGrpc(FeedEnded(*status, last_sent_)));
  }
}

// The shared event, and after it this reader's previous_sequence: two parts of one message.
// While another message is there to follow at once, gRPC may send the two together; not the first
// one, since the stream's head would then wait with it, and no second one would be asked for.
void FeedCall::Send(const FeedMessage& message) {
  v1::JournalEvent own;
  own.set_previous_sequence(ledger::Raw(message.previous));
  const grpc::Slice slices[] = {Shared(message.message), grpc::Slice(own.SerializeAsString())};
  out_ = Bytes(slices, 2);
  writing_ = true;
  last_sent_ = message.sequence;
  grpc::WriteOptions options;
  if (message.more && begun_) options.set_buffer_hint();
  begun_ = true;
  ++sent_;
  StartWrite(&out_, options);
}

void FeedCall::SendHeartbeat(ledger::Sequence complete_to) {
  v1::JournalEvent event;
  event.mutable_heartbeat()->set_complete_to_sequence(ledger::Raw(complete_to));
  const grpc::Slice slice(event.SerializeAsString());
  out_ = Bytes(&slice, 1);
  writing_ = true;
  begun_ = true;
  last_sent_ = complete_to;
  StartWrite(&out_);
}

void FeedCall::End(const grpc::Status& status) {
  if (std::exchange(ended_, true)) return;
  trail_.Showed(sent_);
  trail_.EndsAt(ArrivalTime(*backend_.directory->Current()));
  trail_.Finish(status.error_code(), FirstReason(status));
  backend_.counts->Add(kMethod, status.error_code(), FirstReason(status));
  backend_.log->Call({{"method", kMethod},
                      {"participant", caller_.office_name()},
                      {"person", caller_.person_code()},
                      {"channel", caller_.channel_name()},
                      {"code", CodeName(status.error_code())},
                      {"sent", sent_},
                      {"sequence", ledger::Raw(last_sent_)}});
  Finish(status);
}

void FeedCall::OnWriteDone(bool ok) {
  {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (!ok) End(grpc::Status::CANCELLED);
  }
  Pump();
}

void FeedCall::OnCancel() {
  const std::lock_guard lock(mutex_);
  if (!writing_) End(grpc::Status::CANCELLED);  // else OnWriteDone does
}

void FeedCall::OnDone() {
  std::shared_ptr<FeedHub::Subscription> subscription;
  {
    const std::lock_guard lock(mutex_);
    subscription = std::exchange(subscription_, nullptr);
  }
  if (subscription != nullptr) backend_.feed->Unsubscribe(subscription);
  const auto self = std::exchange(self_, nullptr);  // the last use of this object may be here
}

}  // namespace registry::server
