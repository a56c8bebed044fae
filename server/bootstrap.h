// The ceremony that opens a book (RULES R19): run once by the database owner on an empty store. It
// records the registry's own accounts and clock, then each participant of a file, then the first
// persons, two security administrators among them, and the policies by which offices are heard
// through persons and need second ones. Without persons it records no policy: offices then act by
// certificate alone, as simulations do.
#ifndef SERVER_BOOTSTRAP_H_
#define SERVER_BOOTSTRAP_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/access.h"
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

// A person of the ceremony. The number of the identity document is digested under a key that the
// store has only after its first record.
struct FirstPerson {
  ledger::RegisterPerson person;
  std::string identity_number;
};

// Lines of code,identity_number,issuer,subject,participant,powers, after a line with just these
// words. Powers are written as initiate+approve. Several lines of one code are one person with a
// seat for each. INVALID_ARGUMENT names the line.
absl::StatusOr<std::vector<FirstPerson>> ParsePersons(std::string_view text);

// INVALID_ARGUMENT: fewer than two persons who may initiate and approve as security administrators,
// or one seated at a participant that is not there.
absl::Status CheckFirstPersons(const std::vector<ledger::RegisterParticipant>& participants,
                               const std::vector<FirstPerson>& persons);

// FAILED_PRECONDITION: the store is not empty; nothing was done.
absl::Status Bootstrap(const BootstrapOptions& options,
                       const std::vector<ledger::RegisterParticipant>& participants,
                       const std::vector<FirstPerson>& persons = {});

}  // namespace registry::server

#endif  // SERVER_BOOTSTRAP_H_
