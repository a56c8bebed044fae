#include "storage/pool.h"

#include <chrono>
#include <utility>

#include "storage/connection.h"
#include "storage/statements.h"

namespace registry::storage {
namespace {

std::int64_t SteadyMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

ReaderPool::Lease::Lease(ReaderPool* pool, std::unique_ptr<Connection> connection,
                         std::int64_t opened, bool fresh)
    : pool_(pool), connection_(std::move(connection)), opened_(opened), fresh_(fresh) {}

ReaderPool::Lease::Lease(Lease&& other) noexcept = default;

ReaderPool::Lease::~Lease() {
  if (connection_ != nullptr) pool_->Return(std::move(connection_), opened_);
}

ReaderPool::ReaderPool(PoolOptions options) : options_(std::move(options)) {}
ReaderPool::~ReaderPool() = default;

absl::StatusOr<ReaderPool::Lease> ReaderPool::Acquire() {
  {
    std::unique_lock lock(mutex_);
    ++waiting_;
    const bool free =
        freed_.wait_for(lock, std::chrono::microseconds(options_.wait_timeout_micros),
                        [this] { return !idle_.empty() || open_ < options_.max_connections; });
    --waiting_;
    if (!free) {
      ++timeouts_;
      return absl::UnavailableError("every connection for reading is in use");
    }
    if (!idle_.empty()) {
      Idle idle = std::move(idle_.back());  // the one used last: the others may grow old
      idle_.pop_back();
      return Lease(this, std::move(idle.connection), idle.opened, /*fresh=*/false);
    }
    ++open_;  // a place is ours while we connect without the mutex
    ++opened_;
  }
  auto connection = Connection::Open(options_.connection,
                                     options_.trail ? AuditorStatements() : ReaderStatements());
  if (!connection.ok()) {
    const std::lock_guard lock(mutex_);
    --open_;
    freed_.notify_one();
    return connection.status();
  }
  return Lease(this, *std::move(connection), SteadyMicros(), /*fresh=*/true);
}

PoolCounters ReaderPool::counters() const {
  const std::lock_guard lock(mutex_);
  PoolCounters counters;
  counters.limit = options_.max_connections;
  counters.idle = static_cast<std::int64_t>(idle_.size());
  counters.in_use = open_ - counters.idle;
  counters.waiting = waiting_;
  counters.opened = opened_;
  counters.timeouts = timeouts_;
  return counters;
}

void ReaderPool::Return(std::unique_ptr<Connection> connection, std::int64_t opened) {
  const bool keep = !connection->broken() && SteadyMicros() - opened < options_.max_age_micros;
  if (!keep) connection.reset();  // closes, without the mutex
  const std::lock_guard lock(mutex_);
  if (keep) {
    idle_.push_back({std::move(connection), opened});
  } else {
    --open_;
  }
  freed_.notify_one();
}

}  // namespace registry::storage
