#include "server/expiry.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/calendar.h"
#include "server/write.h"
#include "storage/journal_reader.h"
#include "storage/proposal_reader.h"

namespace registry::server {
namespace {

constexpr int kDoneAtOnce = 256;  // of each kind of work

}  // namespace

Expiry::Expiry(const Backend& backend, storage::ReaderPool* pool)
    : backend_(backend), pool_(pool), thread_([this] { Run(); }) {}

void Expiry::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Expiry::Run() {
  std::unique_lock lock(mutex_);
  const milliseconds interval = backend_.limits.expiry_look;
  while (!stopped_.wait_for(lock, interval, [this] { return stopping_; })) {
    lock.unlock();
    Look();
    lock.lock();
  }
}

// When a reading fails the database is away, which the probe says; the next look comes back.
void Expiry::Look() {
  const auto head = storage::JournalReader(pool_).CurrentHead();
  if (!head.ok()) return;
  CloseProposals(head->clock);
  const auto directory = backend_.directory->Current();
  for (HouseWork& work : DueByRules(directory->rules(), head->clock, kDoneAtOnce)) {
    Ask(std::move(work));
  }
  // Under rules that are not the book's any more each server would ask for takings of its own; the
  // probe brings the newest in a moment.
  if (directory->rules().epoch == head->epoch) Sweep(directory->rules(), head->clock);
}

void Expiry::CloseProposals(ledger::Instant now) {
  const auto due = storage::ProposalReader(pool_).DueProposals(now, kDoneAtOnce);
  if (!due.ok()) return;
  for (const ledger::Sequence proposal : *due) Ask(ExpiryOf(proposal));
}

void Expiry::Sweep(const ledger::Rules& rules, ledger::Instant now) {
  const SweptFor wanted = {ledger::StartOfDay(now), rules.epoch};
  if (sweep_ != wanted) {
    const std::lock_guard lock(asked_->mutex);
    asked_->swept.clear();
    sweep_ = wanted;
    sweep_done_ = false;
  }
  if (sweep_done_) return;
  auto left = LeftInTrading(pool_, rules, now);
  if (!left.ok()) return;
  sweep_done_ = true;
  for (HouseWork& work : *left) {
    {
      const std::lock_guard lock(asked_->mutex);
      if (asked_->swept.contains(work.name)) continue;
    }
    sweep_done_ = false;
    Ask(std::move(work));
  }
}

void Expiry::Ask(HouseWork work) {
  ledger::Request request;
  {
    const std::lock_guard lock(asked_->mutex);
    if (!asked_->under_way.insert(work.name).second) return;
    request.key = {ledger::kHouse, HouseRequestId(work.name, asked_->attempts[work.name])};
  }
  const bool sweeps = std::holds_alternative<ledger::TakeFrozen>(work.command);
  request.received_at = ArrivalTime(*backend_.directory->Current());
  request.command = std::move(work.command);
  WriteItem item;
  item.requests.push_back(std::move(request));
  item.bytes = kQueuedRequestBytes;
  item.done = [asked = asked_, name = work.name, sweeps, &backend = backend_](
                  const std::vector<storage::Answer>& answers, std::size_t) {
    LogFault(backend, answers.front());
    const std::lock_guard lock(asked->mutex);
    asked->under_way.erase(name);
    if (CameTooEarly(answers.front())) {
      ++asked->attempts[name];
    } else if (std::holds_alternative<ledger::Recorded>(answers.front())) {
      asked->attempts.erase(name);
      if (sweeps) asked->swept.insert(name);
    }
  };
  // A full queue is no trouble: the next look comes back to it.
  if (!backend_.batcher->Submit(std::move(item)).ok()) {
    const std::lock_guard lock(asked_->mutex);
    asked_->under_way.erase(work.name);
  }
}

}  // namespace registry::server
