// Random bytes of the kernel.
#ifndef SERVER_RANDOM_H_
#define SERVER_RANDOM_H_

#include <span>

#include "ledger/command.h"

namespace registry::server {

// A salt for the leaf of each request, read in one go.
void Salt(std::span<ledger::Request> requests);
// A random request id (UUID version 4).
ledger::RequestId RandomRequestId();

}  // namespace registry::server

#endif  // SERVER_RANDOM_H_
