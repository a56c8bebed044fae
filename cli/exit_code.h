#ifndef CLI_EXIT_CODE_H_
#define CLI_EXIT_CODE_H_

#include <span>
#include <string_view>

#include "client/error.h"

namespace registry::cli {

// How registryctl ends; stable. docs/registryctl.md has the same table with the next steps.
enum class ExitCode : int {
  kDone = 0,
  kFinding = 1,          // the check found something, or an input row of the report differs
  kUsage = 2,            // the command line, a local file or a field is not as it must be
  kRefused = 3,          // a rule said no
  kNotEntitled = 4,      // no identity the registry knows, or no right to this
  kNotFound = 5,         // a read of something that does not exist
  kInDoubt = 6,          // not known to be done, or certainly not: repeat with the same request id
  kInternal = 7,         // a fault of the registry or of this program
  kRequestIdReused = 8,  // the request id was used with other content
};

// The exit code for how a call ended.
ExitCode ExitCodeOf(const client::Error& error);

struct ExitPath {
  ExitCode code;
  std::string_view text;  // first words of the message
  std::string_view next;  // what to do
};

// What is said for each exit code but 0, in the order of the codes.
std::span<const ExitPath> ExitPaths();
const ExitPath& ExitPathOf(ExitCode code);

}  // namespace registry::cli

#endif  // CLI_EXIT_CODE_H_
