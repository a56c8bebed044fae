// Nobody without a certificate of our client CA completes a handshake; whoever has one and is no
// participant (caller.h) is refused on every method, reflection and health included.
#ifndef SERVER_TLS_H_
#define SERVER_TLS_H_

#include <memory>
#include <string>
#include <string_view>

#include "grpcpp/security/server_credentials.h"
#include "server/directory.h"
#include "server/options.h"

namespace registry::server {

// Methods of ours begin so; they refuse unknown callers themselves, with details.
inline constexpr std::string_view kOwnMethods = "/carbon.registry.v1.";

// PEM files; they are read again when they change, so that certificates rotate without a restart.
struct CertificateFiles {
  std::string certificate;
  std::string key;
  std::string client_ca;
};

// TLS that asks for, requires and verifies a client's certificate. `directory` outlives the server.
std::shared_ptr<grpc::ServerCredentials> MakeCredentials(const CertificateFiles& files,
                                                         seconds refresh,
                                                         const DirectoryBoard* directory);

}  // namespace registry::server

#endif  // SERVER_TLS_H_
