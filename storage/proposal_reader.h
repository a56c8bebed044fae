// What waits, or waited, for a second person.
#ifndef STORAGE_PROPOSAL_READER_H_
#define STORAGE_PROPOSAL_READER_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/proposal.h"
#include "log/canonical.h"
#include "storage/page.h"
#include "storage/pool.h"

namespace registry::storage {

struct StoredProposal {
  ledger::Proposal proposal;         // as it stands now
  ledger::Sequence last_sequence{};  // of what it last went through, and when that was recorded
  ledger::Instant changed_at;
  log::ParsedRecord record;       // what was proposed, with what it set aside
  ledger::Digest request_hash{};  // over which it is approved
  ledger::Province province;      // of its account as it stands now; empty: none
};

// What is absent does not filter.
struct ProposalFilter {
  std::optional<ledger::ProposalState> state;
  std::optional<std::vector<ledger::ParticipantId>> proposers;  // offices
  std::optional<ledger::AccountId> account;
  std::optional<ledger::Province> province;
};

using ProposalPage = Page<StoredProposal, ledger::Sequence>;

// UNAVAILABLE when the database cannot be asked. DATA_LOSS when a record is missing or does not
// parse. Thread safe.
class ProposalReader {
 public:
  explicit ProposalReader(ReaderPool* pool) : pool_(pool) {}

  absl::StatusOr<std::optional<StoredProposal>> Find(ledger::Sequence id) const;
  // In order of their numbers, as they stand at the time of each page. Account and province are
  // sifted out of the rows of a page, so that one may hold fewer than asked for, or none, while
  // `next` says that more follow.
  absl::StatusOr<ProposalPage> List(const ProposalFilter& filter,
                                    std::optional<ledger::Sequence> after, int page_size) const;
  // Open ones whose time is over, the longest ago first.
  absl::StatusOr<std::vector<ledger::Sequence>> DueProposals(ledger::Instant now, int limit) const;

 private:
  ReaderPool* pool_;
};

}  // namespace registry::storage

#endif  // STORAGE_PROPOSAL_READER_H_
