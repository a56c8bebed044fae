// Who is asking: the certificate's one URI names the participant. Nobody without a certificate of
// our client CA completes a handshake; whoever has one and is no participant is refused on every
// method, reflection and health included.
#ifndef SERVER_CALLER_H_
#define SERVER_CALLER_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "grpcpp/security/auth_context.h"
#include "grpcpp/security/auth_metadata_processor.h"
#include "grpcpp/security/server_credentials.h"
#include "server/directory.h"
#include "server/options.h"

namespace registry::server {

// "spiffe://registry.example/participant/authority-13"
inline constexpr std::string_view kParticipantUri = "spiffe://registry.example/participant/";
// Methods of ours begin so; they refuse unknown callers themselves, with details.
inline constexpr std::string_view kOwnMethods = "/carbon.registry.v1.";

// The name in the certificate of a connection. Nothing unless it has exactly one URI, of that form.
std::optional<std::string> CallerName(const grpc::AuthContext& connection);

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

#endif  // SERVER_CALLER_H_
