// Part of the self-check: the versions of facts that follow from the records alone, read in order.
// What a command does to a fact is said here a second time on purpose: a proof that asked the core
// again would repeat its mistakes.
#ifndef STORAGE_EXPECTED_FACTS_H_
#define STORAGE_EXPECTED_FACTS_H_

#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/command.h"
#include "ledger/fact.h"
#include "ledger/posting.h"
#include "log/canonical.h"

namespace registry::storage {

// By key and sequence, as the tables are.
template <typename Key, typename Value>
using Versions = std::map<std::pair<Key, std::int64_t>, Value>;

// The sum, modulo 2 to the 64th: what a tampered record says must not end the check.
inline std::int64_t Sum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

// The newest version under a key, or nothing.
template <typename Key, typename Value>
const Value* Newest(const Versions<Key, Value>& versions, const Key& key) {
  const auto after = versions.upper_bound({key, std::numeric_limits<std::int64_t>::max()});
  if (after == versions.begin()) return nullptr;
  const auto newest = std::prev(after);
  return newest->first.first == key ? &newest->second : nullptr;
}

// A copy to go on with; an empty value when there is none.
template <typename Key, typename Value>
Value NewestOr(const Versions<Key, Value>& versions, const Key& key, Value none) {
  const Value* newest = Newest(versions, key);
  return newest == nullptr ? std::move(none) : *newest;
}

// What waits for a second person.
struct WaitingRequest {
  ledger::Request request;
  std::vector<ledger::Posting> reserved;
};

struct ExpectedFacts {
  Versions<ledger::AccountId, ledger::Account> accounts;  // of holders; not the registry's own
  Versions<ledger::IssuanceCapKey, ledger::IssuanceCap> caps;
  Versions<ledger::ObligationKey, ledger::Obligation> obligations;
  Versions<ledger::ParticipantId, ledger::Participant> participants;
  Versions<ledger::InstrumentId, ledger::Instrument> instruments;
  Versions<ledger::PeriodId, ledger::CompliancePeriod> periods;
  Versions<ledger::Digest, ledger::Certificate> certificates;
  Versions<ledger::PersonId, ledger::Person> persons;
  std::map<std::int64_t, ledger::Policy> policies;
  Versions<std::int16_t, ledger::Calendar> calendars;
  Versions<ledger::Sequence, ledger::Proposal> proposals;
  std::map<std::int64_t, ledger::Clock> clocks;

  std::map<ledger::Sequence, WaitingRequest> waiting;    // by the number of their open proposals
  std::map<std::string, ledger::ParticipantId> offices;  // by name
  std::map<std::string, ledger::PersonId> staff;         // by code

  // Takes in what an accepted command changed. Returns whether it changed the rules.
  bool Take(const log::ParsedRecord& record, const ledger::Accepted& accepted,
            std::int64_t sequence);
  // Before it is taken in: what an accepted record executes as the last approval, or nullptr.
  const ledger::Request* ExecutedBy(const log::ParsedRecord& record) const;
  // Its newest version, or nullptr.
  const ledger::Account* FindAccount(ledger::AccountId id) const;
  const ledger::Proposal* FindProposal(ledger::Sequence id) const;
  // All versions together.
  std::int64_t Count() const;

 private:
  void Propose(const log::ParsedRecord& record, const ledger::Accepted& accepted);
  bool Answer(const log::ParsedRecord& record, const ledger::Accepted& accepted,
              std::int64_t sequence);
  bool Carry(const log::ParsedRecord& record, const ledger::Accepted& accepted,
             std::int64_t sequence);
  void Reserve(const ledger::Request& request, std::int64_t sequence, int sign);
};

}  // namespace registry::storage

#endif  // STORAGE_EXPECTED_FACTS_H_
