// Readers of the feed beside the load, and a load of a fixed pace beside them.
#ifndef BENCH_FEED_LOAD_H_
#define BENCH_FEED_LOAD_H_

#include <cstdint>
#include <string>

#include "bench/load.h"

namespace registry::bench {

// Single transfers at 256 in flight while one reader follows everything at full speed.
// `behind` is how many transactions it still had to get when the last answer came. Throws when it
// misses one, or has not all of them soon after.
Load TransfersWithReader(LoadGenerator& load, double seconds);

// 2,000 single transfers a second, each sent when its time comes, whether or not others were
// answered; latencies count from that time. `scoped` readers follow one account each, and, if there
// are any, one more follows everything.
Load PacedTransfers(LoadGenerator& load, int scoped, double seconds);

}  // namespace registry::bench

#endif  // BENCH_FEED_LOAD_H_
