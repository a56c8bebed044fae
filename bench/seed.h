// Fills an opened book through its RPCs, many in flight.
#ifndef BENCH_SEED_H_
#define BENCH_SEED_H_

#include <string>
#include <vector>

namespace registry::bench {

// Opens `accounts` key emitting units and allocates kHolding of each instrument to each; with
// `trading`, as much again, moved to the trading side. Returns the accounts' numbers.
std::vector<std::string> Seed(const std::string& server, const std::string& pki, int accounts,
                              const std::vector<std::string>& instruments, bool trading);

}  // namespace registry::bench

#endif  // BENCH_SEED_H_
