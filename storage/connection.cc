#include "storage/connection.h"

#include <pqxx/nontransaction>

#include "absl/strings/str_cat.h"
#include "storage/fields.h"
#include "storage/replication_watch.h"
#include "storage/sqlstate.h"
#include "storage/statements.h"

#ifdef __SANITIZE_ADDRESS__
// libpqxx 6.4 drops the result of the statement at which its connection broke: it asks the dead
// connection for its encoding, and throws, before anything owns the result.
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "leak:PQmakeEmptyPGresult\n";
}
#endif

namespace registry::storage {
namespace {

// The version of the schema, or 0 where there is none.
std::int64_t SchemaVersion(pqxx::connection& connection) {
  pqxx::nontransaction work(connection);
  if (work.exec(kHasSchema.sql).empty()) return 0;
  const pqxx::result version = work.exec(kSchemaVersionIs.sql);
  return version.empty() ? 0 : ParseInt(version[0][0].c_str()).value_or(0);
}

// A host that went silent is noticed within seconds, not when the kernel gives up. What the
// operator says in his own string comes later and wins. A URI has no place for a prefix: there he
// has to say it himself.
std::string WithPatience(const std::string& options) {
  if (options.starts_with("postgres://") || options.starts_with("postgresql://")) return options;
  return "connect_timeout=5 keepalives_idle=5 keepalives_interval=2 keepalives_count=3 "
         "tcp_user_timeout=10000 " +
         options;
}

}  // namespace

Connection::Connection(const std::string& options) : pqxx_(WithPatience(options)) {
  // PostgreSQL's details quote the values of a row, names among them, and messages go to the log.
  pqxx_.set_verbosity(pqxx::connection_base::terse);
  watch_ = std::make_unique<ReplicationWatch>(pqxx_);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  pqxx_.inhibit_reactivation(true);
#pragma GCC diagnostic pop
}

Connection::~Connection() = default;

bool Connection::StillThere() {
  if (broken()) return false;
  try {
    pqxx_.get_notifs();  // reads what has come, and nothing else is asked to
  } catch (...) {
    broken_ = true;
  }
  return !broken();
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& options,
                                                             std::span<const SqlText> statements) {
  std::string preparing;
  try {
    std::unique_ptr<Connection> connection(new Connection(options));
    const std::int64_t version = SchemaVersion(connection->pqxx_);
    if (version != kSchemaVersion) {
      return absl::FailedPreconditionError(
          absl::StrCat("the database has schema version ", version, ", this program needs ",
                       kSchemaVersion, "; deploy the migrations that belong to it"));
    }
    for (const SqlText& statement : statements) {
      preparing = statement.name;
      connection->pqxx_.prepare(statement.name, statement.sql);
      connection->pqxx_.prepare_now(statement.name);
    }
    return connection;
  } catch (...) {
    const SqlError error = CurrentError();
    if (preparing.empty() || error.blame == Blame::kLostConnection) {
      return absl::UnavailableError(absl::StrCat("cannot connect to PostgreSQL: ", error.message));
    }
    return absl::FailedPreconditionError(
        absl::StrCat("statement ", preparing, " does not fit the schema: ", error.message));
  }
}

}  // namespace registry::storage
