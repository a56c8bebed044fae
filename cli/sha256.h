#ifndef CLI_SHA256_H_
#define CLI_SHA256_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace registry::cli {

using Sha256Digest = std::array<std::uint8_t, 32>;

// SHA-256 (FIPS 180-4), for digests of papers and for ids that follow from content. Not for
// secrets: no care is taken of timing.
class Sha256 {
 public:
  void Add(std::string_view bytes);
  // Once, at the end.
  Sha256Digest Finish();

 private:
  void Block(const std::uint8_t* block);

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> pending_{};
  std::size_t pending_size_ = 0;
  std::uint64_t size_ = 0;
};

Sha256Digest Sha256Of(std::string_view bytes);
// Nothing when the file cannot be read.
std::optional<Sha256Digest> Sha256OfFile(const std::filesystem::path& path);

}  // namespace registry::cli

#endif  // CLI_SHA256_H_
