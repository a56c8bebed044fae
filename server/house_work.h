// What the registry itself has to do when its time has come. Each piece of work has a name from
// which the id of its request follows, so that any number of servers may ask for it at the same
// time and after any restart: the journal does it once.
#ifndef SERVER_HOUSE_WORK_H_
#define SERVER_HOUSE_WORK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/command.h"
#include "ledger/rules.h"
#include "storage/journal.h"
#include "storage/pool.h"

namespace registry::server {

struct HouseWork {
  std::string name;  // "expire 1042"
  ledger::Command command;
};

// Follows from name and attempt. `attempt` counts what was refused as too early: that refusal
// stands for ever under its id.
ledger::RequestId HouseRequestId(std::string_view name, std::uint32_t attempt);

HouseWork ExpiryOf(ledger::Sequence proposal);

// Freezes whose time is over and transfers that are due, at most so many of each.
std::vector<HouseWork> DueByRules(const ledger::Rules& rules, ledger::Instant now,
                                  std::size_t limit);

// What a day's delivery left in TRADING and a freeze of an earlier day (Beijing) wants. Named by
// the epoch of the rules too: what was refused under them is not asked for again.
absl::StatusOr<std::vector<HouseWork>> LeftInTrading(storage::ReaderPool* pool,
                                                     const ledger::Rules& rules,
                                                     ledger::Instant now);

// Whether work was refused because its time has not come, though this server thought so.
bool CameTooEarly(const storage::Answer& answer);

}  // namespace registry::server

#endif  // SERVER_HOUSE_WORK_H_
