#include "server/directory.h"

#include <chrono>
#include <utility>

namespace registry::server {

Directory::Directory(std::shared_ptr<const ledger::Rules> rules) : rules_(std::move(rules)) {
  for (const auto& [id, participant] : rules_->participants) {
    participants_.emplace(participant.name, &participant);
  }
  for (const auto& [code, instrument] : rules_->instruments) {
    const auto place = static_cast<std::size_t>(ledger::Raw(instrument.id));
    if (instruments_.size() <= place) instruments_.resize(place + 1);
    instruments_[place] = &instrument;
  }
}

const ledger::Participant* Directory::FindParticipant(std::string_view name) const {
  const auto found = participants_.find(name);
  return found == participants_.end() ? nullptr : found->second;
}

const ledger::Instrument* Directory::FindInstrument(ledger::InstrumentId id) const {
  const auto place = static_cast<std::size_t>(ledger::Raw(id));
  return place < instruments_.size() ? instruments_[place] : nullptr;
}

DirectoryBoard::DirectoryBoard(std::shared_ptr<const ledger::Rules> rules)
    : current_(std::make_shared<const Directory>(std::move(rules))) {}

std::shared_ptr<const Directory> DirectoryBoard::Current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

void DirectoryBoard::Offer(const std::shared_ptr<const ledger::Rules>& rules) {
  {
    const std::lock_guard lock(mutex_);
    if (rules->epoch <= current_->rules().epoch) return;
  }
  auto next = std::make_shared<const Directory>(rules);
  const std::lock_guard lock(mutex_);
  if (rules->epoch > current_->rules().epoch) current_ = std::move(next);
}

void DirectoryBoard::Replace(const std::shared_ptr<const ledger::Rules>& rules) {
  auto next = std::make_shared<const Directory>(rules);
  const std::lock_guard lock(mutex_);
  current_ = std::move(next);
}

ledger::Instant ArrivalTime(const Directory& directory) {
  if (directory.replay()) return directory.rules().clock.replay_instant;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

}  // namespace registry::server
