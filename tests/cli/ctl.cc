#include "tests/cli/ctl.h"

#include <cstdlib>
#include <sstream>

#include "cli/app.h"

namespace registry::cli::testing {

Run Ctl(const std::vector<std::string>& arguments) {
  for (const char* name : {"REGISTRY_SERVER", "REGISTRY_CA", "REGISTRY_CERT", "REGISTRY_KEY",
                           "REGISTRY_IDENTITIES", "REGISTRY_TOKEN_FILE", "REGISTRY_OFFICE"}) {
    unsetenv(name);
  }
  std::ostringstream out;
  std::ostringstream err;
  Session session(out, err, nullptr);
  const ExitCode code = cli::Run(arguments, session);
  return {code, out.str(), err.str()};
}

}  // namespace registry::cli::testing
