#include "server/probe.h"

#include <chrono>
#include <optional>
#include <utility>

#include "storage/catalog_reader.h"

namespace registry::server {

Probe::Probe(const Backend& backend, storage::ReaderPool* pool, std::function<void(bool)> ready)
    : backend_(backend), pool_(pool), ready_(std::move(ready)), thread_([this] { Run(); }) {}

Probe::~Probe() { Stop(); }

void Probe::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Probe::Run() {
  std::optional<bool> last;
  auto reported_at = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const bool now = Look();
    if (last != now) {
      backend_.log->Write("readiness", {{"ready", now}});
      ready_(now);
    }
    last = now;
    if (std::chrono::steady_clock::now() - reported_at >= backend_.limits.statistics_interval) {
      reported_at = std::chrono::steady_clock::now();
      WriteStatistics();
    }
    lock.lock();
    stopped_.wait_for(lock, backend_.limits.probe_interval, [this] { return stopping_; });
  }
}

bool Probe::Look() {
  const auto rules = storage::CatalogReader(pool_).Rules();
  if (rules.ok()) backend_.directory->Offer(*rules);
  return rules.ok();
}

void Probe::WriteStatistics() {
  const BatcherCounters counters = backend_.batcher->counters();
  if (counters.requests == reported_requests_) return;
  reported_requests_ = counters.requests;
  backend_.log->Write("statistics",
                      {{"batches", counters.batches},
                       {"requests", counters.requests},
                       {"largest_batch", counters.largest_batch},
                       {"apply_micros", counters.apply_micros},
                       {"queued", counters.queued},
                       {"lapsed", counters.lapsed},
                       {"refused", counters.refused},
                       {"lost_turns", counters.lost_turns},
                       {"reads_queued", static_cast<std::int64_t>(backend_.reads->queued())},
                       {"feed_readers", static_cast<std::int64_t>(backend_.feed->subscribers())},
                       {"log_dropped", backend_.log->dropped()}});
}

}  // namespace registry::server
