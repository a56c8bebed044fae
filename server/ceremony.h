// What the ceremonies of the database owner share: opening a book, and recovering a lost
// administrator (RULES R19).
#ifndef SERVER_CEREMONY_H_
#define SERVER_CEREMONY_H_

#include <string>

#include "absl/status/statusor.h"
#include "ledger/command.h"
#include "server/secret.h"

namespace registry::server {

ledger::Request FromCeremony(ledger::RequestId id, ledger::Command command, ledger::Instant now);

// Under the key of the store, which is made of its first record. FAILED_PRECONDITION: it has none.
absl::StatusOr<IdentityDigester> ReadIdentityDigester(const std::string& database);

}  // namespace registry::server

#endif  // SERVER_CEREMONY_H_
