#ifndef CLI_CERTIFICATE_FILE_H_
#define CLI_CERTIFICATE_FILE_H_

#include <google/protobuf/timestamp.pb.h>

#include <filesystem>
#include <optional>
#include <string>

namespace registry::cli {

// What the registry is told of a certificate.
struct CertificateFile {
  std::string fingerprint;  // SHA-256 of its DER bytes
  google::protobuf::Timestamp valid_from;
  google::protobuf::Timestamp valid_until;
};

// Of the first certificate in a PEM file; nothing when there is none.
std::optional<CertificateFile> ReadCertificate(const std::filesystem::path& path);

}  // namespace registry::cli

#endif  // CLI_CERTIFICATE_FILE_H_
