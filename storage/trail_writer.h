// Adds rows to the trail, on a connection of its own (role registry_trail), which may read nothing.
//
// A row gets its number before it is first tried, and keeps it: a commit whose answer was lost is
// done again with the same numbers, and what is there already is left alone. So no row is lost, and
// none stands twice.
#ifndef STORAGE_TRAIL_WRITER_H_
#define STORAGE_TRAIL_WRITER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/connection.h"
#include "storage/trail_row.h"

namespace registry::storage {

// Numbers that are taken at once (migrations/deploy/trail.sql).
inline constexpr std::int64_t kTrailNumbers = 4'096;

// Not thread safe.
class TrailWriter {
 public:
  // `server`: its name, stored with each row. FAILED_PRECONDITION: wrong schema. UNAVAILABLE: no
  // database, or the role may not write the trail.
  static absl::StatusOr<std::unique_ptr<TrailWriter>> Open(std::string connection,
                                                           std::string server);

  // Adds all of the rows in one transaction, or none; gives numbers to those that have none.
  // UNAVAILABLE: try the same rows again. INTERNAL: a row is not as the table wants it.
  absl::Status Write(std::span<TrailRow> rows);

 private:
  TrailWriter(std::string options, std::string server)
      : options_(std::move(options)), server_(std::move(server)) {}

  absl::Status Connect();
  absl::Status TakeNumbers();
  absl::Status GiveNumbers(std::span<TrailRow> rows);

  const std::string options_;
  const std::string server_;
  std::unique_ptr<Connection> connection_;
  std::int64_t next_ = 0, end_ = 0;  // numbers taken and not given yet
};

}  // namespace registry::storage

#endif  // STORAGE_TRAIL_WRITER_H_
