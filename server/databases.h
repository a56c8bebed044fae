// The connection strings of a server: one for each role.
#ifndef SERVER_DATABASES_H_
#define SERVER_DATABASES_H_

#include "absl/status/statusor.h"
#include "server/registry_server.h"

namespace registry::server {

// The options with the strings that were left out: those for the trail and for audits are then the
// writer's and the reader's with another role. INVALID_ARGUMENT: a URI has no place for that.
absl::StatusOr<ServerOptions> WithDatabases(ServerOptions options);

}  // namespace registry::server

#endif  // SERVER_DATABASES_H_
