#include "server/expiry.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/reason.h"
#include "log/hash.h"
#include "server/write.h"
#include "storage/journal_reader.h"
#include "storage/proposal_reader.h"

namespace registry::server {
namespace {

constexpr int kClosedAtOnce = 256;

bool CameTooEarly(const storage::Answer& answer) {
  const auto* recorded = std::get_if<ledger::Recorded>(&answer);
  const auto* refused =
      recorded == nullptr ? nullptr : std::get_if<ledger::Rejection>(&recorded->outcome);
  return refused != nullptr &&
         refused->checks.front().reason == ledger::Reason::kProposalNotExpired;
}

}  // namespace

ledger::RequestId ExpiryRequestId(ledger::Sequence proposal, std::uint32_t attempt) {
  const std::string text =
      "expire " + std::to_string(ledger::Raw(proposal)) + " " + std::to_string(attempt);
  const ledger::Digest digest = log::Sha256(text);
  ledger::RequestId id{};
  std::copy_n(digest.begin(), id.size(), id.begin());
  id[6] = static_cast<std::uint8_t>((id[6] & 0x0F) | 0x80);
  id[8] = static_cast<std::uint8_t>((id[8] & 0x3F) | 0x80);
  return id;
}

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

void Expiry::Look() {
  // When either fails the database is away, which the probe says.
  const auto head = storage::JournalReader(pool_).CurrentHead();
  if (!head.ok()) return;
  const auto due = storage::ProposalReader(pool_).DueProposals(head->clock, kClosedAtOnce);
  if (!due.ok()) return;
  for (const ledger::Sequence proposal : *due) Close(proposal);
}

void Expiry::Close(ledger::Sequence proposal) {
  ledger::Request request;
  {
    const std::lock_guard lock(asked_->mutex);
    if (std::exchange(asked_->under_way[proposal], true)) return;
    request.key = {ledger::kHouse, ExpiryRequestId(proposal, asked_->attempts[proposal])};
  }
  request.received_at = ArrivalTime(*backend_.directory->Current());
  request.command = ledger::ExpireProposal{proposal};
  WriteItem item;
  item.requests.push_back(std::move(request));
  item.bytes = kQueuedRequestBytes;
  item.done = [asked = asked_, proposal, &backend = backend_](
                  const std::vector<storage::Answer>& answers, std::size_t) {
    LogFault(backend, answers.front());
    const std::lock_guard lock(asked->mutex);
    asked->under_way.erase(proposal);
    if (CameTooEarly(answers.front())) {
      ++asked->attempts[proposal];  // that refusal stands for ever under its id
    } else if (std::holds_alternative<ledger::Recorded>(answers.front())) {
      asked->attempts.erase(proposal);
    }
  };
  // A full queue is no trouble: the next look comes back to it.
  if (!backend_.batcher->Submit(std::move(item)).ok()) {
    const std::lock_guard lock(asked_->mutex);
    asked_->under_way.erase(proposal);
  }
}

}  // namespace registry::server
