// What the registry says to people about each reason: what is the matter, and what to do next.
// docs/reasons.md has the same for reading.
#ifndef SERVER_REASON_TEXT_H_
#define SERVER_REASON_TEXT_H_

#include <string_view>

#include "ledger/reason.h"

namespace registry::server {

std::string_view ReasonText(ledger::Reason reason);
// The same for the reasons of caller.h.
std::string_view UnauthenticatedText(std::string_view reason);

}  // namespace registry::server

#endif  // SERVER_REASON_TEXT_H_
