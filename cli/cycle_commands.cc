#include "cli/command.h"

namespace registry::cli {

void AddCycleCommands(Session&, CLI::App&) {}

}  // namespace registry::cli
