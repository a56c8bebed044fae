#ifndef SIM_SOCIAL_CREDIT_CODE_H_
#define SIM_SOCIAL_CREDIT_CODE_H_

#include <string>
#include <string_view>

namespace registry::sim {

// Whether `code` is a unified social credit code: 18 characters of the alphabet without I O S V Z,
// six digits of region at positions 3 to 8, and both check characters right: that of the
// organisation code (position 17) and that of the whole (position 18).
// Source: GB 32100-2015; organisation code: GB 11714 (from memory, agrees with every public code
// that was tried).
bool IsSocialCreditCode(std::string_view code);

// The code whose first sixteen characters are given, with its two check characters. `head`:
// department, category, six digits of region, eight characters of organisation, all from the
// alphabet. An empty string if the head is misshapen.
std::string CompleteSocialCreditCode(std::string_view head);

// The provincial authority of a code's region: its first two digits, but 6590xx is the Xinjiang
// Production and Construction Corps, an authority of its own with the key "6590".
std::string ProvinceOfCode(std::string_view code);

}  // namespace registry::sim

#endif  // SIM_SOCIAL_CREDIT_CODE_H_
