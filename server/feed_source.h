// The feed's hub reads the journal by this: from PostgreSQL, as serialized messages.
#ifndef SERVER_FEED_SOURCE_H_
#define SERVER_FEED_SOURCE_H_

#include "server/directory.h"
#include "server/feed_hub.h"
#include "storage/journal.h"
#include "storage/pool.h"

namespace registry::server {

// All three outlive it. `journal`: the local writer's, which may know of more than a replica has.
FeedSource ReadFrom(storage::ReaderPool* pool, DirectoryBoard* directory,
                    const storage::Journal* journal);

}  // namespace registry::server

#endif  // SERVER_FEED_SOURCE_H_
