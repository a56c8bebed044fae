// What a transaction is about, beside its postings: read from its record and the rules.
#ifndef SERVER_TRANSACTION_ABOUT_H_
#define SERVER_TRANSACTION_ABOUT_H_

#include <optional>
#include <string>
#include <vector>

#include "ledger/command.h"
#include "ledger/rules.h"
#include "log/canonical.h"

namespace registry::server {

// `command`, of all of them: what the transaction carried out, of an approval what was proposed.
// The record is of an accepted decision.

// Its code, number or id; empty: none. Of a freeze its number and never its case, since whoever
// reads the journal need not be somebody who reads of cases.
std::string SubjectOf(const ledger::Rules& rules, const log::ParsedRecord& record,
                      const ledger::Command& command);

// Why, as its caller said it for those concerned; empty: it was not asked.
std::string CauseOf(const ledger::Command& command);

// The account that it opened or changed.
std::optional<ledger::AccountId> ChangedAccountOf(const log::ParsedRecord& record,
                                                  const ledger::Command& command);

// The freeze or pledge that it made, changed or ended; null: none.
const ledger::Freeze* FreezeOf(const ledger::Rules& rules, const log::ParsedRecord& record,
                               const ledger::Command& command);

// The accounts that it touches, ascending. What waits for a second person touches only those that
// its postings name: nobody learns of a freeze beforehand. `frozen`: of the freeze's holder.
std::vector<ledger::AccountId> AccountsOf(const ledger::Rules& rules,
                                          const log::ParsedRecord& record,
                                          const ledger::Command& command,
                                          std::optional<ledger::AccountId> frozen);

}  // namespace registry::server

#endif  // SERVER_TRANSACTION_ABOUT_H_
