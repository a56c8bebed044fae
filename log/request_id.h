// Request ids that follow from what is asked: whoever asks for the same thing asks under the same
// id.
#ifndef LOG_REQUEST_ID_H_
#define LOG_REQUEST_ID_H_

#include <string_view>

#include "ledger/ids.h"

namespace registry::log {

// The first half of SHA-256 over the text, marked as a UUID of version 8.
ledger::RequestId RequestIdOf(std::string_view what);

}  // namespace registry::log

#endif  // LOG_REQUEST_ID_H_
