#include "client/identity.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

namespace registry::client {
namespace {

// A lost server is looked for again this soon and at least this often.
constexpr int kFirstReconnectMs = 100;
constexpr int kLastReconnectMs = 2'000;
// What gRPC calls the least time between attempts is the time that an attempt itself is given:
// connecting, TLS and the first frame, across the country and on a busy machine.
constexpr int kConnectMs = 10'000;
constexpr int kPingMs = 15'000;
constexpr int kPongMs = 5'000;

std::optional<std::string> ReadAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad() || text.empty()) return std::nullopt;
  return text;
}

absl::Status Unreadable(const std::string& what, const std::filesystem::path& path) {
  const std::string why = errno != 0 ? std::strerror(errno) : "it is empty";
  return absl::InvalidArgumentError("cannot read the " + what + " " + path.string() + ": " + why);
}

// Adds the person's token, and the office, to every call of a channel.
class PersonsToken final : public grpc::MetadataCredentialsPlugin {
 public:
  explicit PersonsToken(const Identity& identity)
      : token_file_(identity.token_file), office_(identity.office) {}

  bool IsBlocking() const override { return false; }

  grpc::Status GetMetadata(grpc::string_ref, grpc::string_ref, const grpc::AuthContext&,
                           std::multimap<grpc::string, grpc::string>* metadata) override {
    std::string token = ReadAll(token_file_).value_or("");
    while (!token.empty() && token.back() <= ' ') token.pop_back();
    metadata->emplace("authorization", "Bearer " + token);
    if (!office_.empty()) metadata->emplace("x-registry-office", office_);
    return grpc::Status::OK;
  }

 private:
  const std::filesystem::path token_file_;
  const std::string office_;
};

}  // namespace

Identity IdentityIn(const std::filesystem::path& directory, std::string_view name) {
  const std::string stem(name);
  return {directory / "ca.crt", directory / (stem + ".crt"), directory / (stem + ".key")};
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const std::string& server,
                                                           const Identity& identity) {
  errno = 0;
  const auto ca = ReadAll(identity.ca);
  if (!ca) return Unreadable("CA's certificate", identity.ca);
  const auto certificate = ReadAll(identity.certificate);
  if (!certificate) return Unreadable("certificate", identity.certificate);
  const auto key = ReadAll(identity.key);
  if (!key) return Unreadable("key", identity.key);

  grpc::SslCredentialsOptions options;
  options.pem_root_certs = *ca;
  options.pem_cert_chain = *certificate;
  options.pem_private_key = *key;
  grpc::ChannelArguments arguments;
  // A refusal with many failed checks travels in the trailers; the default of 8 KiB would lose it.
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, 256 << 10);
  arguments.SetMaxReceiveMessageSize(-1);  // what may be asked for is bounded by the server
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLastReconnectMs);
  // A server that fell silent without a word is noticed, and looked for anew. Registryd allows a
  // ping every ten seconds.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kPingMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPongMs);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);  // no limit
  // Repeating a call is decided here (client/retry.h), not by the channel.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  auto credentials = grpc::SslCredentials(options);
  if (!identity.token_file.empty()) {
    if (!ReadAll(identity.token_file)) return Unreadable("token", identity.token_file);
    credentials = grpc::CompositeChannelCredentials(
        credentials, grpc::MetadataCredentialsFromPlugin(std::make_unique<PersonsToken>(identity)));
  }
  return grpc::CreateCustomChannel(server, credentials, arguments);
}

}  // namespace registry::client
