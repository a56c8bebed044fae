// Part of the self-check: the versions of facts that follow from the records alone, read in order.
// What a command does to a fact is said here a second time on purpose: a proof that asked the core
// again would repeat its mistakes.
#ifndef STORAGE_EXPECTED_FACTS_H_
#define STORAGE_EXPECTED_FACTS_H_

#include <cstdint>
#include <map>
#include <utility>

#include "ledger/fact.h"
#include "log/canonical.h"

namespace registry::storage {

// By key and sequence, as the tables are.
template <typename Key, typename Value>
using Versions = std::map<std::pair<Key, std::int64_t>, Value>;

struct ExpectedFacts {
  Versions<ledger::AccountId, ledger::Account> accounts;  // of holders; not the registry's own
  Versions<ledger::IssuanceCapKey, ledger::IssuanceCap> caps;
  Versions<ledger::ObligationKey, ledger::Obligation> obligations;
  Versions<ledger::ParticipantId, ledger::Participant> participants;
  Versions<ledger::InstrumentId, ledger::Instrument> instruments;
  Versions<ledger::PeriodId, ledger::CompliancePeriod> periods;
  std::map<std::int64_t, ledger::Clock> clocks;

  // Takes in what an accepted command changed.
  void Take(const log::ParsedRecord& record, const ledger::Accepted& accepted,
            std::int64_t sequence);
  // Its newest version, or nullptr.
  const ledger::Account* FindAccount(ledger::AccountId id) const;
};

}  // namespace registry::storage

#endif  // STORAGE_EXPECTED_FACTS_H_
