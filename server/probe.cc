#include "server/probe.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "server/key_set.h"
#include "storage/catalog_reader.h"
#include "storage/journal_reader.h"
#include "storage/primary.h"

namespace registry::server {

Probe::Probe(const Backend& backend, storage::ReaderPool* writer, storage::ReaderPool* reader,
             std::function<void(bool)> ready)
    : backend_(backend),
      writer_(writer),
      reader_(reader),
      ready_(std::move(ready)),
      thread_([this] { Run(); }) {}

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
    RefreshTokenKeys();
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
  const ledger::RulesEpoch known = backend_.directory->Current()->rules().epoch;
  if (!storage::CheckTakesWrites(writer_).ok()) return false;
  const auto rules = storage::CatalogReader(writer_).Rules();
  if (!rules.ok()) return false;
  if ((*rules)->epoch < known) {  // a standby was promoted that lacks the newest
    backend_.directory->Replace(*rules);
  } else {
    backend_.directory->Offer(*rules);
  }
  return storage::JournalReader(reader_).CurrentHead().ok();
}

void Probe::RefreshTokenKeys() {
  if (backend_.token_keys == nullptr) return;
  const auto changed = backend_.token_keys->Refresh();
  if (!changed.ok()) {
    const std::string why(changed.status().message());
    backend_.log->Write("token_keys", {{"unusable", std::string_view(why)}});
  } else if (*changed) {
    backend_.log->Write("token_keys", {{"changed", true}});
  }
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
