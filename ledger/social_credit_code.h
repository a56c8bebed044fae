// Unified social credit codes (GB 32100-2015): 18 characters, two kinds of check characters.
#ifndef LEDGER_SOCIAL_CREDIT_CODE_H_
#define LEDGER_SOCIAL_CREDIT_CODE_H_

#include <string_view>

namespace registry::ledger {

// Whether the form and both check characters (the code's own, and the organisation code's inside
// it, GB 11714) are right. 91570522087163776E, published once, is not.
bool IsSocialCreditCode(std::string_view code);

}  // namespace registry::ledger

#endif  // LEDGER_SOCIAL_CREDIT_CODE_H_
