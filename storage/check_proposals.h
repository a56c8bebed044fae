// Part of the self-check: what a record proposes, and how others answer it.
#ifndef STORAGE_CHECK_PROPOSALS_H_
#define STORAGE_CHECK_PROPOSALS_H_

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ledger/posting.h"
#include "log/canonical.h"
#include "storage/check_state.h"

namespace registry::storage {

class ProposalsCheck {
 public:
  explicit ProposalsCheck(CheckState& state) : state_(state) {}

  // Of an accepted record, before the expected facts take it in: what waits stays in its account;
  // an answer is to an open proposal, an approval by somebody who had no part in it, and the
  // postings give back or take exactly what waits.
  absl::Status Check(const log::ParsedRecord& record, const ledger::Accepted& accepted);
  // After the last record: what lies in the buckets for it is what open proposals reserved and what
  // transfers at will wait with.
  absl::Status Finish();

 private:
  using Postings = std::vector<ledger::Posting>;

  absl::Status CheckWaiting(const log::ParsedRecord& record, const Postings& postings);
  absl::Status CheckPerson(const log::ParsedRecord& record, const ledger::Proposal& proposal);
  absl::Status CheckPostings(const log::ParsedRecord& record, const Postings& postings);
  void AddDelayed(std::map<std::int64_t, Int128>& reserved) const;
  absl::Status Wrong(const log::ParsedRecord& record, std::string_view what,
                     std::string_view expected, std::string_view found);

  CheckState& state_;
};

}  // namespace registry::storage

#endif  // STORAGE_CHECK_PROPOSALS_H_
