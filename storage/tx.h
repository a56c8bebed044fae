// One transaction. libpqxx's own cannot be trusted with a book: its commit() returns normally after
// PostgreSQL rolled back, and its prepared statements go on, each committed by itself, after an
// error or a commit. So a Tx is poisoned by any error and then neither executes nor commits, and it
// says what became of a COMMIT. Exceptions end here.
#ifndef STORAGE_TX_H_
#define STORAGE_TX_H_

#include <optional>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/connection.h"
#include "storage/sqlstate.h"

namespace registry::storage {

enum class CommitOutcome {
  kCommitted,
  kRefused,  // PostgreSQL answered an error: certainly nothing is stored
  kInDoubt,  // the line was lost, or the standby may not have it: nobody knows here
};

class Tx {
 public:
  // Sends nothing. At most one Tx of a connection at a time.
  explicit Tx(Connection& connection);
  // Rolls back what was not committed.
  ~Tx();
  Tx(const Tx&) = delete;
  Tx& operator=(const Tx&) = delete;

  // Opens the transaction by a text that starts with BEGIN and may hold further statements, all in
  // one round trip; in READ COMMITTED each sees what was committed before it. Returns the last
  // one's rows.
  absl::StatusOr<pqxx::result> Begin(const SqlText& script);

  // Executes a prepared statement. Parameters: integers, std::string, std::optional of them.
  template <typename... Args>
  absl::StatusOr<pqxx::result> Run(const SqlText& statement, const Args&... args) {
    if (absl::Status refused = CheckOpen(statement); !refused.ok()) return refused;
    try {
      return work_->exec_prepared(statement.name, args...);
    } catch (...) {
      return Poison(statement);
    }
  }

  // Executes a text that is not worth preparing on every connection.
  template <typename... Args>
  absl::StatusOr<pqxx::result> RunOnce(const SqlText& statement, const Args&... args) {
    if (absl::Status refused = CheckOpen(statement); !refused.ok()) return refused;
    try {
      return work_->exec_params(statement.sql, args...);
    } catch (...) {
      return Poison(statement);
    }
  }

  // Executes a prepared statement as a transaction of its own, in one round trip, in a Tx that has
  // not begun. Its rows are what was committed.
  template <typename... Args>
  CommitOutcome RunAlone(pqxx::result& rows, const SqlText& statement, const Args&... args) {
    if (!BeginAlone()) return CommitOutcome::kRefused;
    try {
      rows = work_->exec_prepared(statement.name, args...);
    } catch (...) {
      return NotCommitted(statement);
    }
    return Committed();
  }

  CommitOutcome Commit();
  void Rollback();
  // No statement goes through any more: what was read or written is not what was meant.
  absl::Status Refuse(SqlError error);

  bool poisoned() const { return stage_ == Stage::kPoisoned; }
  // What poisoned it.
  const SqlError& error() const { return error_; }

 private:
  enum class Stage { kNew, kOpen, kPoisoned, kEnded };

  absl::Status CheckOpen(const SqlText& statement) const;
  absl::Status Poison(const SqlText& statement);  // in a catch block
  bool BeginAlone();
  CommitOutcome Committed();
  CommitOutcome NotCommitted(const SqlText& statement);  // in a catch block

  Connection& connection_;
  std::optional<pqxx::nontransaction> work_;
  Stage stage_ = Stage::kNew;
  bool begun_ = false;
  SqlError error_;
};

}  // namespace registry::storage

#endif  // STORAGE_TX_H_
