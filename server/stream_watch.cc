#include "server/stream_watch.h"

#include <utility>

namespace registry::server {

void StreamWatch::Add(std::function<bool()> look) {
  const std::lock_guard lock(mutex_);
  added_.push_back(std::move(look));
}

void StreamWatch::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void StreamWatch::Run() {
  std::list<std::function<bool()>> watched;
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, interval_, [this] { return stopping_; })) {
    watched.splice(watched.end(), added_);
    lock.unlock();
    std::erase_if(watched, [](const std::function<bool()>& look) { return !look(); });
    lock.lock();
  }
}

}  // namespace registry::server
