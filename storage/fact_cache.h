// Facts and balances that a journal remembers between batches. Exact as long as the locked head is
// the one it wrote last; otherwise its owner takes in what others moved, or drops all of it.
// Absence is remembered too.
#ifndef STORAGE_FACT_CACHE_H_
#define STORAGE_FACT_CACHE_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/fact.h"
#include "ledger/position.h"

namespace registry::storage {

struct FactCache {
  std::unordered_map<ledger::AccountId, std::optional<ledger::Account>> accounts;
  std::unordered_map<std::string, std::optional<ledger::AccountId>> holders;
  std::unordered_map<ledger::PositionId, ledger::Position> positions;  // absent in the book: zero
  std::map<ledger::IssuanceCapKey, std::optional<ledger::IssuanceCap>> issuance_caps;
  std::map<ledger::ObligationKey, std::optional<ledger::Obligation>> obligations;
  std::map<ledger::Sequence, std::optional<ledger::Proposal>> proposals;

  void Clear() { *this = {}; }
  // Empties every kind that outgrew the limit.
  void Bound(std::size_t limit) {
    if (accounts.size() > limit) accounts.clear();
    if (holders.size() > limit) holders.clear();
    if (positions.size() > limit) positions.clear();
    if (issuance_caps.size() > limit) issuance_caps.clear();
    if (obligations.size() > limit) obligations.clear();
    if (proposals.size() > limit) proposals.clear();
  }
  // Takes new versions in.
  void Put(const std::vector<ledger::Fact>& facts);
};

}  // namespace registry::storage

#endif  // STORAGE_FACT_CACHE_H_
