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
#include "ledger/rules.h"
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

// The numbers that the registry gives out itself run from 1.
template <typename Id, typename Value>
Id NextId(const Versions<Id, Value>& versions) {
  return versions.empty() ? Id{1} : Id{ledger::Raw(versions.rbegin()->first.first) + 1};
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
  Versions<ledger::Sequence, ledger::Freeze> freezes;
  Versions<ledger::Digest, ledger::StaffEntry> staff_list;
  Versions<ledger::TrustKey, ledger::TrustedAccount> trusted;
  Versions<ledger::Sequence, ledger::DelayedTransfer> delayed;

  std::map<ledger::Sequence, WaitingRequest> waiting;    // by the number of their open proposals
  std::map<std::string, ledger::ParticipantId> offices;  // by name
  std::map<std::string, ledger::PersonId> staff;         // by code
  std::map<std::string, ledger::AccountId> holders;      // by social credit code
  // Policies, calendars and freezes by their keys, as they stand at the record that is taken in;
  // nothing else of it is kept up.
  ledger::Rules now;

  // Takes in what an accepted command changed. Returns whether it changed the rules.
  bool Take(const log::ParsedRecord& record, const ledger::Accepted& accepted,
            std::int64_t sequence);
  // Before it is taken in: what an accepted record executes as the last approval, or nullptr.
  const ledger::Request* ExecutedBy(const log::ParsedRecord& record) const;
  // Its newest version, or nullptr.
  const ledger::Account* FindAccount(ledger::AccountId id) const;
  const ledger::Proposal* FindProposal(ledger::Sequence id) const;
  ledger::Obligation ObligationBefore(const ledger::ObligationKey& key) const;
  // So much was handed in by a request that arrived then.
  void Surrendered(const ledger::ObligationKey& key, ledger::Quantity quantity,
                   std::int64_t sequence, ledger::Instant arrival);
  // Complete since the arrival of what reached the obligation, until it is raised again.
  void PutObligation(ledger::Obligation obligation, std::int64_t sequence, ledger::Instant arrival);
  void Put(const ledger::Freeze& freeze, std::int64_t sequence);
  std::vector<ledger::Freeze> FreezesInForce() const;  // and pledges; by their state alone
  bool HasFreezes() const { return !now.frozen_accounts.empty() || !now.frozen_holders.empty(); }
  // Those in force, by their state alone, that are about an account: freezes, or pledges.
  std::vector<ledger::Freeze> FreezesOn(const ledger::Account& account, bool pledges) const;
  // In the newest versions, those that have this sequence.
  std::vector<ledger::Freeze> FreezesChangedBy(std::int64_t sequence) const;
  // All versions together.
  std::int64_t Count() const;

 private:
  void Propose(const log::ParsedRecord& record, const ledger::Accepted& accepted);
  bool Answer(const log::ParsedRecord& record, const ledger::Accepted& accepted,
              std::int64_t sequence);
  bool Carry(const log::ParsedRecord& record, const ledger::Accepted& accepted,
             std::int64_t sequence);
  void CarryLife(const log::ParsedRecord& record, const ledger::Accepted& accepted,
                 std::int64_t sequence);
  void CarryFreezes(const log::ParsedRecord& record, const ledger::Accepted& accepted,
                    std::int64_t sequence);
  void Reserve(const ledger::Request& request, std::int64_t sequence, int sign);

  std::int64_t freezes_changed_by_ = 0;            // the sequence that last changed any
  std::vector<ledger::Sequence> changed_freezes_;  // by it
};

}  // namespace registry::storage

#endif  // STORAGE_EXPECTED_FACTS_H_
