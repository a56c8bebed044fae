// One connection to PostgreSQL, with every statement prepared. It never reconnects by itself:
// libpqxx would, with its settings lost. Whoever sees it broken throws it away.
#ifndef STORAGE_CONNECTION_H_
#define STORAGE_CONNECTION_H_

#include <memory>
#include <pqxx/connection>
#include <span>
#include <string>

#include "absl/status/statusor.h"

namespace registry::storage {

// A name and its text. They all stand in statements.h.
struct SqlText {
  const char* name;
  const char* sql;
};

// Hears the WARNING of a commit that was cut off from its synchronous standby: "The transaction has
// already committed locally, but might not have been replicated to the standby". It is no error to
// PostgreSQL, and doubt to us.
class ReplicationWatch;

// Not thread safe.
class Connection {
 public:
  // Connects, compares the schema's version with kSchemaVersion, prepares the statements.
  // UNAVAILABLE: no database. FAILED_PRECONDITION: another schema, or a statement that does not fit
  // it.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& options,
                                                          std::span<const SqlText> statements);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool broken() const { return broken_ || !pqxx_.is_open(); }
  // Between statements: whether PostgreSQL has not said meanwhile that it is over. Sends nothing.
  bool StillThere();

 private:
  friend class Tx;
  explicit Connection(const std::string& options);

  pqxx::connection pqxx_;
  std::unique_ptr<ReplicationWatch> watch_;
  bool broken_ = false;
  bool owes_commit_ = false;  // only ever with a planted fault
};

}  // namespace registry::storage

#endif  // STORAGE_CONNECTION_H_
