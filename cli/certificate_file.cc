#include "cli/certificate_file.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <memory>

#include "openssl/evp.h"
#include "openssl/pem.h"
#include "openssl/x509.h"

namespace registry::cli {
namespace {

std::optional<google::protobuf::Timestamp> ToTimestamp(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(timegm(&parts));
  return timestamp;
}

}  // namespace

std::optional<CertificateFile> ReadCertificate(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "r"),
                                                             std::fclose);
  if (file == nullptr) return std::nullopt;
  const std::unique_ptr<X509, void (*)(X509*)> certificate(
      PEM_read_X509(file.get(), nullptr, nullptr, nullptr), X509_free);
  if (certificate == nullptr) return std::nullopt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) != 1) return std::nullopt;
  const auto from = ToTimestamp(X509_get0_notBefore(certificate.get()));
  const auto until = ToTimestamp(X509_get0_notAfter(certificate.get()));
  if (!from || !until) return std::nullopt;
  return CertificateFile{{reinterpret_cast<const char*>(digest.data()), size}, *from, *until};
}

}  // namespace registry::cli
