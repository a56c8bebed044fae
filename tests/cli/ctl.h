#ifndef TESTS_CLI_CTL_H_
#define TESTS_CLI_CTL_H_

#include <string>
#include <vector>

#include "cli/exit_code.h"

namespace registry::cli::testing {

// What a run of registryctl came to.
struct Run {
  ExitCode code = ExitCode::kDone;
  std::string out;
  std::string err;
};

// registryctl with these arguments, in this process, and nothing from the environment.
Run Ctl(const std::vector<std::string>& arguments);

}  // namespace registry::cli::testing

#endif  // TESTS_CLI_CTL_H_
