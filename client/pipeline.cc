#include "client/pipeline.h"

namespace registry::client {

Pipeline::Pipeline(std::size_t limit, RetryPolicy policy)
    : limit_(limit), policy_(policy), random_(std::random_device{}()) {}

Pipeline::~Pipeline() {
  for (auto& [call, owned] : on_their_way_) {
    if (call->alarm) call->alarm->Cancel();
    call->Cancel();
  }
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

void Pipeline::SendWaiting() {
  while (!waiting_.empty() && on_their_way_.size() < limit_) {
    std::unique_ptr<PendingCall> call = std::move(waiting_.front());
    waiting_.pop_front();
    PendingCall* key = call.get();
    on_their_way_.emplace(key, std::move(call));
    key->made = 1;
    key->Send(&queue_, policy_.call_timeout);
  }
}

void Pipeline::Drain() {
  while (!on_their_way_.empty()) TakeOne();
}

void Pipeline::Stop() {
  stopped_ = true;
  waiting_.clear();
  for (auto& [call, owned] : on_their_way_) {
    if (call->alarm) call->alarm->Cancel();
  }
}

void Pipeline::TakeOne() {
  void* tag = nullptr;
  bool ok = false;
  if (!queue_.Next(&tag, &ok)) return;
  auto* call = static_cast<PendingCall*>(tag);
  if (call->alarm && !stopped_) {  // its delay is over
    call->alarm.reset();
    ++call->made;
    call->Send(&queue_, policy_.call_timeout);
    return;
  }
  Error error = call->TakeError();
  const auto delay =
      stopped_ ? std::nullopt
               : RetryDelay(policy_, error, call->made, static_cast<std::uint32_t>(random_()));
  if (delay) {
    call->alarm.emplace();
    call->alarm->Set(&queue_, std::chrono::system_clock::now() + *delay, tag);
    return;
  }
  const auto place = on_their_way_.find(call);
  const std::unique_ptr<PendingCall> owned = std::move(place->second);
  on_their_way_.erase(place);
  owned->Finish(std::move(error));
  if (!stopped_) SendWaiting();
}

}  // namespace registry::client
