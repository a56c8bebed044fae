// Proposals: how they stand, which a caller may see, and whose time is over.
#ifndef STORAGE_PROPOSAL_READER_H_
#define STORAGE_PROPOSAL_READER_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/proposal.h"
#include "storage/page.h"
#include "storage/pool.h"

namespace registry::storage {

// What is absent does not filter.
struct ProposalFilter {
  std::optional<ledger::ProposalState> state;
  std::optional<ledger::CommandType> type;
  std::vector<ledger::ParticipantId> proposers;  // of these offices; empty: of none
};

using ProposalPage = Page<ledger::Proposal, ledger::Sequence>;

// UNAVAILABLE when the database cannot be asked; OUT_OF_RANGE when as_of lies beyond the journal's
// end. Without as_of: now. Thread safe.
class ProposalReader {
 public:
  explicit ProposalReader(ReaderPool* pool) : pool_(pool) {}

  absl::StatusOr<std::optional<ledger::Proposal>> Find(ledger::Sequence id) const;
  // By number.
  absl::StatusOr<ProposalPage> List(const ProposalFilter& filter,
                                    std::optional<ledger::Sequence> after, int page_size,
                                    std::optional<ledger::Sequence> as_of = {}) const;
  // Open ones whose time is over by the registry's clock, the oldest first.
  absl::StatusOr<std::vector<ledger::Sequence>> DueProposals(int limit) const;

 private:
  ReaderPool* pool_;
};

}  // namespace registry::storage

#endif  // STORAGE_PROPOSAL_READER_H_
