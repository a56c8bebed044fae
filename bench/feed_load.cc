#include "bench/feed_load.h"

#include <vector>

#include "bench/feed_readers.h"

namespace registry::bench {
namespace {

constexpr double kPace = 2'000;

}  // namespace

Load TransfersWithReader(LoadGenerator& load, double seconds) {
  const FeedReaders readers(load, {""});
  Load result = load.Transfers(Mix::kUniform, 256, seconds);
  result.behind = result.accepted - readers.read();
  readers.CatchUp(result.accepted);
  return result;
}

Load PacedTransfers(LoadGenerator& load, int scoped, double seconds) {
  if (scoped == 0) return load.TransfersAtPace(kPace, seconds);
  std::vector<std::string> accounts(load.accounts().begin(), load.accounts().begin() + scoped);
  accounts.emplace_back();
  const FeedReaders readers(load, accounts);
  Load result = load.TransfersAtPace(kPace, seconds);
  result.behind = result.accepted - readers.read();
  readers.CatchUp(result.accepted);
  return result;
}

}  // namespace registry::bench
