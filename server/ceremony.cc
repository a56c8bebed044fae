#include "server/ceremony.h"

#include <utility>

#include "ledger/participant.h"
#include "storage/pool.h"

namespace registry::server {

ledger::Request FromCeremony(ledger::RequestId id, ledger::Command command, ledger::Instant now) {
  ledger::Request request;
  request.key = {ledger::kCeremony, id};
  request.received_at = now;
  request.command = std::move(command);
  return request;
}

absl::StatusOr<IdentityDigester> ReadIdentityDigester(const std::string& database) {
  storage::PoolOptions options;
  options.connection = database;
  options.max_connections = 1;
  storage::ReaderPool pool(options);
  const auto secret = StoreSecret::Read(&pool);
  if (!secret.ok()) return secret.status();
  return IdentityDigester(*secret);
}

}  // namespace registry::server
