#include "client/batcher.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include "client/retry.h"

namespace registry::client {
namespace {

using Clock = std::chrono::steady_clock;

Error Cancelled() {
  Error error;
  error.code = grpc::StatusCode::CANCELLED;
  error.message = "given up by the caller; if it was sent, it may be done";
  return error;
}

Error Broken(std::string message) {
  Error error;
  error.code = grpc::StatusCode::INTERNAL;
  error.message = std::move(message);
  return error;
}

Answer<v1::WriteResponse> Failed(const Error& error, const std::string& request_id) {
  Answer<v1::WriteResponse> answer;
  answer.error = error;
  answer.request_id = request_id;
  return answer;
}

// The call as a whole was too much or no message; its parts may be well.
bool MayBeOneOfThem(const Error& error) {
  return error.code == grpc::StatusCode::INVALID_ARGUMENT ||
         (error.code == grpc::StatusCode::RESOURCE_EXHAUSTED && !error.retry_delay);
}

}  // namespace

Batcher::Batcher(Registry& registry, BatcherOptions options)
    : registry_(registry),
      options_(options),
      random_(std::random_device{}()),
      thread_([this] { Run(); }) {}

Batcher::~Batcher() { Stop(); }

const google::protobuf::FieldDescriptor* Batcher::FieldOf(
    const google::protobuf::Descriptor& request) {
  const auto& entry = *v1::WriteEntry::descriptor();
  for (int i = 0; i < entry.field_count(); ++i) {
    if (entry.field(i)->message_type() == &request) return entry.field(i);
  }
  throw std::invalid_argument("no batch takes a " + request.full_name());
}

void Batcher::Push(Pending pending) {
  pending.bytes = pending.entry.ByteSizeLong();
  Lock lock(mutex_);
  if (std::this_thread::get_id() != own_thread_) {
    room_.wait(lock, [&] { return stopping_ || HasRoomFor(pending); });
  }
  if (stopping_) {
    lock.unlock();
    return pending.done(Failed(Cancelled(), pending.request_id));
  }
  ++unanswered_;
  waiting_bytes_ += pending.bytes;
  waiting_.push_back(std::move(pending));
  if (waiting_.size() == 1) work_.notify_one();
}

bool Batcher::HasRoomFor(const Pending& pending) const {
  return waiting_.empty() || (waiting_.size() < options_.waiting_requests &&
                              waiting_bytes_ + pending.bytes <= options_.waiting_bytes);
}

void Batcher::Drain() {
  Lock lock(mutex_);
  drained_.wait(lock, [this] { return unanswered_ == 0; });
}

void Batcher::Stop() {
  {
    const Lock lock(mutex_);
    stopping_ = true;
    work_.notify_one();
    room_.notify_all();
  }
  std::call_once(joined_, [this] { thread_.join(); });
}

void Batcher::Run() {
  Lock lock(mutex_);
  own_thread_ = std::this_thread::get_id();
  while (!stopping_) {
    TakeEnded(lock);
    SendDue(lock);
    SendWaiting(lock);
    if (unanswered_ == 0) drained_.notify_all();
    AwaitWork(lock);
  }
  GiveUp(lock);
}

// Until a call has ended, one may be sent, or the next one is due.
void Batcher::AwaitWork(Lock& lock) {
  const auto has_work = [this] {
    return stopping_ || !ended_.empty() ||
           (!waiting_.empty() && on_their_way_.size() + delayed_.size() < options_.calls_in_flight);
  };
  const auto next = std::min_element(delayed_.begin(), delayed_.end(),
                                     [](const auto& a, const auto& b) { return a->due < b->due; });
  if (next == delayed_.end() || on_their_way_.size() >= options_.calls_in_flight) {
    work_.wait(lock, has_work);
  } else {
    work_.wait_until(lock, Clock::time_point((*next)->due), has_work);
  }
}

void Batcher::TakeEnded(Lock& lock) {
  for (const CallPtr& call : std::exchange(ended_, {})) {
    lock.unlock();
    std::vector<CallPtr> again = Finish(call);
    lock.lock();
    delayed_.insert(delayed_.end(), again.begin(), again.end());
  }
}

void Batcher::SendDue(Lock& lock) {
  const Clock::time_point now = Clock::now();
  while (!stopping_ && on_their_way_.size() < options_.calls_in_flight) {
    const auto due = std::find_if(delayed_.begin(), delayed_.end(),
                                  [&](const CallPtr& call) { return call->due <= now; });
    if (due == delayed_.end()) return;
    const CallPtr call = *due;
    delayed_.erase(due);
    Send(call, lock);
  }
}

void Batcher::SendWaiting(Lock& lock) {
  while (!stopping_ && !waiting_.empty() &&
         on_their_way_.size() + delayed_.size() < options_.calls_in_flight) {
    const std::size_t calls = options_.calls_in_flight - on_their_way_.size() - delayed_.size();
    const std::size_t share =
        std::min(std::max((waiting_.size() + calls - 1) / calls, options_.requests_worth_a_call),
                 std::max<std::size_t>(options_.requests_per_call, 1));
    const auto call = std::make_shared<Call>();
    for (std::size_t bytes = 0; !waiting_.empty() && call->pending.size() < share;) {
      bytes += waiting_.front().bytes;
      if (bytes > options_.bytes_per_call && !call->pending.empty()) break;
      waiting_bytes_ -= waiting_.front().bytes;
      AddTo(*call, std::move(waiting_.front()));
      waiting_.pop_front();
    }
    room_.notify_all();
    Send(call, lock);
  }
}

void Batcher::AddTo(Call& call, Pending pending) {
  *call.request.add_entries() = std::move(pending.entry);
  call.pending.push_back(std::move(pending));
}

void Batcher::Send(const CallPtr& call, Lock& lock) {
  on_their_way_.push_back(call);
  lock.unlock();
  ++call->made;
  call->response.Clear();
  call->context.emplace();
  call->context->set_deadline(std::chrono::system_clock::now() + registry_.policy().call_timeout);
  registry_.Office<v1::BatchService::Stub>().async()->WriteBatch(
      &*call->context, &call->request, &call->response, [this, call](grpc::Status status) {
        const Lock ended(mutex_);
        call->status = std::move(status);
        std::erase(on_their_way_, call);
        ended_.push_back(call);
        work_.notify_one();
      });
  lock.lock();
}

std::vector<Batcher::CallPtr> Batcher::Finish(const CallPtr& call) {
  if (!call->status.ok()) return FinishFailed(call, ToError(call->status));
  if (static_cast<std::size_t>(call->response.outcomes_size()) != call->pending.size()) {
    return FinishFailed(call, Broken("the registry did not answer every request of a call"));
  }
  if (CallPtr again = FinishEach(*call)) return {std::move(again)};
  return {};
}

std::vector<Batcher::CallPtr> Batcher::FinishFailed(const CallPtr& call, const Error& error) {
  const auto random = static_cast<std::uint32_t>(random_());
  if (const auto delay = RetryDelay(registry_.policy(), error, call->made, random)) {
    call->due = Clock::now() + *delay;
    return {call};
  }
  if (call->pending.size() > 1 && MayBeOneOfThem(error)) {
    std::vector<CallPtr> halves = {std::make_shared<Call>(), std::make_shared<Call>()};
    const std::size_t half = call->pending.size() / 2;
    for (std::size_t i = 0; i < call->pending.size(); ++i) {
      call->pending[i].entry = std::move(*call->request.mutable_entries(static_cast<int>(i)));
      AddTo(*halves[i < half ? 0 : 1], std::move(call->pending[i]));
    }
    return halves;
  }
  GiveAll(*call, error);
  return {};
}

Batcher::CallPtr Batcher::FinishEach(Call& call) {
  CallPtr again;
  const auto random = static_cast<std::uint32_t>(random_());
  for (std::size_t i = 0; i < call.pending.size(); ++i) {
    Pending& pending = call.pending[i];
    v1::WriteOutcome& outcome = *call.response.mutable_outcomes(static_cast<int>(i));
    Answer<v1::WriteResponse> answer;
    if (outcome.request_id() != pending.request_id) {
      answer.error = Broken("the registry answered another request");
    } else if (outcome.has_accepted()) {
      *answer.value.mutable_accepted() = std::move(*outcome.mutable_accepted());
    } else if (outcome.has_waiting()) {
      *answer.value.mutable_waiting() = std::move(*outcome.mutable_waiting());
    } else if (outcome.has_error()) {
      answer.error = ToError(outcome.error());
    } else {
      answer.error = Broken("the registry gave a request no outcome");
    }
    const auto delay = RetryDelay(registry_.policy(), answer.error, call.made, random);
    if (!delay) {
      answer.request_id = pending.request_id;
      Give(pending, std::move(answer));
      continue;
    }
    if (!again) again = std::make_shared<Call>();
    again->made = call.made;
    again->due = std::max(again->due, Clock::now() + *delay);
    pending.entry = std::move(*call.request.mutable_entries(static_cast<int>(i)));
    AddTo(*again, std::move(pending));
  }
  return again;
}

void Batcher::Give(Pending& pending, Answer<v1::WriteResponse> answer) {
  std::exchange(pending.done, {})(std::move(answer));
  --unanswered_;
}

void Batcher::GiveAll(Call& call, const Error& error) {
  for (Pending& pending : call.pending) Give(pending, Failed(error, pending.request_id));
}

// Cancels what is on its way, and waits for it, so that nothing of gRPC's refers to this any more.
void Batcher::GiveUp(Lock& lock) {
  const std::vector<CallPtr> cancelled = on_their_way_;
  lock.unlock();
  for (const CallPtr& call : cancelled) call->context->TryCancel();
  lock.lock();
  work_.wait(lock, [this] { return on_their_way_.empty(); });
  std::vector<CallPtr> rest = std::exchange(delayed_, {});
  std::vector<CallPtr> ended = std::exchange(ended_, {});
  const auto waiting = std::make_shared<Call>();
  while (!waiting_.empty()) {
    waiting->pending.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  rest.push_back(waiting);
  lock.unlock();
  for (const CallPtr& call : ended) {
    const std::vector<CallPtr> again = Finish(call);
    rest.insert(rest.begin(), again.begin(), again.end());
  }
  for (const CallPtr& call : rest) GiveAll(*call, Cancelled());
  lock.lock();
  drained_.notify_all();
}

}  // namespace registry::client
