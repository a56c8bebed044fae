#include "storage/validator.h"

#include <utility>

#include "log/canonical.h"
#include "storage/batch.h"
#include "storage/snapshot_read.h"

namespace registry::storage {

Answer Validator::Validate(const ledger::Request& request) {
  absl::StatusOr<Answer> answer =
      InSnapshot(pool_, [&](Tx& tx, const Head& head) { return DecideOn(tx, head, request); });
  if (!answer.ok()) {
    const absl::Status& status = answer.status();
    if (absl::IsDataLoss(status)) return absl::InternalError(status.message());
    return status;
  }
  return *std::move(answer);
}

absl::StatusOr<Answer> Validator::DecideOn(Tx& tx, const Head& head,
                                           const ledger::Request& request) {
  const std::span<const ledger::Request> requests(&request, 1);
  const ledger::Digest hash = log::RequestHash(request);
  JournalEnd end;
  end.head = head;
  ASSIGN_OR_RETURN(end.rules, RulesOf(tx, head.epoch));
  AdoptClock(end.rules->clock, end.rules->book_open, end.head);
  ASSIGN_OR_RETURN(end.ids, LoadNewIds(tx));
  ASSIGN_OR_RETURN(KnownRequests known, FindRequests(tx, requests));
  ledger::Touched touched;
  if (known.empty()) touched = ledger::Touches(*end.rules, end.ids, request);
  FactCache cache;
  ASSIGN_OR_RETURN(ledger::Snapshot snapshot, LoadSnapshot(tx, touched, cache));
  Batch batch = DecideBatch(options_, end, std::move(known), std::move(snapshot), requests,
                            std::span(&hash, 1));
  return std::move(batch.answers.front());
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
