// What the server says of a command that it took: the message that a proposal shows, the facts that
// the command makes, the answer to its caller. All of it has to be what the caller asked.
#ifndef TESTS_FUZZ_SAID_AGAIN_H_
#define TESTS_FUZZ_SAID_AGAIN_H_

#include "google/protobuf/message.h"
#include "ledger/command.h"

namespace registry::fuzz {

// `message` was read into `request`, and nothing was wrong with it.
void CheckSaidAgain(const google::protobuf::Message& message, const ledger::Request& request);

}  // namespace registry::fuzz

#endif  // TESTS_FUZZ_SAID_AGAIN_H_
