// Each command of a story by its RPC.
#ifndef TESTS_STORIES_SEND_COMMAND_H_
#define TESTS_STORIES_SEND_COMMAND_H_

#include "client/registry.h"
#include "tests/stories/teller.h"

namespace registry::stories {

// Sends it three times: with validate_only, in earnest, and once more under the same request id.
// The outcome tells when the three do not agree.
Answer SendCommand(client::Registry& registry, const ledger::Command& command);

}  // namespace registry::stories

#endif  // TESTS_STORIES_SEND_COMMAND_H_
