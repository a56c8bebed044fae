#ifndef CLI_APP_H_
#define CLI_APP_H_

#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/session.h"

namespace registry::cli {

// Runs registryctl with these arguments (without the program's name).
ExitCode Run(const std::vector<std::string>& arguments, Session& session);

}  // namespace registry::cli

#endif  // CLI_APP_H_
