#include "storage/tx.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/planted_fault.h"
#include "storage/replication_watch.h"

namespace registry::storage {

Tx::Tx(Connection& connection) : connection_(connection) {
  try {
    work_.emplace(connection.pqxx_);
  } catch (...) {
    error_ = CurrentError();
    error_.blame = Blame::kLostConnection;
    connection.broken_ = true;
    stage_ = Stage::kPoisoned;
  }
}

Tx::~Tx() { Rollback(); }

absl::Status Tx::CheckOpen(const SqlText& statement) const {
  if (stage_ == Stage::kOpen) return absl::OkStatus();
  if (stage_ == Stage::kPoisoned) return ToStatus(error_);
  return absl::InternalError(absl::StrCat(statement.name, ": not inside a transaction"));
}

absl::Status Tx::Poison(const SqlText& statement) {
  error_ = CurrentError();
  error_.message = absl::StrCat(statement.name, ": ", error_.message);
  if (error_.blame == Blame::kLostConnection || !connection_.pqxx_.is_open()) {
    error_.blame = Blame::kLostConnection;
    connection_.broken_ = true;
  }
  stage_ = Stage::kPoisoned;
  return ToStatus(error_);
}

absl::Status Tx::Refuse(SqlError error) {
  error_ = std::move(error);
  stage_ = Stage::kPoisoned;
  return ToStatus(error_);
}

absl::StatusOr<pqxx::result> Tx::Begin(const SqlText& script) {
  if (stage_ == Stage::kPoisoned) return ToStatus(error_);
  if (stage_ != Stage::kNew) return absl::InternalError("a transaction begins once");
  try {
    if constexpr (kPlantedFault == PlantedFault::kAcknowledgeBeforeCommit) {
      if (std::exchange(connection_.owes_commit_, false)) work_->exec("COMMIT");
    }
    begun_ = true;
    pqxx::result rows = work_->exec(script.sql);
    stage_ = Stage::kOpen;
    return rows;
  } catch (...) {
    return Poison(script);
  }
}

CommitOutcome Tx::Commit() {
  if constexpr (kPlantedFault == PlantedFault::kAcknowledgeBeforeCommit) {
    connection_.owes_commit_ = true;
    begun_ = false;
    stage_ = Stage::kEnded;
    return CommitOutcome::kCommitted;
  }
  if constexpr (kPlantedFault == PlantedFault::kCommitAtItsWord) {
    if (!connection_.broken()) stage_ = Stage::kOpen;
  }
  if (stage_ != Stage::kOpen) {
    Rollback();
    return CommitOutcome::kRefused;
  }
  connection_.watch_->Reset();
  try {
    work_->exec("COMMIT");
  } catch (...) {
    return NotCommitted({"COMMIT", ""});
  }
  return Committed();
}

bool Tx::BeginAlone() {
  if (stage_ != Stage::kNew) return false;
  connection_.watch_->Reset();
  return true;
}

CommitOutcome Tx::Committed() {
  stage_ = Stage::kEnded;
  begun_ = false;
  if (connection_.watch_->doubt()) {
    connection_.broken_ = true;
    error_ = {Blame::kLostConnection, "", "committed here, perhaps not on the standby"};
    return CommitOutcome::kInDoubt;
  }
  return CommitOutcome::kCommitted;
}

CommitOutcome Tx::NotCommitted(const SqlText& statement) {
  Poison(statement).IgnoreError();
  // An error without a code did not come from PostgreSQL, so it answers nothing.
  if (error_.sqlstate.empty()) connection_.broken_ = true;
  if (connection_.broken_) {
    error_.blame = Blame::kLostConnection;
    return CommitOutcome::kInDoubt;
  }
  return CommitOutcome::kRefused;  // the error ended the transaction
}

void Tx::Rollback() {
  if (begun_ && !connection_.broken()) {
    try {
      work_->exec("ROLLBACK");
    } catch (...) {
      connection_.broken_ = true;
    }
  }
  begun_ = false;
  if (stage_ != Stage::kPoisoned) stage_ = Stage::kEnded;
}

}  // namespace registry::storage
