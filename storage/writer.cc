#include "storage/writer.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/appender.h"
#include "storage/fields.h"
#include "storage/head.h"
#include "storage/planted_fault.h"
#include "storage/statements.h"
#include "storage/status_macros.h"
#include "storage/verify.h"

namespace registry::storage {
namespace {

using ledger::Raw;

constexpr const char* kUniqueViolation = "23505";

std::int64_t SystemMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::int64_t SteadyMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Whether the append fails if any id of the batch was not new. What is not recorded is not
// appended; and a trade that is refused is not entered as one, though it may have been settled long
// ago.
bool AppendWouldNotice(const Batch& batch) {
  const auto asked = std::count_if(batch.records.begin(), batch.records.end(),
                                   [](const FreshRecord& record) { return !record.follows; });
  if (static_cast<std::size_t>(asked) != batch.answers.size()) return false;
  return std::all_of(batch.records.begin(), batch.records.end(), [](const FreshRecord& record) {
    return std::holds_alternative<ledger::Accepted>(record.recorded.outcome) ||
           !std::holds_alternative<ledger::SettleTrade>(record.request->command);
  });
}

// Whether it answers somebody by what stood in the book before. The commit of that may still wait
// for its standby, unknown to this process, so the answer waits for the standby too.
bool AnswersFromTheBook(const Batch& batch) {
  return batch.records.empty() &&
         std::any_of(batch.answers.begin(), batch.answers.end(), [](const Answer& answer) {
           return std::holds_alternative<ledger::Recorded>(answer);
         });
}

const char* ModeName(ledger::ClockMode mode) {
  return mode == ledger::ClockMode::kReplay ? "replay" : "system";
}

absl::Status CheckDurability(Connection& connection) {
  Tx tx(connection);
  RETURN_IF_ERROR(tx.Begin(kBegin).status());
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kReadDurability));
  const std::string durability = rows.empty() ? "" : rows[0][0].c_str();
  if (durability == "on" || durability == "remote_apply") return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "synchronous_commit is ", durability, " for this role: an answer would not be durable"));
}

}  // namespace

absl::Status Writer::Connect() {
  PassTurn();
  Forget();
  // Behind a new connection may stand a restored database, or a standby that lacks the newest.
  rules_known_ = false;
  partitions_until_ = 0;
  connection_.reset();
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection,
                   Connection::Open(options_.connection, WriterStatements()));
  RETURN_IF_ERROR(CheckDurability(*connection));
  connection_ = std::move(connection);
  ++counters_.connections;
  return absl::OkStatus();
}

absl::Status Writer::EnsurePartitions() {
  const std::int64_t next = end_.head.records;
  if (next < partitions_until_) return absl::OkStatus();
  Tx tx(*connection_);
  RETURN_IF_ERROR(tx.Begin(kBegin).status());
  RETURN_IF_ERROR(tx.Run(kEnsurePartitions, next, Raw(end_.head.sequence) + 1).status());
  if (tx.Commit() != CommitOutcome::kCommitted) return ToStatus(tx.error());
  // One whole width lies ahead of either number now. A sequence never runs ahead of its record, so
  // whichever has less room left sets when they are made next: with half a width in hand.
  const auto room = [](std::int64_t number) {
    return (number / kPartitionWidth + 2) * kPartitionWidth - number;
  };
  partitions_until_ =
      next + std::min(room(next), room(Raw(end_.head.sequence) + 1)) - kPartitionWidth / 2;
  return absl::OkStatus();
}

absl::Status Writer::TakeTurn() {
  if (has_turn()) return absl::OkStatus();
  const bool fresh = connection_ == nullptr || connection_->broken();
  if (fresh) RETURN_IF_ERROR(Connect());
  absl::Status status = Begin();
  // A connection that died while it was idle says so only now, and nothing was asked of it yet.
  if (!status.ok() && !fresh && connection_->broken()) {
    RETURN_IF_ERROR(Connect());
    status = Begin();
  }
  return status;
}

absl::Status Writer::Begin() {
  if (end_.rules != nullptr) {
    // A failure is no reason to stop while there is room; when there is none, the append says so.
    EnsurePartitions().IgnoreError();
    if (connection_->broken()) return absl::UnavailableError("the connection to PostgreSQL broke");
  }
  const std::int64_t before = SystemMicros();
  tx_.emplace(*connection_);
  const absl::StatusOr<pqxx::result> rows = tx_->Begin(kBeginWithLock);
  absl::Status status = rows.status();
  if (status.ok()) status = Adopt(*rows, before);
  if (!status.ok()) PassTurn();
  return status;
}

absl::Status Writer::Adopt(const pqxx::result& rows, std::int64_t before_micros) {
  ASSIGN_OR_RETURN(Head head, ParseHead(rows));
  RETURN_IF_ERROR(CheckClock(head, before_micros));
  if (!end_is_ours_ || !SameEnd(head, end_.head)) {
    if (end_is_ours_) ++counters_.foreign_heads;
    Forget();
    if (!rules_known_ || end_.rules->epoch != head.epoch) {
      ASSIGN_OR_RETURN(ledger::Rules rules, LoadRules(*tx_, head.epoch));
      end_.rules = std::make_shared<const ledger::Rules>(std::move(rules));
      rules_known_ = true;
    }
    ASSIGN_OR_RETURN(end_.ids, LoadNewIds(*tx_));
    RETURN_IF_ERROR(ReadFrontier());
  }
  AdoptClock(end_.rules->clock, end_.rules->book_open, head);
  end_.head = head;
  end_is_ours_ = true;
  if (end_.rules->book_open && end_.rules->clock.mode != options_.clock_mode) {
    return absl::FailedPreconditionError(absl::StrCat(
        "this book keeps the ", ModeName(end_.rules->clock.mode),
        " clock, and this server accepts the ", ModeName(options_.clock_mode), " clock only"));
  }
  return absl::OkStatus();
}

// PostgreSQL read its clock between two readings of ours.
absl::Status Writer::CheckClock(const Head& head, std::int64_t before_micros) const {
  if (options_.clock_mode != ledger::ClockMode::kSystem) return absl::OkStatus();
  const std::int64_t after_micros = SystemMicros();
  const std::int64_t skew = options_.max_clock_skew_micros;
  if (head.clock.micros >= before_micros - skew && head.clock.micros <= after_micros + skew) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat("the clocks of this server and of PostgreSQL are ",
                   (after_micros - head.clock.micros) / 1000, " ms apart"));
}

absl::Status Writer::ReadFrontier() {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx_->Run(kReadFrontier));
  if (rows.empty()) {
    end_.frontier = log::Frontier();
    return absl::OkStatus();
  }
  const pqxx::row row = rows[0];
  Fields fields(row);
  const auto size = static_cast<std::uint64_t>(fields.Int());
  std::optional<log::Frontier> frontier = log::Frontier::Parse(size, fields.Bytes());
  if (!fields.ok() || !frontier.has_value()) {
    return absl::DataLossError("the newest batch has no frontier of its size");
  }
  end_.frontier = *std::move(frontier);
  return absl::OkStatus();
}

void Writer::PassTurn() {
  tx_.reset();  // rolls back
}

absl::Status Writer::Verify() {
  Tx tx(*connection_);
  RETURN_IF_ERROR(tx.Begin(kBeginRead).status());
  return VerifyLastBatches(tx, options_.verify_batches);
}

void Writer::Forget() {
  end_is_ours_ = false;
  cache_.Clear();
}

Attempt Writer::Record(std::span<const ledger::Request> requests,
                       std::span<const ledger::Digest> request_hashes) {
  using Outcome = Attempt::Outcome;
  const Names names = look_ups_left_ > 0 ? Names::kLookUp : Names::kTakeForNew;
  absl::StatusOr<Batch> batch = DecideAndAppend(requests, request_hashes, names);
  if (batch.ok()) return Commit(*std::move(batch));
  if (names == Names::kTakeForNew && tx_->error().sqlstate == kUniqueViolation) {
    PassTurn();  // what the cache learned under this lock stays right
    LookUpFromNowOn();
    ++counters_.met_again;
    return {Outcome::kMetAgain, batch.status(), {}};
  }
  // An unpoisoned transaction failed by what it read or was to write, not by PostgreSQL.
  Outcome outcome = Outcome::kGuilty;
  if (tx_->poisoned()) {
    switch (tx_->error().blame) {
      case Blame::kGuilty:
        break;
      case Blame::kRetry:
        outcome = Outcome::kRetry;
        break;
      case Blame::kLostConnection:  // before COMMIT: certainly not written
      case Blame::kNobody:
        outcome = Outcome::kUnavailable;
        break;
    }
  }
  PassTurn();
  Forget();
  return {outcome, batch.status(), {}};
}

// At least the next batch, whatever the options say: it is the one that met a known id.
void Writer::LookUpFromNowOn() { look_ups_left_ = std::max(1, options_.look_up_batches); }

absl::StatusOr<Batch> Writer::Decide(std::span<const ledger::Request> requests,
                                     std::span<const ledger::Digest> request_hashes, Names names) {
  KnownRequests known;
  if (names == Names::kLookUp) {
    ASSIGN_OR_RETURN(known, FindRequests(*tx_, requests));
    if constexpr (kPlantedFault == PlantedFault::kNoLookUp) known.clear();
  }
  ASSIGN_OR_RETURN(std::unique_ptr<const ledger::Request> answer, Complete(requests, known));
  if (answer != nullptr) requests = std::span(answer.get(), 1);
  ledger::Touched touched;
  for (const ledger::Request& request : requests) {
    if (!known.contains(request.key)) {
      touched.Merge(ledger::Touches(*end_.rules, end_.ids, request));
    }
  }
  cache_.Bound(options_.max_cached_positions);
  ASSIGN_OR_RETURN(ledger::Snapshot snapshot, LoadSnapshot(*tx_, touched, cache_, names));
  Batch batch =
      DecideBatch(options_, end_, std::move(known), std::move(snapshot), requests, request_hashes);
  batch.answer = std::move(answer);
  return batch;
}

// An answer to a proposal, which is a batch of its own, with what was proposed; null for all else.
absl::StatusOr<std::unique_ptr<const ledger::Request>> Writer::Complete(
    std::span<const ledger::Request> requests, const KnownRequests& known) {
  const ledger::Request& request = requests.front();
  const ledger::Sequence proposal = ledger::ProposalOf(request);
  if (Raw(proposal) == 0 || known.contains(request.key)) return nullptr;
  auto completed = std::make_unique<ledger::Request>(request);
  ASSIGN_OR_RETURN(completed->proposed, LoadProposed(*tx_, proposal));
  return completed;
}

absl::StatusOr<Batch> Writer::DecideAndAppend(std::span<const ledger::Request> requests,
                                              std::span<const ledger::Digest> request_hashes,
                                              Names names) {
  ASSIGN_OR_RETURN(Batch batch, Decide(requests, request_hashes, names));
  if (names == Names::kTakeForNew && !AppendWouldNotice(batch)) {
    ASSIGN_OR_RETURN(batch, Decide(requests, request_hashes, Names::kLookUp));
  }
  RETURN_IF_ERROR(batch.fault);
  if (!batch.records.empty()) {
    const absl::Status appended = AppendBatch(*tx_, batch, options_.server_name);
    if (kPlantedFault != PlantedFault::kCommitAtItsWord && !appended.ok()) return appended;
  }
  if (mark_durable_ || AnswersFromTheBook(batch)) {
    RETURN_IF_ERROR(tx_->Run(kMarkDurable).status());
  }
  return batch;
}

Attempt Writer::Commit(Batch batch) {
  using Outcome = Attempt::Outcome;
  if (batch.records.empty() && !mark_durable_ && !AnswersFromTheBook(batch)) {
    PassTurn();
    return {Outcome::kRecorded, absl::OkStatus(), std::move(batch)};
  }
  const std::int64_t begin = SteadyMicros();
  const CommitOutcome committed = tx_->Commit();
  const std::int64_t micros = SteadyMicros() - begin;
  counters_.commit_micros += micros;
  counters_.commit_times.Add(micros);
  const SqlError error = tx_->error();
  PassTurn();
  if (committed == CommitOutcome::kCommitted) {
    mark_durable_ = false;
    look_ups_left_ = std::max(0, look_ups_left_ - 1);
    Keep(batch);
    return {Outcome::kRecorded, absl::OkStatus(), std::move(batch)};
  }
  Forget();
  if (committed == CommitOutcome::kInDoubt) {
    mark_durable_ = true;
    LookUpFromNowOn();
    return {Outcome::kInDoubt, absl::UnavailableError("in doubt: " + error.message), {}};
  }
  const Outcome outcome = error.blame == Blame::kGuilty  ? Outcome::kGuilty
                          : error.blame == Blame::kRetry ? Outcome::kRetry
                                                         : Outcome::kUnavailable;
  return {outcome, ToStatus(error), {}};
}

// What was written is what stands in the book now, until another head says otherwise.
void Writer::Keep(Batch& batch) {
  for (const FreshRecord& record : batch.records) cache_.Put(record.facts);
  for (const auto& [id, moved] : batch.moved) {
    cache_.positions[id] = {moved.balance, moved.last_sequence};
  }
  end_ = batch.after;
}

}  // namespace registry::storage
