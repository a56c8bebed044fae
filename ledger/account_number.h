// Account numbers as people write them: the account id in eight or more digits, a hyphen and two
// check digits by ISO 7064 MOD 97-10, such as "00001001-05". One wrong digit or two swapped ones
// are noticed.
#ifndef LEDGER_ACCOUNT_NUMBER_H_
#define LEDGER_ACCOUNT_NUMBER_H_

#include <optional>
#include <string>
#include <string_view>

#include "ledger/ids.h"

namespace registry::ledger {

std::string FormatAccountNumber(AccountId id);

// Nothing when the text is not a number of that form, the check digits are wrong, or the id leaves
// the 42 bits that a position id has for it.
std::optional<AccountId> ParseAccountNumber(std::string_view text);

}  // namespace registry::ledger

#endif  // LEDGER_ACCOUNT_NUMBER_H_
