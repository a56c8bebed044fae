#include "server/tls.h"

#include "grpcpp/security/auth_metadata_processor.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"
#include "server/caller.h"

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
    if (FindChannel(*connection, *directory_->Current()) != nullptr) return grpc::Status::OK;
    return {grpc::StatusCode::UNAUTHENTICATED,
            "The certificate names no participant of this registry."};
  }

 private:
  const DirectoryBoard* const directory_;
};

}  // namespace

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
