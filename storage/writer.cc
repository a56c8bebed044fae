#include "storage/writer.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/appender.h"
#include "storage/array_parameter.h"
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

// PostgreSQL refuses an append that was dated longer than a second before (take_expected_head). One
// whose line was lost may still be on its way; for so long nothing is settled by finding nothing.
constexpr std::int64_t kLateAppendMicros = 2'000'000;
// A line that was silent for so long is asked before anything is sent that commits, and a clock
// that was read so long ago is read again.
constexpr std::int64_t kLongestExpectationMicros = 5'000'000;
// How far two clocks may run apart: parts in 10,000.
constexpr std::int64_t kClockDrift = 1;

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

// Whether a batch may be decided on what is remembered, with nothing asked before.
bool Writer::MayExpectTurn() {
  // The other faults stand in the ways of a locked turn.
  if constexpr (kPlantedFault != PlantedFault::kNone &&
                kPlantedFault != PlantedFault::kLostAppendIsWritten) {
    return false;
  }
  if (locked_turns_left_ > 0) {
    --locked_turns_left_;
    return false;
  }
  if (!end_is_ours_ || mark_durable_ || look_ups_left_ > 0 || !end_.rules->book_open) return false;
  if (end_.head.records >= partitions_until_ || !connection_->StillThere()) return false;
  const std::int64_t now = SteadyMicros();
  if (now - clock_read_micros_ > kLongestExpectationMicros) return false;
  end_.head.clock = ledger::Instant{now + clock_offset_micros_};
  if (!CheckClock(end_.head, SystemMicros()).ok()) return false;
  AdoptClock(end_.rules->clock, end_.rules->book_open, end_.head);
  return true;
}

absl::Status Writer::TakeTurn() {
  if (has_turn()) return absl::OkStatus();
  if (MayExpectTurn()) {
    expects_turn_ = true;
    return absl::OkStatus();
  }
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
  clock_offset_micros_ = head.clock.micros - SteadyMicros();
  clock_read_micros_ = SteadyMicros();
  // Until all of this succeeded, nothing that is remembered is of any head.
  if (const bool remembers = std::exchange(end_is_ours_, false);
      !remembers || !SameEnd(head, end_.head)) {
    bool caught_up = false;
    if (remembers) {
      ++counters_.foreign_heads;
      locked_turns_left_ = options_.locked_turns;
      ASSIGN_OR_RETURN(caught_up, CatchUp(head));
    }
    if (!caught_up) RETURN_IF_ERROR(StartAnew(head));
    RETURN_IF_ERROR(ReadFrontier());
  }
  AdoptClock(end_.rules->clock, end_.rules->book_open, head);
  end_.head = head;
  if (end_.rules->book_open && end_.rules->clock.mode != options_.clock_mode) {
    return absl::FailedPreconditionError(absl::StrCat(
        "this book keeps the ", ModeName(end_.rules->clock.mode),
        " clock, and this server accepts the ", ModeName(options_.clock_mode), " clock only"));
  }
  end_is_ours_ = true;
  return absl::OkStatus();
}

// Rules, ids, and no fact remembered.
absl::Status Writer::StartAnew(const Head& head) {
  Forget();
  if (!rules_known_ || end_.rules->epoch != head.epoch) {
    ASSIGN_OR_RETURN(ledger::Rules rules, LoadRules(*tx_, head.epoch));
    end_.rules = std::make_shared<const ledger::Rules>(std::move(rules));
    rules_known_ = true;
  }
  ASSIGN_OR_RETURN(end_.ids, LoadNewIds(*tx_));
  return absl::OkStatus();
}

// Takes in what others moved since our head. False, and nothing is taken in, when they did more
// than that, or so much that reading what is asked for is cheaper.
absl::StatusOr<bool> Writer::CatchUp(const Head& head) {
  const Head& ours = end_.head;
  if (!rules_known_ || end_.rules->epoch != head.epoch || head.sequence <= ours.sequence ||
      head.records - ours.records > options_.max_records_to_catch_up) {
    return false;
  }
  ArrayParameter types{ElementType::kInt2};
  for (const ledger::CommandType type : ledger::kOnlyMoving) types.AddInt(Raw(type));
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx_->Run(kReadMovesSince, ours.records - 1, BytesParameter(ours.root), Raw(ours.sequence),
               head.records - 1, Raw(head.sequence), types.Take()));
  if (rows.empty()) return false;
  for (const pqxx::row& row : rows) {
    Fields fields(row);
    const ledger::PositionId transferring{fields.Int()};
    const ledger::Quantity transferring_balance{fields.Int()};
    const ledger::PositionId acquiring{fields.Int()};
    const ledger::Quantity acquiring_balance{fields.Int()};
    const ledger::Sequence sequence{fields.Int()};
    RETURN_IF_ERROR(fields.Status("moves of another server"));
    cache_.positions[transferring] = {transferring_balance, sequence};
    cache_.positions[acquiring] = {acquiring_balance, sequence};
  }
  ++counters_.caught_up;
  return true;
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

// A clock that was read before a commit. Each such offset is too small, by the time of that commit,
// so the largest is the best, as long as the clocks cannot have run apart.
void Writer::ReadClockBeforeCommit(ledger::Instant clock) {
  const std::int64_t now = SteadyMicros();
  const std::int64_t drift = (now - clock_read_micros_) * kClockDrift / 10'000;
  clock_offset_micros_ = std::max(clock_offset_micros_ - drift, clock.micros - now);
  clock_read_micros_ = now;
}

void Writer::PassTurn() {
  tx_.reset();  // rolls back
  expects_turn_ = false;
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
  if (expects_turn_) return RecordAtExpectedHead(requests, request_hashes);
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
  if (batch.records.empty() && !AnswersFromTheBook(batch) &&
      SteadyMicros() < late_append_until_micros_) {
    // Nothing that is recorded now would stop it.
    PassTurn();
    return {Attempt::Outcome::kUnavailable,
            absl::UnavailableError("an append in doubt may still be on its way"),
            {}};
  }
  if (batch.records.empty() && !mark_durable_ && !AnswersFromTheBook(batch)) {
    PassTurn();
    return {Attempt::Outcome::kRecorded, absl::OkStatus(), std::move(batch)};
  }
  const std::int64_t begin = SteadyMicros();
  const CommitOutcome committed = tx_->Commit();
  const std::int64_t micros = SteadyMicros() - begin;
  const SqlError error = tx_->error();
  return Committed(committed, error, micros, std::move(batch));
}

// What follows from the outcome of a COMMIT that took so long. Ends the turn.
Attempt Writer::Committed(CommitOutcome committed, const SqlError& error, std::int64_t micros,
                          Batch batch) {
  using Outcome = Attempt::Outcome;
  counters_.commit_micros += micros;
  counters_.commit_times.Add(micros);
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

// Decides on what is remembered alone. Nothing when something would have to be read, or answered
// under the lock. What leaves facts, as it waits for a second person, the append sends back.
absl::StatusOr<std::optional<Batch>> Writer::DecideRemembered(
    std::span<const ledger::Request> requests, std::span<const ledger::Digest> request_hashes) {
  ledger::Touched touched;
  for (const ledger::Request& request : requests) {
    if (!ledger::PostsOnly(ledger::TypeOf(request.command))) return std::nullopt;
    touched.Merge(ledger::Touches(*end_.rules, end_.ids, request));
  }
  std::optional<ledger::Snapshot> snapshot = RememberedSnapshot(touched, cache_);
  if (!snapshot.has_value()) return std::nullopt;
  Batch batch = DecideBatch(options_, end_, {}, *std::move(snapshot), requests, request_hashes);
  RETURN_IF_ERROR(batch.fault);
  if (batch.records.empty() || !AppendWouldNotice(batch)) return std::nullopt;
  return batch;
}

Attempt Writer::RecordAtExpectedHead(std::span<const ledger::Request> requests,
                                     std::span<const ledger::Digest> request_hashes) {
  using Outcome = Attempt::Outcome;
  const auto locked_next = [this](int turns) -> Attempt {
    PassTurn();
    locked_turns_left_ = std::max(1, turns);
    ++counters_.not_at_head;
    return {Outcome::kNotAtHead, absl::AbortedError("the batch needs the lock"), {}};
  };
  absl::StatusOr<std::optional<Batch>> decided = DecideRemembered(requests, request_hashes);
  // A fault may be of what has gone stale: under the lock it is known.
  if (!decided.ok() || !decided->has_value()) return locked_next(options_.locked_turns);
  Batch batch = **std::move(decided);
  Tx tx(*connection_);
  if (tx.poisoned()) return locked_next(1);  // no line, and nothing was sent
  const std::int64_t begin = SteadyMicros();
  absl::StatusOr<AppendedAlone> appended = AppendAtExpectedHead(tx, batch, options_.server_name);
  const std::int64_t micros = SteadyMicros() - begin;
  if (!appended.ok()) return locked_next(options_.locked_turns);
  if (appended->outcome == CommitOutcome::kCommitted) {
    // The locked turn finds out whether another server writes.
    if (!appended->at_head) return locked_next(1);
    ReadClockBeforeCommit(appended->clock);
    ++counters_.at_expected_head;
  }
  if (appended->outcome == CommitOutcome::kRefused && tx.error().sqlstate == kUniqueViolation) {
    PassTurn();
    LookUpFromNowOn();
    ++counters_.met_again;
    return {Outcome::kMetAgain, ToStatus(tx.error()), {}};
  }
  if constexpr (kPlantedFault == PlantedFault::kLostAppendIsWritten) {
    if (appended->outcome == CommitOutcome::kInDoubt) appended->outcome = CommitOutcome::kCommitted;
  }
  if (appended->outcome == CommitOutcome::kInDoubt) {
    late_append_until_micros_ = SteadyMicros() + kLateAppendMicros;
  }
  return Committed(appended->outcome, tx.error(), micros, std::move(batch));
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
