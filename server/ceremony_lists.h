// The lists of the ceremonies: the participants and first persons with which a book is opened, and
// the administrators that are recovered.
#ifndef SERVER_CEREMONY_LISTS_H_
#define SERVER_CEREMONY_LISTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/access.h"
#include "ledger/book.h"
#include "ledger/recovery.h"

namespace registry::server {

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

// A recovery; the identity number as above.
struct Recovery {
  ledger::RecoverAdministrator recover;
  std::string identity_number;
};

// Lines of participant,code,identity_number,issuer,subject,officer,second_officer,cause,document,
// sha256 after a line with just these words in one; a line for each person. INVALID_ARGUMENT names
// the line.
absl::StatusOr<std::vector<Recovery>> ParseRecoveries(std::string_view text);

}  // namespace registry::server

#endif  // SERVER_CEREMONY_LISTS_H_
