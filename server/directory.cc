#include "server/directory.h"

#include <chrono>
#include <utility>

namespace registry::server {
namespace {

// One that was revoked without having been entered has no time of validity.
bool WasEntered(const ledger::Certificate& certificate) {
  return certificate.valid_until != ledger::Instant{};
}

}  // namespace

Directory::Directory(std::shared_ptr<const ledger::Rules> rules) : rules_(std::move(rules)) {
  for (const auto& [id, participant] : rules_->participants) {
    participants_.emplace(participant.name, &participant);
  }
  for (const auto& [fingerprint, certificate] : rules_->certificates) {
    if (WasEntered(certificate)) pinned_.insert(certificate.participant);
  }
  for (const auto& [code, person] : rules_->persons) {
    for (const ledger::Subject& subject : person.subjects) {
      subjects_.emplace(
          std::pair<std::string_view, std::string_view>(subject.issuer, subject.subject), &person);
    }
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

bool Directory::Accepts(const ledger::Participant& participant, const ledger::Digest& fingerprint,
                        ledger::Instant now) const {
  const auto found = rules_->certificates.find(fingerprint);
  if (found == rules_->certificates.end()) return !pinned_.contains(participant.id);
  const ledger::Certificate& certificate = found->second;
  return !certificate.revoked && certificate.participant == participant.id &&
         certificate.valid_from <= now && now < certificate.valid_until;
}

const ledger::Person* Directory::FindPerson(std::string_view issuer,
                                            std::string_view subject) const {
  const auto found = subjects_.find({issuer, subject});
  return found == subjects_.end() ? nullptr : found->second;
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

ledger::Instant SystemTime() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

ledger::Instant ArrivalTime(const Directory& directory) {
  return directory.replay() ? directory.rules().clock.replay_instant : SystemTime();
}

}  // namespace registry::server
