#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "cli/app.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const bool terminal = isatty(STDERR_FILENO) == 1;
  registry::cli::Session session(std::cout, std::cerr, terminal ? &std::cerr : nullptr);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return static_cast<int>(registry::cli::Run(arguments, session));
}
