#include "storage/proposal_reader.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "storage/access_statements.h"
#include "storage/array_parameter.h"
#include "storage/fields.h"
#include "storage/rows.h"
#include "storage/snapshot_read.h"

namespace registry::storage {
namespace {

using ledger::Raw;

constexpr int kProposalColumns = 11;  // of ParseProposal

absl::StatusOr<StoredProposal> ParseStored(const pqxx::row& row) {
  StoredProposal stored;
  ASSIGN_OR_RETURN(stored.proposal, ParseProposal(row));
  Fields fields(row);
  fields.Skip(kProposalColumns);
  stored.last_sequence = ledger::Sequence{fields.Int()};
  stored.changed_at = fields.Instant();
  std::optional<log::ParsedRecord> record = log::ParseRecord(fields.Bytes());
  stored.request_hash = fields.Digest();
  stored.province = fields.TextOrEmpty();
  const auto* accepted =
      record.has_value() ? std::get_if<ledger::Accepted>(&record->recorded.outcome) : nullptr;
  if (!fields.ok() || accepted == nullptr || accepted->sequence != stored.proposal.id) {
    return absl::DataLossError(
        absl::StrCat("the record of proposal ", Raw(stored.proposal.id), " is not whole"));
  }
  stored.record = *std::move(record);
  return stored;
}

pqxx::binarystring StatesOf(const ProposalFilter& filter) {
  ArrayParameter states{ArrayParameter::kInt2};
  for (int state = 1; state <= ledger::kProposalStateCount; ++state) {
    if (!filter.state.has_value() || Raw(*filter.state) == state) states.AddInt(state);
  }
  return states.Take();
}

absl::StatusOr<pqxx::result> ReadPage(Tx& tx, const ProposalFilter& filter, std::int64_t after,
                                      int limit) {
  if (!filter.proposers.has_value()) {
    return tx.Run(kListProposals, StatesOf(filter), after, limit);
  }
  ArrayParameter proposers{ArrayParameter::kInt4};
  const std::set<ledger::ParticipantId> once(filter.proposers->begin(), filter.proposers->end());
  for (const ledger::ParticipantId proposer : once) proposers.AddInt(Raw(proposer));
  return tx.Run(kListProposalsOf, StatesOf(filter), after, limit, proposers.Take());
}

bool Passes(const ProposalFilter& filter, const StoredProposal& stored) {
  return (!filter.account.has_value() || stored.proposal.account == filter.account) &&
         (!filter.province.has_value() || stored.province == *filter.province);
}

}  // namespace

absl::StatusOr<std::optional<StoredProposal>> ProposalReader::Find(ledger::Sequence id) const {
  using Result = absl::StatusOr<std::optional<StoredProposal>>;
  return InSnapshot(pool_, [&](Tx& tx, const Head&) -> Result {
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kFindProposal, Raw(id)));
    if (rows.empty()) return std::nullopt;
    return ParseStored(rows[0]);
  });
}

absl::StatusOr<ProposalPage> ProposalReader::List(const ProposalFilter& filter,
                                                  std::optional<ledger::Sequence> after,
                                                  int page_size) const {
  return InSnapshot(pool_, [&](Tx& tx, const Head& head) -> absl::StatusOr<ProposalPage> {
    ProposalPage page;
    page.as_of = head.sequence;
    const int limit = PageSize(page_size);
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     ReadPage(tx, filter, Raw(after.value_or(ledger::Sequence{})), limit));
    for (const pqxx::row& row : rows) {
      ASSIGN_OR_RETURN(StoredProposal stored, ParseStored(row));
      page.next = stored.proposal.id;
      if (Passes(filter, stored)) page.rows.push_back(std::move(stored));
    }
    if (static_cast<int>(rows.size()) < limit) page.next.reset();
    return page;
  });
}

absl::StatusOr<std::vector<ledger::Sequence>> ProposalReader::DueProposals(ledger::Instant now,
                                                                           int limit) const {
  using Result = absl::StatusOr<std::vector<ledger::Sequence>>;
  return InSnapshot(pool_, [&](Tx& tx, const Head&) -> Result {
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kDueProposals, now.micros, PageSize(limit)));
    std::vector<ledger::Sequence> due;
    for (const pqxx::row& row : rows) {
      Fields fields(row);
      due.push_back(ledger::Sequence{fields.Int()});
      RETURN_IF_ERROR(fields.Status("due proposal"));
    }
    return due;
  });
}

}  // namespace registry::storage
