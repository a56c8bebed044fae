#include "server/caller.h"

#include <vector>

#include "grpc/grpc_security_constants.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"

namespace registry::server {
namespace {

// Refuses strangers on the methods that are not ours: reflection, health, and whatever does not
// exist. It only refuses: what it wrote into the context would be seen by every later call of the
// connection.
class StrangerGuard final : public grpc::AuthMetadataProcessor {
 public:
  explicit StrangerGuard(const DirectoryBoard* directory) : directory_(directory) {}

  bool IsBlocking() const override { return false; }

  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext* connection,
                       OutputMetadata*, OutputMetadata*) override {
    const auto path = metadata.find(":path");
    if (path != metadata.end() &&
        std::string_view(path->second.data(), path->second.size()).starts_with(kOwnMethods)) {
      return grpc::Status::OK;
    }
    const std::optional<std::string> name = CallerName(*connection);
    if (name && directory_->Current()->FindParticipant(*name) != nullptr) return grpc::Status::OK;
    return {grpc::StatusCode::UNAUTHENTICATED,
            "The certificate names no participant of this registry."};
  }

 private:
  const DirectoryBoard* const directory_;
};

}  // namespace

std::optional<std::string> CallerName(const grpc::AuthContext& connection) {
  if (!connection.IsPeerAuthenticated()) return std::nullopt;
  const std::vector<grpc::string_ref> uris =
      connection.FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME);
  if (uris.size() != 1) return std::nullopt;
  const std::string_view uri(uris.front().data(), uris.front().size());
  if (!uri.starts_with(kParticipantUri)) return std::nullopt;
  return std::string(uri.substr(kParticipantUri.size()));
}

std::shared_ptr<grpc::ServerCredentials> MakeCredentials(const CertificateFiles& files,
                                                         seconds refresh,
                                                         const DirectoryBoard* directory) {
  auto provider = std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
      files.key, files.certificate, files.client_ca, static_cast<unsigned>(refresh.count()));
  grpc::experimental::TlsServerCredentialsOptions options(provider);
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  auto credentials = grpc::experimental::TlsServerCredentials(options);
  credentials->SetAuthMetadataProcessor(std::make_shared<StrangerGuard>(directory));
  return credentials;
}

}  // namespace registry::server
