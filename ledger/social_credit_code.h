// Unified social credit codes (GB 32100-2015): 18 characters, two of them check characters.
#ifndef LEDGER_SOCIAL_CREDIT_CODE_H_
#define LEDGER_SOCIAL_CREDIT_CODE_H_

#include <string>
#include <string_view>

namespace registry::ledger {

// Whether `code` is a unified social credit code: 18 characters of the alphabet without I O S V Z,
// six digits of region at positions 3 to 8, and both check characters right: that of the
// organisation code (position 17) and that of the whole (position 18). 91570522087163776E,
// published once, is not. Source: GB 32100-2015; organisation code: GB 11714 (from memory, agrees
// with every public code that was tried).
bool IsSocialCreditCode(std::string_view code);

// The code whose first sixteen characters are given, with its two check characters. An empty string
// if the head is misshapen.
std::string CompleteSocialCreditCode(std::string_view head);

}  // namespace registry::ledger

#endif  // LEDGER_SOCIAL_CREDIT_CODE_H_
