// What stands behind every office's counter. The pointers are RegistryServer's, which outlives the
// calls.
#ifndef SERVER_BACKEND_H_
#define SERVER_BACKEND_H_

#include <atomic>
#include <cstdint>

#include "server/batcher.h"
#include "server/call_counts.h"
#include "server/directory.h"
#include "server/feed_hub.h"
#include "server/log.h"
#include "server/options.h"
#include "server/page_token.h"
#include "server/rate_limit.h"
#include "server/secret.h"
#include "server/stream_watch.h"
#include "server/trail.h"
#include "server/workers.h"
#include "storage/pool.h"
#include "storage/validator.h"

namespace registry::server {

class KeyFile;
class TokenVerifier;

struct Backend {
  Limits limits;
  DirectoryBoard* directory = nullptr;
  Batcher* batcher = nullptr;
  Workers* reads = nullptr;
  Workers* checks = nullptr;
  FeedHub* feed = nullptr;
  Trail* trail = nullptr;
  RateLimiter* rates = nullptr;
  const std::atomic<std::int64_t>* records =
      nullptr;                                // of the journal, as this server's writer knows
  storage::ReaderPool* pool = nullptr;        // role registry_reader
  storage::ReaderPool* audit_pool = nullptr;  // role registry_auditor
  storage::Validator* validator = nullptr;
  storage::Validator* approval_validator = nullptr;  // decides as if proposals were approved
  TokenVerifier* tokens = nullptr;                   // null: no person's token is taken
  KeyFile* token_keys = nullptr;                     // the same
  StreamWatch* streams = nullptr;
  const PageTokens* page_tokens = nullptr;
  const IdentityDigester* identities = nullptr;
  CallCounts* counts = nullptr;
  JsonLog* log = nullptr;
  const std::atomic<bool>* stopping = nullptr;  // what could go on for minutes ends early
};

}  // namespace registry::server

#endif  // SERVER_BACKEND_H_
