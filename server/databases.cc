#include "server/databases.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace registry::server {
namespace {

bool IsUri(const std::string& connection) {
  return connection.starts_with("postgres://") || connection.starts_with("postgresql://");
}

// Of two values of a keyword libpq takes the later one.
std::string AsRole(const std::string& own, const std::string& other, std::string_view role) {
  return own.empty() ? absl::StrCat(other, " user=", std::string(role)) : own;
}

}  // namespace

absl::StatusOr<ServerOptions> WithDatabases(ServerOptions options) {
  if ((options.trail_database.empty() && IsUri(options.database)) ||
      (options.auditor_database.empty() && IsUri(options.reader_database))) {
    return absl::InvalidArgumentError(
        "with a URI for a database --trail-database and --auditor-database have to be given");
  }
  options.trail_database = AsRole(options.trail_database, options.database, "registry_trail");
  options.auditor_database =
      AsRole(options.auditor_database, options.reader_database, "registry_auditor");
  return options;
}

}  // namespace registry::server
