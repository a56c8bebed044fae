// Recovery of lost security administrators (RULES R19): a ceremony of the database owner with two
// officers of the registry and a document, beside the running servers. Each recovery is a record of
// the journal, a refused one too, so the auditor sees it.
#ifndef SERVER_RECOVER_H_
#define SERVER_RECOVER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/decision.h"
#include "ledger/ids.h"
#include "ledger/recovery.h"
#include "server/ceremony_lists.h"

namespace registry::server {

struct RecoverOptions {
  std::string database;  // libpq connection string, role registry_writer
  std::string server_name;
  ledger::ClockMode clock = ledger::ClockMode::kSystem;
};

// What became of one recovery of the list.
struct RecoveryAnswer {
  std::string code;
  ledger::Recorded recorded;
  bool before = false;  // recorded by an earlier run
};

// The id under which a recovery is recorded: it follows from what is recovered, so a second run
// finds the answer of the first. `attempt` counts those that were refused.
ledger::RequestId RecoveryRequestId(const ledger::RecoverAdministrator& recover,
                                    std::uint32_t attempt);

// In the order of the list, up to the first that is refused. FAILED_PRECONDITION: the book is not
// open.
absl::StatusOr<std::vector<RecoveryAnswer>> Recover(const RecoverOptions& options,
                                                    const std::vector<Recovery>& recoveries);

bool IsRefused(const RecoveryAnswer& answer);

// "recovered sec-3, transaction 12", or why not.
std::string ToText(const RecoveryAnswer& answer);

}  // namespace registry::server

#endif  // SERVER_RECOVER_H_
