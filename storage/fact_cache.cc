#include "storage/fact_cache.h"

#include <variant>

namespace registry::storage {
namespace {

struct Taker {
  FactCache& cache;

  void operator()(const ledger::Account& account) const {
    cache.accounts[account.id] = account;
    if (!account.social_credit_code.empty()) cache.holders[account.social_credit_code] = account.id;
  }
  void operator()(const ledger::IssuanceCap& cap) const { cache.issuance_caps[cap.key] = cap; }
  void operator()(const ledger::Obligation& obligation) const {
    cache.obligations[obligation.key] = obligation;
  }
  void operator()(const ledger::Proposal& proposal) const {
    cache.proposals[proposal.id] = proposal;
  }
  // Trades are looked up once in their life, names never; the others are Rules.
  template <typename Other>
  void operator()(const Other&) const {}
};

}  // namespace

void FactCache::Put(const std::vector<ledger::Fact>& facts) {
  for (const ledger::Fact& fact : facts) std::visit(Taker{*this}, fact);
}

}  // namespace registry::storage
