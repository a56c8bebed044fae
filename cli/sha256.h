#ifndef CLI_SHA256_H_
#define CLI_SHA256_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "openssl/evp.h"

namespace registry::cli {

using Sha256Digest = std::array<std::uint8_t, 32>;

// SHA-256 by OpenSSL, for digests of papers and for ids that follow from content.
class Sha256 {
 public:
  Sha256();
  void Add(std::string_view bytes);
  // Once, at the end.
  Sha256Digest Finish();

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

Sha256Digest Sha256Of(std::string_view bytes);
// Nothing when the file cannot be read.
std::optional<Sha256Digest> Sha256OfFile(const std::filesystem::path& path);

}  // namespace registry::cli

#endif  // CLI_SHA256_H_
