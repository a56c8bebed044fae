// The ceremony that opens a book (RULES R19): run once by the database owner on an empty store. It
// records the registry's own accounts and clock, then each participant of a file, then the first
// persons, two security administrators among them, and the policies by which offices are heard
// through persons and need second ones. Without persons it records no policy: offices then act by
// certificate alone, as simulations do.
#ifndef SERVER_BOOTSTRAP_H_
#define SERVER_BOOTSTRAP_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ledger/book.h"
#include "ledger/fact.h"
#include "server/ceremony_lists.h"

namespace registry::server {

struct BootstrapOptions {
  std::string database;  // libpq connection string, role registry_writer
  std::string server_name;
  ledger::ClockMode clock = ledger::ClockMode::kSystem;
  ledger::Instant replay_begins;  // with the replay clock
};

// FAILED_PRECONDITION: the store is not empty; nothing was done.
absl::Status Bootstrap(const BootstrapOptions& options,
                       const std::vector<ledger::RegisterParticipant>& participants,
                       const std::vector<FirstPerson>& persons = {});

}  // namespace registry::server

#endif  // SERVER_BOOTSTRAP_H_
