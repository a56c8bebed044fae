// The ceremony that opens a book (RULES R19): run once by the database owner on an empty store. It
// records the registry's own accounts and clock, then each participant of a file.
#ifndef SERVER_BOOTSTRAP_H_
#define SERVER_BOOTSTRAP_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/book.h"
#include "ledger/fact.h"

namespace registry::server {

struct BootstrapOptions {
  std::string database;  // libpq connection string, role registry_writer
  std::string server_name;
  ledger::ClockMode clock = ledger::ClockMode::kSystem;
  ledger::Instant replay_begins;  // with the replay clock
};

// Lines of name,role,province,account, after a line with just these words. Roles are written as
// registry_operator. INVALID_ARGUMENT names the line.
absl::StatusOr<std::vector<ledger::RegisterParticipant>> ParseParticipants(std::string_view text);

// FAILED_PRECONDITION: the store is not empty; nothing was done.
absl::Status Bootstrap(const BootstrapOptions& options,
                       const std::vector<ledger::RegisterParticipant>& participants);

}  // namespace registry::server

#endif  // SERVER_BOOTSTRAP_H_
