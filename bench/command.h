// Programs that are run to their end.
#ifndef BENCH_COMMAND_H_
#define BENCH_COMMAND_H_

#include <string>
#include <vector>

namespace registry::bench {

struct Finished {
  std::string output;  // both outputs
  double seconds = 0;  // from start to end
};

// Runs argv[0], found as a shell finds it. Throws std::runtime_error with what it said when it does
// not end with 0.
Finished RunCommand(const std::vector<std::string>& argv);

}  // namespace registry::bench

#endif  // BENCH_COMMAND_H_
