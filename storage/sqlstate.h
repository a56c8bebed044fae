// The only place that knows PostgreSQL's error codes: whose fault an error is, and what a caller is
// told.
#ifndef STORAGE_SQLSTATE_H_
#define STORAGE_SQLSTATE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace registry::storage {

enum class Blame {
  // The data of the batch: class 22, 23, 54, P0. It is halved until the culprit stands alone.
  kGuilty,
  // The moment: 40001, 40P01. The same again.
  kRetry,
  // The line to PostgreSQL is gone, or the backend is. At COMMIT: doubt.
  kLostConnection,
  // Everything else: disk full, time-outs, shutdown, read-only after a fail-over, missing rights, a
  // missing partition.
  kNobody,
};

struct SqlError {
  Blame blame = Blame::kNobody;
  std::string sqlstate;  // five characters; empty when PostgreSQL gave none
  std::string message;   // for our log only: it can hold the values of a row
};

// The message tells apart what shares a code; in English, as lc_messages is C in our clusters.
Blame BlameFor(std::string_view sqlstate, std::string_view message);

// What is being thrown. Call it in a catch block only.
SqlError CurrentError();

// INTERNAL for the guilty, UNAVAILABLE for the others. The message names the code and what
// PostgreSQL said.
absl::Status ToStatus(const SqlError& error);

}  // namespace registry::storage

#endif  // STORAGE_SQLSTATE_H_
