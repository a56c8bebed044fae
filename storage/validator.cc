#include "storage/validator.h"

#include <utility>

#include "log/canonical.h"
#include "storage/batch.h"
#include "storage/snapshot_read.h"

namespace registry::storage {

std::vector<Answer> Validator::Validate(std::span<const ledger::Request> requests) {
  if (requests.empty()) return {};
  absl::StatusOr<std::vector<Answer>> answers =
      InSnapshot(pool_, [&](Tx& tx, const Head& head) { return DecideOn(tx, head, requests); });
  if (answers.ok()) return *std::move(answers);
  const absl::Status& status = answers.status();
  const Answer fault = absl::IsDataLoss(status) ? absl::InternalError(status.message()) : status;
  return std::vector<Answer>(requests.size(), fault);
}

namespace {

// With what each answer to a proposal is about, as the writer sees it under its lock.
absl::StatusOr<std::vector<ledger::Request>> Completed(Tx& tx,
                                                       std::span<const ledger::Request> asked) {
  std::vector<ledger::Request> requests(asked.begin(), asked.end());
  for (ledger::Request& request : requests) {
    const ledger::Sequence proposal = ledger::ProposalOf(request);
    if (ledger::Raw(proposal) == 0) continue;
    ASSIGN_OR_RETURN(request.proposed, LoadProposed(tx, proposal));
  }
  return requests;
}

}  // namespace

absl::StatusOr<std::vector<Answer>> Validator::DecideOn(Tx& tx, const Head& head,
                                                        std::span<const ledger::Request> asked) {
  JournalEnd end;
  end.head = head;
  ASSIGN_OR_RETURN(end.rules, RulesOf(tx, head.epoch));
  AdoptClock(end.rules->clock, end.rules->book_open, end.head);
  ASSIGN_OR_RETURN(end.ids, LoadNewIds(tx));
  ASSIGN_OR_RETURN(const std::vector<ledger::Request> requests, Completed(tx, asked));
  ASSIGN_OR_RETURN(KnownRequests known, FindRequests(tx, requests));
  ledger::Touched touched;
  std::vector<ledger::Digest> hashes;
  for (const ledger::Request& request : requests) {
    hashes.push_back(log::RequestHash(request));
    if (!known.contains(request.key)) {
      touched.Merge(ledger::Touches(*end.rules, end.ids, request));
    }
  }
  FactCache cache;
  ASSIGN_OR_RETURN(ledger::Snapshot snapshot, LoadSnapshot(tx, touched, cache));
  return DecideBatch(options_, end, std::move(known), std::move(snapshot), requests, hashes,
                     Takings::kNone)
      .answers;
}

absl::StatusOr<std::shared_ptr<const ledger::Rules>> Validator::RulesOf(Tx& tx,
                                                                        ledger::RulesEpoch epoch) {
  {
    const std::lock_guard lock(mutex_);
    if (rules_ != nullptr && rules_->epoch == epoch) return rules_;
  }
  ASSIGN_OR_RETURN(ledger::Rules loaded, LoadRules(tx, epoch));
  auto rules = std::make_shared<const ledger::Rules>(std::move(loaded));
  const std::lock_guard lock(mutex_);
  rules_ = rules;
  return rules;
}

}  // namespace registry::storage
