#ifndef SIM_SOCIAL_CREDIT_CODE_H_
#define SIM_SOCIAL_CREDIT_CODE_H_

#include <string>
#include <string_view>

#include "ledger/social_credit_code.h"

namespace registry::sim {

using ledger::CompleteSocialCreditCode;
using ledger::IsSocialCreditCode;

// The provincial authority of a code's region: its first two digits, but 6590xx is the Xinjiang
// Production and Construction Corps, an authority of its own with the key "6590".
std::string ProvinceOfCode(std::string_view code);

}  // namespace registry::sim

#endif  // SIM_SOCIAL_CREDIT_CODE_H_
