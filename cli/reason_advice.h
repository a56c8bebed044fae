#ifndef CLI_REASON_ADVICE_H_
#define CLI_REASON_ADVICE_H_

#include <string>
#include <string_view>

#include "client/error.h"

namespace registry::cli {

// What a person can do about a refusal for this reason; empty for a reason that is not known here.
std::string_view AdviceFor(std::string_view reason);

// The next step after a failed call: the advice for its first reason, else that of its exit code.
std::string NextStep(const client::Error& error);

}  // namespace registry::cli

#endif  // CLI_REASON_ADVICE_H_
