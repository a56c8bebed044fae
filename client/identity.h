#ifndef CLIENT_IDENTITY_H_
#define CLIENT_IDENTITY_H_

#include <grpcpp/channel.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace registry::client {

// Who the caller is: a certificate and its key, and the CA that vouches for the server. All in PEM.
// For a person, who calls through the console or the management platform, the file with the
// person's token too; it is read again for every call, as tokens live for minutes. And the office
// for which the person acts, when it has a seat in several.
struct Identity {
  std::filesystem::path ca;
  std::filesystem::path certificate;
  std::filesystem::path key;
  std::filesystem::path token_file = {};
  std::string office = {};
};

// DIRECTORY/ca.crt, DIRECTORY/NAME.crt and DIRECTORY/NAME.key.
Identity IdentityIn(const std::filesystem::path& directory, std::string_view name);

// A channel to `server` ("host:port") over TLS in which both sides show a certificate. Connects at
// the first call. INVALID_ARGUMENT names a file that cannot be read.
absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const std::string& server,
                                                           const Identity& identity);

}  // namespace registry::client

#endif  // CLIENT_IDENTITY_H_
