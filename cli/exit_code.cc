#include "cli/exit_code.h"

#include <array>
#include <cstddef>

namespace registry::cli {
namespace {

constexpr std::array<ExitPath, 8> kPaths = {{
    {ExitCode::kFinding, "something does not agree",
     "Look at the lines above; docs/registryctl.md says what each can mean."},
    {ExitCode::kUsage, "that cannot be used",
     "Correct what is named and run the command again; `--help` lists what it takes."},
    {ExitCode::kRefused, "refused by a rule",
     "The refusal is recorded. Change what the rule asks for, then call with a new request id."},
    {ExitCode::kNotEntitled, "not entitled",
     "Use the certificate of an office that may do this (--identity DIR NAME); see "
     "docs/registryctl.md."},
    {ExitCode::kNotFound, "not found",
     "Look for it with the matching list command; numbers are written as 00001001-05."},
    {ExitCode::kInDoubt, "no answer that settles it",
     "Check server and network, then repeat the command with the same --request-id: it takes "
     "effect once."},
    {ExitCode::kInternal, "a fault of the registry",
     "Nothing can be corrected here. Tell the operators, with the request id; their log has the "
     "cause."},
    {ExitCode::kRequestIdReused, "this request id was used with other content",
     "Leave --request-id out to get a new one, or repeat the first call exactly."},
}};

}  // namespace

ExitCode ExitCodeOf(const client::Error& error) {
  switch (error.code) {
    case grpc::StatusCode::OK:
      return ExitCode::kDone;
    case grpc::StatusCode::INVALID_ARGUMENT:
    case grpc::StatusCode::OUT_OF_RANGE:
      return ExitCode::kUsage;
    case grpc::StatusCode::FAILED_PRECONDITION:
      return ExitCode::kRefused;
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::PERMISSION_DENIED:
      return ExitCode::kNotEntitled;
    case grpc::StatusCode::NOT_FOUND:
      return ExitCode::kNotFound;
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::CANCELLED:
      return ExitCode::kInDoubt;
    case grpc::StatusCode::ALREADY_EXISTS:
      return ExitCode::kRequestIdReused;
    default:
      return ExitCode::kInternal;
  }
}

std::span<const ExitPath> ExitPaths() { return kPaths; }

const ExitPath& ExitPathOf(ExitCode code) {
  for (const ExitPath& path : kPaths) {
    if (path.code == code) return path;
  }
  return kPaths[6];
}

}  // namespace registry::cli
