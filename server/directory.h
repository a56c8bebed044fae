// Who may call and what things are called: the rules of the book with the indexes that every call
// needs.
#ifndef SERVER_DIRECTORY_H_
#define SERVER_DIRECTORY_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ledger/ids.h"
#include "ledger/rules.h"

namespace registry::server {

// Immutable.
class Directory {
 public:
  explicit Directory(std::shared_ptr<const ledger::Rules> rules);

  const ledger::Rules& rules() const { return *rules_; }
  bool replay() const { return rules_->clock.mode == ledger::ClockMode::kReplay; }

  // By the last part of a certificate's URI; null: unknown.
  const ledger::Participant* FindParticipant(std::string_view name) const;
  // Whether a certificate speaks for a participant (ledger/certificate.h). `now` is the system's
  // clock, as for its issuer.
  bool Accepts(const ledger::Participant& participant, const ledger::Digest& fingerprint,
               ledger::Instant now) const;
  // Whether any certificate was entered or revoked; else every one of our CA's is accepted.
  bool looks_at_certificates() const { return !rules_->certificates.empty(); }
  // By the claims of a token; null: unknown.
  const ledger::Person* FindPerson(std::string_view issuer, std::string_view subject) const;
  // Null: unknown.
  const ledger::Instrument* FindInstrument(ledger::InstrumentId id) const;

 private:
  std::shared_ptr<const ledger::Rules> rules_;
  std::unordered_map<std::string_view, const ledger::Participant*> participants_;
  std::unordered_set<ledger::ParticipantId> pinned_;  // known by entered certificates only
  std::map<std::pair<std::string_view, std::string_view>, const ledger::Person*> subjects_;
  std::vector<const ledger::Instrument*> instruments_;  // by id
};

// The newest directory this server knows. The writer offers the rules after every batch, and the
// probe those that other servers wrote. Thread safe.
class DirectoryBoard {
 public:
  explicit DirectoryBoard(std::shared_ptr<const ledger::Rules> rules);

  std::shared_ptr<const Directory> Current() const;
  // Takes rules of a later epoch: what was read may be of a replica behind.
  void Offer(const std::shared_ptr<const ledger::Rules>& rules);
  // Takes them whatever their epoch: they are those of the book.
  void Replace(const std::shared_ptr<const ledger::Rules>& rules);

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Directory> current_;
};

// The system's clock.
ledger::Instant SystemTime();
// The time of arrival: the system's clock, or in a replay the registry's (RULES R1).
ledger::Instant ArrivalTime(const Directory& directory);

}  // namespace registry::server

#endif  // SERVER_DIRECTORY_H_
