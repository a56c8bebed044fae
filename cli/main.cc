#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "cli/app.h"

int main(int argc, char** argv) {
  // gRPC's own log says nothing that our messages do not; whoever wants it sets the variable.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  std::ios::sync_with_stdio(false);
  const bool terminal = isatty(STDERR_FILENO) == 1;
  registry::cli::Session session(std::cout, std::cerr, terminal ? &std::cerr : nullptr);
  session.input = &std::cin;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  registry::cli::ExitCode code = registry::cli::Run(arguments, session);
  if (!std::cout.flush()) {
    std::cerr << "registryctl: the output could not be written in full\n";
    code = registry::cli::ExitCode::kInternal;
  }
  return static_cast<int>(code);
}
